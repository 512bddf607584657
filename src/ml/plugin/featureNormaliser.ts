import { BIN_FEATURE_COUNT, FRAME_FEATURE_COUNT } from './features.ts';
import { PERCEPTUAL_BIN_COUNT } from './perceptualBins.ts';

const STATISTICS_RATE = 0.08;
const LEVEL_RATE = 0.06;
const MIN_VARIANCE = 1e-4;
const MIN_DEVIATION = 1e-4;

/** The running statistics that centre and scale the ten features, and those of the frame's level [P6]. */
export class FeatureNormaliser {
  /** Mean and variance of the frames' log energy. */
  levelMean = 0;
  levelVariance = 1;
  private readonly mean = new Float32Array(BIN_FEATURE_COUNT);
  private readonly variance = new Float32Array(BIN_FEATURE_COUNT).fill(1);
  private isFirst = true;

  /** Takes a frame's log energy and its 640 raw features from `offset` on, which it replaces by the normalised ones. */
  apply(level: number, features: Float32Array, offset: number): void {
    this.updateLevel(level);
    for (let d = 0; d < BIN_FEATURE_COUNT; d++) {
      const from = offset + d;
      const end = offset + FRAME_FEATURE_COUNT;
      let sum = 0;
      for (let at = from; at < end; at += BIN_FEATURE_COUNT) sum += features[at]!;
      this.updateFeature(d, sum / PERCEPTUAL_BIN_COUNT);
      const mean = this.mean[d]!;
      const deviation = Math.max(Math.sqrt(this.variance[d]! + MIN_VARIANCE), MIN_DEVIATION);
      for (let at = from; at < end; at += BIN_FEATURE_COUNT) features[at] = (features[at]! - mean) / deviation;
    }
    this.isFirst = false;
  }

  private updateFeature(d: number, average: number): void {
    if (this.isFirst) {
      this.mean[d] = average;
      return;
    }
    const delta = average - this.mean[d]!;
    this.mean[d]! += STATISTICS_RATE * delta;
    this.variance[d] = updatedVariance(this.variance[d]!, delta, STATISTICS_RATE);
  }

  private updateLevel(level: number): void {
    if (this.isFirst) {
      this.levelMean = Math.fround(level);
      return;
    }
    const delta = level - this.levelMean;
    this.levelMean = Math.fround(this.levelMean + LEVEL_RATE * delta);
    this.levelVariance = Math.fround(updatedVariance(this.levelVariance, delta, LEVEL_RATE));
  }
}

function updatedVariance(variance: number, delta: number, rate: number): number {
  return Math.max(variance + rate * (delta * delta - variance), MIN_VARIANCE);
}
