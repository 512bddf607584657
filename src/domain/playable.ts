import { type Hyperparameters, TARGETS } from './hyperparameters.ts';

/** The largest penalties that an answer may come to: the plugin limits them [P9], the trainer does not. */
export interface PenaltyLimits {
  readonly low: number;
  readonly high: number;
}

export const NO_PENALTY_LIMITS: PenaltyLimits = { low: Infinity, high: Infinity };
export const PLUGIN_PENALTY_LIMITS: PenaltyLimits = { low: 4, high: 2 };

const [DISTANCE, NORM] = TARGETS;

/**
 * The nearest values that may be wanted of the plugin: within the ranges that are searched (H) and, for the two penalties,
 * within the plugin's [B4], or within other limits. Base penalty and skew, which the plugin has no knob for, stay as they are.
 */
export function playable(preset: Hyperparameters, limits: PenaltyLimits = PLUGIN_PENALTY_LIMITS): Hyperparameters {
  return {
    ...preset,
    distancePenalty: within(preset.distancePenalty, DISTANCE.low, DISTANCE.high),
    normRate: within(preset.normRate, NORM.low, NORM.high),
    minimaxStrength: within(preset.minimaxStrength, 0, 1),
    lowPenalty: within(preset.lowPenalty, 0, limits.low),
    highPenalty: within(preset.highPenalty, 0, limits.high),
  };
}

/**
 * Whether the plugin's ranges hold both penalties, but for the last bits that base and skew cost them; what was searched lies
 * within the other ranges (H, T6).
 */
export function isPlayable({ lowPenalty, highPenalty }: Hyperparameters): boolean {
  const { low, high } = PLUGIN_PENALTY_LIMITS;
  return lowPenalty <= low * (1 + ROUNDING) && highPenalty <= high * (1 + ROUNDING);
}

const ROUNDING = 1e-9;

function within(value: number, low: number, high: number): number {
  return Math.min(Math.max(value, low), high);
}
