import { del, set } from 'idb-keyval';
import { expect } from 'vitest';
import * as v from 'valibot';
import { appName, projectFolders, projectName } from '../../src/store/appScope.ts';
import { markerStore, readMarker } from '../../src/store/engine/marker.ts';
import {
  forgetAllHandles,
  handleStore,
  loadHandle,
  loadPresetFolder,
  saveHandles,
  savePresetFolder,
} from '../../src/store/files/fileHandles.ts';
import { loadSetting, saveSetting } from '../../src/store/settings.ts';
import { readEverything } from './hostileStore.ts';
import { replaceDatabase } from './leftByVersion1.ts';
import {
  audioFile,
  clearStorage,
  doneOutcome,
  idOf,
  modelOf,
  openStore,
  projectFolder,
  runOf,
  startStore,
  type StoreUnderTest,
} from './storeHarness.ts';

/**
 * What can become of a piece; `other kind` is a folder for a file and a file for a folder, `no store` and `odd store` a database
 * of records without its object store, or with one that takes no keys.
 */
export type Kind = 'missing' | 'empty' | 'cut' | 'other kind' | 'garbage' | 'no store' | 'odd store';

export interface Damage {
  readonly piece: Piece;
  readonly kind: Kind;
  /** Which of {@link GARBAGE}, for records. */
  readonly variant?: number;
}

/** The files by what they are for: two of the names are random. */
const FILES = {
  database: 'training.duckdb',
  log: 'training.duckdb.wal',
  'former block': 'training.duckdb.block',
  backup: 'training.bak',
  'backup draft': 'training.bak.tmp',
  'new database': 'training.new',
  'damaged database': 'training.damaged-1',
  'rows set aside': 'training.set-aside-1.duckdb',
  'staged copy': 'staged/',
  'kept copy': `kept/${idOf(1)}.audio`,
  'older undo image': 'undo/',
  'newer undo image': 'undo/',
} as const;
type FileName = keyof typeof FILES;
const FOLDERS = ['staged', 'kept', 'undo'] as const;
type FolderName = (typeof FOLDERS)[number];
const PATH = ['inertiabands', '%2F', 'projects', 'default'] as const;
type PathName = (typeof PATH)[number];
const RECORDS = ['marker', 'file handle', 'preset folder', 'setting'] as const;
type RecordName = (typeof RECORDS)[number];
const DATABASES: Readonly<Record<RecordName, readonly [name: () => string, store: string]>> = {
  marker: [() => projectName('marker'), 'marker'],
  'file handle': [() => projectName('files'), 'handles'],
  'preset folder': [() => projectName('files'), 'handles'],
  setting: [() => appName('settings'), 'settings'],
};
export type Piece = FileName | FolderName | PathName | RecordName;

const isFile = (piece: Piece): piece is FileName => piece in FILES;
const isPath = (piece: Piece): piece is PathName => PATH.some((name) => name === piece);

const GARBAGE: readonly unknown[] = [
  5,
  'x',
  null,
  [],
  {},
  new Date(Number.NaN),
  new Uint8Array(3),
  { schemaVersion: 'x', audioFiles: -1, runs: Infinity, models: 0.5, suspect: 0 },
  { schemaVersion: 99, audioFiles: Infinity, runs: 0, models: 0, suspect: false },
];

/** Every piece alone with everything that can become of it; records together, as they are read apart from each other. */
export const EVERY_DAMAGE: readonly (readonly Damage[])[] = [
  ...(Object.keys(FILES) as FileName[]).flatMap((piece) => damages(piece, 'missing', 'empty', 'cut', 'other kind')),
  ...FOLDERS.flatMap((piece) => damages(piece, 'missing', 'empty', 'other kind')),
  ...PATH.flatMap((piece) => damages(piece, 'missing', 'other kind')),
]
  .map((damage): readonly Damage[] => [damage])
  .concat((['missing', 'no store', 'odd store'] as const).map((kind) => RECORDS.map((piece) => ({ piece, kind }))))
  .concat(GARBAGE.map((_, variant) => RECORDS.map((piece) => ({ piece, kind: 'garbage', variant }))));

export function damages(piece: Piece, ...kinds: readonly Kind[]): Damage[] {
  return kinds.map((kind) => ({ piece, kind }));
}

const QUIET = {
  openTimeoutMs: 3_000,
  backupPolicy: { everyWrites: Infinity, minAgeMs: Infinity, maxAgeMs: Infinity },
};
const SETTING = 'damaged storage';
const AUDIO = Uint8Array.from({ length: 1000 }, (_, at) => at);
/** What is in the way of a piece and must not be lost. */
const FOUND = Uint8Array.of(1, 2, 3, 4, 5);

/** A data set with a piece of every sort, as it lies on the disk when it is closed. */
export interface Whole {
  readonly names: Readonly<Record<FileName, string>>;
  readonly bytes: ReadonlyMap<string, Uint8Array<ArrayBuffer>>;
  readonly audioIds: readonly string[];
}

export async function wholeDataSet(): Promise<Whole> {
  await clearStorage();
  const store = await openStore(QUIET);
  const stagedName = await store.remote.stageCopy(AUDIO);
  await store.addAudioFiles([1, 2, 3, 4].map((n) => audioFile(n)));
  await store.addAudioFiles([audioFile(5, { stagedName })]);
  await store.saveDescriptors([doneOutcome(1), doneOutcome(2)]);
  await store.saveRuns([runOf(1, 'run')]);
  await store.saveModel(modelOf('model'));
  await store.remote.keepCopy(idOf(1), AUDIO);
  await store.removeAudio([idOf(3)]);
  const [older = ''] = await namesIn('undo');
  await store.removeAudio([idOf(4)]);
  const newer = (await namesIn('undo')).find((name) => name !== older) ?? '';
  expect(await store.makeBackup()).toBe(true);
  const audioIds = await idsOf(store);
  await store.close();
  const names = {
    ...FILES,
    'staged copy': `staged/${stagedName}`,
    'older undo image': `undo/${older}`,
    'newer undo image': `undo/${newer}`,
  };
  const made = new Map(
    (['former block', 'backup draft', 'new database', 'damaged database', 'rows set aside'] as const).map((name) => [
      name,
      AUDIO,
    ]),
  );
  const bytes = new Map<string, Uint8Array<ArrayBuffer>>();
  for (const piece of Object.keys(FILES) as FileName[]) {
    bytes.set(names[piece], made.get(piece as 'former block') ?? (await readPath(names[piece])));
  }
  return { names, bytes, audioIds };
}

/** Damages a whole data set and sees that it opens, says what is gone and nothing else, and works. */
export async function expectMended(whole: Whole, inflicted: readonly Damage[]): Promise<void> {
  const where = JSON.stringify(inflicted);
  await putBack(whole);
  for (const damage of inflicted) await inflict(whole, damage);
  const has = (piece: Piece, ...kinds: readonly Kind[]) =>
    inflicted.some((damage) => damage.piece === piece && (kinds.length === 0 || kinds.includes(damage.kind)));
  const isEmpty = PATH.some((piece) => has(piece));
  const store = await startStore(QUIET);
  const { notices } = await store.open();
  expect(notices.map(kindOfNotice).toSorted(), `${where}: ${notices.join('\n')}`).toEqual(
    expectedNotices(whole, inflicted).toSorted(),
  );
  expect(await idsOf(store), where).toEqual(isEmpty ? [] : whole.audioIds);
  await readEverything(store);
  await expectAudio(store, has, isEmpty, where);
  const found = inflicted.filter(({ piece, kind }) => kind === 'other kind' && !isRecord(piece));
  const { keptAside } = await store.status();
  expect(keptAside.filter(({ bytes }) => bytes === FOUND.length).length, where).toBe(found.length);
  if (!isEmpty) await expectUndo(store, has, where);
  await expectRecords(has, where);
  await expectWorks(store, where);
  await store.close();
  await (await openStore(QUIET)).close();
}

type Has = (piece: Piece, ...kinds: readonly Kind[]) => boolean;

async function expectAudio(store: StoreUnderTest, has: Has, isEmpty: boolean, where: string): Promise<void> {
  const [staged, kept] = [await store.openStaged(idOf(5)), await store.openKept(idOf(1))];
  const size = (name: FileName, folder: FolderName) =>
    isEmpty || has(folder) || has(name, 'missing', 'empty', 'other kind')
      ? undefined
      : AUDIO.length / (has(name, 'cut') ? 2 : 1);
  expect(staged?.size, where).toBe(size('staged copy', 'staged'));
  expect(kept?.size, where).toBe(size('kept copy', 'kept'));
}

async function expectUndo(store: StoreUnderTest, has: Has, where: string): Promise<void> {
  const steps = (await store.listUndoSteps()).filter(({ kind }) => kind === 'remove-audio');
  const left = has('undo') || has('newer undo image') ? 0 : has('older undo image') ? 1 : 2;
  expect(steps.length, where).toBe(left);
  for (const { stepId } of steps) await store.undo(stepId);
  const back = [idOf(4), idOf(3)].slice(0, left);
  expect(await idsOf(store), where).toEqual(expect.arrayContaining(back));
}

async function expectRecords(has: Has, where: string): Promise<void> {
  expect(await readMarker(), where).toMatchObject({ suspect: false });
  expect((await loadHandle(idOf(1))) === null, where).toBe(has('file handle'));
  expect((await loadPresetFolder()) === null, where).toBe(has('preset folder'));
  expect(await loadSetting(SETTING, v.picklist(['mine', 'default']), 'default'), where).toBe(
    has('setting') ? 'default' : 'mine',
  );
  expect(await saveHandles(new Map([[idOf(1), await anyHandle()]])), where).toBe(true);
  expect(await loadHandle(idOf(1)), where).not.toBeNull();
  expect(await saveSetting(SETTING, 'mine'), where).toBe(true);
}

/** A fresh import, its copies, a deletion, Undo and a backup. */
async function expectWorks(store: StoreUnderTest, where: string): Promise<void> {
  const stagedName = await store.remote.stageCopy(AUDIO);
  await store.addAudioFiles([audioFile(1), audioFile(8, { stagedName })]);
  await store.remote.keepCopy(idOf(1), AUDIO);
  expect((await store.openKept(idOf(1)))?.size, where).toBe(AUDIO.length);
  expect((await store.openStaged(idOf(8)))?.size, where).toBe(AUDIO.length);
  await store.saveDescriptors([doneOutcome(8)]);
  const step = await store.removeAudio([idOf(8)]);
  await store.undo(step?.stepId ?? '');
  expect(await idsOf(store), where).toContain(idOf(8));
  expect(await store.makeBackup(), where).toBe(true);
  expect((await store.status()).lastBackupAt, where).toBeInstanceOf(Date);
}

const NOTICES = [
  [/restored from the backup/u, 'restored'],
  [/was damaged and could not be opened/u, 'damaged'],
  [/starts empty\. It held 3 audio files/u, 'starts empty'],
  [/copy of 1 file without descriptors is gone/u, 'staged copy gone'],
  [/undo history are gone, so 1 step can/u, '1 step gone'],
  [/undo history are gone, so \d+ steps can/u, 'steps gone'],
] as const;

function kindOfNotice(notice: string): string {
  const inTheWay = /in the place of the (?:file|folder) (\S+) of the data set; what was in it is kept as/u.exec(notice);
  return inTheWay?.[1] ?? NOTICES.find(([words]) => words.test(notice))?.[1] ?? notice;
}

function expectedNotices(whole: Whole, inflicted: readonly Damage[]): string[] {
  const has: Has = (piece, ...kinds) =>
    inflicted.some((damage) => damage.piece === piece && (kinds.length === 0 || kinds.includes(damage.kind)));
  const moved = inflicted.filter(({ piece, kind }) => kind === 'other kind' && !isRecord(piece));
  const said: string[] = moved.map(({ piece }) =>
    isFile(piece) ? (whole.names[piece].split('/').at(-1) ?? '') : piece,
  );
  if (PATH.some((piece) => has(piece))) return has('marker') ? said : [...said, 'starts empty'];
  if (has('database')) said.push('restored');
  if (has('database', 'cut')) said.push('damaged');
  if (has('staged') || has('staged copy', 'missing', 'other kind')) said.push('staged copy gone');
  if (has('undo') || has('newer undo image')) said.push('steps gone');
  else if (has('older undo image')) said.push('1 step gone');
  return said;
}

const isRecord = (piece: Piece): piece is RecordName => RECORDS.some((name) => name === piece);

async function putBack(whole: Whole): Promise<void> {
  await clearStorage();
  await forgetAllHandles();
  for (const [path, bytes] of whole.bytes) await writePath(path, bytes);
  await set('database', { schemaVersion: 10, audioFiles: 3, runs: 1, models: 1, suspect: false }, markerStore());
  await saveHandles(new Map([[idOf(1), await anyHandle()]]));
  await savePresetFolder(await navigator.storage.getDirectory());
  await saveSetting(SETTING, 'mine');
}

async function inflict(whole: Whole, { piece, kind, variant = 0 }: Damage): Promise<void> {
  if (isRecord(piece) && kind.endsWith('store')) {
    const [name, store] = DATABASES[piece];
    return replaceDatabase(name(), kind === 'odd store' ? store : null);
  }
  if (isRecord(piece)) return inflictRecord(piece, kind === 'missing' ? undefined : GARBAGE[variant]);
  const path = isFile(piece)
    ? [...projectFolders(), ...whole.names[piece].split('/')]
    : isPath(piece)
      ? projectFolders().slice(0, PATH.indexOf(piece) + 1)
      : [...projectFolders(), piece];
  const name = path.at(-1) ?? '';
  let parent = await navigator.storage.getDirectory();
  for (const folder of path.slice(0, -1)) parent = await parent.getDirectoryHandle(folder);
  const bytes = isFile(piece) ? (whole.bytes.get(whole.names[piece]) ?? AUDIO) : AUDIO;
  await parent.removeEntry(name, { recursive: true });
  if (kind === 'missing') return undefined;
  if (!isFile(piece)) {
    if (kind === 'empty') await parent.getDirectoryHandle(name, { create: true });
    else await writeIn(parent, name, FOUND);
  } else if (kind === 'other kind') {
    const folder = await parent.getDirectoryHandle(name, { create: true });
    await writeIn(await folder.getDirectoryHandle('inner', { create: true }), 'found', FOUND);
  } else await writeIn(parent, name, kind === 'empty' ? new Uint8Array() : bytes.slice(0, bytes.length / 2));
  return undefined;
}

async function inflictRecord(record: RecordName, value: unknown): Promise<void> {
  if (record === 'setting') return void (await saveSetting(SETTING, value));
  const [key, store] =
    record === 'marker'
      ? (['database', markerStore()] as const)
      : ([record === 'preset folder' ? record : idOf(1), handleStore()] as const);
  if (value === undefined) await del(key, store);
  else await set(key, value, store);
}

async function idsOf(store: StoreUnderTest): Promise<string[]> {
  return (await store.listAudio()).map(({ file }) => file.audioId).toSorted();
}

async function anyHandle(): Promise<FileSystemFileHandle> {
  return (await navigator.storage.getDirectory()).getFileHandle('a file of the user', { create: true });
}

async function folderAt(path: string, create: boolean): Promise<readonly [FileSystemDirectoryHandle, string]> {
  const [first = '', second] = path.split('/');
  const project = await projectFolder();
  return second === undefined ? [project, first] : [await project.getDirectoryHandle(first, { create }), second];
}

async function namesIn(folder: string): Promise<string[]> {
  const names: string[] = [];
  for await (const name of (await (await projectFolder()).getDirectoryHandle(folder)).keys()) names.push(name);
  return names;
}

async function readPath(path: string): Promise<Uint8Array<ArrayBuffer>> {
  const [folder, name] = await folderAt(path, false);
  return new Uint8Array(await (await (await folder.getFileHandle(name)).getFile()).arrayBuffer());
}

async function writePath(path: string, bytes: Uint8Array<ArrayBuffer>): Promise<void> {
  await writeIn(...(await folderAt(path, true)), bytes);
}

async function writeIn(folder: FileSystemDirectoryHandle, name: string, bytes: Uint8Array<ArrayBuffer>): Promise<void> {
  const writable = await (await folder.getFileHandle(name, { create: true })).createWritable();
  await writable.write(bytes);
  await writable.close();
}
