import { releaseNumbers } from '../../audio/bytes/release.ts';
import type { FoldResult } from '../../domain/training.ts';
import type { TrainingRow } from '../../domain/audioFile.ts';
import type { Objective } from '../../domain/measured.ts';
import type { AlphaGrid, RidgeModel } from '../../domain/model.ts';
import { alphaGrid } from '../../ml/model/alphaGrid.ts';
import { combineFolds } from '../../ml/model/crossValidation.ts';
import { inputRange } from '../../ml/model/inputRange.ts';
import { assertEnoughRows, DEFAULT_FOLD_SEED, DEFAULT_K_FOLDS, ridgeMetrics } from '../../ml/model/trainRidge.ts';
import { trainingMatrixInTurns } from './inTurns.ts';
import { fingerprintOf } from './fingerprint.ts';
import { forEachLimited } from '../jobs/forEachLimited.ts';
import type { JobControl } from '../jobs/jobBoard.ts';
import type { LearningRows } from './learningRows.ts';
import { learningRows } from './trainingRows.ts';
import { evaluateRidge, wholeRun } from './modelEvaluation.ts';
import { modelIdOf } from './modelId.ts';
import { ownFold, ownMatrix } from './ownCopies.ts';
import { untilResumed } from '../jobs/pauseGate.ts';
import type { Tools } from '../tools.ts';

/** A ridge, and the rows that it was judged on; null where its objective has no regret. */
export interface TrainedRidge {
  readonly model: RidgeModel;
  readonly rows: LearningRows | null;
}

/** Trains a degree-3 polynomial ridge (M), its folds spread over the cores, and judges it on held-out files (Q). */
export async function trainRidgeModel(
  deps: Pick<Tools, 'store' | 'pool'>,
  rows: readonly TrainingRow[],
  grid: AlphaGrid,
  { signal, onProgress }: JobControl,
  objective: Objective,
): Promise<TrainedRidge> {
  const { pool } = deps;
  assertEnoughRows(rows.length);
  const matrix = await trainingMatrixInTurns(rows);
  // The folds, the fit on all rows, the search for the best reachable scores, and the judging.
  const total = DEFAULT_K_FOLDS + 3;
  let done = 0;
  onProgress({ done, total });
  const step = () => onProgress({ done: ++done, total });
  const validate = async () => {
    const folds: FoldResult[] = [];
    const indices = Array.from({ length: DEFAULT_K_FOLDS }, (_, index) => index);
    await forEachLimited(indices, pool.size, signal, async (foldIndex) => {
      const request = { matrix, grid, kFolds: DEFAULT_K_FOLDS, foldSeed: DEFAULT_FOLD_SEED, foldIndex };
      folds[foldIndex] = await pool.run(
        async (worker) => worker.evaluateFold(ownFold(request)),
        wholeRun(rows.length, signal),
      );
      step();
    });
    await untilResumed(signal);
    signal.throwIfAborted();
    const crossValidation = combineFolds(matrix, alphaGrid(grid), folds);
    // The answers of every α: 70 MB of 100,000 rows.
    releaseNumbers(folds.map(({ predicted }) => predicted));
    const fit = await pool.run(
      async (worker) => worker.fit(ownMatrix(matrix), crossValidation.alpha),
      wholeRun(rows.length, signal),
    );
    step();
    return { crossValidation, fit };
  };
  // Regret is measured by the proxy, which does not judge what another objective taught.
  const learn = async () => {
    const found =
      objective === 'proxy' ? await learningRows(deps, rows, { signal, onProgress: () => undefined }) : null;
    step();
    return found;
  };
  // The store reads what judging needs while the workers compute.
  const [{ crossValidation, fit }, learning] = await Promise.all([validate(), learn()]);
  const metrics = ridgeMetrics(rows.length, DEFAULT_K_FOLDS, crossValidation, fit);
  const { outOfFold, alpha } = crossValidation;
  const ridgeFolds = { matrix, alpha, kFolds: DEFAULT_K_FOLDS, foldSeed: DEFAULT_FOLD_SEED };
  const judged =
    learning && (await evaluateRidge(pool, learning, { ...ridgeFolds, outOfFold: outOfFold.predicted }, signal));
  step();
  const createdAt = new Date();
  const dataFingerprint = await fingerprintOf(matrix);
  const model: RidgeModel = {
    modelId: modelIdOf('ridge', createdAt, dataFingerprint, objective),
    createdAt,
    kind: 'ridge',
    objective,
    alphaGrid: grid,
    foldSeed: DEFAULT_FOLD_SEED,
    dataFingerprint,
    parameters: fit.parameters,
    metrics,
    inputRange: inputRange(matrix),
    outOfFold,
    quality: judged?.quality ?? null,
    confidence: judged?.confidence ?? null,
  };
  releaseNumbers([matrix.inputs, matrix.targets]);
  return { model, rows: learning };
}
