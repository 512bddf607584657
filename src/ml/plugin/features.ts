import { PERCEPTUAL_BIN_COUNT } from './perceptualBins.ts';

/** Features of one perceptual bin, in the plugin's order [P5]. */
export const FEATURE = {
  logEnergy: 0,
  slope: 1,
  localFlux: 2,
  peakiness: 3,
  logFrequency: 4,
  flatness: 5,
  transientness: 6,
  brightness: 7,
  frameFlux: 8,
  activity: 9,
} as const;

export const BIN_FEATURE_COUNT = Object.keys(FEATURE).length;

/** Numbers of one frame: 64 bins, ten features each, bin by bin. */
export const FRAME_FEATURE_COUNT = PERCEPTUAL_BIN_COUNT * BIN_FEATURE_COUNT;
