import { expect } from 'vitest';
import { tellDisk, type FullDisk } from './cutWrites.ts';
import {
  audioFile,
  clearStorage,
  doneOutcome,
  idOf,
  openStore,
  opfsNames,
  runOf,
  type StoreUnderTest,
} from './storeHarness.ts';

/** Of several write calls. */
const keptBytes = Uint8Array.from({ length: 9 << 20 }, (_, at) => (at * 31) >> 4);

/**
 * Meets a full disk at one write of a short scenario. A step that does not fit is refused in words and changes nothing; what
 * was acknowledged is there when the data set is opened again, with room or without, and no file is there by halves.
 * Resolves with whether the scenario came to that write.
 */
export async function meetFullDisk(disk: FullDisk): Promise<boolean> {
  const where = JSON.stringify(disk);
  const quiet = { backupPolicy: { everyWrites: Infinity, minAgeMs: Infinity, maxAgeMs: Infinity } };
  await clearStorage();
  const store = await openStore(quiet);
  let wasFull = false;
  let state = await store.listAudio();
  let isKept = false;
  const step = async (work: () => Promise<unknown>): Promise<boolean> => {
    try {
      await work();
      state = await store.listAudio();
      return true;
    } catch (error) {
      expect(error, where).toMatchObject({ code: 'storage-full' });
      expect(await store.listAudio(), where).toEqual(state);
      wasFull = true;
      return false;
    }
  };
  tellDisk(disk);
  await step(async () => store.addAudioFiles([audioFile(1), audioFile(2)]));
  if (state.length > 0) {
    await step(async () => store.saveDescriptors([doneOutcome(1)]));
    await step(async () => store.saveRuns([runOf(1, 'run')]));
    await step(async () => store.tagSounds([idOf(1), idOf(2)], { add: ['kick'] }));
    await step(async () => store.noteSound(idOf(2), 'Too loud'));
    isKept = await step(async () => store.remote.keepCopy(idOf(1), keptBytes));
    const removed = await step(async () => store.removeAudio([idOf(2)]));
    const [latest] = await store.listUndoSteps();
    if (removed && latest?.kind === 'remove-audio') await step(async () => store.undo(latest.stepId));
  }
  if (!(await store.makeBackup())) wasFull = true;
  store.crash();
  // The disk is still full: what is there can be looked at all the same.
  if (wasFull) tellDisk({ ...disk, isMet: true });
  await expectState(await openStore(quiet), state, isKept, where);
  tellDisk(null);
  return wasFull;
}

async function expectState(
  store: StoreUnderTest,
  state: Awaited<ReturnType<StoreUnderTest['listAudio']>>,
  isKept: boolean,
  where: string,
): Promise<void> {
  expect(await store.listAudio(), where).toEqual(state);
  expect(await opfsNames(), where).not.toContain('training.damaged-1');
  const kept = await store.openKept(idOf(1));
  expect(kept === null, where).toBe(!isKept);
  if (kept !== null) expect(await sameBytes(kept, keptBytes), where).toBe(true);
  store.crash();
}

async function sameBytes(file: File, bytes: Uint8Array): Promise<boolean> {
  const found = new Uint8Array(await file.arrayBuffer());
  return found.length === bytes.length && found.every((byte, at) => byte === bytes[at]);
}
