import { expect, it } from 'vitest';
import { descriptorsFromVector } from '../../src/domain/descriptors.ts';
import { isPlayable } from '../../src/domain/playable.ts';
import { deriveHyperparameters } from '../../src/ml/objective/decode.ts';
import { globalBest, playableBest } from '../../src/ml/objective/globalSearch.ts';
import { descriptorRow } from '../../src/ml/quality/regret.ts';
import { ensureOptima } from '../../src/stages/optimisation/directSearch.ts';
import { learningCalls } from '../../src/workers/compute/learning.ts';
import type { StoredOptimum, TrainingStore } from '../../src/workers/contracts/store.ts';
import type { ComputePool } from '../../src/workers/pool/computePool.ts';
import { REGRET_TRAIN } from '../support/regretReference.ts';

const ROWS = 12;
const rows = Array.from({ length: ROWS }, (_, row) => descriptorRow(REGRET_TRAIN, row));
const files = rows.map((row, n) => ({ audioId: `file-${n}`, descriptors: descriptorsFromVector(row) }));

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
  const pool = {
    size: 1,
    run: async (work: (worker: typeof learningCalls) => Promise<unknown>) => work(learningCalls),
  } as unknown as ComputePool;
  const control = { signal: new AbortController().signal, onProgress: () => undefined };
  const { targets, scores } = await ensureOptima({ store, pool }, files, control);
  expect(saved.map(({ audioId }) => audioId)).toEqual(beyond);
  for (const [row, descriptors] of rows.entries()) {
    expect(isPlayable(deriveHyperparameters(targets.subarray(row * 5, row * 5 + 5)))).toBe(true);
    expect(scores[row]).toBeCloseTo(playableBest(descriptors).score, 9);
  }
});
