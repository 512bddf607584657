import type { BinEnergies } from './binEnergies.ts';
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

const EPSILON = 1e-8;
const LOG_LIMIT = 40;
const LOWEST = Math.exp(-LOG_LIMIT);
const HIGHEST = Math.exp(LOG_LIMIT);
const LOW_BIN_COUNT = PERCEPTUAL_BIN_COUNT / 2;

/** Computes the runtime values of one frame after the other from the energies of the perceptual bins [P7]. */
export class RuntimeFrameMeter {
  /** Of the last frame. */
  readonly values = Object.fromEntries(RUNTIME_FRAME_VALUES.map((name) => [name, 0])) as RuntimeFrame;
  private readonly previous = new Float32Array(PERCEPTUAL_BIN_COUNT);
  private readonly slopes = new Float32Array(PERCEPTUAL_BIN_COUNT - 1);
  private readonly peaks = new Float32Array(PERCEPTUAL_BIN_COUNT);
  private isFirst = true;

  /** Takes the energies of the next frame; what it returns is valid until the next call. */
  push({ energy, logEnergy, totalEnergy }: BinEnergies): RuntimeFrame {
    const { values } = this;
    const frameLogEnergy = Math.fround(Math.log(Math.max(totalEnergy, EPSILON)));
    values.transientness = this.isFirst ? 0 : Math.max(frameLogEnergy - values.logEnergy, 0);
    values.energy = totalEnergy;
    values.logEnergy = frameLogEnergy;
    values.flux = this.isFirst ? 0 : this.flux(logEnergy);
    this.measureShape(logEnergy);
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

  /** Slope and peakiness: medians over the bins. */
  private measureShape(logEnergy: Float32Array): void {
    const last = PERCEPTUAL_BIN_COUNT - 1;
    for (let i = 0; i <= last; i++) {
      const before = logEnergy[Math.max(i - 1, 0)]!;
      const after = logEnergy[Math.min(i + 1, last)]!;
      if (i < last) this.slopes[i] = after - logEnergy[i]!;
      this.peaks[i] = logEnergy[i]! - 0.5 * (before + after);
    }
    this.values.slope = nearestRank(this.slopes.sort(), 0.5);
    this.values.peakiness = nearestRank(this.peaks.sort(), 0.5);
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

/** The order statistic at index floor((n − 1)·p) of ascending values, which must not be empty [P8]. */
export function nearestRank(ascending: Float32Array, p: number): number {
  return ascending[Math.floor(Math.fround((ascending.length - 1) * p))]!;
}
