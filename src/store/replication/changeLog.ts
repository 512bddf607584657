import { audioPages, type AudioColumns } from '../../domain/audioColumns.ts';
import { listKept } from '../files/keptAudio.ts';
import { randomName } from '../engine/randomName.ts';
import type { DatabaseFollower, Session } from '../engine/session.ts';
import { readAllAudio, readAudio } from '../tables/audioTable.ts';
import { readBest } from '../tables/runTable.ts';
import { listCollections } from '../tables/collectionTable.ts';
import { listBlindComparisonAnswers, listPreferredOptima } from '../tables/preferenceTable.ts';
import { listMeasuredBest } from '../tables/measuredTable.ts';
import { listModelLabels } from '../tables/labelTable.ts';
import { listModels } from '../tables/modelTable.ts';
import { listPluginBuilds } from '../tables/pluginBuildTable.ts';
import { listUndoSteps } from '../undo/undoJournal.ts';
import type { ModelText } from '../tables/records.ts';
import type { ChangedRows, StoreChanges, StoreMessage } from '../../workers/contracts/storeChanges.ts';
import type { KeptList } from './keptList.ts';
import type { Touched } from './touched.ts';

/** Above so many files a snapshot in pages is lighter than one delta. */
const DELTA_FILES = 5000;
/** So long the thread is kept at a time. */
const TURN_MS = 200;
/** Few enough that receiving a page holds up the page for some milliseconds only. */
const PAGE_FILES = 1000;

/** Tells followers what every committed transaction changed, and everything where they ask. */
export class ChangeLog implements DatabaseFollower {
  readonly #emit: (message: StoreMessage<ModelText>) => void;
  #epoch = randomName();
  #sequence = 0;
  #list: KeptList | null = null;
  #hasToldList = false;

  constructor(emit: (message: StoreMessage<ModelText>) => void) {
    this.#emit = emit;
  }

  /** The database was opened, or everything in it may be other than before: what followers know counts no more. */
  restarted(): void {
    this.#list?.lost();
    this.#begin();
  }

  /** Tells the list of files that was found beside the database, while that is being opened. */
  async tellList(list: KeptList): Promise<void> {
    this.#hasToldList = true;
    this.#emit({ kind: 'kept-begin' });
    const changes = await list.tell((bytes) => this.#emit({ kind: 'kept-page', bytes }));
    if (changes !== null) this.#emit({ kind: 'kept-end', changes });
  }

  /** The list that was told, if any, is that of no database which could be opened. */
  takeBackList(): void {
    if (!this.#hasToldList) return;
    this.#hasToldList = false;
    this.#emit({ kind: 'kept-begin' });
    this.#emit({ kind: 'kept-end', changes: {} });
  }

  /** Has a list follow what is committed from now on; null for none. */
  keepList(list: KeptList | null): void {
    this.#list = list;
  }

  /** The database was opened; the list that was told may be what it holds. */
  opened(): void {
    this.#hasToldList = false;
    this.#begin();
  }

  #begin(): void {
    this.#epoch = randomName();
    this.#sequence = 0;
    this.#emit({ kind: 'restarted', epoch: this.#epoch });
  }

  /** Reads what the open transaction changed; what it resolves with tells followers, and is called once the COMMIT stands. */
  async beforeCommit(session: Session): Promise<() => void> {
    const changes = await changesOf(session, session.touched);
    return () => {
      if (changes === null) this.restarted();
      else {
        this.#list?.note(changes);
        this.#tell(changes);
      }
    };
  }

  /** Copies of audio lie beside the database. Inside a job of it, so that a snapshot holds them or comes before. */
  keptAudio(audioIds: readonly string[], removed: readonly string[] = []): void {
    this.#tell({ keptAudio: { saved: audioIds, removed } });
  }

  /** Sends everything, as of now. Inside a job of the database, so that no delta can fall between. */
  async sendSnapshot(session: Session): Promise<void> {
    const isListTold = this.#list?.takeTold() === true;
    this.#emit({ kind: 'snapshot-begin', epoch: this.#epoch, sequence: this.#sequence, isListTold });
    if (!isListTold) await this.#sendList(session);
    await this.#sendTables(session);
  }

  async #sendList(session: Session): Promise<void> {
    let turnMs = performance.now();
    const pages = pagesOf(session);
    for await (const files of this.#list?.written(pages) ?? pages) {
      this.#emit({ kind: 'snapshot-files', files });
      // Whoever asks whether this worker is still there is answered between pages.
      if (performance.now() - turnMs < TURN_MS) continue;
      await new Promise((resolve) => setTimeout(resolve));
      turnMs = performance.now();
    }
  }

  async #sendTables(session: Session): Promise<void> {
    const tables = {
      models: await listModels(session, null),
      collections: await listCollections(session, null),
      measuredBest: await listMeasuredBest(session, null),
      blindComparisonAnswers: await listBlindComparisonAnswers(session, null),
      preferredOptima: await listPreferredOptima(session, null),
      pluginBuilds: await listPluginBuilds(session, null),
      modelLabels: await listModelLabels(session, null),
      undoSteps: await listUndoSteps(session),
      keptAudio: await listKept(),
    };
    this.#emit({ kind: 'snapshot-end', tables });
  }

  #tell(changes: StoreChanges<ModelText>): void {
    if (Object.keys(changes).length === 0) return;
    this.#sequence += 1;
    this.#emit({ kind: 'delta', epoch: this.#epoch, sequence: this.#sequence, changes });
  }
}

async function* pagesOf(session: Session): AsyncGenerator<AudioColumns> {
  for await (const files of readAllAudio(session)) yield* audioPages(files, PAGE_FILES);
}

/** The rows that a transaction has changed, read before its COMMIT; null where they are too many for a delta. */
async function changesOf(session: Session, touched: Touched): Promise<StoreChanges<ModelText> | null> {
  const best = touched.keys('best');
  if (touched.isEverything || touched.keys('files').size + best.size > DELTA_FILES) return null;
  const searched = best.size === 0 ? null : await readBest(session, best);
  const withBest = new Set(searched?.audioIds);
  // A file that has no best now may have had one.
  const files = new Set([...touched.keys('files'), ...[...best].filter((audioId) => !withBest.has(audioId))]);
  const runs = touched.keys('runs');
  const runsOf: StoreChanges<ModelText>['runsOf'] | null = touched.anyRuns ? 'any' : runs.size > 0 ? [...runs] : null;
  const predictions: StoreChanges<ModelText>['predictions'] | null = touched.predictions ? true : null;
  const changed = async <T>(
    topic: Parameters<Touched['keys']>[0],
    read: (session: Session, keys: ReadonlySet<string>) => Promise<readonly T[]>,
    keyOf: (row: T) => string,
  ): Promise<ChangedRows<T> | null> => {
    const keys = touched.keys(topic);
    return keys.size === 0 ? null : changedRows(keys, await read(session, keys), keyOf);
  };
  return withoutNulls({
    files: files.size === 0 ? null : changedFiles(files, await readAudio(session, files)),
    best: searched,
    runsOf,
    models: await changed('models', listModels, (row) => row.modelId),
    collections: await changed('collections', listCollections, (row) => row.collectionId),
    measuredBest: await changed('measuredBest', listMeasuredBest, (row) => row.audioId),
    blindComparisonAnswers: await changed('blindComparisonAnswers', listBlindComparisonAnswers, (row) => row.answerId),
    preferredOptima: await changed('preferredOptima', listPreferredOptima, (row) => row.audioId),
    pluginBuilds: await changed('pluginBuilds', listPluginBuilds, (row) => row.pluginId),
    modelLabels: await changed('modelLabels', listModelLabels, (row) => row.modelId),
    predictions,
    undoSteps: touched.steps ? await listUndoSteps(session) : null,
  });
}

function changedFiles(keys: ReadonlySet<string>, saved: AudioColumns) {
  const present = new Set(saved.texts.audioId);
  return { saved, removed: [...keys].filter((key) => !present.has(key)) };
}

function changedRows<T>(keys: ReadonlySet<string>, saved: readonly T[], keyOf: (row: T) => string): ChangedRows<T> {
  const present = new Set(saved.map(keyOf));
  return { saved, removed: [...keys].filter((key) => !present.has(key)) };
}

type WithoutNulls<T> = { readonly [Key in keyof T]?: Exclude<T[Key], null> };

function withoutNulls<T extends object>(values: T): WithoutNulls<T> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== null)) as WithoutNulls<T>;
}
