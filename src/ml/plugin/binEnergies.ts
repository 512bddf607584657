import type { PerceptualBins } from './perceptualBins.ts';
import { PERCEPTUAL_BIN_COUNT } from './perceptualBins.ts';

const EPSILON = 1e-8;

/** Energies of the 64 perceptual bins of one frame [P3]. */
export class BinEnergies {
  /** S: Σ magnitude of each bin. */
  readonly energy = new Float32Array(PERCEPTUAL_BIN_COUNT);
  /** L = ln(ε + S). */
  readonly logEnergy = new Float32Array(PERCEPTUAL_BIN_COUNT);
  /** Σ S. */
  totalEnergy = 0;
  private readonly edges: Int32Array;

  constructor(bins: PerceptualBins) {
    this.edges = bins.edges;
  }

  /** Measures the 1025 magnitudes of a frame. */
  measure(magnitudes: Float32Array): void {
    let total = 0;
    for (let i = 0; i < PERCEPTUAL_BIN_COUNT; i++) {
      const end = this.edges[i + 1]!;
      let sum = 0;
      for (let k = this.edges[i]!; k < end; k++) sum += magnitudes[k]!;
      this.energy[i] = sum;
      this.logEnergy[i] = Math.log(EPSILON + sum);
      total += sum;
    }
    this.totalEnergy = Math.fround(total);
  }
}
