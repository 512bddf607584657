import { PluginKernel } from '../kernel/pluginKernel.ts';
import type { PerceptualBins } from './perceptualBins.ts';
import { PERCEPTUAL_BIN_COUNT } from './perceptualBins.ts';
import type { MeasuredBins } from './runtimeFrame.ts';

/** Energies of the 64 perceptual bins of one frame [P3], which outlive the next frame of others. */
export class BinEnergies implements MeasuredBins {
  readonly energy = new Float32Array(PERCEPTUAL_BIN_COUNT);
  readonly logEnergy = new Float32Array(PERCEPTUAL_BIN_COUNT);
  totalEnergy = 0;
  medianSlope = 0;
  medianPeak = 0;
  private readonly edges: Int32Array;
  private readonly kernel = PluginKernel.instance;

  constructor(bins: PerceptualBins) {
    this.edges = bins.edges;
  }

  /** Measures the magnitudes of a frame, as many as the bins divide. */
  measure(magnitudes: Float32Array): void {
    const { kernel } = this;
    kernel.divide(this.edges);
    kernel.magnitudes.set(magnitudes);
    kernel.sumBins();
    this.energy.set(kernel.energy);
    this.logEnergy.set(kernel.logEnergy);
    this.totalEnergy = kernel.totalEnergy;
    this.medianSlope = kernel.medianSlope;
    this.medianPeak = kernel.medianPeak;
  }
}
