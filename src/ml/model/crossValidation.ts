import type { Fold, TrainingMatrix, FoldResult } from '../../domain/training.ts';
import { TARGET_COUNT } from '../../domain/hyperparameters.ts';
import type { CvPoint, OutOfFold } from '../../domain/model.ts';
import { prepareRidge } from './ridgeSystem.ts';
import { standardise } from './standardisation.ts';

/** What all folds together say. */
export interface CrossValidation {
  /** The α of the smallest mean error, the first on a tie (M4). */
  readonly alpha: number;
  readonly alphaOnEdge: boolean;
  readonly cvMse: number;
  readonly cvCurve: readonly CvPoint[];
  /** Predictions at the chosen α. */
  readonly outOfFold: OutOfFold;
  /** R² of each target, out of fold. A target that never varies has 0, or 1 where it is predicted exactly. */
  readonly targetR2: readonly number[];
}

/**
 * Fits every α on the fold's training rows (with a scaler of their own) and judges it on its test rows (M4). Folds do
 * not depend on each other: this is the unit of parallel work.
 */
export function evaluateFold(matrix: TrainingMatrix, alphas: Float64Array, fold: Fold): FoldResult {
  const { test, train } = fold;
  const system = prepareRidge(matrix, train);
  const predicted = system.predict(alphas, standardise(matrix.inputs, test, system.scaler));
  const cells = test.length * TARGET_COUNT;
  const mse = alphas.map((_, i) =>
    meanSquaredError(matrix.targets, test, predicted.subarray(i * cells, (i + 1) * cells)),
  );
  return { test, mse, predicted };
}

/** Joins what the folds say. Pass them in their own order, not in that of arrival: the same sums give the same bits. */
export function combineFolds(
  matrix: TrainingMatrix,
  alphas: Float64Array,
  folds: readonly FoldResult[],
): CrossValidation {
  const curve = Array.from(alphas, (alpha, i): CvPoint => {
    let sum = 0;
    for (const fold of folds) sum += fold.mse[i]!;
    return { alpha, cvMse: sum / folds.length };
  });
  let best = 0;
  let smallest = Infinity;
  for (const [i, { cvMse }] of curve.entries()) {
    if (cvMse < smallest) {
      best = i;
      smallest = cvMse;
    }
  }
  const predicted = new Float64Array(matrix.rows * TARGET_COUNT);
  for (const { test, predicted: foldPredicted } of folds) {
    const cells = test.length * TARGET_COUNT;
    for (let i = 0; i < test.length; i++) {
      const from = best * cells + i * TARGET_COUNT;
      predicted.set(foldPredicted.subarray(from, from + TARGET_COUNT), test[i]! * TARGET_COUNT);
    }
  }
  const actual = matrix.targets.slice();
  return {
    alpha: curve[best]!.alpha,
    cvMse: curve[best]!.cvMse,
    alphaOnEdge: best === 0 || best === curve.length - 1,
    cvCurve: curve,
    outOfFold: { actual, predicted },
    targetR2: Array.from({ length: TARGET_COUNT }, (_, target) => determination(actual, predicted, target)),
  };
}

/**
 * The mean over all cells of the squared error of the given rows.
 *
 * @param targets of all rows, rows × 5; `predicted` those of the given rows only.
 */
export function meanSquaredError(targets: Float64Array, rows: Uint32Array, predicted: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < rows.length; i++) {
    for (let target = 0; target < TARGET_COUNT; target++) {
      sum += (targets[rows[i]! * TARGET_COUNT + target]! - predicted[i * TARGET_COUNT + target]!) ** 2;
    }
  }
  return sum / predicted.length;
}

/** R² of one target of rows × 5: 0 for one that never varies, or 1 where it is predicted exactly. */
export function determination(actual: Float64Array, predicted: Float64Array, target: number): number {
  const rows = actual.length / TARGET_COUNT;
  let sum = 0;
  for (let i = target; i < actual.length; i += TARGET_COUNT) sum += actual[i]!;
  const mean = sum / rows;
  let residual = 0;
  let total = 0;
  for (let i = target; i < actual.length; i += TARGET_COUNT) {
    residual += (actual[i]! - predicted[i]!) ** 2;
    total += (actual[i]! - mean) ** 2;
  }
  // What the rounding of the mean alone makes of values that are all alike.
  const roundoff = rows * (rows * Number.EPSILON * mean) ** 2;
  if (total > roundoff) return 1 - residual / total;
  return residual > 0 ? 0 : 1;
}
