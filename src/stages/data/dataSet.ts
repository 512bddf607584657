import { batch, computed, signal, type ReadonlySignal, type Signal } from '@preact/signals-core';
import { audioColumnsOf, audioRows, type AudioColumns, type AudioRow } from '../../domain/audioColumns.ts';
import { DESCRIPTOR_COUNT, type Descriptors } from '../../domain/descriptors.ts';
import type { AudioRecord } from '../../domain/audioFile.ts';
import type { ModelLabel } from '../../domain/labels.ts';
import type { MeasuredBest } from '../../domain/measured.ts';
import type { TrainedModel } from '../../domain/model.ts';
import { release } from '../../audio/bytes/release.ts';
import { unpackedChanges, type FileChanges } from '../../workers/contracts/packedChanges.ts';
import { PLUGIN } from '../../domain/pluginInUse.ts';
import type { UndoStep } from '../../domain/undo.ts';
import type { RowsByPlace } from '../../workers/contracts/packing.ts';
import type {
  DataSetMessage,
  Sequenced,
  ListedBlindComparisonAnswer,
  ListedCollection,
  ReadModel,
  StoreChanges,
  StoredCollection,
  PreferredOptimum,
  PluginBuild,
  TrainingStore,
} from '../../workers/contracts/store.ts';
import { transfer } from '../../workers/pool/transfer.ts';
import type { LogBook } from '../shell/logBook.ts';
import type { Arrivals } from './changesSinceCopy.ts';
import { AudioTable, IncomingRows } from './audioTable.ts';
import type { AudioCounts, AudioValues } from './audioTally.ts';

/** So many files go to a worker at once. */
const PAGE_FILES = 1000;
/** The same where only their ids do. */
const PAGE_IDS = 10_000;

type Snapshot = Extract<DataSetMessage, { readonly kind: 'snapshot-end' }>['tables'];

/** Files whose runs changed. */
export interface ChangedRuns {
  has(audioId: string): boolean;
}

interface Deferred {
  readonly promise: Promise<void>;
  readonly resolve: () => void;
  readonly reject: (reason: unknown) => void;
}

interface IncomingSnapshot {
  readonly epoch: string;
  readonly sequence: number;
  /** Null where they are here already. */
  readonly files: IncomingRows | null;
}

/**
 * The data set as the page knows it: a replica that follows the store. It changes by what the store tells after each COMMIT
 * and by nothing else, always in order; where something is missing it asks for a snapshot. When a command is answered, what
 * it changed is here already.
 */
export class DataSet {
  readonly #store: Pick<TrainingStore, 'sendSnapshot'>;
  readonly #log: LogBook;
  readonly #audio = new AudioTable();
  readonly #records = signal<readonly AudioRow[]>([]);
  /** Goes up as files come and go. It holds no rows: those of an earlier state would stay in memory. */
  readonly #fileChanges = signal(0);
  readonly #counts = signal(this.#audio.tally.counts);
  readonly #values = signal(this.#audio.tally.values);
  readonly #models = new KeyedRows<ReadModel>(({ modelId }) => modelId);
  readonly #collections = new KeyedRows<ListedCollection>(({ collectionId }) => collectionId);
  readonly #measuredBest = new KeyedRows<MeasuredBest>(({ audioId }) => audioId);
  readonly #blindComparisonAnswers = new KeyedRows<ListedBlindComparisonAnswer>(({ answerId }) => answerId);
  readonly #preferredOptima = new KeyedRows<PreferredOptimum>(({ audioId }) => audioId);
  readonly #pluginBuilds = new KeyedRows<PluginBuild>(({ pluginId }) => pluginId);
  readonly #modelLabels = new KeyedRows<ModelLabel>(({ modelId }) => modelId);
  readonly #keptAudio = new KeyedRows<string>((audioId) => audioId);
  readonly #undoSteps = signal<readonly UndoStep[]>([]);
  readonly #predictionRevision = signal(0);
  readonly #isAhead = signal(false);
  readonly #runFollowers: ((changed: ChangedRuns) => void)[] = [];
  #epoch: string | null = null;
  #sequence = 0;
  #incoming: IncomingSnapshot | null = null;
  /** The files as the last visit left them, on their way before the database is open. */
  #kept: IncomingRows | null = null;
  /** A snapshot that was asked for and has not come. */
  #asked: Deferred | null = null;
  #current: Promise<void> = Promise.resolve();
  /** Whether something was told that is not known here yet. */
  #isStale = false;

  readonly #described = computed(() => this.#records.value.filter(({ isDescribed }) => isDescribed));

  /** In the order of import. */
  readonly records: ReadonlySignal<readonly AudioRecord[]> = this.#records;
  /** How many there are and how far they are, without going over them. */
  readonly counts: ReadonlySignal<AudioCounts> = this.#counts;
  /** Which genres, licences, tags and folders there are, likewise. */
  readonly values: ReadonlySignal<AudioValues> = this.#values;
  /** Which there are, and when each came: what a search finds for them does not change it. */
  readonly arrivals: ReadonlySignal<Arrivals> = computed(() => {
    void this.#fileChanges.value;
    const { rows } = this.#audio;
    const atMs = new Float64Array(rows.length);
    rows.forEach((row, i) => (atMs[i] = row.importedAtMs));
    return { ids: rows.map(({ audioId }) => audioId), atMs };
  });
  /** Those that have descriptors. */
  readonly described: ReadonlySignal<readonly AudioRecord[]> = this.#described;
  /** The descriptors of those, files × 12, file by file. */
  readonly describedValues: ReadonlySignal<Float64Array> = computed(() => {
    const rows = this.#described.value;
    const values = new Float64Array(rows.length * DESCRIPTOR_COUNT);
    rows.forEach((row, i) => row.copyDescriptorsTo(values, i * DESCRIPTOR_COUNT));
    return values;
  });
  /** Newest first. */
  readonly models: ReadonlySignal<readonly TrainedModel[]> = computed(() =>
    this.#models.all
      .flatMap(({ model, sequence }) => (model === null ? [] : [{ model, sequence }]))
      .toSorted(
        (a, b) => later(b, a, b.model.createdAt, a.model.createdAt) || (a.model.modelId < b.model.modelId ? 1 : -1),
      )
      .map(({ model }) => model),
  );
  /** Newest first. */
  readonly collections: ReadonlySignal<readonly StoredCollection[]> = computed(() =>
    this.#collections.all.toSorted((a, b) => later(b, a, b.createdAt, a.createdAt)),
  );
  /** The best parameters of files under the measured objective, by audio id. */
  readonly measuredBest: ReadonlySignal<ReadonlyMap<string, MeasuredBest>> = this.#measuredBest.rows;
  /** The oldest first. */
  readonly blindComparisonAnswers: ReadonlySignal<readonly ListedBlindComparisonAnswer[]> = computed(() =>
    this.#blindComparisonAnswers.all.toSorted((a, b) => later(a, b, a.answeredAt, b.answeredAt)),
  );
  /** What listening found best for files, by audio id. */
  readonly preferredOptima: ReadonlySignal<ReadonlyMap<string, PreferredOptimum>> = this.#preferredOptima.rows;
  /** The id of the plugin model that the plugin in use was built with, as the user says; null for the shipped one. */
  readonly builtInModelId: ReadonlySignal<string | null> = computed(
    () => this.#pluginBuilds.rows.value.get(PLUGIN.name)?.builtInModelId ?? null,
  );
  /** What is said of models, by model id. */
  readonly modelLabels: ReadonlySignal<ReadonlyMap<string, ModelLabel>> = this.#modelLabels.rows;
  /** Another number whenever predictions may have changed: they themselves stay in the database. */
  readonly predictionRevision: ReadonlySignal<number> = this.#predictionRevision;
  /** The files whose bytes are copied into this browser for good. */
  readonly keptAudio: ReadonlySignal<ReadonlyMap<string, string>> = this.#keptAudio.rows;

  /** Whether the files are here while all else is still on its way: what depends on that cannot be told yet. */
  readonly isAhead: ReadonlySignal<boolean> = this.#isAhead;

  constructor(store: Pick<TrainingStore, 'sendSnapshot'>, log: LogBook) {
    this.#store = store;
    this.#log = log;
  }

  /** The steps that can be taken back or made again, the newest first. */
  get undoSteps(): ReadonlySignal<readonly UndoStep[]> {
    return this.#undoSteps;
  }

  /** Reads the signal, so that views follow. */
  get(audioId: string): AudioRecord | undefined {
    return this.#records.value.length === 0 ? undefined : this.#audio.get(audioId);
  }

  /** The files that pass, told by what their rows say without making records of them: there may be 100,000. Reads the signal. */
  filesWhere(
    passes: (
      row: Pick<AudioRow, 'audioId' | 'isDescribed' | 'isSearched' | 'isSilent' | 'stagedName' | 'text'>,
    ) => boolean,
  ): readonly AudioRecord[] {
    return this.#records.value.filter(passes);
  }

  /** Those of some files that are there, in the order of import. Reads the signal. */
  present(audioIds: ReadonlySet<string>): readonly AudioRecord[] {
    return this.#records.value.length === 0 ? [] : this.#audio.rowsOf(audioIds);
  }

  /** All files as they are now, some at a time, for a worker that asks for the next ones: the page would feel 100,000 at once. */
  pages(): () => Promise<AudioColumns | null> {
    const rows = this.#records.peek();
    let from = 0;
    return async () => {
      const page = rows.slice(from, from + PAGE_FILES);
      from += page.length;
      return page.length === 0 ? null : handedOver(page);
    };
  }

  /** Those that pass as they are now, for a worker that puts them into an order of its own. */
  byPlace(passes: (row: Pick<AudioRow, 'isDescribed' | 'isSearched'>) => boolean): RowsByPlace {
    const all = this.#records.peek();
    const rows: AudioRow[] = [];
    let from = 0;
    return {
      nextIds: async () => {
        if (from >= all.length) return null;
        const some = all.slice(from, from + PAGE_IDS).filter(passes);
        from += PAGE_IDS;
        rows.push(...some);
        return some.map(({ audioId }) => audioId);
      },
      rowsAt: async (places) => handedOver([...places].flatMap((place) => rows[place] ?? [])),
      descriptorsAt: async (places) => {
        const values = new Float64Array(places.length * DESCRIPTOR_COUNT);
        places.forEach((place, i) => rows[place]?.copyDescriptorsTo(values, i * DESCRIPTOR_COUNT));
        return transfer(values, [values.buffer]);
      },
    };
  }

  /** What a file is called; its id where it is not there. */
  pathOf(audioId: string): string {
    return this.get(audioId)?.file.path ?? audioId;
  }

  /** Null where they were not computed. Reads the signal, so that views follow. */
  descriptorsOf(audioId: string): Descriptors | null {
    const state = this.get(audioId)?.descriptors;
    return state?.kind === 'done' ? state.descriptors : null;
  }

  /** The staged copy of a file's bytes; null for none. */
  stagedNameOf(audioId: string): string | null {
    return this.#audio.get(audioId)?.stagedName ?? null;
  }

  /** Calls `follower` whenever runs of files have changed: runs themselves stay in the database. */
  followRuns(follower: (changed: ChangedRuns) => void): void {
    this.#runFollowers.push(follower);
  }

  /** Resolves once what the database holds is here; rejects where it cannot be read. */
  async whenCurrent(): Promise<void> {
    if (this.#isStale && this.#asked === null) this.#ask();
    await this.#current;
  }

  /** Takes one message of the store, in order. */
  follow(message: DataSetMessage): void {
    switch (message.kind) {
      case 'restarted':
        this.#loseTrack();
        break;
      case 'delta':
        if (message.epoch !== this.#epoch || message.sequence !== this.#sequence + 1) {
          this.#loseTrack();
          break;
        }
        this.#sequence = message.sequence;
        batch(() => this.#change(message.changes));
        break;
      case 'kept-begin':
        this.#kept = new IncomingRows();
        break;
      case 'kept-page': {
        const { files } = unpackedChanges(message.bytes);
        release(message.bytes);
        if (files !== undefined) this.#kept?.append(audioRows(files.saved));
        break;
      }
      case 'kept-end':
        if (this.#kept !== null) this.#showAhead(this.#kept, message.changes);
        this.#kept = null;
        break;
      case 'snapshot-begin': {
        const { epoch, sequence, isListTold } = message;
        this.#kept = null;
        this.#incoming = { epoch, sequence, files: isListTold === true ? null : new IncomingRows() };
        break;
      }
      case 'snapshot-files':
        this.#incoming?.files?.append(audioRows(message.files));
        break;
      case 'snapshot-end':
        if (this.#incoming !== null) this.#replace(this.#incoming, message.tables);
        break;
    }
  }

  /** No delta fits any more: waits for a snapshot. */
  #loseTrack(): void {
    this.#isStale = true;
    this.#epoch = null;
    this.#ask();
  }

  #ask(): void {
    if (this.#asked !== null) return;
    const asked = deferred();
    this.#asked = asked;
    this.#current = asked.promise;
    this.#store.sendSnapshot().catch((error: unknown) => {
      if (this.#asked === asked) this.#asked = null;
      asked.reject(error);
      // Whoever opens the database waits for the first one and tells of it.
      if (this.#records.peek().length > 0) this.#log.thrown(error, 'import', 'training.duckdb');
    });
  }

  #replace({ epoch, sequence, files }: IncomingSnapshot, tables: Snapshot): void {
    this.#incoming = null;
    this.#isStale = false;
    this.#epoch = epoch;
    this.#sequence = sequence;
    batch(() => {
      if (files !== null) this.#show(files, {});
      this.#isAhead.value = false;
      this.#models.reset(tables.models);
      this.#collections.reset(tables.collections);
      this.#measuredBest.reset(tables.measuredBest);
      this.#blindComparisonAnswers.reset(tables.blindComparisonAnswers);
      this.#preferredOptima.reset(tables.preferredOptima);
      this.#pluginBuilds.reset(tables.pluginBuilds);
      this.#modelLabels.reset(tables.modelLabels);
      this.#keptAudio.reset(tables.keptAudio);
      this.#undoSteps.value = tables.undoSteps;
      this.#tellOfRuns({ has: () => true });
      this.#predictionRevision.value += 1;
    });
    this.#logRefused(tables.models);
    this.#asked?.resolve();
    this.#asked = null;
  }

  #showAhead(files: IncomingRows, changes: FileChanges): void {
    batch(() => {
      this.#show(files, changes);
      this.#isAhead.value = this.#audio.rows.length > 0;
    });
  }

  #show(files: IncomingRows, changes: FileChanges): void {
    batch(() => {
      this.#audio.replaceBy(files);
      this.#fileChanges.value += 1;
      this.#changeFiles(changes);
      this.#showFiles();
    });
  }

  #changeFiles({ files, best }: FileChanges): void {
    if (files !== undefined) {
      this.#audio.change(files.saved, files.removed);
      this.#fileChanges.value += 1;
    }
    if (best !== undefined) this.#audio.changeBest(best);
    if (files !== undefined || best !== undefined) this.#showFiles();
  }

  #change(changes: StoreChanges<ReadModel>): void {
    this.#changeFiles(changes);
    if (changes.models !== undefined) {
      this.#models.change(changes.models);
      this.#logRefused(changes.models.saved);
    }
    if (changes.collections !== undefined) this.#collections.change(changes.collections);
    if (changes.measuredBest !== undefined) this.#measuredBest.change(changes.measuredBest);
    if (changes.blindComparisonAnswers !== undefined)
      this.#blindComparisonAnswers.change(changes.blindComparisonAnswers);
    if (changes.preferredOptima !== undefined) this.#preferredOptima.change(changes.preferredOptima);
    if (changes.pluginBuilds !== undefined) this.#pluginBuilds.change(changes.pluginBuilds);
    if (changes.modelLabels !== undefined) this.#modelLabels.change(changes.modelLabels);
    if (changes.keptAudio !== undefined) this.#keptAudio.change(changes.keptAudio);
    if (changes.predictions === true) this.#predictionRevision.value += 1;
    if (changes.undoSteps !== undefined) this.#undoSteps.value = changes.undoSteps;
    if (changes.runsOf !== undefined) {
      this.#tellOfRuns(changes.runsOf === 'any' ? { has: () => true } : new Set(changes.runsOf));
    }
  }

  #showFiles(): void {
    this.#records.value = this.#audio.rows;
    this.#counts.value = this.#audio.tally.counts;
    this.#values.value = this.#audio.tally.values;
  }

  #tellOfRuns(changed: ChangedRuns): void {
    for (const follower of this.#runFollowers) follower(changed);
  }

  #logRefused(models: readonly ReadModel[]): void {
    for (const { refusal } of models) if (refusal !== null) this.#log.error(refusal);
  }
}

/** Rows of a small table by their keys. */
class KeyedRows<T> {
  readonly #keyOf: (row: T) => string;
  readonly #rows: Signal<ReadonlyMap<string, T>> = signal(new Map());

  constructor(keyOf: (row: T) => string) {
    this.#keyOf = keyOf;
  }

  get rows(): ReadonlySignal<ReadonlyMap<string, T>> {
    return this.#rows;
  }

  /** Reads the signal. */
  get all(): T[] {
    return [...this.#rows.value.values()];
  }

  reset(rows: readonly T[]): void {
    this.#rows.value = new Map(rows.map((row) => [this.#keyOf(row), row]));
  }

  change({ saved, removed }: { readonly saved: readonly T[]; readonly removed: readonly string[] }): void {
    const rows = new Map(this.#rows.peek());
    for (const row of saved) rows.set(this.#keyOf(row), row);
    for (const key of removed) rows.delete(key);
    this.#rows.value = rows;
  }
}

/** Rows for a worker, whose numbers are its own then: what stays here is collected late. */
function handedOver(rows: readonly AudioRow[]): AudioColumns {
  const columns = audioColumnsOf(rows);
  return transfer(columns, [columns.numbers.buffer]);
}

function deferred(): Deferred {
  let resolve: () => void = () => undefined;
  let reject: (reason: unknown) => void = () => undefined;
  const promise = new Promise<void>((settle, refuse) => {
    resolve = settle;
    reject = refuse;
  });
  promise.catch(() => undefined);
  return { promise, resolve, reject };
}

/** Above 0 where `a` was made later than `b` [S9]. */
function later(a: Sequenced, b: Sequenced, madeA: Date, madeB: Date): number {
  return a.sequence - b.sequence || madeA.getTime() - madeB.getTime();
}
