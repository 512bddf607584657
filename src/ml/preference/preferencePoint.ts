import { DESCRIPTOR_COUNT } from '../../domain/descriptors.ts';
import type { Hyperparameters } from '../../domain/hyperparameters.ts';

const MAX_DISTANCE_PENALTY = 2.5;
const MAX_NORM_RATE = 0.25;
const MAX_LOW_PENALTY = 4;
const MAX_HIGH_PENALTY = 2;

/** A sound with a setting, as utilities are compared on it. */
export interface PreferencePoint {
  /** The twelve descriptors in units of their spread over the data set. */
  readonly sound: Float64Array;
  /** The five settings that the plugin's clustering knows, each 0 … 1. */
  readonly setting: Float64Array;
  /** Expected utility before anything was heard. */
  readonly prior: number;
}

/**
 * What the plugin makes of a set of hyperparameters, each 0 … 1: the penalties within the plugin's limits and on a
 * logarithmic scale, so that settings which sound alike are near each other.
 */
export function settingOf(hyperparameters: Hyperparameters): Float64Array {
  const { distancePenalty, normRate, minimaxStrength, lowPenalty, highPenalty } = hyperparameters;
  return Float64Array.of(
    distancePenalty / MAX_DISTANCE_PENALTY,
    normRate / MAX_NORM_RATE,
    minimaxStrength,
    logShare(lowPenalty, MAX_LOW_PENALTY),
    logShare(highPenalty, MAX_HIGH_PENALTY),
  );
}

/** Descriptors in units of their spread: (d − mean)/scale, a scale of 0 counting as 1. */
export function soundOf(
  descriptors: ArrayLike<number>,
  mean: ArrayLike<number>,
  scale: ArrayLike<number>,
): Float64Array {
  return Float64Array.from({ length: DESCRIPTOR_COUNT }, (_, i) => (descriptors[i]! - mean[i]!) / (scale[i]! || 1));
}

function logShare(penalty: number, most: number): number {
  return Math.log1p(Math.min(Math.max(penalty, 0), most)) / Math.log1p(most);
}
