import type { ClusterSettings } from '../../domain/clusterSettings.ts';
import { HOP_SAMPLES } from '../dsp/spectrum.ts';
import { PERCEPTUAL_BIN_COUNT } from './perceptualBins.ts';
import { clamp } from '../objective/clamp.ts';

/** The settings that a search leaves alone [X2]. */
export const SEARCH_SETTINGS = {
  spread: 1,
  glideMs: 150,
  maskSmoothMs: 80,
  updateHz: 20,
  normPenalty: 0.5,
  priorPenalty: 0.2,
} as const satisfies Partial<ClusterSettings>;

/** Settings within the plugin's limits, and what it derives from them [C2, C4, C6, C7]. */
export interface ClusterPlan {
  readonly clusterCount: number;
  readonly distancePenalty: number;
  readonly normRate: number;
  readonly minimaxStrength: number;
  readonly lowPenalty: number;
  readonly highPenalty: number;
  readonly normPenalty: number;
  readonly priorPenalty: number;
  readonly spread: number;
  /** Weight of a bin's distance from its cluster's place in the spectrum. */
  readonly semantic: number;
  /** Cost of a bin's change of cluster. */
  readonly continuity: number;
  /** Bins below which a cluster jumps. */
  readonly minimumBins: number;
  readonly hopsPerClusterUpdate: number;
  /** Part of the way to their targets that centres go per frame. */
  readonly inertiaAlpha: number;
  /** Part of the way to their targets that masks go per frame. */
  readonly maskBeta: number;
}

/** Throws a RangeError for a number of clusters that is no whole number from 2 to 8. */
export function planClustering(
  settings: ClusterSettings,
  sampleRateHz: number,
  hopSamples: number = HOP_SAMPLES,
): ClusterPlan {
  const { clusterCount } = settings;
  if (!(Number.isInteger(clusterCount) && clusterCount >= 2 && clusterCount <= 8)) {
    throw new RangeError(`the plugin has 2 to 8 clusters, not ${clusterCount}`);
  }
  const minimaxStrength = clamp(settings.minimaxStrength, 0, 1);
  const priorPenalty = clamp(settings.priorPenalty, 0, 2);
  const hopMs = (1000 * hopSamples) / sampleRateHz;
  const slowestGlideMs = 140 + 35 * (clusterCount - 2);
  const glideMs = settings.glideMs > 0 ? Math.max(settings.glideMs, slowestGlideMs) : 0;
  const minimumMass = clamp(0.03 + 0.04 * minimaxStrength, 0.03, 0.12);
  return {
    clusterCount,
    distancePenalty: settings.distancePenalty,
    normRate: clamp(settings.normRate, 0, 1),
    minimaxStrength,
    lowPenalty: clamp(settings.lowPenalty, 0, 4),
    highPenalty: clamp(settings.highPenalty, 0, 2),
    normPenalty: clamp(settings.normPenalty, 0, 4),
    priorPenalty,
    spread: Math.max(settings.spread, 0.05),
    semantic: 0.03 + 0.18 * minimaxStrength,
    continuity: 0.01 + 0.06 * priorPenalty,
    minimumBins: Math.max(1, Math.floor(minimumMass * PERCEPTUAL_BIN_COUNT)),
    hopsPerClusterUpdate: hopsPerUpdate(settings, sampleRateHz, hopSamples),
    inertiaAlpha: approach(hopMs, glideMs),
    maskBeta: approach(hopMs, settings.maskSmoothMs),
  };
}

/** Frames from one clustering to the next [C4]. */
export function hopsPerUpdate(
  { clusterCount, updateHz }: Pick<ClusterSettings, 'clusterCount' | 'updateHz'>,
  sampleRateHz: number,
  hopSamples: number = HOP_SAMPLES,
): number {
  const limitedHz = clamp(clamp(updateHz, 5, 40), 6, clusterCount <= 4 ? 14 : 10);
  const hopMs = (1000 * hopSamples) / sampleRateHz;
  return Math.max(1, Math.round(1000 / hopMs / limitedHz));
}

/** Part of the way that a one-pole filter of the given time constant goes in one hop. */
function approach(hopMs: number, timeConstantMs: number): number {
  return timeConstantMs > 0 ? Math.fround(1 - Math.exp(-hopMs / timeConstantMs)) : 1;
}
