import { signal } from '@preact/signals-core';
import { afterEach, expect, it } from 'vitest';
import { audioIdOf } from '../../src/audio/bytes/hash.ts';
import { AudioSources } from '../../src/stages/import/audioSources.ts';
import { CopyKeeper, type CopyKeeperTools } from '../../src/stages/import/copyKeeper.ts';
import { forgetSoundUses, noteSoundUse, soundUses } from '../../src/store/files/soundUses.ts';
import { LogBook } from '../../src/stages/shell/logBook.ts';
import type { TrainingStore } from '../../src/workers/contracts/store.ts';
import type { ComputePool } from '../../src/workers/pool/computePool.ts';
import { FollowedDataSet } from '../fakes/followedDataSet.ts';
import { alterOpfs, audioFile, openStore, sharedStore } from './storeHarness.ts';

const SWEPT = { stagedOrphanAgeMs: 0 };
const openedStore = sharedStore(SWEPT);
afterEach(async () => forgetSoundUses());

const never = new AbortController().signal;

/** Sounds of 300 kB each, by their audio ids. */
async function sounds(count: number): Promise<ReadonlyMap<string, File>> {
  const files = Array.from({ length: count }, (_, n) => {
    const bytes = Uint8Array.from({ length: 300_000 }, (__, at) => (at * 31 + n * 7) % 251);
    return new File([bytes], `${n}.wav`);
  });
  return new Map(await Promise.all(files.map(async (file) => [await audioIdOf(file), file] as const)));
}

/** A data set of these sounds in real storage, and a keeper with room for so many GB. */
async function keeping(files: ReadonlyMap<string, File>) {
  const store = await openedStore();
  await store.addAudioFiles([...files.keys()].map((audioId, n) => audioFile(n + 1, { audioId })));
  const held = new Set<string>();
  const pool = {
    run: async (work: (worker: object) => Promise<unknown>) => work({ keepCopy: store.remote.keepCopyOf }),
  };
  const keepEach = async (audioIds: readonly string[], roomGb: number | null, source = files) => {
    const settings = { keepCopies: signal(true), roomForCopiesGb: signal(roomGb) };
    const sources = {
      isHeld: (audioId: string) => held.has(audioId),
      giveUp: async (ids: readonly string[]) => store.dropKept(ids),
    };
    const keeper = await CopyKeeper.open({ store, pool, settings, sources } as unknown as CopyKeeperTools);
    for (const audioId of audioIds) await keeper!.put(audioId, source.get(audioId) ?? null, never);
    await keeper!.tell();
    return keeper!.summary();
  };
  const kept = async () => new Set(await store.listKept());
  return { store, held, keepEach, kept };
}

async function bytesOf(blob: Blob | null): Promise<Uint8Array> {
  return new Uint8Array(await blob!.arrayBuffer());
}

it('[S12] copies give back the original file byte for byte, after a reload as well; bytes that have changed since are not kept', async () => {
  const files = await sounds(2);
  const [one = '', two = ''] = files.keys();
  const { store, keepEach } = await keeping(files);
  expect(await keepEach([one, two], null, new Map(files).set(two, new File(['other'], 'two.wav')))).toBe(
    'Copies of audio finished: 1 kept, 1 not at hand',
  );
  await store.close();
  const again = await openStore(SWEPT);
  expect(await again.listKept()).toEqual([one]);
  expect(await bytesOf(await again.openKept(one))).toEqual(await bytesOf(files.get(one)!));
  expect(await again.openKept(two)).toBeNull();
});

it('[S12] [S9] of the copies, those whose sound was used longest ago make room, by count and not by a clock; those that are held stay', async () => {
  const files = await sounds(5);
  const [one = '', two = '', three = '', four = '', five = ''] = files.keys();
  const { held, keepEach, kept, store } = await keeping(files);
  await keepEach([one, two, three], 0.001);
  expect(await kept()).toEqual(new Set([one, two, three]));
  await noteSoundUse(one);
  expect(await keepEach([four], 0.001)).toBe(
    'Copies of audio finished: 1 kept, 0 not at hand, 1 of sounds unused for longest made room',
  );
  expect(await kept()).toEqual(new Set([one, three, four]));
  expect(await store.openKept(two)).toBeNull();
  held.add(three);
  await keepEach([five], 0.001);
  expect(await kept()).toEqual(new Set([three, four, five]));
});

it('[S12] what finds no room is counted in one line and displaces nothing; an import does not displace itself', async () => {
  const files = await sounds(5);
  const { keepEach, kept } = await keeping(files);
  const [one = '', two = '', three = '', four = '', five = ''] = files.keys();
  expect(await keepEach([one, two, three, four, five], 0.001)).toBe(
    'Copies of audio finished: 3 kept, 0 not at hand, 2 did not fit in the room for copies (0.001 GB)',
  );
  expect(await kept()).toEqual(new Set([one, two, three]));
  const large = new Map([[four, new File([new Uint8Array(1_100_000)], 'large.wav')]]);
  await keepEach([four], 0.001, large);
  expect(await kept()).toEqual(new Set([one, two, three]));
});

it('[memory] what copies take is asked of the browser once: each answer holds memory that a waiting worker does not give back', async () => {
  const files = await sounds(3);
  const { store, keepEach } = await keeping(files);
  const [one = '', two = ''] = files.keys();
  await store.remote.openedCopies();
  await keepEach([one, two], null);
  await keepEach([...files.keys()], null);
  expect((await store.listCopies()).map(({ bytes }) => bytes)).toEqual([300_000, 300_000, 300_000]);
  expect((await store.fileBytes())?.kept).toBe(900_000);
  expect(await store.remote.openedCopies()).toBe(0);
  await store.close();
  const again = await openStore(SWEPT);
  await again.remote.openedCopies();
  for (let times = 0; times < 3; times += 1) {
    expect((await again.listCopies()).map(({ bytes }) => bytes)).toEqual([300_000, 300_000, 300_000]);
    expect((await again.fileBytes())?.kept).toBe(900_000);
  }
  expect(await again.remote.openedCopies()).toBe(3);
  await again.dropKept([one]);
  expect(await again.listCopies()).toHaveLength(2);
  expect((await again.fileBytes())?.kept).toBe(600_000);
});

it(
  '[S12] a copy that was asked for by hand stays, also one that was kept by itself before and is being read',
  { tags: 'every' },
  async () => {
    const files = await sounds(4);
    const { store, keepEach, kept } = await keeping(files);
    const [one = '', two = '', three = '', four = ''] = files.keys();
    await keepEach([one, two, three], 0.001);
    const reading = await store.openKept(one);
    await store.remote.keepCopyOf(files.get(one)!, one, true);
    expect(await bytesOf(reading)).toEqual(await bytesOf(files.get(one)!));
    expect(await store.listCopies()).toEqual(expect.arrayContaining([{ audioId: one, bytes: 300_000, byHand: true }]));
    await keepEach([four], 0.0007);
    expect(await kept()).toEqual(new Set([one, four]));
  },
);

it('[S12] a copy that was cut or changed on the disk since is noticed before it is used: it goes, and that is said once', async () => {
  const files = await sounds(3);
  const { store, keepEach, kept } = await keeping(files);
  const [whole = '', cut = '', changed = ''] = files.keys();
  await keepEach([whole, cut, changed], null);
  await alterOpfs('kept', `${cut}.auto`, async (writer) => writer.truncate(200_000));
  await alterOpfs('kept', `${changed}.auto`, async (writer) =>
    writer.write({ type: 'write', position: 1000, data: 'x' }),
  );
  const { dataSet } = new FollowedDataSet([], { keptAudio: [...files.keys()] });
  await dataSet.whenCurrent();
  const worker = { checkKeptCopy: store.remote.checkKept };
  const pool = { run: async (work: (remote: typeof worker) => unknown) => work(worker) } as unknown as ComputePool;
  const log = new LogBook();
  const sources = new AudioSources({ store: store as unknown as TrainingStore, dataSet, pool, log });
  expect(await bytesOf(await sources.open(whole))).toEqual(await bytesOf(files.get(whole)!));
  expect(await Promise.all([sources.open(cut), sources.open(cut), sources.open(changed)])).toEqual([null, null, null]);
  expect(await kept()).toEqual(new Set([whole]));
  // The log is published a moment later.
  await expect
    .poll(() => log.entries.value.map(({ message }) => message))
    .toEqual(
      [cut, changed].map((path) => `${path}: its copy was cut off or damaged and is removed. Add the file again.`),
    );
});

it('[S12] copies outlive a removal that can be undone, and go with Delete All', async () => {
  const files = await sounds(2);
  const { store, keepEach } = await keeping(files);
  const [one = '', two = ''] = files.keys();
  await keepEach([one, two], null);
  const step = await store.removeAudio([one]);
  await store.close();
  const again = await openStore(SWEPT);
  await again.undo(step!.stepId);
  expect(await bytesOf(await again.openKept(one))).toEqual(await bytesOf(files.get(one)!));
  await again.deleteAll();
  expect(await again.listCopies()).toEqual([]);
  expect(await again.openKept(two)).toBeNull();
});

it('[S12] [S10] uses that are damaged count as none', async () => {
  await noteSoundUse('a');
  await noteSoundUse('b');
  const opened = indexedDB.open('inertiabands-uses /projects/default/');
  const database = await new Promise<IDBDatabase>((resolve, reject) => {
    opened.onsuccess = () => resolve(opened.result);
    opened.onerror = () => reject(opened.error);
  });
  const transaction = database.transaction('uses', 'readwrite');
  for (const [index, garbage] of [null, 'x', {}, Number.NaN, new Uint8Array(2)].entries()) {
    transaction.objectStore('uses').put(garbage, `garbage ${index}`);
  }
  await new Promise((resolve) => (transaction.oncomplete = resolve));
  database.close();
  const uses = await soundUses();
  expect([...uses.keys()]).toEqual(['a', 'b']);
  expect(uses.get('b')).toBeGreaterThan(uses.get('a')!);
});
