import type { DegreePenalties } from '../../domain/training.ts';
import { DESCRIPTOR_COUNT } from '../../domain/descriptors.ts';
import { FEATURE_COUNT, POLYNOMIAL_DEGREE, polynomialTerms } from '../../domain/polynomial.ts';
import { expandFeatures } from '../model/monomials.ts';
import type { Scaler } from '../model/standardisation.ts';
import { choleskyInPlace, solveLower, solveUpper } from '../linear/cholesky.ts';

/** Which monomials may take part: a term is the ascending list of the descriptors that it multiplies. */
export type TermFilter = (term: readonly number[]) => boolean;

export const ALL_TERMS: TermFilter = () => true;

/**
 * Features of weighted rows in coordinates in which a ridge regression is a plain sum: with the weighted covariance G of
 * the features and the penalties Λ, G + Λ = LLᵀ, and a row's coordinates are L⁻¹(features − mean). The ridge solution of
 * targets t is then Σ weight·coordinates·t, and its features' weights are L⁻ᵀ times that.
 */
export interface WhitenedFeatures {
  readonly width: number;
  /** rows × width, row-major. */
  readonly coordinates: Float64Array;
  /** The weights of the features and the constant that weights of the coordinates come to. */
  readonly toFeatureWeights: (coordinateWeights: Float64Array) => { weights: Float64Array; offset: number };
}

/**
 * The polynomial features of rows, whitened; the weights that they come to are those of all 454 features, 0 for the ones
 * left out.
 *
 * @param inputs rows × 12 descriptors, row-major.
 * @param rowWeights their weights, summing to 1.
 */
export function whitenPolynomial(
  inputs: Float64Array,
  rowWeights: Float64Array,
  scaler: Scaler,
  penalties: DegreePenalties,
  takesPart: TermFilter,
): WhitenedFeatures {
  const left = penalties.indexOf(Infinity);
  const degrees = left === -1 ? POLYNOMIAL_DEGREE : left;
  const terms = polynomialTerms();
  const taken = Uint32Array.from(terms.keys()).filter((a) => terms[a]!.length <= degrees && takesPart(terms[a]!));
  const features = takeFeatures(inputs, rowWeights.length, scaler, taken);
  const whitened = whiten(
    features,
    rowWeights,
    Float64Array.from(taken, (a) => penalties[terms[a]!.length - 1]!),
  );
  return {
    ...whitened,
    toFeatureWeights: (coordinateWeights) => {
      const { weights: own, offset } = whitened.toFeatureWeights(coordinateWeights);
      const weights = new Float64Array(FEATURE_COUNT);
      for (const [i, a] of taken.entries()) weights[a] = own[i]!;
      return { weights, offset };
    },
  };
}

/**
 * @param features rows × width, row-major; becomes the coordinates.
 * @param rowWeights the rows' weights, summing to 1.
 * @param penalties one for each feature, per row.
 */
export function whiten(features: Float64Array, rowWeights: Float64Array, penalties: Float64Array): WhitenedFeatures {
  const width = penalties.length;
  const mean = subtractMean(features, rowWeights, width);
  const factor = covariance(features, rowWeights, width);
  for (let a = 0; a < width; a++) factor[a * width + a]! += penalties[a]!;
  choleskyInPlace(factor, width);
  for (let row = 0; row < rowWeights.length; row++) solveLower(factor, width, features, row * width);
  return {
    width,
    coordinates: features,
    toFeatureWeights: (coordinateWeights) => {
      const weights = coordinateWeights.slice();
      solveUpper(factor, width, weights);
      let offset = 0;
      for (let a = 0; a < width; a++) offset -= weights[a]! * mean[a]!;
      return { weights, offset };
    },
  };
}

/** rows × the taken features of standardised inputs, row-major. */
function takeFeatures(inputs: Float64Array, rows: number, scaler: Scaler, taken: Uint32Array): Float64Array {
  const standardised = new Float64Array(DESCRIPTOR_COUNT);
  const all = new Float64Array(FEATURE_COUNT);
  const features = new Float64Array(rows * taken.length);
  for (let row = 0; row < rows; row++) {
    for (let i = 0; i < DESCRIPTOR_COUNT; i++) {
      standardised[i] = (inputs[row * DESCRIPTOR_COUNT + i]! - scaler.mean[i]!) / scaler.scale[i]!;
    }
    expandFeatures(standardised, 0, all, 0);
    for (let i = 0; i < taken.length; i++) features[row * taken.length + i] = all[taken[i]!]!;
  }
  return features;
}

function subtractMean(features: Float64Array, rowWeights: Float64Array, width: number): Float64Array {
  const mean = new Float64Array(width);
  for (let row = 0; row < rowWeights.length; row++) {
    for (let a = 0; a < width; a++) mean[a]! += rowWeights[row]! * features[row * width + a]!;
  }
  for (let row = 0; row < rowWeights.length; row++) {
    for (let a = 0; a < width; a++) features[row * width + a]! -= mean[a]!;
  }
  return mean;
}

/** Σ weight·f·fᵀ: width × width, row-major, the lower triangle only. */
function covariance(features: Float64Array, rowWeights: Float64Array, width: number): Float64Array {
  const matrix = new Float64Array(width * width);
  for (let row = 0; row < rowWeights.length; row++) {
    const from = row * width;
    for (let a = 0; a < width; a++) {
      const scaled = rowWeights[row]! * features[from + a]!;
      const to = a * width;
      for (let b = 0; b <= a; b++) matrix[to + b]! += scaled * features[from + b]!;
    }
  }
  return matrix;
}
