import type { ClusterHyperparameters, ClusterSettings } from '../../domain/clusterSettings.ts';
import { ClusterKernel } from '../kernel/clusterKernel.ts';
import { clusterSound } from './analysedSound.ts';
import { SEARCH_SETTINGS } from './clusterSettings.ts';
import type { Mixture } from './mixture.ts';
import { PERCEPTUAL_BIN_COUNT } from './perceptualBins.ts';

/** Frames at the beginning that do not count, while the chain settles [X3]. */
const SETTLING_FRAMES = 20;

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
 *
 * @param knobs bent along the mixture as it was prepared [B2].
 */
export function separate(mixture: Mixture, knobs: ClusterHyperparameters, clusterCount: number): Separation {
  const { distancePenalty, normRate, minimaxStrength, lowPenalty, highPenalty } = knobs;
  const settings: ClusterSettings = {
    ...SEARCH_SETTINGS,
    clusterCount,
    distancePenalty,
    normRate,
    minimaxStrength,
    lowPenalty,
    highPenalty,
  };
  const kernel = ClusterKernel.instance;
  kernel.beginSeparation();
  clusterSound(mixture, settings, (masks, frame) => {
    if (frame < SETTLING_FRAMES - 1) return;
    const at = frame * PERCEPTUAL_BIN_COUNT;
    kernel.masks.set(masks);
    kernel.firstPower.set(mixture.firstPower.subarray(at, at + PERCEPTUAL_BIN_COUNT));
    kernel.secondPower.set(mixture.secondPower.subarray(at, at + PERCEPTUAL_BIN_COUNT));
    kernel.carry(clusterCount, frame >= SETTLING_FRAMES);
  });
  const frames = mixture.frameCount - SETTLING_FRAMES;
  const firstShares = shares(kernel.firstCarried.subarray(0, clusterCount));
  const secondShares = shares(kernel.secondCarried.subarray(0, clusterCount));
  const difference = firstShares.reduce((sum, share, c) => sum + Math.abs(share - secondShares[c]!), 0);
  const change = kernel.maskChanges.subarray(0, clusterCount).reduce((sum, own) => sum + own, 0);
  const isSilent = firstShares.every((share) => share === 0) || secondShares.every((share) => share === 0);
  return {
    purity: isSilent ? 0 : difference / 2,
    maskChange: frames <= 0 ? 0 : change / (frames * clusterCount * PERCEPTUAL_BIN_COUNT),
    firstShares,
    secondShares,
  };
}

function shares(parts: Float64Array): number[] {
  const total = parts.reduce((sum, part) => sum + part, 0);
  return Array.from(parts, (part) => (total > 0 ? part / total : 0));
}
