import { expect, it } from 'vitest';
import { descriptorsFromVector } from '../../src/domain/descriptors.ts';
import { isPlayable } from '../../src/domain/playable.ts';
import { deriveHyperparameters } from '../../src/ml/objective/decode.ts';
import { globalBest, playableBest } from '../../src/ml/objective/globalSearch.ts';
import { descriptorRow } from '../../src/ml/quality/regret.ts';
import { pauseWork, resumeWork } from '../../src/stages/jobs/pauseGate.ts';
import { ensureOptima } from '../../src/stages/optimisation/directSearch.ts';
import { OptimisationStage } from '../../src/stages/optimisation/optimisationStage.ts';
import { LogBook } from '../../src/stages/shell/logBook.ts';
import { learningCalls } from '../../src/workers/compute/learning.ts';
import type { RunSnapshot, StoredOptimum, TrainingStore } from '../../src/workers/contracts/store.ts';
import type { ComputePool } from '../../src/workers/pool/computePool.ts';
import { describedFile } from '../fakes/describedFile.ts';
import { FollowedDataSet } from '../fakes/followedDataSet.ts';
import { ToldJobs } from '../fakes/toldJobs.ts';
import { REGRET_TRAIN } from '../support/regretReference.ts';

const ROWS = 12;
const rows = Array.from({ length: ROWS }, (_, row) => descriptorRow(REGRET_TRAIN, row));
const files = rows.map((row, n) => ({ audioId: `file-${n}`, descriptors: descriptorsFromVector(row) }));

const pool = {
  size: 1,
  run: async (work: (worker: typeof learningCalls) => Promise<unknown>) => work(learningCalls),
} as unknown as ComputePool;

it('[Q, B4] what earlier versions kept beyond the plugin’s ranges is searched again, what lies within is not', async () => {
  const best = rows.map((row) => globalBest(row));
  const beyond = files.filter((_, row) => !isPlayable(best[row]!.hyperparameters)).map(({ audioId }) => audioId);
  expect(beyond.length).toBeGreaterThan(0);
  expect(beyond.length).toBeLessThan(ROWS);
  const saved: StoredOptimum[] = [];
  const store = {
    listOptima: async () => ({
      audioIds: files.map(({ audioId }) => audioId),
      scores: Float64Array.from(best, ({ score }) => score),
      targets: Float64Array.from(best.flatMap(({ targets }) => Array.from(targets))),
    }),
    saveOptima: async (found: readonly StoredOptimum[]) => void saved.push(...found),
  } as unknown as TrainingStore;
  const control = { signal: new AbortController().signal, onProgress: () => undefined };
  const { targets, scores } = await ensureOptima({ store, pool }, files, control);
  expect(saved.map(({ audioId }) => audioId)).toEqual(beyond);
  for (const [row, descriptors] of rows.entries()) {
    expect(isPlayable(deriveHyperparameters(targets.subarray(row * 5, row * 5 + 5)))).toBe(true);
    expect(scores[row]).toBeCloseTo(playableBest(descriptors).score, 9);
  }
});

it('[durability] direct search of all stores its runs some at a time, stops between, and goes on with what it had found', async () => {
  const described = Array.from({ length: 600 }, (_, n) => describedFile(n));
  const { dataSet } = new FollowedDataSet(described);
  await dataSet.whenCurrent();
  const log = new LogBook();
  const jobs = new ToldJobs(log);
  const optima = new Map<string, StoredOptimum>();
  const searched: number[] = [];
  const runs: RunSnapshot[] = [];
  const toldAtSaves: (readonly [told: number, stored: number])[] = [];
  const hooks = { afterSaving: () => undefined as void };
  const store = {
    listOptima: async () => ({
      audioIds: [...optima.keys()],
      scores: Float64Array.from(optima.values(), ({ score }) => score),
      targets: Float64Array.from([...optima.values()].flatMap((row) => row.targets)),
    }),
    async saveRuns(saved: readonly RunSnapshot[], found: readonly StoredOptimum[]) {
      toldAtSaves.push([jobs.done, runs.length]);
      expect(saved.map(({ audioId }) => audioId)).toEqual(expect.arrayContaining(found.map(({ audioId }) => audioId)));
      searched.push(found.length);
      for (const row of found) optima.set(row.audioId, row);
      runs.push(...saved);
      hooks.afterSaving();
    },
  } as unknown as TrainingStore;
  const undoing = {} as ConstructorParameters<typeof OptimisationStage>[0]['undoing'];
  const stage = new OptimisationStage({ store, pool, dataSet, jobs, log, undoing });

  hooks.afterSaving = () => jobs.stop(jobs.running('trials-all')!.id);
  expect(await stage.searchAllDirectly()).toBe('stopped');
  expect(runs.length).toBeGreaterThan(0);
  expect(runs.length).toBeLessThan(600);

  hooks.afterSaving = () => undefined;
  runs.length = 0;
  expect(await stage.searchAllDirectly()).toBe('done');
  expect(searched.reduce((sum, count) => sum + count, 0)).toBe(600);
  expect(new Set(runs.map(({ audioId }) => audioId)).size).toBe(600);
  expect(jobs.done).toBe(600);
  for (const [told, stored] of toldAtSaves.slice(1)) expect(told).toBeLessThanOrEqual(stored);
  // Lines that follow each other closely are told together.
  const lines = () => log.entries.value.map(({ message }) => message);
  await expect.poll(lines).toContain('Direct search for all finished: 600 of 600 files');
});

it('Pause is heard between two portions of optima that are known, and the rest follows once it goes on', async () => {
  const many = Array.from({ length: 600 }, (_, n) => ({ ...files[0]!, audioId: `file-${n}` }));
  const best = playableBest(rows[0]!);
  const store = {
    listOptima: async () => ({
      audioIds: many.map(({ audioId }) => audioId),
      scores: new Float64Array(many.length).fill(best.score),
      targets: Float64Array.from(many.flatMap(() => [...best.targets])),
    }),
  } as unknown as TrainingStore;
  const { signal } = new AbortController();
  const used: number[] = [];
  let heard = () => {};
  const firstUsed = new Promise<void>((resolve) => (heard = resolve));
  const ended = ensureOptima({ store, pool }, many, { signal, onProgress: () => undefined }, async (portion) => {
    used.push(portion.length);
    pauseWork(signal);
    heard();
  });
  await firstUsed;
  await new Promise((resolve) => setTimeout(resolve, 0));
  expect(used).toEqual([256]);
  while (used.length < 2) {
    resumeWork(signal);
    await new Promise((resolve) => setTimeout(resolve, 0));
  }
  await ended;
  expect(used).toEqual([256, 344]);
});

it('[durability] a store that fails is told of though Stop comes meanwhile, and nothing counts that it did not keep', async () => {
  const many = Array.from({ length: 1200 }, (_, n) => ({ ...files[n % ROWS]!, audioId: `file-${n}` }));
  const nextTurn = async () => new Promise((resolve) => setTimeout(resolve, 0));
  const stop = new AbortController();
  const noRoom = new Error('no room');
  const kept: string[] = [];
  const store = {
    listOptima: async () => ({ audioIds: [], scores: new Float64Array(), targets: new Float64Array() }),
    async saveOptima(found: readonly StoredOptimum[]) {
      if (kept.length > 0) {
        await nextTurn();
        stop.abort();
        throw noRoom;
      }
      kept.push(...found.map(({ audioId }) => audioId));
    },
  } as unknown as TrainingStore;
  const stoppable = {
    size: 1,
    async run(work: (worker: typeof learningCalls) => Promise<unknown>) {
      await nextTurn();
      stop.signal.throwIfAborted();
      return work(learningCalls);
    },
  } as unknown as ComputePool;
  let done = 0;
  const onProgress = (progress: { readonly done: number }) => void (done = progress.done);
  await expect(ensureOptima({ store, pool: stoppable }, many, { signal: stop.signal, onProgress })).rejects.toBe(
    noRoom,
  );
  expect(kept.length).toBeGreaterThan(0);
  expect(done).toBe(kept.length);
});
