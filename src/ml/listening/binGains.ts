import { BIN_COUNT } from '../dsp/spectrum.ts';
import { PERCEPTUAL_BIN_COUNT, type PerceptualBins } from '../plugin/perceptualBins.ts';
import { divideMasks } from '../plugin/shares.ts';

/** Turns the masks of 64 perceptual bins into what each of the 1025 FFT bins is multiplied by [E1]. */
export class BinGains {
  /** Shares of the clusters in the 64 bins, which sum to 1: clusters × 64. */
  private readonly shares: Float64Array;
  private readonly clusterCount: number;
  private readonly edges: Int32Array;

  constructor(bins: PerceptualBins, clusterCount: number) {
    this.edges = bins.edges;
    this.clusterCount = clusterCount;
    this.shares = new Float64Array(clusterCount * PERCEPTUAL_BIN_COUNT);
  }

  /**
   * Adds weight·Σ_c share_c·multiplier_c to every FFT bin's gain, the shares being the masks divided by their sum over
   * the clusters, or equal where that is at most 1e-8.
   *
   * @param masks clusters × 64. @param multipliers clusters × 1025. @param out 1025 gains.
   */
  add(masks: Float32Array, multipliers: Float64Array, weight: number, out: Float64Array): void {
    const { shares, clusterCount, edges } = this;
    divideMasks(masks, clusterCount, shares);
    for (let c = 0; c < clusterCount; c++) {
      const row = c * BIN_COUNT;
      for (let i = 0; i < PERCEPTUAL_BIN_COUNT; i++) {
        const share = weight * shares[c * PERCEPTUAL_BIN_COUNT + i]!;
        const end = edges[i + 1]!;
        for (let k = edges[i]!; k < end; k++) out[k]! += share * multipliers[row + k]!;
      }
    }
  }
}
