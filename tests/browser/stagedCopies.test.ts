import { describe, expect, it } from 'vitest';
import { audioFile, doneOutcome, openStore, projectFolder, sharedStore } from './storeHarness.ts';

const SWEPT = { stagedOrphanAgeMs: 0 };
const openedStore = sharedStore(SWEPT);

describe('staged copies', () => {
  it('are kept until descriptors are stored, survive a failure, and are gone afterwards', async () => {
    const store = await openedStore();
    const stagedName = await store.remote.stageCopy(Uint8Array.of(1, 2, 3));
    const { audioId } = audioFile(1);
    await store.addAudioFiles([audioFile(1, { stagedName })]);
    expect(await store.listStaged()).toEqual([{ audioId, stagedName }]);
    await store.saveDescriptors([{ kind: 'failed', audioId, reason: 'cut off' }]);
    const copy = await store.openStaged(audioId);
    expect(new Uint8Array(await copy!.arrayBuffer())).toEqual(Uint8Array.of(1, 2, 3));
    await store.saveDescriptors([doneOutcome(1)]);
    expect(await store.listStaged()).toEqual([]);
    expect(await store.openStaged(audioId)).toBeNull();
    expect(await stagedNames()).toEqual([]);
  });

  it('of bytes that are there already are kept only where the file still needs them', async () => {
    const store = await openedStore();
    const [one, two] = [await store.remote.stageCopy(Uint8Array.of(1)), await store.remote.stageCopy(Uint8Array.of(1))];
    await store.addAudioFiles([audioFile(1)]);
    await store.addAudioFiles([audioFile(1, { stagedName: one })]);
    await store.addAudioFiles([audioFile(1, { stagedName: two })]);
    expect(await store.listStaged()).toEqual([{ audioId: audioFile(1).audioId, stagedName: one }]);
    expect(await stagedNames()).toEqual([one]);
  });

  it('can be made again after all data was deleted', async () => {
    const store = await openedStore();
    await store.remote.stageCopy(Uint8Array.of(1));
    await store.deleteAll();
    const again = await store.remote.stageCopy(Uint8Array.of(2));
    expect(await stagedNames()).toEqual([again]);
  });

  it('that nothing refers to are swept when the database is opened; young and known ones stay', async () => {
    const store = await openedStore();
    const [known, orphan] = [
      await store.remote.stageCopy(Uint8Array.of(1)),
      await store.remote.stageCopy(Uint8Array.of(2)),
    ];
    await store.addAudioFiles([audioFile(1, { stagedName: known })]);
    await store.close();
    await (await openStore()).close();
    expect(await stagedNames()).toEqual(expect.arrayContaining([known, orphan]));
    await openStore(SWEPT);
    expect(await stagedNames()).toEqual([known]);
  });

  it('are read where they lie, by several at a time; one that never opens is left alone', async () => {
    const store = await openedStore();
    const name = await store.remote.stageCopy(Uint8Array.of(1, 2, 3));
    expect(await store.remote.readStaged(name!)).toEqual([
      [2, 3],
      [2, 3],
    ]);
    expect(await store.remote.readStaged('never staged')).toBeNull();
    await store.remote.stallOpening();
    expect(await store.remote.readStaged(name!)).toBeNull();
    // No other test could open a file in it.
    store.crash();
  });
});

async function stagedNames(): Promise<string[]> {
  const folder = await (await projectFolder()).getDirectoryHandle('staged');
  const names: string[] = [];
  for await (const name of folder.keys()) names.push(name);
  return names.sort();
}
