import type { ClusterHyperparameters } from '../../domain/clusterSettings.ts';
import { TARGET_COUNT, TARGETS, type Hyperparameters } from '../../domain/hyperparameters.ts';
import { clamp } from './clamp.ts';

/** The penalty of high bands beside that of low ones where nothing skews them (H). */
export const HIGH_PENALTY_FACTOR = 0.35;
const MIN_STRENGTH = 1e-6;

/** The logistic function, 0 … 1, without overflow. */
export function sigmoid(x: number): number {
  if (x >= 0) return 1 / (1 + Math.exp(-x));
  const e = Math.exp(x);
  return e / (1 + e);
}

/** The logit that a model learns for a minimax strength (0 … 1), which is held 1e-6 away from both ends (H). */
export function minimaxLogit(strength: number): number {
  const p = clamp(strength, MIN_STRENGTH, 1 - MIN_STRENGTH);
  return Math.log(p / (1 - p));
}

/** The penalty of low bands: e^base · e^{tanh(skew)} (H). */
function lowPenalty(basePenaltyLog: number, penaltySkew: number): number {
  return Math.exp(basePenaltyLog) * Math.exp(Math.tanh(penaltySkew));
}

/** The penalty of high bands: 0.35 · e^base · e^{−0.5·tanh(skew)} (H). */
function highPenalty(basePenaltyLog: number, penaltySkew: number): number {
  return HIGH_PENALTY_FACTOR * Math.exp(basePenaltyLog) * Math.exp(-0.5 * Math.tanh(penaltySkew));
}

/**
 * The hyperparameters of five drawn values in the order of `TARGETS`, the last one a logit. Nothing is clamped (H).
 * Throws a RangeError on another number of values.
 */
export function deriveHyperparameters(values: ArrayLike<number>): Hyperparameters {
  assertTargetCount(values);
  const base = values[2]!;
  const skew = values[3]!;
  return {
    distancePenalty: values[0]!,
    normRate: values[1]!,
    basePenaltyLog: base,
    penaltySkew: skew,
    minimaxStrength: sigmoid(values[4]!),
    lowPenalty: lowPenalty(base, skew),
    highPenalty: highPenalty(base, skew),
  };
}

/**
 * Decodes five raw model outputs in the order of `TARGETS` [H1]: the first four are clamped to their ranges, the fifth
 * goes through the logistic function as it is. Throws a RangeError on another number of outputs.
 */
export function decodeModelOutput(raw: ArrayLike<number>): Hyperparameters {
  assertTargetCount(raw);
  return deriveHyperparameters(
    TARGETS.map(({ key, low, high }, i) => (key === 'minimaxLogit' ? raw[i]! : clamp(raw[i]!, low, high))),
  );
}

/** The least penalty that has a base and a skew. */
const LEAST_PENALTY = 1e-6;
/** Where tanh(skew) ends: beyond it no skew gives the two penalties. */
const MOST_SKEWED = 1 - 1e-9;

/**
 * Hyperparameters with the plugin's five values, and the base and skew that give its two penalties (H); the nearest ones
 * where none does.
 */
export function withBaseAndSkew(values: ClusterHyperparameters): Hyperparameters {
  const low = Math.max(values.lowPenalty, LEAST_PENALTY);
  const high = Math.max(values.highPenalty, LEAST_PENALTY);
  const bend = clamp(Math.log((HIGH_PENALTY_FACTOR * low) / high) / 1.5, -MOST_SKEWED, MOST_SKEWED);
  return { ...values, basePenaltyLog: Math.log(low) - bend, penaltySkew: Math.atanh(bend) };
}

function assertTargetCount({ length }: ArrayLike<number>): void {
  if (length === TARGET_COUNT) return;
  throw new RangeError(`hyperparameters derive from ${TARGET_COUNT} values, not ${length}`);
}
