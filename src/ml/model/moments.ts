import { DESCRIPTOR_COUNT } from '../../domain/descriptors.ts';
import { TARGET_COUNT } from '../../domain/hyperparameters.ts';
import { FEATURE_COUNT, POLYNOMIAL_DEGREE, monomialCount, polynomialTerms } from '../../domain/polynomial.ts';
import { RidgeKernel } from '../kernel/ridgeKernel.ts';
import { degreeStart } from './monomials.ts';

/** The product of two features has at most this degree. */
const TOP_DEGREE = 2 * POLYNOMIAL_DEGREE;
const MOMENT_COUNT = degreeStart(TOP_DEGREE + 1);
const STARTS = Array.from({ length: TOP_DEGREE + 2 }, (_, degree) => degreeStart(degree));

/** The Gram matrix of centred features and its right-hand sides. */
export interface NormalEquations {
  /** 454 × 454, row-major, the lower triangle only. */
  readonly gram: Float64Array;
  /** 5 × 454: the centred features times each centred target. */
  readonly crossProducts: Float64Array;
  /** 454 means of the features. */
  readonly featureMean: Float64Array;
}

/**
 * The normal equations of the 454 features (M2) of standardised rows against centred targets.
 *
 * An entry of the Gram matrix is the sum of a monomial of degree ≤ 6, and there are 18,563 of these against 103,285
 * entries: the sums are taken once each, and the matrix is filled from them.
 *
 * @param standardised rows × 12, row-major.
 * @param centredTargets rows × 5, row-major, each column of mean 0.
 */
export function normalEquations(standardised: Float64Array, centredTargets: Float64Array): NormalEquations {
  const rows = standardised.length / DESCRIPTOR_COUNT;
  const moments = new Float64Array(MOMENT_COUNT);
  const crossProducts = new Float64Array(TARGET_COUNT * FEATURE_COUNT);
  RidgeKernel.instance.sumMonomials(standardised, centredTargets, moments, crossProducts);

  const featureMean = new Float64Array(FEATURE_COUNT);
  for (let a = 0; a < FEATURE_COUNT; a++) featureMean[a] = moments[a]! / rows;
  const gram = new Float64Array(FEATURE_COUNT * FEATURE_COUNT);
  const indices = productIndices();
  let next = 0;
  for (let a = 0; a < FEATURE_COUNT; a++) {
    const sum = moments[a]!;
    for (let b = 0; b <= a; b++) gram[a * FEATURE_COUNT + b] = moments[indices[next++]!]! - sum * featureMean[b]!;
  }
  return { gram, crossProducts, featureMean };
}

let cachedProductIndices: Uint16Array | undefined;

/** For each pair of features a ≥ b, row by row, which moment sums their product. */
function productIndices(): Uint16Array {
  if (cachedProductIndices !== undefined) return cachedProductIndices;
  const terms = polynomialTerms();
  const indices = new Uint16Array((FEATURE_COUNT * (FEATURE_COUNT + 1)) / 2);
  let next = 0;
  for (const [a, left] of terms.entries()) {
    for (let b = 0; b <= a; b++) indices[next++] = momentIndex([...left, ...terms[b]!].sort((x, y) => x - y));
  }
  cachedProductIndices = indices;
  return indices;
}

/** The place of a monomial (its variables, ascending) in the list of all monomials from degree 1 on. */
function momentIndex(variables: readonly number[]): number {
  const degree = variables.length;
  let index = STARTS[degree]!;
  let first = 0;
  for (const [position, variable] of variables.entries()) {
    const left = degree - position;
    index += monomialCount(left, DESCRIPTOR_COUNT - first) - monomialCount(left, DESCRIPTOR_COUNT - variable);
    first = variable;
  }
  return index;
}
