import { BIN_FEATURE_COUNT } from './features.ts';

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
