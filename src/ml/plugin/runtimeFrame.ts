import { PERCEPTUAL_BIN_COUNT } from './perceptualBins.ts';

/** What the runtime descriptors keep of one frame [P7]. */
export const RUNTIME_FRAME_VALUES = [
  'energy',
  'logEnergy',
  'slope',
  'flux',
  'peakiness',
  'brightness',
  'flatness',
  'transientness',
  'lowHigh',
] as const;

export type RuntimeFrameValue = (typeof RUNTIME_FRAME_VALUES)[number];
export type RuntimeFrame = Record<RuntimeFrameValue, number>;

/** What is measured on the spectrum of a frame. */
export interface MeasuredBins {
  /** S of the 64 perceptual bins [P3]. */
  readonly energy: Float32Array;
  /** L = ln(ε + S). */
  readonly logEnergy: Float32Array;
  /** Σ S. */
  readonly totalEnergy: number;
  /** The nearest-rank median of the 63 differences L_(i+1) − L_i. */
  readonly medianSlope: number;
  /** The nearest-rank median of the 64 values L_i − (L_(i−1) + L_(i+1))/2, edges repeated. */
  readonly medianPeak: number;
}

const EPSILON = 1e-8;
const LOG_LIMIT = 40;
const LOWEST = Math.exp(-LOG_LIMIT);
const HIGHEST = Math.exp(LOG_LIMIT);
const LOW_BIN_COUNT = PERCEPTUAL_BIN_COUNT / 2;

/** Computes the runtime values of one frame after the other [P7]. */
export class RuntimeFrameMeter {
  /** Of the last frame. */
  readonly values = Object.fromEntries(RUNTIME_FRAME_VALUES.map((name) => [name, 0])) as RuntimeFrame;
  private readonly previous = new Float32Array(PERCEPTUAL_BIN_COUNT);
  private isFirst = true;

  /** Takes what was measured on the next frame; what it returns is valid until the next call. */
  push(bins: MeasuredBins): RuntimeFrame {
    const { values } = this;
    const { energy, logEnergy, totalEnergy } = bins;
    const frameLogEnergy = Math.fround(Math.log(Math.max(totalEnergy, EPSILON)));
    values.transientness = this.isFirst ? 0 : Math.max(frameLogEnergy - values.logEnergy, 0);
    values.energy = totalEnergy;
    values.logEnergy = frameLogEnergy;
    values.flux = this.isFirst ? 0 : this.flux(logEnergy);
    values.slope = bins.medianSlope;
    values.peakiness = bins.medianPeak;
    this.measureBalance(energy, logEnergy);
    this.previous.set(logEnergy);
    this.isFirst = false;
    return values;
  }

  private flux(logEnergy: Float32Array): number {
    let sum = 0;
    for (let i = 0; i < PERCEPTUAL_BIN_COUNT; i++) sum += (logEnergy[i]! - this.previous[i]!) ** 2;
    return Math.sqrt(sum / PERCEPTUAL_BIN_COUNT);
  }

  /** Brightness, flatness and low against high, from e_i = exp(clamped L_i), which is ε + S within the same limits. */
  private measureBalance(energy: Float32Array, logEnergy: Float32Array): void {
    let low = 0;
    let high = 0;
    let logarithms = 0;
    for (let i = 0; i < PERCEPTUAL_BIN_COUNT; i++) {
      logarithms += Math.min(Math.max(logEnergy[i]!, -LOG_LIMIT), LOG_LIMIT);
      const limited = Math.min(Math.max(EPSILON + energy[i]!, LOWEST), HIGHEST);
      if (i < LOW_BIN_COUNT) low += limited;
      else high += limited;
    }
    const { values } = this;
    const mean = (low + high) / PERCEPTUAL_BIN_COUNT;
    values.brightness = high / Math.max(low + high, EPSILON);
    values.flatness = Math.exp(logarithms / PERCEPTUAL_BIN_COUNT) / Math.max(mean, EPSILON);
    values.lowHigh = Math.log(1 + low / Math.max(high, EPSILON));
  }
}

const ONE_PERCENT = Math.fround(0.01);

/**
 * The order statistic at index floor((n − 1)·p) of ascending values, which must not be empty, with p = percent·0.01 in 32
 * bit, so that the 10th percentile of 61 values is the one at index 5 [P8].
 */
export function nearestRank(ascending: Float32Array, percent: number): number {
  return ascending[Math.floor(Math.fround((ascending.length - 1) * Math.fround(percent * ONE_PERCENT)))]!;
}
