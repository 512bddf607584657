import { PERCEPTUAL_BIN_COUNT } from './perceptualBins.ts';

const MIN_MASK_SUM = 1e-8;

/**
 * The masks divided by their sum over the clusters; equal shares where it is at most 1e-8 [X3, E1, G1].
 *
 * @param masks clusters × 64. @param shares likewise.
 */
export function divideMasks(masks: Float32Array, clusterCount: number, shares: Float64Array): void {
  for (let i = 0; i < PERCEPTUAL_BIN_COUNT; i++) {
    let sum = 0;
    for (let at = i; at < masks.length; at += PERCEPTUAL_BIN_COUNT) sum += masks[at]!;
    const isEmpty = !(sum > MIN_MASK_SUM);
    for (let at = i; at < masks.length; at += PERCEPTUAL_BIN_COUNT) {
      shares[at] = isEmpty ? 1 / clusterCount : masks[at]! / sum;
    }
  }
}
