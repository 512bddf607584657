import { afterEach, expect, it } from 'vitest';
import { audioIdOf } from '../../src/audio/bytes/hash.ts';
import type { ChosenFile } from '../../src/audio/files/fileDrop.ts';
import { AudioSources } from '../../src/stages/import/audioSources.ts';
import { ReconnectStage } from '../../src/stages/import/reconnectStage.ts';
import { RescanStage } from '../../src/stages/import/rescanStage.ts';
import { JobBoard } from '../../src/stages/jobs/jobBoard.ts';
import { LogBook } from '../../src/stages/shell/logBook.ts';
import { forgetAllHandles, saveFolder } from '../../src/store/files/fileHandles.ts';
import type { TrainingStore } from '../../src/workers/contracts/store.ts';
import type { ComputePool } from '../../src/workers/pool/computePool.ts';
import { FollowedDataSet } from '../fakes/followedDataSet.ts';
import { audioFile, projectFolder } from './storeHarness.ts';

afterEach(async () => forgetAllHandles());

const soundOf = (n: number, name: string) =>
  new File([Uint8Array.from({ length: 50_000 }, (_, at) => (at * n) % 251)], name);

async function put(where: FileSystemDirectoryHandle, name: string, n: number): Promise<FileSystemFileHandle> {
  const handle = await where.getFileHandle(name, { create: true });
  const writer = await handle.createWritable();
  await writer.write(soundOf(n, name));
  await writer.close();
  return handle;
}

/** A visit to a data set of these sounds, none of which is at hand. */
async function visit(paths: Readonly<Record<string, number>>, kept: readonly number[] = []) {
  const idOf = async (n: number) => audioIdOf(soundOf(n, 'any'));
  const records = await Promise.all(
    Object.entries(paths).map(async ([path, n]) => ({
      file: {
        ...audioFile(1),
        audioId: await idOf(n),
        path,
        license: null,
        licenseFamily: null,
        importedAt: new Date(0),
      },
      descriptors: { kind: 'missing' } as const,
      best: null,
      tags: [],
      note: null,
    })),
  );
  const { dataSet } = new FollowedDataSet(records, { keptAudio: await Promise.all(kept.map(idOf)) });
  await dataSet.whenCurrent();
  const log = new LogBook();
  const read: string[] = [];
  const worker = {
    contentId: async (file: Blob, path: string) => {
      read.push(path);
      return path.endsWith('.txt') ? null : audioIdOf(file);
    },
    checkKeptCopy: async () => true,
  };
  const pool = {
    size: 2,
    run: async (work: (remote: typeof worker) => unknown) => work(worker),
  } as unknown as ComputePool;
  const store = { openStaged: async () => null, openKept: async () => null } as unknown as TrainingStore;
  const sources = new AudioSources({ store, dataSet, pool, log });
  await sources.restore();
  const copied: string[] = [];
  const copies = { offer: (audioIds: readonly string[]) => void copied.push(...audioIds) };
  const jobs = new JobBoard(log);
  const stage = new ReconnectStage({ pool, dataSet, sources, jobs, log, copies });
  const absent = () => sources.absent.value.map(({ file }) => file.path);
  const reconnect = async (chosen: readonly ChosenFile[]) => {
    await stage.reconnect(chosen);
    const state = jobs.jobs.value.at(-1)?.state;
    return state !== undefined && 'summary' in state ? state.summary : '';
  };
  const rescanning = new RescanStage({ pool, dataSet, sources, jobs, log, copies });
  return { sources, store, jobs, rescanning, absent, reconnect, idOf, read, copied };
}

it('[S13] a sound is absent where it is in no copy, not given in this visit and cannot be made again', async () => {
  const { absent, sources, idOf } = await visit(
    { 'a.wav': 1, 'b.wav': 2, 'examples/tonal-01-organ-chord.wav': 3 },
    [2],
  );
  expect(absent()).toEqual(['a.wav']);
  sources.remember(await idOf(1), soundOf(1, 'a.wav'));
  expect(absent()).toEqual([]);
});

it('[S13] Reconnect finds moved and renamed files by their content, counts them, imports nothing, and reads likely ones first', async () => {
  const { absent, reconnect, sources, idOf, read, copied } = await visit({
    'old/a.wav': 1,
    'old/b.wav': 2,
    'old/c.wav': 3,
  });
  expect(
    await reconnect([
      { path: 'new/notes.txt', file: new File(['x'], 'notes.txt') },
      { path: 'new/c.wav', file: soundOf(9, 'c.wav') },
      { path: 'new/renamed.wav', file: soundOf(1, 'renamed.wav') },
      { path: 'new/stranger.wav', file: soundOf(8, 'stranger.wav') },
      { path: 'new/deep/b.wav', file: soundOf(2, 'b.wav') },
    ]),
  ).toBe('Reconnect finished: 2 of 3 files without sound found among 5');
  expect(new Set(read.slice(0, 2))).toEqual(new Set(['new/c.wav', 'new/deep/b.wav']));
  expect(absent()).toEqual(['old/c.wav']);
  expect((await sources.open(await idOf(1)))?.name).toBe('renamed.wav');
  expect(await sources.open(await idOf(3))).toBeNull();
  expect(new Set(copied)).toEqual(new Set([await idOf(1), await idOf(2)]));
});

it('[S13] once nothing is missing any more, no further file is read', async () => {
  const { reconnect, read } = await visit({ 'a.wav': 1 });
  const others = Array.from({ length: 20 }, (_, n) => ({ path: `${n}.wav`, file: soundOf(n + 20, `${n}.wav`) }));
  expect(await reconnect([...others, { path: 'x/a.wav', file: soundOf(1, 'a.wav') }])).toBe(
    'Reconnect finished: 1 of 1 files without sound found among 21',
  );
  expect(read.length).toBeLessThanOrEqual(2);
});

it('[S13] handles of what was found serve a later visit', async () => {
  const folder = await (await projectFolder()).getDirectoryHandle('reconnect test', { create: true });
  const handle = await folder.getFileHandle('a.wav', { create: true });
  const writer = await handle.createWritable();
  await writer.write(soundOf(1, 'a.wav'));
  await writer.close();
  const first = await visit({ 'a.wav': 1, 'b.wav': 2 });
  await first.reconnect([{ path: 'a.wav', file: await handle.getFile(), handle }]);
  const later = await visit({ 'a.wav': 1, 'b.wav': 2 });
  const audioId = await later.idOf(1);
  expect(later.absent()).toEqual(['a.wav', 'b.wav']);
  expect(later.sources.presenceOf({ audioId, path: 'a.wav' })).toBe('ask');
  expect(later.sources.presenceOf({ audioId: await later.idOf(2), path: 'b.wav' })).toBe('gone');
  expect((await later.sources.open(audioId))?.size).toBe(50_000);
  expect(later.absent()).toEqual(['b.wav']);
});

it('[S13] a file that holds something else by now is not heard for what it was, whatever its handle', async () => {
  const folder = await (await projectFolder()).getDirectoryHandle('changed test', { create: true });
  const handle = await put(folder, 'a.wav', 1);
  const first = await visit({ 'a.wav': 1 });
  await first.reconnect([{ path: 'a.wav', file: await handle.getFile(), handle }]);
  await put(folder, 'a.wav', 2);
  const later = await visit({ 'a.wav': 1 });
  const audioId = await later.idOf(1);
  expect(await later.sources.open(audioId)).toBeNull();
  expect(later.absent()).toEqual(['a.wav']);
  expect(later.sources.presenceOf({ audioId, path: 'a.wav' })).toBe('gone');
  expect(await later.sources.availability(audioId)).toBe('gone');
  await put(folder, 'a.wav', 1);
  expect((await later.sources.open(audioId))?.size).toBe(50_000);
});

it('[S13] Rescan Folder says what is new, changed and gone, by content, and gives what is there its sound back', async () => {
  const parent = await (await projectFolder()).getDirectoryHandle('rescan test', { create: true });
  const folder = await parent.getDirectoryHandle('drums', { create: true });
  const deep = await folder.getDirectoryHandle('deep', { create: true });
  await put(folder, 'same.wav', 1);
  await put(deep, 'moved.wav', 2);
  await put(folder, 'changed.wav', 30);
  await put(folder, 'new.wav', 40);
  await put(folder, 'readme.txt', 50);
  const paths = {
    'drums/same.wav': 1,
    'drums/away.wav': 2,
    'drums/changed.wav': 3,
    'drums/gone.wav': 4,
    'elsewhere.wav': 5,
  };
  const { rescanning, jobs, absent, sources, idOf } = await visit(paths);
  await saveFolder(folder);
  await rescanning.restore();
  const [remembered] = rescanning.folders.value;
  await rescanning.rescan(remembered!);
  expect(jobs.jobs.value.at(-1)?.state).toEqual({
    kind: 'done',
    summary: 'Rescan of drums finished: 1 new, 1 changed, 1 gone, 2 as they were',
  });
  const { fresh, changed, gone } = rescanning.changes.value!;
  expect(fresh.map(({ path }) => path)).toEqual(['drums/new.wav']);
  expect(changed).toEqual(['drums/changed.wav']);
  expect(gone).toEqual(['drums/gone.wav']);
  expect(absent()).toEqual(['drums/changed.wav', 'drums/gone.wav', 'elsewhere.wav']);
  expect((await sources.open(await idOf(2)))?.name).toBe('moved.wav');
});

it('[S13] Rescan Folder knows what was reconnected in a folder by where it was found, whatever its path in the data set', async () => {
  const parent = await (await projectFolder()).getDirectoryHandle('moved test', { create: true });
  const kit = await parent.getDirectoryHandle('kit', { create: true });
  const handles = await Promise.all(
    (
      [
        ['same.wav', 1],
        ['changed.wav', 2],
        ['gone.wav', 3],
      ] as const
    ).map(async ([name, n]) => put(kit, name, n)),
  );
  const { rescanning, reconnect } = await visit({ 'drums/a.wav': 1, 'drums/b.wav': 2, 'c.wav': 3, 'elsewhere.wav': 5 });
  await reconnect(
    await Promise.all(
      handles.map(async (handle) => ({ path: `kit/${handle.name}`, file: await handle.getFile(), handle })),
    ),
  );
  await put(kit, 'changed.wav', 20);
  await put(kit, 'new.wav', 40);
  await kit.removeEntry('gone.wav');
  await rescanning.rescan(kit);
  const { fresh, changed, gone } = rescanning.changes.value!;
  expect(fresh.map(({ path }) => path)).toEqual(['kit/new.wav']);
  expect([changed, gone]).toEqual([['kit/changed.wav'], ['c.wav']]);
});

it('[S12] a copy that makes room is opened by nobody from that moment on, and what was opened before is held', async () => {
  const { sources, store, idOf } = await visit({ 'a.wav': 1, 'b.wav': 2 }, [1, 2]);
  const [a, b] = [await idOf(1), await idOf(2)];
  Object.assign(store, { openKept: async (audioId: string) => soundOf(audioId === a ? 1 : 2, 'copy') });
  expect(await sources.open(a)).not.toBeNull();
  expect([sources.isHeld(a), sources.isHeld(b)]).toEqual([true, false]);
  let drop = () => {};
  Object.assign(store, { dropKept: async () => new Promise<void>((resolve) => (drop = resolve)) });
  const givingUp = sources.giveUp([b]);
  expect(await sources.open(b)).toBeNull();
  drop();
  await givingUp;
});
