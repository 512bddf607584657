import type { TrainingMatrix } from '../../src/domain/training.ts';
import type { AlphaGrid, OutOfFold, RidgeMetrics, RidgeParameters } from '../../src/domain/model.ts';
import { alphaGrid } from '../../src/ml/model/alphaGrid.ts';
import { combineFolds, evaluateFold } from '../../src/ml/model/crossValidation.ts';
import { makeFolds } from '../../src/ml/model/folds.ts';
import {
  assertEnoughRows,
  DEFAULT_FOLD_SEED,
  DEFAULT_K_FOLDS,
  fitRidge,
  ridgeMetrics,
} from '../../src/ml/model/trainRidge.ts';

interface RidgeTraining {
  readonly parameters: RidgeParameters;
  readonly metrics: RidgeMetrics;
  readonly outOfFold: OutOfFold;
}

/**
 * Trains the degree-3 polynomial ridge model in one thread: cross validation over the grid, then one fit on all rows at the best α
 * (M1–M4, M6). The same matrix and grid give the same model.
 *
 * @throws AppError `too-few-rows` (M1).
 */
export function trainRidge(matrix: TrainingMatrix, grid: AlphaGrid): RidgeTraining {
  assertEnoughRows(matrix.rows);
  const alphas = alphaGrid(grid);
  const results = makeFolds(matrix.rows, DEFAULT_K_FOLDS, DEFAULT_FOLD_SEED).map((fold) =>
    evaluateFold(matrix, alphas, fold),
  );
  const folds = combineFolds(matrix, alphas, results);
  const fit = fitRidge(matrix, folds.alpha);
  return {
    parameters: fit.parameters,
    metrics: ridgeMetrics(matrix.rows, DEFAULT_K_FOLDS, folds, fit),
    outOfFold: folds.outOfFold,
  };
}
