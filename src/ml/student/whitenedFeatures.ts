import { DESCRIPTOR_COUNT } from '../../domain/descriptors.ts';
import { FEATURE_COUNT, POLYNOMIAL_DEGREE } from '../../domain/polynomial.ts';
import { degreeStart, expandFeatures } from '../model/monomials.ts';
import type { Scaler } from '../model/standardisation.ts';

/** A ridge penalty of its own for each degree of the polynomial, per row; Infinity leaves out that degree and those above. */
export type DegreePenalties = readonly [linear: number, quadratic: number, cubic: number];

/**
 * The polynomial features of weighted rows in coordinates in which a ridge regression is a plain sum: with the weighted
 * covariance G of the features and the penalties Λ, G + Λ = LLᵀ, and a row's coordinates are L⁻¹(features − mean).
 * The ridge solution of targets t is then Σ weight·coordinates·t, and its features' weights are L⁻ᵀ times that.
 */
export interface WhitenedFeatures {
  readonly rows: number;
  /** 12, 90 or 454: how many features take part. */
  readonly width: number;
  /** rows × width, row-major. */
  readonly coordinates: Float64Array;
  /** The weights of the 454 features (0 for those left out) and the constant of one output. */
  readonly toFeatureWeights: (coordinateWeights: Float64Array) => { weights: Float64Array; offset: number };
}

/**
 * @param inputs rows × 12 descriptors, row-major.
 * @param rowWeights their weights, summing to 1.
 */
export function whitenFeatures(
  inputs: Float64Array,
  rowWeights: Float64Array,
  scaler: Scaler,
  penalties: DegreePenalties,
): WhitenedFeatures {
  const rows = rowWeights.length;
  const degrees = penalties.findIndex((penalty) => penalty === Infinity);
  const width = degreeStart((degrees === -1 ? POLYNOMIAL_DEGREE : degrees) + 1);
  const coordinates = centredFeatures(inputs, rows, scaler, width);
  const mean = subtractMean(coordinates, rowWeights, width);
  const factor = covariance(coordinates, rowWeights, width);
  for (let a = 0; a < width; a++) {
    const degree = penalties.findIndex((_, i) => a < degreeStart(i + 2));
    factor[a * width + a]! += penalties[degree]!;
  }
  choleskyInPlace(factor, width);
  for (let row = 0; row < rows; row++) solveLower(factor, width, coordinates, row * width);
  return {
    rows,
    width,
    coordinates,
    toFeatureWeights: (coordinateWeights) => {
      const solved = coordinateWeights.slice();
      solveUpper(factor, width, solved);
      const weights = new Float64Array(FEATURE_COUNT);
      weights.set(solved);
      let offset = 0;
      for (let a = 0; a < width; a++) offset -= solved[a]! * mean[a]!;
      return { weights, offset };
    },
  };
}

function centredFeatures(inputs: Float64Array, rows: number, scaler: Scaler, width: number): Float64Array {
  const standardised = new Float64Array(DESCRIPTOR_COUNT);
  const all = new Float64Array(FEATURE_COUNT);
  const features = new Float64Array(rows * width);
  for (let row = 0; row < rows; row++) {
    for (let i = 0; i < DESCRIPTOR_COUNT; i++) {
      standardised[i] = (inputs[row * DESCRIPTOR_COUNT + i]! - scaler.mean[i]!) / scaler.scale[i]!;
    }
    expandFeatures(standardised, 0, all, 0);
    features.set(all.subarray(0, width), row * width);
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

/** Replaces the lower triangle of a positive definite matrix by its Cholesky factor. */
function choleskyInPlace(matrix: Float64Array, size: number): void {
  for (let i = 0; i < size; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = matrix[i * size + j]!;
      for (let k = 0; k < j; k++) sum -= matrix[i * size + k]! * matrix[j * size + k]!;
      matrix[i * size + j] = i === j ? Math.sqrt(sum) : sum / matrix[j * size + j]!;
    }
  }
}

/** Replaces `size` values from `offset` on by L⁻¹ times them. */
function solveLower(factor: Float64Array, size: number, values: Float64Array, offset: number): void {
  for (let i = 0; i < size; i++) {
    let sum = values[offset + i]!;
    for (let k = 0; k < i; k++) sum -= factor[i * size + k]! * values[offset + k]!;
    values[offset + i] = sum / factor[i * size + i]!;
  }
}

/** Replaces the values by L⁻ᵀ times them. */
function solveUpper(factor: Float64Array, size: number, values: Float64Array): void {
  for (let i = size - 1; i >= 0; i--) {
    const value = values[i]! / factor[i * size + i]!;
    values[i] = value;
    for (let k = 0; k < i; k++) values[k]! -= factor[i * size + k]! * value;
  }
}
