import type { TrainingMatrix, RidgeFit } from '../../domain/training.ts';
import { appError } from '../../domain/errors.ts';
import { TARGET_COUNT } from '../../domain/hyperparameters.ts';
import type { RidgeMetrics } from '../../domain/model.ts';
import { FEATURE_COUNT, POLYNOMIAL_DEGREE } from '../../domain/polynomial.ts';
import { meanSquaredError, type CrossValidation } from './crossValidation.ts';
import { prepareRidge } from './ridgeSystem.ts';
import { standardise } from './standardisation.ts';

/** The fewest rows a model is trained on (M1). */
export const MIN_TRAINING_ROWS = 12;
export const DEFAULT_K_FOLDS = 10;
export const DEFAULT_FOLD_SEED = 1337;

/** One fit on all rows at a given α (M2, M4). */
export function fitRidge(matrix: TrainingMatrix, alpha: number): RidgeFit {
  const rows = Uint32Array.from({ length: matrix.rows }, (_, i) => i);
  const { scaler, solve, predict } = prepareRidge(matrix, rows);
  const solution = solve(alpha);
  const predicted = predict(Float64Array.of(alpha), standardise(matrix.inputs, rows, scaler));
  return {
    parameters: {
      degree: POLYNOMIAL_DEGREE,
      scalerMean: [...scaler.mean],
      scalerScale: [...scaler.scale],
      intercept: [...solution.intercept],
      coefficients: Array.from({ length: TARGET_COUNT }, (_, target) => [
        ...solution.weights.subarray(target * FEATURE_COUNT, (target + 1) * FEATURE_COUNT),
      ]),
    },
    trainMse: meanSquaredError(matrix.targets, rows, predicted),
  };
}

/** The metrics of a training whose folds and last fit were computed apart, in whatever thread. */
export function ridgeMetrics(rows: number, kFolds: number, folds: CrossValidation, fit: RidgeFit): RidgeMetrics {
  return {
    rows,
    alpha: folds.alpha,
    degree: POLYNOMIAL_DEGREE,
    kFolds,
    cvMse: folds.cvMse,
    trainMse: fit.trainMse,
    targetR2: folds.targetR2,
    cvCurve: folds.cvCurve,
    alphaOnEdge: folds.alphaOnEdge,
  };
}

/**
 * Refuses a training set that is too small (M1).
 *
 * @throws AppError `too-few-rows` that says how many rows there are and how many are needed.
 */
export function assertEnoughRows(rows: number): void {
  if (rows >= MIN_TRAINING_ROWS) return;
  const missing = MIN_TRAINING_ROWS - rows;
  throw appError(
    'too-few-rows',
    'model',
    `A model needs at least ${MIN_TRAINING_ROWS} files that have descriptors and best parameters; there ` +
      `${rows === 1 ? 'is' : 'are'} ${rows}. Import and run trials on ${missing} more.`,
  );
}
