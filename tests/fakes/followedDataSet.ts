import {
  AUDIO_NUMBER_COUNT,
  AUDIO_NUMBERS,
  AUDIO_TEXTS,
  TAG_SEPARATOR,
  type AudioColumns,
} from '../../src/domain/audioColumns.ts';
import type { AudioRecord } from '../../src/domain/audioFile.ts';
import { DESCRIPTORS } from '../../src/domain/descriptors.ts';
import { HYPERPARAMETERS } from '../../src/domain/hyperparameters.ts';
import { DataSet } from '../../src/stages/data/dataSet.ts';
import { LogBook } from '../../src/stages/shell/logBook.ts';
import type { SmallTables, StoreChanges } from '../../src/workers/contracts/storeChanges.ts';
import type { ReadModel } from '../../src/workers/contracts/store.ts';

/** Small tables that hold nothing. */
export const EMPTY_TABLES: SmallTables<ReadModel> = {
  models: [],
  collections: [],
  measuredBest: [],
  blindComparisonAnswers: [],
  preferredOptima: [],
  pluginBuilds: [],
  modelLabels: [],
  undoSteps: [],
  keptAudio: [],
};

/** A data set that follows what a test tells it, as it follows the store. */
export class FollowedDataSet {
  readonly dataSet: DataSet;
  readonly #records: AudioRecord[];
  readonly #tables: SmallTables<ReadModel>;
  #sequence = 0;
  /** How often a snapshot was asked for. */
  asked = 0;

  constructor(records: readonly AudioRecord[], tables: Partial<SmallTables<ReadModel>> = {}) {
    this.#records = [...records];
    this.#tables = { ...EMPTY_TABLES, ...tables };
    this.dataSet = new DataSet({ sendSnapshot: async () => this.#sendSnapshot() }, new LogBook());
    this.dataSet.follow({ kind: 'restarted', epoch: 'epoch' });
  }

  tell(changes: StoreChanges<ReadModel>): void {
    this.#sequence += 1;
    this.dataSet.follow({ kind: 'delta', epoch: 'epoch', sequence: this.#sequence, changes });
  }

  async #sendSnapshot(): Promise<void> {
    this.asked += 1;
    this.dataSet.follow({ kind: 'snapshot-begin', epoch: 'epoch', sequence: this.#sequence });
    this.dataSet.follow({ kind: 'snapshot-files', files: columnsOf(this.#records) });
    this.dataSet.follow({ kind: 'snapshot-end', tables: this.#tables });
  }
}

/** Records as the store sends them. */
export function columnsOf(records: readonly AudioRecord[]): AudioColumns {
  const texts = records.map(({ file, descriptors, tags, note }) => ({
    ...file,
    failure: descriptors.kind === 'failed' ? descriptors.reason : null,
    note: descriptors.kind === 'done' ? descriptors.note : null,
    stagedName: null,
    tags: tags.length === 0 ? null : tags.join(TAG_SEPARATOR),
    soundNote: note,
  }));
  const numbers = records.flatMap(({ file, descriptors, best }) => {
    const named: Record<(typeof AUDIO_NUMBERS)[number], number | null> = {
      sequence: 0,
      importedAtMs: file.importedAt.getTime(),
      durationSec: file.durationSec,
      sampleRateHz: file.sampleRateHz,
      channels: file.channels,
      isDescribed: descriptors.kind === 'done' ? 1 : 0,
      frameCount: descriptors.kind === 'done' ? descriptors.frameCount : null,
      isSearched: best === null ? 0 : 1,
      score: best?.score ?? null,
    };
    return [
      ...AUDIO_NUMBERS.map((name) => named[name] ?? Number.NaN),
      ...DESCRIPTORS.map(({ key }) => (descriptors.kind === 'done' ? descriptors.descriptors[key] : Number.NaN)),
      ...HYPERPARAMETERS.map(({ key }) => best?.hyperparameters[key] ?? Number.NaN),
    ];
  });
  if (numbers.length !== records.length * AUDIO_NUMBER_COUNT) throw new RangeError('a row of another width');
  return {
    rowCount: records.length,
    texts: Object.fromEntries(
      AUDIO_TEXTS.map((name) => [name, texts.map((row) => row[name])]),
    ) as unknown as AudioColumns['texts'],
    numbers: Float64Array.from(numbers),
  };
}
