import { expect, it } from 'vitest';
import { DEFAULT_HYPERPARAMETERS } from '../../src/ml/measured/pluginDefaults.ts';
import { DataSet } from '../../src/stages/data/dataSet.ts';
import { LogBook } from '../../src/stages/shell/logBook.ts';
import type { StoreMessage } from '../../src/workers/contracts/storeChanges.ts';
import type { ModelText } from '../../src/store/tables/records.ts';
import { withModelsRead } from '../../src/workers/store/modelText.ts';
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

it('predictions that are stored, go with their file or model, come back or are merged are told to whoever follows', async () => {
  const store = await openedStore(2);
  const { audioId } = audioFile(1);
  const save = async (score: number) =>
    store.savePredictions([
      { audioId, modelId: 'm', hyperparameters: DEFAULT_HYPERPARAMETERS, score, confidence: null },
    ]);
  await save(0.5);
  const exported = await store.exportDatabase();
  const followed = new DataSet(store, new LogBook());
  store.worker.addEventListener('message', ({ data }: MessageEvent<{ storeMessage?: StoreMessage<ModelText> }>) => {
    if (data.storeMessage !== undefined) followed.follow(withModelsRead(data.storeMessage));
  });
  await store.sendSnapshot();
  const tellsOf = async (change: () => Promise<unknown>): Promise<boolean> => {
    const before = followed.predictionRevision.value;
    await change();
    await followed.whenCurrent();
    return followed.predictionRevision.value > before;
  };
  expect(await tellsOf(async () => store.saveRuns([runOf(1, 'run')]))).toBe(false);
  expect(await tellsOf(async () => save(0.75))).toBe(true);
  for (const change of [
    async () => store.removeAudio([audioId]),
    async () => store.deleteModel('m'),
    async () => store.mergeDatabase(exported, KEEP_BOTH),
  ]) {
    expect(await tellsOf(change)).toBe(true);
    const [step] = await store.listUndoSteps();
    expect(await tellsOf(async () => store.undo(step!.stepId))).toBe(true);
  }
});
