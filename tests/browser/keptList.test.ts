import { describe, expect, it } from 'vitest';
import { DEFAULT_STORE_OPTIONS } from '../../src/store/engine/storeOptions.ts';
import { OpfsFiles } from '../../src/store/files/opfsFiles.ts';
import { KeptList } from '../../src/store/replication/keptList.ts';
import type { StoreMessage } from '../../src/workers/contracts/storeChanges.ts';
import type { ModelText } from '../../src/store/tables/records.ts';
import type { FileChanges } from '../../src/workers/contracts/packedChanges.ts';
import { columnsOf } from '../fakes/followedDataSet.ts';
import {
  audioFile,
  doneOutcome,
  isolateStoreTests,
  openStore,
  projectFolder,
  readOpfs,
  removeOpfs,
  runOf,
  startStore,
  whenMarked,
  writeOpfs,
  type StoreUnderTest,
} from './storeHarness.ts';

isolateStoreTests();

const AT_ONCE = { markerDelayMs: 0 };
/** As for a tab that is gone before the list is brought up to date: longer than any test. */
const NOT_IN_TIME = { markerDelayMs: 2 ** 30 };

const ids = (...numbers: readonly number[]) => numbers.map((n) => audioFile(n).audioId);

async function listOf(store: StoreUnderTest): Promise<string[]> {
  return (await store.listAudio()).map(({ file }) => file.audioId);
}

/** Leaves a data set of these files with its list, as a tab does that is closed some time after its last write. */
async function leftWithList(...numbers: readonly number[]): Promise<void> {
  const store = await openStore(AT_ONCE);
  await store.addAudioFiles(numbers.map((n) => audioFile(n)));
  await listed(numbers.length);
  await store.close();
}

async function listed(count: number): Promise<void> {
  await whenMarked(({ audioFiles, list }) => audioFiles === count && list !== undefined);
}

/**
 * Opens the store once more; of which kinds the messages were until a snapshot was whole, pages of the list left out.
 *
 * @param noticeCount how many things opening has to say
 */
async function visited(
  options = AT_ONCE,
  noticeCount = 0,
): Promise<{ readonly store: StoreUnderTest; readonly told: readonly string[] }> {
  const store = await startStore(options);
  const told: string[] = [];
  const isWhole = new Promise<void>((resolve) => {
    store.worker.addEventListener(
      'message',
      ({ data }: MessageEvent<{ readonly storeMessage?: StoreMessage<ModelText> }>) => {
        const kind = data.storeMessage?.kind;
        if (kind !== undefined && kind !== 'kept-page' && told.at(-1) !== kind) told.push(kind);
        if (kind === 'snapshot-end') resolve();
      },
    );
  });
  const { notices } = await store.open();
  expect(notices).toHaveLength(noticeCount);
  await isWhole;
  return { store, told: told.slice(0, told.indexOf('snapshot-end')) };
}

const FROM_LIST = ['kept-begin', 'kept-end', 'restarted', 'snapshot-begin'];
const FROM_DATABASE = ['restarted', 'snapshot-begin', 'snapshot-files'];

describe('the list of files beside the database', () => {
  it('[S20] tells the files before the database is open, and all that was changed since it was written', async () => {
    await leftWithList(1, 2, 3);
    const second = await visited();
    expect(second.told).toEqual(FROM_LIST);
    expect(await listOf(second.store)).toEqual(ids(1, 2, 3));
    await second.store.close();

    const third = await visited();
    await third.store.saveDescriptors([doneOutcome(2)]);
    await third.store.saveRuns([runOf(2, 'a')]);
    await third.store.removeAudio(ids(1));
    await third.store.addAudioFiles([audioFile(4), audioFile(5)]);
    await third.store.removeAudio(ids(3));
    await listed(3);
    await third.store.addAudioFiles([audioFile(3)]);
    await listed(4);
    third.store.crash();

    const fourth = await visited();
    expect(fourth.told).toEqual(FROM_LIST);
    // Which also compares every value that was told with the database's.
    expect(await listOf(fourth.store)).toEqual(ids(2, 4, 5, 3));
  });

  it('[S20] counts as none after a COMMIT that it does not tell of: nothing is missing, and nothing removed comes back', async () => {
    await leftWithList(1, 2);
    const { store } = await visited(NOT_IN_TIME);
    await store.removeAudio(ids(1));
    await store.addAudioFiles([audioFile(3)]);
    store.crash();
    const { store: next, told } = await visited();
    expect(told).toEqual(FROM_DATABASE);
    expect(await listOf(next)).toEqual(ids(2, 3));
  });

  it('[S20] is read anew where opening forgets a copy of audio that is gone, and the next visit knows too', async () => {
    const first = await openStore(AT_ONCE);
    const stagedName = await first.remote.stageCopy(Uint8Array.of(1));
    await first.addAudioFiles([audioFile(1, { stagedName }), audioFile(2)]);
    await listed(2);
    await first.close();
    await removeOpfs('staged');
    const second = await visited(AT_ONCE, 1);
    expect(await second.store.listStaged()).toEqual([]);
    await second.store.close();
    const third = await visited();
    expect(third.told).toEqual(FROM_LIST);
    expect(await third.store.listStaged()).toEqual([]);
  });

  it('[S20] is read anew where opening stops a run that a closed page left, whose best parameters then count', async () => {
    const first = await openStore(AT_ONCE);
    await first.addAudioFiles([audioFile(1)]);
    await first.saveRuns([runOf(1, 'run', { state: 'running' })]);
    await whenMarked(({ runs, list }) => runs === 1 && list !== undefined);
    first.crash();
    const second = await visited();
    expect(await second.store.bestParameters(audioFile(1).audioId)).toMatchObject({ audioId: audioFile(1).audioId });
    await second.store.close();
    const third = await visited();
    expect(third.told).toEqual(FROM_LIST);
    expect(await third.store.bestParameters(audioFile(1).audioId)).toMatchObject({ audioId: audioFile(1).audioId });
  });

  it('[S20] is none of the database’s before that is open and settled, so that no marker speaks of it', async () => {
    await leftWithList(1);
    const list = new KeptList(new OpfsFiles(await projectFolder()), DEFAULT_STORE_OPTIONS.build);
    expect(await list.find()).toBe(true);
    expect(await list.tell(() => undefined)).not.toBeNull();
    expect([await list.bytes(), list.takeTold()]).toEqual([null, false]);
  });

  it('[S20] counts as known to the page only where nothing has changed since it was told', async () => {
    await leftWithList(1, 2);
    const isKnownAfter = async (change?: FileChanges) => {
      const list = new KeptList(new OpfsFiles(await projectFolder()), DEFAULT_STORE_OPTIONS.build);
      await list.find();
      await list.tell(() => undefined);
      await list.settle();
      if (change !== undefined) list.note(change);
      return list.takeTold();
    };
    expect(await isKnownAfter()).toBe(true);
    expect(await isKnownAfter({ files: { saved: columnsOf([]), removed: ids(1) } })).toBe(false);
  });

  it('[S20] counts as none where it is damaged, cut or of another length', async () => {
    await leftWithList(1, 2);
    const whole = await readOpfs('training.list');
    const altered = whole.slice();
    altered[altered.length - 9] = (altered.at(-9) ?? 0) ^ 1;
    await writeOpfs('training.list', altered);
    const damaged = await visited(NOT_IN_TIME);
    expect(damaged.told).toEqual(['kept-begin', ...FROM_DATABASE]);
    expect(await listOf(damaged.store)).toEqual(ids(1, 2));
    await damaged.store.close();

    await writeOpfs('training.list', whole.slice(0, -8));
    const cut = await visited();
    expect(cut.told).toEqual(FROM_DATABASE);
    expect(await listOf(cut.store)).toEqual(ids(1, 2));
  });
});
