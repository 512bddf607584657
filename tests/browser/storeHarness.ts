import { wrap, type Remote } from 'comlink';
import { afterEach, beforeAll, beforeEach, expect } from 'vitest';
import { audioRows, type AudioRow } from '../../src/domain/audioColumns.ts';
import type { AudioRecord, BestParameters } from '../../src/domain/audioFile.ts';
import type { BlindComparisonAnswer } from '../../src/domain/blindComparison.ts';
import type { MergePlan } from '../../src/domain/databaseMerge.ts';
import { DESCRIPTORS, type Descriptors } from '../../src/domain/descriptors.ts';
import type { ModelLabel } from '../../src/domain/labels.ts';
import type { MeasuredBest } from '../../src/domain/measured.ts';
import { PLUGIN } from '../../src/domain/pluginInUse.ts';
import type { UndoStep } from '../../src/domain/undo.ts';
import { PACKED_TRIAL_WIDTH, type PackedTrials } from '../../src/domain/packedTrials.ts';
import { DEFAULT_TRIAL_BUDGET } from '../../src/domain/trials.ts';
import { readMarker, removeMarker, type DatabaseMarker } from '../../src/store/engine/marker.ts';
import type { SqlRow } from '../../src/store/engine/rows.ts';
import { Session } from '../../src/store/engine/session.ts';
import { projectFolders, projectName, useAppPath } from '../../src/store/appScope.ts';
import type { StoreCalls } from '../../src/workers/contracts/storeCalls.ts';
import type { SmallTables, StoreMessage } from '../../src/workers/contracts/storeChanges.ts';
import { DataSet } from '../../src/stages/data/dataSet.ts';
import { LogBook } from '../../src/stages/shell/logBook.ts';
import type {
  AddedAudio,
  DescribedFile,
  DescriptorOutcome,
  NewAudioFile,
  RunSnapshot,
  StoredCollection,
  PreferredOptimum,
  PluginBuild,
  StoreLifecycle,
} from '../../src/workers/contracts/store.ts';
import type { StoreOpening } from '../../src/workers/contracts/storeRecords.ts';
import type { ModelText, StoredModel } from '../../src/store/tables/records.ts';
import { withModelsRead } from '../../src/workers/store/modelText.ts';
import { installErrorTransfer } from '../../src/workers/pool/errorTransfer.ts';
import type { harness, HarnessOptions, Lacking } from './storeHarness.worker.ts';
import { removeOldRecords } from './leftByVersion1.ts';
import { compileEngine, createSharedEngine } from './sharedEngine.ts';
import { plainFile } from '../support/plainFile.ts';
import { seeded } from '../support/seeded.ts';

installErrorTransfer();
useAppPath('/');

/** What the tests read of the data set: always a snapshot, which must say what a follower has made of the deltas. */
interface SnapshotReader {
  listAudio(): Promise<AudioRecord[]>;
  listStaged(): Promise<{ readonly audioId: string; readonly stagedName: string }[]>;
  bestParameters(audioId: string): Promise<BestParameters | null>;
  listModels(): Promise<readonly Omit<ModelText, 'sequence'>[]>;
  listCollections(): Promise<readonly StoredCollection[]>;
  listMeasuredBest(): Promise<readonly MeasuredBest[]>;
  listBlindComparisonAnswers(): Promise<readonly BlindComparisonAnswer[]>;
  listPreferredOptima(): Promise<readonly PreferredOptimum[]>;
  listPluginBuilds(): Promise<readonly PluginBuild[]>;
  listModelLabels(): Promise<readonly ModelLabel[]>;
  listUndoSteps(): Promise<readonly UndoStep[]>;
  listKept(): Promise<readonly string[]>;
}

/** A store in a worker of its own; the worker can be terminated like a tab that crashes. */
export interface StoreUnderTest extends Omit<StoreCalls, 'saveModel'>, StoreLifecycle, SnapshotReader {
  /** As the database keeps it. */
  saveModel(model: StoredModel): Promise<void>;
  /** Adds files without descriptors. */
  addAudioFiles(files: readonly NewAudioFile[], undoStepId?: string): Promise<AddedAudio[]>;
  readonly worker: Worker;
  readonly remote: Remote<typeof harness>;
  crash(): void;
}

const running = new Set<Worker>();

/** The store that was opened last in OPFS and is open still, and what was asked of it. */
let latest: { readonly store: StoreUnderTest; readonly options: HarnessOptions } | null = null;

/** Ends a worker with the test, so that it lets go of the database. */
export function untilTestEnds(worker: Worker): Worker {
  running.add(worker);
  return worker;
}

/** @param lacks what the browser does not have */
export async function startStore(options: HarnessOptions = {}, ...lacks: readonly Lacking[]): Promise<StoreUnderTest> {
  const worker = untilTestEnds(new Worker(new URL('./storeHarness.worker.ts', import.meta.url), { type: 'module' }));
  const remote = wrap<typeof harness>(worker);
  await remote.create(options, lacks, await compileEngine());
  const call = async (name: string, ...args: readonly unknown[]) => remote.call(name, args);
  const extra = {
    worker,
    remote,
    crash: () => end(worker),
    addAudioFiles: async (files: readonly NewAudioFile[], undoStepId?: string) =>
      call('addDescribedAudio', files.map(undescribed), undoStepId),
    ...snapshotReader(worker, async () => call('sendSnapshot')),
  };
  const store: StoreUnderTest = new Proxy(extra as unknown as StoreUnderTest, {
    get: (target, name) => {
      if (name in target) return Reflect.get(target, name) as unknown;
      if (name === 'then') return undefined;
      return async (...args: readonly unknown[]) => {
        if ((name === 'close' || name === 'startOver') && latest?.store === store) latest = null;
        const answer = await call(String(name), ...args);
        if (name === 'open' && (answer as StoreOpening).mode === 'opfs') latest = { store, options };
        return answer;
      };
    },
  });
  return store;
}

/** A file that waits for its descriptors. */
export function undescribed(file: NewAudioFile): DescribedFile {
  return { file, outcome: null, windows: [], metadata: null };
}

function snapshotReader(worker: Worker, sendSnapshot: () => Promise<unknown>): SnapshotReader {
  const followed = new DataSet({ sendSnapshot: async () => void (await sendSnapshot()) }, new LogBook());
  let pages: AudioRow[] = [];
  let taken: { readonly rows: readonly AudioRow[]; readonly tables: SmallTables<ModelText> } | null = null;
  let own = false;
  worker.addEventListener('message', ({ data }: MessageEvent<{ readonly storeMessage?: StoreMessage<ModelText> }>) => {
    const message = data.storeMessage;
    if (message === undefined) return;
    if (!own || !message.kind.startsWith('snapshot')) followed.follow(withModelsRead(message));
    if (message.kind === 'snapshot-begin') pages = [];
    if (message.kind === 'snapshot-files') pages.push(...audioRows(message.files));
    if (message.kind === 'snapshot-end') taken = { rows: pages, tables: message.tables };
  });
  const snapshot = async () => {
    await followed.whenCurrent();
    own = true;
    await sendSnapshot();
    own = false;
    if (taken === null) throw new Error('no snapshot came');
    const { rows, tables } = taken;
    expect(followed.records.value.map(plainRecord), 'what a follower knows').toEqual(rows.map(plainRecord));
    expect(rows.map(({ audioId }) => followed.stagedNameOf(audioId))).toEqual(rows.map(({ stagedName }) => stagedName));
    expect([...followed.measuredBest.value.values()].toSorted(byAudioId)).toEqual(tables.measuredBest);
    expect([...followed.preferredOptima.value.values()].toSorted(byAudioId)).toEqual(tables.preferredOptima);
    expect([...followed.modelLabels.value.values()].toSorted(byModelId)).toEqual(tables.modelLabels);
    const build = tables.pluginBuilds.find(({ pluginId }) => pluginId === PLUGIN.name);
    expect(followed.builtInModelId.value).toBe(build?.builtInModelId ?? null);
    expect(followed.undoSteps.value).toEqual(tables.undoSteps);
    expect(followed.collections.value.map(({ collectionId }) => collectionId)).toEqual(
      tables.collections.map(({ collectionId }) => collectionId),
    );
    expect(followed.blindComparisonAnswers.value.map(({ answerId }) => answerId)).toEqual(
      tables.blindComparisonAnswers.map(({ answerId }) => answerId),
    );
    return taken;
  };
  const table =
    <Name extends keyof SmallTables<ModelText>>(name: Name) =>
    async () =>
      (await snapshot()).tables[name];
  /** Without the numbers that put them in order. */
  const ordered =
    <Name extends 'models' | 'collections' | 'blindComparisonAnswers'>(name: Name) =>
    async () =>
      (await snapshot()).tables[name].map(({ sequence, ...row }) => {
        expect(sequence).toBeGreaterThanOrEqual(0);
        return row;
      }) as unknown as Omit<SmallTables<ModelText>[Name][number], 'sequence'>[];
  return {
    listAudio: async () => (await snapshot()).rows.map(plainRecord),
    listStaged: async () =>
      (await snapshot()).rows
        .flatMap(({ audioId, stagedName, descriptors }) =>
          stagedName === null || descriptors.kind === 'done' ? [] : [{ audioId, stagedName }],
        )
        .toSorted(byAudioId),
    bestParameters: async (audioId) =>
      (await snapshot()).rows.map(plainRecord).find(({ file }) => file.audioId === audioId)?.best ?? null,
    listModels: ordered('models'),
    listCollections: ordered('collections'),
    listMeasuredBest: table('measuredBest'),
    listBlindComparisonAnswers: ordered('blindComparisonAnswers'),
    listPreferredOptima: table('preferredOptima'),
    listPluginBuilds: table('pluginBuilds'),
    listModelLabels: table('modelLabels'),
    listUndoSteps: table('undoSteps'),
    listKept: table('keptAudio'),
  };
}

function byAudioId(a: { readonly audioId: string }, b: { readonly audioId: string }): number {
  return a.audioId < b.audioId ? -1 : 1;
}

function byModelId(a: { readonly modelId: string }, b: { readonly modelId: string }): number {
  return a.modelId < b.modelId ? -1 : 1;
}

/** A record as a plain object, to be compared. */
function plainRecord({ file, descriptors, best, tags, note }: AudioRecord): AudioRecord {
  return {
    file: plainFile(file),
    tags,
    note,
    descriptors:
      descriptors.kind === 'done'
        ? {
            kind: 'done',
            descriptors: descriptors.descriptors,
            frameCount: descriptors.frameCount,
            note: descriptors.note,
          }
        : descriptors,
    best: best === null ? null : { audioId: best.audioId, score: best.score, hyperparameters: best.hyperparameters },
  };
}

/** The same, opened and without a word to say. */
export async function openStore(options: HarnessOptions = {}): Promise<StoreUnderTest> {
  const store = await startStore(options);
  const { notices } = await store.open();
  if (notices.length > 0) throw new Error(`unexpected notices: ${notices.join(' ')}`);
  return store;
}

/** The same with the first `count` files and their descriptors. */
export async function openStoreOf(count: number): Promise<StoreUnderTest> {
  return filled(await openStore(), count);
}

async function filled(store: StoreUnderTest, count: number): Promise<StoreUnderTest> {
  if (count === 0) return store;
  const numbers = Array.from({ length: count }, (_, i) => i + 1);
  await store.addAudioFiles(numbers.map((n) => audioFile(n)));
  await store.saveDescriptors(numbers.map((n) => doneOutcome(n)));
  return store;
}

/**
 * One store for the tests of a suite, which gives it emptied, or with as many described files as asked for: opening takes
 * longer than most tests. Its backup stays. Whichever was opened last with these options is it, also by a test, or by another
 * file in this page; where none is open, a fresh one.
 */
export function sharedStore(options: HarnessOptions = {}): (count?: number) => Promise<StoreUnderTest> {
  const shared = () => (latest !== null && sameOptions(latest.options, options) ? latest.store : null);
  const endOthers = async () => {
    const kept = shared();
    for (const worker of running) if (worker !== kept?.worker) end(worker);
    if (kept === null) await clearStorage();
  };
  beforeAll(endOthers);
  afterEach(async ({ task }) => {
    // What a test left that failed is no start for others.
    if (task.result?.state === 'fail') endWorkers();
    await endOthers();
  });
  return async (count = 0) => {
    const store = shared();
    if (store === null) return filled(await openStore(options), count);
    await emptied(store);
    return filled(store, count);
  };
}

async function emptied(store: StoreUnderTest): Promise<void> {
  await store.remote.reset();
  await store.freeSpace(['staged', 'kept', 'undo', 'aside']);
  await store.sendSnapshot();
}

const sameOptions = (a: HarnessOptions, b: HarnessOptions): boolean => JSON.stringify(a) === JSON.stringify(b);

/**
 * Gives every test of a file an empty OPFS and no marker. Files that run at the same time have a browser context each, so
 * none sees the storage or the locks of another.
 */
export function isolateStoreTests(): void {
  beforeEach(async () => {
    endWorkers();
    await clearStorage();
  });
  afterEach(endWorkers);
}

function endWorkers(): void {
  for (const worker of running) end(worker);
}

function end(worker: Worker): void {
  running.delete(worker);
  worker.terminate();
  if (latest?.store.worker === worker) latest = null;
}

/** Empties OPFS, the project's folder with it, and the records of the marker and of earlier versions. */
export async function clearStorage(): Promise<void> {
  const root = await navigator.storage.getDirectory();
  // An instance that is ending may remove something of its own meanwhile, or try the disk once more.
  for (let names = await namesOf(root); names.length > 0; names = await namesOf(root)) {
    for (const name of names) {
      await insist(async () => root.removeEntry(name, { recursive: true })).catch((error: unknown) => {
        if (!(error instanceof DOMException && error.name === 'NotFoundError')) throw error;
      });
    }
  }
  await removeOldRecords();
  await removeMarker();
  indexedDB.deleteDatabase(projectName('image'));
}

/** The project's folder in OPFS. */
export async function projectFolder(): Promise<FileSystemDirectoryHandle> {
  let folder = await navigator.storage.getDirectory();
  for (const name of projectFolders()) folder = await folder.getDirectoryHandle(name, { create: true });
  return folder;
}

/** Removes an OPFS file or folder from outside. */
export async function removeOpfs(name: string): Promise<void> {
  const folder = await projectFolder();
  await insist(async () => folder.removeEntry(name, { recursive: true }));
}

/** Damages a file of a folder of the project from outside. */
export async function alterOpfs(
  folderName: string,
  name: string,
  alter: (writer: FileSystemWritableFileStream) => Promise<void>,
): Promise<void> {
  const folder = await (await projectFolder()).getDirectoryHandle(folderName);
  const writer = await (await folder.getFileHandle(name)).createWritable({ keepExistingData: true });
  await alter(writer);
  await writer.close();
}

async function namesOf(folder: FileSystemDirectoryHandle): Promise<string[]> {
  const names: string[] = [];
  for await (const name of folder.keys()) names.push(name);
  return names;
}

/** Tries again while an instance that has ended still holds the file. */
async function insist(work: () => Promise<void>): Promise<void> {
  for (let tries = 0; ; tries += 1) {
    try {
      await work();
      return;
    } catch (error) {
      if (tries > 400 || !(error instanceof DOMException) || error.name !== 'NoModificationAllowedError') throw error;
      await new Promise((resolve) => setTimeout(resolve, 25));
    }
  }
}

/** Waits until the marker outside the database fits. */
export async function whenMarked(fits: (marker: DatabaseMarker) => boolean): Promise<void> {
  await expect.poll(async () => (await readMarker()) ?? NO_MARKER, { timeout: 20_000 }).toSatisfy(fits);
}

const NO_MARKER: DatabaseMarker = { schemaVersion: 0, audioFiles: 0, runs: 0, models: 0, suspect: false };

export async function opfsNames(): Promise<string[]> {
  return (await namesOf(await projectFolder())).sort();
}

export async function readOpfs(name: string): Promise<Uint8Array<ArrayBuffer>> {
  const handle = await (await projectFolder()).getFileHandle(name);
  return new Uint8Array(await (await handle.getFile()).arrayBuffer());
}

/** What two files differ in shows in this, at once also where they are large. */
export async function digestOfOpfs(name: string): Promise<string> {
  return digestOf(await readOpfs(name));
}

export async function digestOf(bytes: BufferSource): Promise<string> {
  return new Uint8Array(await crypto.subtle.digest('SHA-256', bytes)).join(' ');
}

/** Writes an OPFS file from outside. */
export async function writeOpfs(name: string, bytes: Uint8Array<ArrayBuffer>): Promise<void> {
  const handle = await (await projectFolder()).getFileHandle(name, { create: true });
  await insist(async () => {
    const writable = await handle.createWritable();
    await writable.write(bytes);
    await writable.close();
  });
}

let inMemorySession: Promise<Session> | null = null;

/** A second instance, one for all tests of a page. */
async function sessionInMemory(): Promise<Session> {
  if (inMemorySession === null || (await inMemorySession).broken) {
    inMemorySession = Session.open({
      createEngine: createSharedEngine,
      path: null,
      openTimeoutMs: 30_000,
      callTimeoutMs: 30_000,
    });
  }
  return inMemorySession;
}

/** Works on a database of its own in memory. */
export async function inMemory<T>(work: (session: Session) => Promise<T>): Promise<T> {
  const session = await sessionInMemory();
  await session.script(`ATTACH ':memory:' AS own; USE own`);
  try {
    return await work(session);
  } finally {
    if (!session.broken) await session.script('USE memory; DETACH own');
  }
}

/** A copy of a database file with statements run on it. */
export async function changedCopy(file: Blob, ...statements: readonly string[]): Promise<Uint8Array<ArrayBuffer>> {
  return inMemory(async (session) => {
    await session.withAttached(file, 'source', async () => session.script('COPY FROM DATABASE source TO own'));
    for (const statement of statements) await session.script(statement);
    return session.copyToBuffer();
  });
}

/** Opens a database file in a second instance, in memory, and runs statements on it under the name `f`. */
export async function queryFile(file: Blob, ...statements: readonly string[]): Promise<SqlRow[][]> {
  const session = await sessionInMemory();
  return session.withAttached(file, 'f', async () => {
    const results: SqlRow[][] = [];
    for (const statement of statements) results.push(await session.query(statement));
    return results;
  });
}

export const KEEP_BOTH: MergePlan = { files: 'keep-both', byAudioId: {}, models: 'keep-mine' };
export const TAKE_THEIRS: MergePlan = { files: 'take-theirs', byAudioId: {}, models: 'take-theirs' };

export const idOf = (n: number): string => n.toString(16).padStart(20, '0');

export function audioFile(n: number, overrides: Partial<NewAudioFile> = {}): NewAudioFile {
  return {
    audioId: idOf(n),
    path: `folder/sound ${n}.wav`,
    source: null,
    genre: null,
    durationSec: 1 + n / 3,
    sampleRateHz: 44_100,
    channels: 2,
    stagedName: null,
    ...overrides,
  };
}

export function descriptorsOf(n: number): Descriptors {
  return Object.fromEntries(
    DESCRIPTORS.map(({ key }, i) => [key, Math.sin(n * 12.9898 + i * 78.233) / 3]),
  ) as Descriptors;
}

export function doneOutcome(n: number, note: string | null = null): DescriptorOutcome {
  return {
    kind: 'done',
    audioId: idOf(n),
    descriptors: descriptorsOf(n),
    frameCount: 10 + n,
    durationSec: 2 + n / 7,
    sampleRateHz: 48_000,
    channels: 1,
    note,
  };
}

/** Trials with doubles that no shorter text holds; the raw logit of every fifth is unknown. */
export function packedTrials(count: number, seed: number): PackedTrials {
  const random = seeded(seed);
  const packed = Float64Array.from(
    { length: count * PACKED_TRIAL_WIDTH },
    () => random() * 8 - 4 + random() * 2 ** -30,
  );
  for (let trial = 0; trial < count; trial += 1) {
    packed[trial * PACKED_TRIAL_WIDTH] = trial;
    if (trial % 5 === 4) packed[trial * PACKED_TRIAL_WIDTH + PACKED_TRIAL_WIDTH - 1] = Number.NaN;
  }
  return packed;
}

export function runOf(n: number, runId: string, overrides: Partial<RunSnapshot> = {}): RunSnapshot {
  return {
    runId,
    audioId: idOf(n),
    budget: { ...DEFAULT_TRIAL_BUDGET, seed: 2_000_000_000 },
    state: 'finished',
    trials: packedTrials(6, n + runId.length),
    ...overrides,
  };
}

export function modelOf(modelId: string, artifact = '{}'): StoredModel {
  const createdAt = new Date(1_700_000_000_000);
  return { modelId, createdAt, degree: 3, alpha: 1, kFolds: 5, cvMse: 0.1, trainMse: 0.1, notes: '', artifact };
}
