import type { TrainingMatrix } from '../../domain/training.ts';
import { DESCRIPTOR_COUNT } from '../../domain/descriptors.ts';
import { TARGET_COUNT } from '../../domain/hyperparameters.ts';
import { FEATURE_COUNT } from '../../domain/polynomial.ts';
import { RidgeKernel } from '../kernel/ridgeKernel.ts';
import { normalEquations } from './moments.ts';
import { expandFeatures, polynomialFeatures } from './monomials.ts';
import { CentredKernel } from './polynomialKernel.ts';
import { fitScaler, standardise, type Scaler } from './standardisation.ts';
import { applyQ, applyTransposedQ, solveShifted, tridiagonalise, type Tridiagonalisation } from './tridiagonal.ts';

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
  /**
   * The raw predictions of other rows at every α: α × rows × 5, row-major.
   *
   * @param standardised rows × 12, row-major
   */
  readonly predict: (alphas: Float64Array, standardised: Float64Array) => Float64Array;
}

/**
 * Standardises the given rows, expands them (M2) and factors their normal equations: over the 454 features, or over
 * the rows (the dual form) where there are fewer rows than features.
 */
export function prepareRidge(matrix: TrainingMatrix, rows: Uint32Array): RidgeSystem {
  const scaler = fitScaler(matrix.inputs, rows);
  const standardised = standardise(matrix.inputs, rows, scaler);
  const targets = centreTargets(matrix.targets, rows);
  const form =
    rows.length < FEATURE_COUNT
      ? prepareDual(standardised, targets.centred)
      : preparePrimal(standardised, targets.centred);
  return {
    scaler,
    solve: (alpha) => {
      const { weights, featureMean } = form.solve(alpha);
      const intercept = targets.mean.map((mean, target) => {
        let offset = 0;
        for (let a = 0; a < FEATURE_COUNT; a++) offset += weights[target * FEATURE_COUNT + a]! * featureMean[a]!;
        return mean - offset;
      });
      return { intercept, weights };
    },
    predict: (alphas, others) => addMeans(form.predict(alphas, others), targets.mean, alphas.length),
  };
}

/** From α × 5 × rows, less the targets' means, to α × rows × 5. */
function addMeans(centred: Float64Array, mean: Float64Array, alphaCount: number): Float64Array {
  const rows = centred.length / (alphaCount * TARGET_COUNT);
  const predicted = new Float64Array(centred.length);
  let next = 0;
  for (let alpha = 0; alpha < alphaCount; alpha++) {
    for (let row = 0; row < rows; row++) {
      for (let target = 0; target < TARGET_COUNT; target++) {
        predicted[next++] = mean[target]! + centred[(alpha * TARGET_COUNT + target) * rows + row]!;
      }
    }
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

/** A system in one of its two forms, its targets centred. */
interface RidgeForm {
  /** 5 × 454 weights at an α, and the 454 means of the features that they were fitted to. */
  readonly solve: (alpha: number) => { readonly weights: Float64Array; readonly featureMean: Float64Array };
  /** Predictions of other rows, less the targets' means: α × 5 × rows. */
  readonly predict: (alphas: Float64Array, standardised: Float64Array) => Float64Array;
}

function preparePrimal(standardised: Float64Array, centredTargets: Float64Array): RidgeForm {
  const { gram, crossProducts, featureMean } = normalEquations(standardised, centredTargets);
  const factors = tridiagonalise(gram, FEATURE_COUNT);
  applyTransposedQ(factors, crossProducts);
  return {
    solve: (alpha) => ({ weights: solveAll(factors, Float64Array.of(alpha), crossProducts), featureMean }),
    predict: (alphas, others) => {
      const weights = solveAll(factors, alphas, crossProducts);
      const rows = others.length / DESCRIPTOR_COUNT;
      return RidgeKernel.instance.multiply(weights, FEATURE_COUNT, rows, (row, entries) => {
        expandFeatures(others, row * DESCRIPTOR_COUNT, entries, 0);
        for (let a = 0; a < FEATURE_COUNT; a++) entries[a]! -= featureMean[a]!;
      });
    },
  };
}

function prepareDual(standardised: Float64Array, centredTargets: Float64Array): RidgeForm {
  const rows = standardised.length / DESCRIPTOR_COUNT;
  const kernel = new CentredKernel(standardised);
  const factors = tridiagonalise(kernel.matrix(), rows);
  const rotated = new Float64Array(centredTargets.length);
  for (let i = 0; i < rows; i++) {
    for (let target = 0; target < TARGET_COUNT; target++) {
      rotated[target * rows + i] = centredTargets[i * TARGET_COUNT + target]!;
    }
  }
  applyTransposedQ(factors, rotated);
  return {
    solve: (alpha) => {
      const features = polynomialFeatures(standardised);
      const featureMean = centreColumns(features, rows);
      return { weights: combineRows(features, solveAll(factors, Float64Array.of(alpha), rotated), rows), featureMean };
    },
    predict: (alphas, others) =>
      RidgeKernel.instance.multiply(
        solveAll(factors, alphas, rotated),
        rows,
        others.length / DESCRIPTOR_COUNT,
        (row, entries) => kernel.products(others, row * DESCRIPTOR_COUNT, entries),
      ),
  };
}

/** The solutions at every α, turned back by Q: α × 5 × size. */
function solveAll(factors: Tridiagonalisation, alphas: Float64Array, rightHandSides: Float64Array): Float64Array {
  const solutions = new Float64Array(alphas.length * rightHandSides.length);
  for (let i = 0; i < alphas.length; i++) {
    solutions.set(solveShifted(factors, alphas[i]!, rightHandSides), i * rightHandSides.length);
  }
  applyQ(factors, solutions);
  return solutions;
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
