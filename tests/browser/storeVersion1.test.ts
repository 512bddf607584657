import { beforeAll, describe, expect, it } from 'vitest';
import { DESCRIPTORS } from '../../src/domain/descriptors.ts';
import { HYPERPARAMETERS, type Hyperparameters } from '../../src/domain/hyperparameters.ts';
import contents from '../fixtures/version-1.0/contents.json';
import entries from '../fixtures/version-1.0/indexed-db.json';
import databaseUrl from '../fixtures/version-1.0/training.duckdb.gzip?url';
import { writeRecords, writeTree } from './leftByVersion1.ts';
import {
  audioFile,
  isolateStoreTests,
  KEEP_BOTH,
  openStore,
  sharedStore,
  type StoreUnderTest,
} from './storeHarness.ts';
import { predictionRows } from '../support/storedPredictions.ts';

const openedStore = sharedStore();

let database: Uint8Array<ArrayBuffer>;

beforeAll(async () => {
  const zipped = (await (await fetch(databaseUrl)).blob()).stream();
  database = new Uint8Array(await new Response(zipped.pipeThrough(new DecompressionStream('gzip'))).arrayBuffer());
});

describe('what version 1.0 left', () => {
  it('in an exported file is there after Replace', { tags: 'every' }, async () => {
    const store = await openedStore();
    await store.addAudioFiles([audioFile(1)]);
    await store.replaceDatabase(new File([database], 'training.duckdb'));
    await expectContents(store);
  });

  it('in an exported file is there after Merge, beside what was there', async () => {
    const store = await openedStore();
    await store.addAudioFiles([audioFile(1)]);
    await store.mergeDatabase(new File([database], 'training.duckdb'), KEEP_BOTH);
    expect(await store.listAudio()).toHaveLength(contents.descriptors.length + 1);
    await store.removeAudio([audioFile(1).audioId]);
    await expectContents(store);
  });

  describe('in the browser', () => {
    isolateStoreTests();

    it('is opened as it was, and works on', async () => {
      await writeTree({ 'training.duckdb': database, 'training.duckdb.wal': new Uint8Array(0) });
      await writeRecords(entries);
      const store = await openStore();
      await expectContents(store);
      await store.addAudioFiles([audioFile(1)]);
      expect(await store.listAudio()).toHaveLength(contents.descriptors.length + 1);
    });
  });
});

/** Everything that 1.0 had worked out, to the last digit. */
async function expectContents(store: StoreUnderTest): Promise<void> {
  const records = await store.listAudio();
  const pathOf = new Map(records.map(({ file }) => [file.audioId, file.path]));
  const descriptors = records.map(({ file, descriptors: state }) => {
    if (state.kind !== 'done') throw new Error(`${file.path} has no descriptors`);
    const values = DESCRIPTORS.map(({ key, column }) => [column, state.descriptors[key]]);
    return { path: file.path, ...Object.fromEntries(values), frame_count: state.frameCount };
  });
  expect(descriptors.toSorted(byPath)).toEqual(contents.descriptors);
  const best = records.map(({ file, best: found }) => {
    if (found === null) throw new Error(`${file.path} has no best parameters`);
    return { path: file.path, score: found.score, ...columnsOf(found.hyperparameters) };
  });
  expect(best.toSorted(byPath)).toEqual(contents.best);

  const runs = await Promise.all(records.map(async ({ file }) => store.listRuns(file.audioId)));
  expect(runs.flat().map(({ state }) => state)).toEqual(records.map(() => 'finished'));
  const models = await store.listModels();
  expect(models.map(({ modelId }) => modelId).sort()).toEqual(contents.models.map((row) => row.model_id));
  const predictions = await Promise.all(
    models.map(async ({ modelId }) => predictionRows(await store.listPredictions(modelId), modelId)),
  );
  const answers = predictions.flat().map(({ audioId, modelId, hyperparameters, score, confidence }) => {
    const named = { path: pathOf.get(audioId) ?? '', model_id: modelId, score, confidence };
    return Object.assign(named, columnsOf(hyperparameters));
  });
  expect(answers.toSorted(byPath)).toEqual(contents.predictions);
}

function columnsOf(hyperparameters: Hyperparameters): Record<string, number> {
  return Object.fromEntries(HYPERPARAMETERS.map(({ key, column }) => [column, hyperparameters[key]]));
}

function byPath(a: { readonly path: string }, b: { readonly path: string }): number {
  return a.path < b.path ? -1 : 1;
}
