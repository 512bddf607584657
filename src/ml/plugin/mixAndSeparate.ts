import { ClusterChain } from './clusterChain.ts';
import type { ClusterHyperparameters, ClusterSettings } from './clusterSettings.ts';
import { SEARCH_SETTINGS } from './clusterSettings.ts';
import { FRAME_FEATURE_COUNT } from './features.ts';
import type { Mixture } from './mixture.ts';
import { PERCEPTUAL_BIN_COUNT } from './perceptualBins.ts';

/** Frames at the beginning that do not count, while the chain settles [X3]. */
const SETTLING_FRAMES = 20;

const MIN_MASK_SUM = 1e-8;

export interface Separation {
  /** 0: every cluster carries both signals alike; 1: every cluster belongs to one of them [X4]. */
  readonly purity: number;
  /** Mean change of a mask from one frame to the next, 0 … 1 [X4]. */
  readonly maskChange: number;
  /** Share of the first signal's energy in each cluster; they sum to 1, or to 0 for a silent signal. */
  readonly firstShares: readonly number[];
  readonly secondShares: readonly number[];
}

/**
 * Clusters a mixture and tells how well the clusters part its two signals [X2–X4]. All values are 0 for a mixture of
 * 20 frames or less.
 */
export function separate(mixture: Mixture, hyperparameters: ClusterHyperparameters, clusterCount: number): Separation {
  const { distancePenalty, normRate, minimaxStrength, lowPenalty, highPenalty } = hyperparameters;
  const settings: ClusterSettings = {
    ...SEARCH_SETTINGS,
    clusterCount,
    distancePenalty,
    normRate,
    minimaxStrength,
    lowPenalty,
    highPenalty,
  };
  const chain = new ClusterChain(settings, mixture.sampleRateHz);
  const meter = new SeparationMeter(clusterCount);
  for (let frame = 0; frame < mixture.frameCount; frame++) {
    chain.process(mixture.features, frame * FRAME_FEATURE_COUNT, mixture.totalEnergy[frame]!);
    if (frame >= SETTLING_FRAMES - 1) meter.take(chain.masks, mixture, frame);
  }
  return meter.result();
}

/** Sums what the masks carry of either signal, and how much they change. */
class SeparationMeter {
  private readonly clusterCount: number;
  private readonly first: Float64Array;
  private readonly second: Float64Array;
  /** The masks of the last frame, divided by their sum over the clusters: K × 64. */
  private readonly previous: Float32Array;
  private change = 0;
  private frames = 0;

  constructor(clusterCount: number) {
    this.clusterCount = clusterCount;
    this.first = new Float64Array(clusterCount);
    this.second = new Float64Array(clusterCount);
    this.previous = new Float32Array(clusterCount * PERCEPTUAL_BIN_COUNT);
  }

  take(masks: Float32Array, mixture: Mixture, frame: number): void {
    const { clusterCount, first, second, previous } = this;
    const { firstPower, secondPower } = mixture;
    const counts = frame >= SETTLING_FRAMES;
    let change = 0;
    for (let i = 0; i < PERCEPTUAL_BIN_COUNT; i++) {
      let sum = 0;
      for (let at = i; at < masks.length; at += PERCEPTUAL_BIN_COUNT) sum += masks[at]!;
      const isEmpty = sum <= MIN_MASK_SUM;
      const scale = isEmpty ? 0 : 1 / sum;
      const share = isEmpty ? 1 / clusterCount : 0;
      const a = counts ? firstPower[frame * PERCEPTUAL_BIN_COUNT + i]! : 0;
      const b = counts ? secondPower[frame * PERCEPTUAL_BIN_COUNT + i]! : 0;
      for (let c = 0, at = i; c < clusterCount; c++, at += PERCEPTUAL_BIN_COUNT) {
        const mask = Math.fround(masks[at]! * scale + share);
        first[c]! += mask * a;
        second[c]! += mask * b;
        change += Math.abs(mask - previous[at]!);
        previous[at] = mask;
      }
    }
    if (!counts) return;
    this.change += change;
    this.frames++;
  }

  result(): Separation {
    const firstShares = shares(this.first);
    const secondShares = shares(this.second);
    const difference = firstShares.reduce((sum, share, c) => sum + Math.abs(share - secondShares[c]!), 0);
    const isSilent = firstShares.every((share) => share === 0) || secondShares.every((share) => share === 0);
    return {
      purity: isSilent ? 0 : difference / 2,
      maskChange: this.frames === 0 ? 0 : this.change / (this.frames * this.previous.length),
      firstShares,
      secondShares,
    };
  }
}

function shares(parts: Float64Array): number[] {
  const total = parts.reduce((sum, part) => sum + part, 0);
  return Array.from(parts, (part) => (total > 0 ? part / total : 0));
}
