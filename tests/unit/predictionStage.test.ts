import { signal } from '@preact/signals-core';
import { describe, expect, it } from 'vitest';
import { DESCRIPTOR_COUNT } from '../../src/domain/descriptors.ts';
import type { AnsweringModel } from '../../src/domain/model.ts';
import { FEATURE_COUNT } from '../../src/domain/polynomial.ts';
import { DEFAULT_HYPERPARAMETERS } from '../../src/ml/measured/pluginDefaults.ts';
import { PredictionStage } from '../../src/stages/prediction/predictionStage.ts';
import { LogBook } from '../../src/stages/shell/logBook.ts';
import type { StoredPrediction } from '../../src/workers/contracts/storeRecords.ts';
import { describedFile } from '../fakes/describedFile.ts';
import { FollowedDataSet } from '../fakes/followedDataSet.ts';
import { ToldJobs } from '../fakes/toldJobs.ts';
import { learningCalls } from '../../src/workers/compute/learning.ts';
import { polynomialModel } from '../support/someModels.ts';
import { predictionColumns } from '../support/storedPredictions.ts';

const vector = (value: number) => Array.from({ length: DESCRIPTOR_COUNT }, () => value);
const MODEL = polynomialModel({
  degree: 3,
  scalerMean: vector(0),
  scalerScale: vector(1),
  intercept: [1, -1, 1, 0, 0],
  coefficients: Array.from({ length: 5 }, () => Array.from({ length: FEATURE_COUNT }, () => 0)),
});

/** A stage over a store in memory that other tabs write to as well. */
async function stageOf(fileCount: number) {
  const records = Array.from({ length: fileCount }, (_, n) => describedFile(n));
  const followed = new FollowedDataSet(records);
  await followed.dataSet.whenCurrent();
  const answering = signal<AnsweringModel | null>(MODEL);
  const stored = new Map<string, StoredPrediction>();
  const log = new LogBook();
  const jobs = new ToldJobs(log);
  const doneAtCommit: (readonly [told: number, stored: number])[] = [];
  const hooks = { beforeSaving: (): void | Promise<void> => undefined, readings: 0 };
  const store = {
    async listPredictions(modelId: string) {
      hooks.readings += 1;
      return predictionColumns([...stored.values()].filter((row) => row.modelId === modelId));
    },
    async savePredictions(rows: readonly StoredPrediction[]) {
      await hooks.beforeSaving();
      const before = stored.size;
      await new Promise((resolve) => setTimeout(resolve, 5));
      doneAtCommit.push([jobs.done, before]);
      for (const row of rows) stored.set(`${row.modelId} ${row.audioId}`, row);
      followed.tell({ predictions: true });
    },
  };
  const pool = { size: 2, run: async (work: (worker: typeof learningCalls) => unknown) => work(learningCalls) };
  const tools = { store, pool, jobs, log, dataSet: followed.dataSet, settings: { hiddenColumns: signal(['best']) } };
  const deps = { ...tools, models: { answering } } as unknown as ConstructorParameters<typeof PredictionStage>[0];
  const stage = new PredictionStage(deps);
  const scores = () => {
    const answers = stage.ofFiles.value;
    const answered = records.map(({ file }) => file.audioId).filter((audioId) => answers.has(audioId));
    return Object.fromEntries(answered.map((audioId) => [audioId, answers.get(audioId)!.score]));
  };
  return { stage, store, jobs, log, answering, stored, doneAtCommit, scores, hooks };
}

function prediction(audioId: string, score: number, modelId = MODEL.modelId): StoredPrediction {
  return { audioId, modelId, hyperparameters: DEFAULT_HYPERPARAMETERS, score, confidence: null };
}

describe('the answers for files', () => {
  it('are what the database holds of the model that answers, whoever stored them', async () => {
    const { store, answering, scores } = await stageOf(2);
    await store.savePredictions([prediction('file-0', 0.25), prediction('file-1', 0.5, 'other')]);
    await expect.poll(scores).toEqual({ 'file-0': 0.25 });
    await store.savePredictions([prediction('file-0', 0.75), prediction('file-1', 1)]);
    await expect.poll(scores).toEqual({ 'file-0': 0.75, 'file-1': 1 });
    answering.value = { ...MODEL, modelId: 'other' };
    expect(scores()).toEqual({});
    await expect.poll(scores).toEqual({ 'file-1': 0.5 });
    answering.value = null;
    expect(scores()).toEqual({});
  });

  it('are there when Predict All has ended', async () => {
    const { stage, stored, scores } = await stageOf(3);
    expect(await stage.predictAll()).toBe('done');
    expect(Object.keys(scores())).toEqual(['file-0', 'file-1', 'file-2']);
    expect(stored.size).toBe(3);
  });
});

describe('Predict All', () => {
  it('reads what is stored once it has ended, and not after each of its steps', async () => {
    const { stage, doneAtCommit, hooks, scores } = await stageOf(1200);
    await expect.poll(() => hooks.readings).toBe(1);
    expect(await stage.predictAll()).toBe('done');
    expect(doneAtCommit.length).toBeGreaterThan(1);
    expect(hooks.readings).toBe(2);
    expect(Object.keys(scores())).toHaveLength(1200);
  });

  it('leaves what another model answered to be read, where that is put in use meanwhile', async () => {
    const { stage, stored, answering, scores, jobs, hooks } = await stageOf(1200);
    stored.set('other', prediction('file-1', 0.5, 'other'));
    let seen: unknown = null;
    hooks.beforeSaving = async () => {
      hooks.beforeSaving = () => undefined;
      answering.value = { ...MODEL, modelId: 'other' };
      await expect.poll(scores).toEqual({ 'file-1': 0.5 });
      seen = jobs.running('predict-all');
    };
    expect(await stage.predictAll()).toBe('done');
    expect(seen).toBeTruthy();
  });

  it('[durability] never shows a file as done before its answer is stored', async () => {
    const { stage, stored, jobs, doneAtCommit } = await stageOf(1200);
    expect(await stage.predictAll()).toBe('done');
    expect([stored.size, jobs.done]).toEqual([1200, 1200]);
    expect(doneAtCommit.length).toBeGreaterThan(1);
    for (const [told, before] of doneAtCommit) expect(told).toBeLessThanOrEqual(before);
  });

  it('[durability] stopped, keeps what is answered and says how much that is', async () => {
    const { stage, stored, jobs, log, hooks } = await stageOf(1200);
    hooks.beforeSaving = () => jobs.stop(jobs.running('predict-all')!.id);
    expect(await stage.predictAll()).toBe('stopped');
    expect(stored.size).toBeGreaterThan(0);
    expect(stored.size).toBeLessThan(1200);
    await expect
      .poll(() => log.entries.value.map(({ message }) => message))
      .toContainEqual(`Predictions finished: ${stored.size} files by ${MODEL.modelId} (stopped)`);
  });
});
