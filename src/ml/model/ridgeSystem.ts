import { DESCRIPTOR_COUNT } from '../../domain/descriptors.ts';
import { TARGET_COUNT } from '../../domain/hyperparameters.ts';
import { FEATURE_COUNT } from '../../domain/polynomial.ts';
import { normalEquations } from './moments.ts';
import { polynomialFeatures } from './monomials.ts';
import { centredPolynomialKernel } from './polynomialKernel.ts';
import { fitScaler, standardise } from './standardisation.ts';
import type { Scaler } from './standardisation.ts';
import type { TrainingMatrix } from './trainingMatrix.ts';
import { applyQ, applyTransposedQ, solveShifted, tridiagonalise } from './tridiagonal.ts';

/** The ridge solution at one α: prediction = intercept + weights · features. */
export interface RidgeSolution {
  /** 5 intercepts. */
  readonly intercept: Float64Array;
  /** 5 × 454, row-major. */
  readonly weights: Float64Array;
}

/** A training set made ready: what is left to do for an α is cheap. */
export interface RidgeSystem {
  readonly scaler: Scaler;
  /** The ridge regression of the five centred targets on the centred features; the intercept carries no penalty. */
  readonly solve: (alpha: number) => RidgeSolution;
}

/**
 * Standardises the given rows, expands them (M2) and factors their normal equations: over the 454 features, or over
 * the rows (the dual form) where there are fewer rows than features.
 */
export function prepareRidge(matrix: TrainingMatrix, rows: Uint32Array): RidgeSystem {
  const scaler = fitScaler(matrix.inputs, rows);
  const standardised = standardise(matrix.inputs, rows, scaler);
  const targets = centreTargets(matrix.targets, rows);
  const { featureMean, solveWeights } =
    rows.length < FEATURE_COUNT
      ? prepareDual(standardised, targets.centred)
      : preparePrimal(standardised, targets.centred);
  const solve = (alpha: number): RidgeSolution => {
    const weights = solveWeights(alpha);
    const intercept = targets.mean.map((mean, target) => {
      let offset = 0;
      for (let a = 0; a < FEATURE_COUNT; a++) offset += weights[target * FEATURE_COUNT + a]! * featureMean[a]!;
      return mean - offset;
    });
    return { intercept, weights };
  };
  return { scaler, solve };
}

/**
 * The five raw predictions of each row: rows × 5, row-major.
 *
 * @param features rows × 454, row-major.
 */
export function predictFeatures({ intercept, weights }: RidgeSolution, features: Float64Array): Float64Array {
  const rows = features.length / FEATURE_COUNT;
  const at1 = FEATURE_COUNT;
  const at2 = 2 * FEATURE_COUNT;
  const at3 = 3 * FEATURE_COUNT;
  const at4 = 4 * FEATURE_COUNT;
  const predicted = new Float64Array(rows * TARGET_COUNT);
  for (let i = 0; i < rows; i++) {
    const row = i * FEATURE_COUNT;
    let p0 = intercept[0]!;
    let p1 = intercept[1]!;
    let p2 = intercept[2]!;
    let p3 = intercept[3]!;
    let p4 = intercept[4]!;
    for (let a = 0; a < FEATURE_COUNT; a++) {
      const feature = features[row + a]!;
      p0 += feature * weights[a]!;
      p1 += feature * weights[at1 + a]!;
      p2 += feature * weights[at2 + a]!;
      p3 += feature * weights[at3 + a]!;
      p4 += feature * weights[at4 + a]!;
    }
    const out = i * TARGET_COUNT;
    predicted[out] = p0;
    predicted[out + 1] = p1;
    predicted[out + 2] = p2;
    predicted[out + 3] = p3;
    predicted[out + 4] = p4;
  }
  return predicted;
}

interface CentredTargets {
  readonly mean: Float64Array;
  /** rows × 5, row-major. */
  readonly centred: Float64Array;
}

function centreTargets(targets: Float64Array, rows: Uint32Array): CentredTargets {
  const mean = new Float64Array(TARGET_COUNT);
  const centred = new Float64Array(rows.length * TARGET_COUNT);
  for (let target = 0; target < TARGET_COUNT; target++) {
    let sum = 0;
    for (const row of rows) sum += targets[row * TARGET_COUNT + target]!;
    mean[target] = sum / rows.length;
    for (let i = 0; i < rows.length; i++) {
      centred[i * TARGET_COUNT + target] = targets[rows[i]! * TARGET_COUNT + target]! - mean[target]!;
    }
  }
  return { mean, centred };
}

interface WeightSolver {
  readonly featureMean: Float64Array;
  /** 5 × 454 weights at an α. */
  readonly solveWeights: (alpha: number) => Float64Array;
}

function preparePrimal(standardised: Float64Array, centredTargets: Float64Array): WeightSolver {
  const { gram, crossProducts, featureMean } = normalEquations(standardised, centredTargets);
  const factors = tridiagonalise(gram, FEATURE_COUNT);
  applyTransposedQ(factors, crossProducts);
  const solveWeights = (alpha: number): Float64Array => {
    const weights = solveShifted(factors, alpha, crossProducts);
    applyQ(factors, weights);
    return weights;
  };
  return { featureMean, solveWeights };
}

function prepareDual(standardised: Float64Array, centredTargets: Float64Array): WeightSolver {
  const rows = standardised.length / DESCRIPTOR_COUNT;
  const features = polynomialFeatures(standardised);
  const featureMean = centreColumns(features, rows);
  const factors = tridiagonalise(centredPolynomialKernel(standardised), rows);
  const rotated = new Float64Array(centredTargets.length);
  for (let i = 0; i < rows; i++) {
    for (let target = 0; target < TARGET_COUNT; target++) {
      rotated[target * rows + i] = centredTargets[i * TARGET_COUNT + target]!;
    }
  }
  applyTransposedQ(factors, rotated);
  const solveWeights = (alpha: number): Float64Array => {
    const dual = solveShifted(factors, alpha, rotated);
    applyQ(factors, dual);
    return combineRows(features, dual, rows);
  };
  return { featureMean, solveWeights };
}

/** Subtracts each feature's mean in place and returns the means. */
function centreColumns(features: Float64Array, rows: number): Float64Array {
  const mean = new Float64Array(FEATURE_COUNT);
  for (let i = 0; i < rows; i++) {
    for (let a = 0; a < FEATURE_COUNT; a++) mean[a]! += features[i * FEATURE_COUNT + a]! / rows;
  }
  for (let i = 0; i < rows; i++) {
    for (let a = 0; a < FEATURE_COUNT; a++) features[i * FEATURE_COUNT + a]! -= mean[a]!;
  }
  return mean;
}

/** Σᵢ dual[target, i] · features[i], for each of the five targets. */
function combineRows(features: Float64Array, dual: Float64Array, rows: number): Float64Array {
  const weights = new Float64Array(TARGET_COUNT * FEATURE_COUNT);
  const at1 = FEATURE_COUNT;
  const at2 = 2 * FEATURE_COUNT;
  const at3 = 3 * FEATURE_COUNT;
  const at4 = 4 * FEATURE_COUNT;
  for (let i = 0; i < rows; i++) {
    const row = i * FEATURE_COUNT;
    const d0 = dual[i]!;
    const d1 = dual[rows + i]!;
    const d2 = dual[2 * rows + i]!;
    const d3 = dual[3 * rows + i]!;
    const d4 = dual[4 * rows + i]!;
    for (let a = 0; a < FEATURE_COUNT; a++) {
      const feature = features[row + a]!;
      weights[a]! += d0 * feature;
      weights[at1 + a]! += d1 * feature;
      weights[at2 + a]! += d2 * feature;
      weights[at3 + a]! += d3 * feature;
      weights[at4 + a]! += d4 * feature;
    }
  }
  return weights;
}
