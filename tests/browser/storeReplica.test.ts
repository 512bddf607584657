import { expect, it } from 'vitest';
import { audioFile, doneOutcome, KEEP_BOTH, runOf, sharedStore } from './storeHarness.ts';

const openedStore = sharedStore();

// Every list that these tests read is a snapshot, which the harness compares with what a follower made of the deltas.

it('results that are stored while a long list is being sent stay with whoever follows', async () => {
  const store = await openedStore(300);
  const sent: Promise<void>[] = [];
  for (let round = 0; round < 12; round += 1) {
    sent.push(store.sendSnapshot());
    await store.saveRuns([runOf(1 + round, `run-${round}`)]);
  }
  await Promise.all(sent);
  const records = await store.listAudio();
  expect(records.filter(({ best }) => best !== null)).toHaveLength(12);
});

it('a change of very many files comes as a snapshot in pages, and deltas go on after it', async () => {
  const store = await openedStore();
  const files = Array.from({ length: 5_001 }, (_, n) => audioFile(n + 1));
  await store.addAudioFiles(files);
  await store.saveDescriptors([doneOutcome(1), doneOutcome(5_001)]);
  const records = await store.listAudio();
  expect(records).toHaveLength(5_001);
  expect(records.filter(({ descriptors }) => descriptors.kind === 'done')).toHaveLength(2);
});

it('an instance that is lost, a merge, Undo and Redo are followed like any write', async () => {
  const store = await openedStore(3);
  await store.saveRuns([runOf(1, 'run')]);
  const exported = await store.exportDatabase();
  const removal = await store.removeAudio([audioFile(1).audioId]);
  expect(await store.listAudio()).toHaveLength(2);
  await store.remote.killEngine();
  await store.addAudioFiles([audioFile(9)]);
  expect(await store.listAudio()).toHaveLength(3);
  await store.mergeDatabase(exported, KEEP_BOTH);
  expect(await store.listAudio()).toHaveLength(4);
  const [merge] = await store.listUndoSteps();
  await store.undo(merge!.stepId);
  expect(await store.listAudio()).toHaveLength(3);
  await store.undo(removal!.stepId);
  expect((await store.listAudio()).find(({ file }) => file.audioId === audioFile(1).audioId)?.best).not.toBeNull();
  await store.redo(removal!.stepId);
  expect(await store.listAudio()).toHaveLength(3);
});
