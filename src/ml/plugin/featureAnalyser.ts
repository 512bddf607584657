import { sigmoid } from '../objective/decode.ts';
import type { BinEnergies } from './binEnergies.ts';
import { FeatureNormaliser } from './featureNormaliser.ts';
import { BIN_FEATURE_COUNT, FEATURE } from './features.ts';
import type { PerceptualBins } from './perceptualBins.ts';
import { PERCEPTUAL_BIN_COUNT } from './perceptualBins.ts';
import { clamp } from '../objective/clamp.ts';

const EPSILON = 1e-8;
const SHORT_ENVELOPE_RATE = 0.35;
const LONG_ENVELOPE_RATE = 0.06;
const ENVELOPE_FLOOR = 1e-4;
const MAX_TRANSIENTNESS = 4;
const MIN_FLATNESS = -10;
const LOW_BIN_COUNT = PERCEPTUAL_BIN_COUNT / 2;
const SIGMOID_LIMIT = 50;
/** Magnitudes multiplied before a logarithm is taken: 12 of 1e-8 … 1e8 stay far within 64 bits. */
const FACTORS_PER_LOGARITHM = 12;

/** From one frame after the other to the ten normalised features of its 64 bins, on which the clustering works [P3–P6]. */
export class FeatureAnalyser {
  /** Raw features that the whole frame shares [P4]. */
  private brightness = 0;
  private frameFlux = 0;
  private readonly localFlux = new Float32Array(PERCEPTUAL_BIN_COUNT);
  private readonly previousLogEnergy = new Float32Array(PERCEPTUAL_BIN_COUNT);
  private readonly shortEnvelope = new Float32Array(PERCEPTUAL_BIN_COUNT);
  private readonly longEnvelope = new Float32Array(PERCEPTUAL_BIN_COUNT);
  private readonly normaliser = new FeatureNormaliser();
  private readonly bins: PerceptualBins;

  constructor(bins: PerceptualBins) {
    this.bins = bins;
  }

  /**
   * Takes the next frame and writes its 640 normalised features to `features` from `offset` on.
   *
   * @param magnitudes the 1025 magnitudes. @param energies what was measured on them.
   */
  push(magnitudes: Float32Array, energies: BinEnergies, features: Float32Array, offset: number): void {
    this.measureFrame(energies);
    const { energy, logEnergy } = energies;
    const level = Math.log(EPSILON + energies.totalEnergy);
    const activity = this.activity(level);
    for (let i = 0; i < PERCEPTUAL_BIN_COUNT; i++) {
      const at = offset + i * BIN_FEATURE_COUNT;
      const before = logEnergy[Math.max(i - 1, 0)]!;
      const after = logEnergy[Math.min(i + 1, PERCEPTUAL_BIN_COUNT - 1)]!;
      features[at + FEATURE.logEnergy] = logEnergy[i]!;
      features[at + FEATURE.slope] = logEnergy[i]! - before;
      features[at + FEATURE.localFlux] = this.localFlux[i]!;
      features[at + FEATURE.peakiness] = logEnergy[i]! - 0.5 * (before + after);
      features[at + FEATURE.logFrequency] = this.bins.logFrequency[i]!;
      features[at + FEATURE.flatness] = this.flatness(magnitudes, i, energy[i]!);
      features[at + FEATURE.transientness] = this.transientness(i, energy[i]!);
      features[at + FEATURE.brightness] = this.brightness;
      features[at + FEATURE.frameFlux] = this.frameFlux;
      features[at + FEATURE.activity] = activity;
    }
    this.normaliser.apply(level, features, offset);
  }

  /** Each bin's local flux, its mean over the frame, and the frame's brightness. */
  private measureFrame({ energy, logEnergy }: BinEnergies): void {
    let low = 0;
    let high = 0;
    let fluxSum = 0;
    for (let i = 0; i < PERCEPTUAL_BIN_COUNT; i++) {
      if (i < LOW_BIN_COUNT) low += energy[i]!;
      else high += energy[i]!;
      this.localFlux[i] = Math.abs(logEnergy[i]! - this.previousLogEnergy[i]!);
      fluxSum += this.localFlux[i]!;
    }
    this.previousLogEnergy.set(logEnergy);
    this.brightness = Math.log((high + EPSILON) / (low + EPSILON));
    this.frameFlux = fluxSum / PERCEPTUAL_BIN_COUNT;
  }

  /** −1 … 1, from the level against the statistics of the frames before, and the flux. */
  private activity(level: number): number {
    const { levelMean, levelVariance } = this.normaliser;
    const silenceLevel = levelMean - 0.9 * Math.sqrt(levelVariance + 1e-4);
    const silenceConfidence = limitedSigmoid(2.8 * (level - silenceLevel));
    const gateConfidence = limitedSigmoid(6 * (this.frameFlux - 0.25));
    return clamp(2 * (0.65 * silenceConfidence + 0.35 * gateConfidence) - 1, -1, 1);
  }

  /** ln of the geometric over the arithmetic mean of a bin's magnitudes, −10 … 0. */
  private flatness(magnitudes: Float32Array, bin: number, energy: number): number {
    const from = this.bins.edges[bin]!;
    const end = this.bins.edges[bin + 1]!;
    let logarithms = 0;
    for (let k = from; k < end;) {
      const groupEnd = Math.min(k + FACTORS_PER_LOGARITHM, end);
      let product = 1;
      while (k < groupEnd) product *= EPSILON + magnitudes[k++]!;
      logarithms += Math.log(product);
    }
    const geometricMean = Math.exp(logarithms / (end - from));
    const mean = energy / (end - from);
    return clamp(Math.log(EPSILON + geometricMean / Math.max(mean, EPSILON)), MIN_FLATNESS, 0);
  }

  /** How far a bin's fast envelope is above its slow one, −4 … 4. Moves both. */
  private transientness(bin: number, energy: number): number {
    this.shortEnvelope[bin]! += SHORT_ENVELOPE_RATE * (energy - this.shortEnvelope[bin]!);
    this.longEnvelope[bin]! += LONG_ENVELOPE_RATE * (energy - this.longEnvelope[bin]!);
    const long = this.longEnvelope[bin]!;
    return clamp((this.shortEnvelope[bin]! - long) / (long + ENVELOPE_FLOOR), -MAX_TRANSIENTNESS, MAX_TRANSIENTNESS);
  }
}

function limitedSigmoid(x: number): number {
  return sigmoid(clamp(x, -SIGMOID_LIMIT, SIGMOID_LIMIT));
}
