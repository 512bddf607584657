import { BIN_FEATURE_COUNT } from './features.ts';

/** Centres times weights, c·w, K × 10 in 64 bit, so that a distance costs three operations per feature. */
export function scaleCentres(centres: Float32Array, weights: Float32Array, scaled: Float64Array): void {
  for (let row = 0; row < centres.length; row += BIN_FEATURE_COUNT) {
    for (let d = 0; d < BIN_FEATURE_COUNT; d++) scaled[row + d] = centres[row + d]! * weights[d]!;
  }
}

/**
 * Squared distances Σ((x − c)·w)² of one bin from all centres [C4], written to the K places of `out`. The features stay
 * in registers: this is where the clustering spends its time.
 *
 * @param scaled what {@link scaleCentres} made of the centres with the same weights.
 */
export function squaredDistances(
  features: Float32Array,
  at: number,
  weights: Float32Array,
  scaled: Float64Array,
  out: Float64Array,
): void {
  const x0 = features[at]! * weights[0]!;
  const x1 = features[at + 1]! * weights[1]!;
  const x2 = features[at + 2]! * weights[2]!;
  const x3 = features[at + 3]! * weights[3]!;
  const x4 = features[at + 4]! * weights[4]!;
  const x5 = features[at + 5]! * weights[5]!;
  const x6 = features[at + 6]! * weights[6]!;
  const x7 = features[at + 7]! * weights[7]!;
  const x8 = features[at + 8]! * weights[8]!;
  const x9 = features[at + 9]! * weights[9]!;
  for (let c = 0, row = 0; c < out.length; c++, row += BIN_FEATURE_COUNT) {
    const d0 = x0 - scaled[row]!;
    const d1 = x1 - scaled[row + 1]!;
    const d2 = x2 - scaled[row + 2]!;
    const d3 = x3 - scaled[row + 3]!;
    const d4 = x4 - scaled[row + 4]!;
    const d5 = x5 - scaled[row + 5]!;
    const d6 = x6 - scaled[row + 6]!;
    const d7 = x7 - scaled[row + 7]!;
    const d8 = x8 - scaled[row + 8]!;
    const d9 = x9 - scaled[row + 9]!;
    const firstHalf = d0 * d0 + d1 * d1 + d2 * d2 + d3 * d3 + d4 * d4;
    const secondHalf = d5 * d5 + d6 * d6 + d7 * d7 + d8 * d8 + d9 * d9;
    out[c] = firstHalf + secondHalf;
  }
}

/** The squared distance of one row of features from one centre. */
export function squaredDistance(
  features: Float32Array,
  at: number,
  centres: Float32Array,
  row: number,
  weights: Float32Array,
): number {
  let sum = 0;
  for (let d = 0; d < BIN_FEATURE_COUNT; d++) {
    const difference = (features[at + d]! - centres[row + d]!) * weights[d]!;
    sum += difference * difference;
  }
  return sum;
}
