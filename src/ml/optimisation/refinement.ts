import type { Hyperparameters } from '../../domain/hyperparameters.ts';
import type { TrialBudget } from '../../domain/trials.ts';
import { clamp } from '../objective/clamp.ts';
import { minimaxLogit } from '../objective/decode.ts';
import { GLOBAL_RANGES, type SearchRange } from './searchRange.ts';

/**
 * Where each value is searched when a preset is refined [T6]: around the centre, inside the global ranges except for the
 * logit. A centre outside its global range counts as the nearer end.
 */
export function refinementRanges(center: Hyperparameters): readonly SearchRange[] {
  const logit = minimaxLogit(center.minimaxStrength);
  return [
    around(0, center.distancePenalty, (c) => Math.max(0.08, 0.2 * c)),
    around(1, center.normRate, (c) => Math.max(0.01, 0.3 * c)),
    around(2, center.basePenaltyLog, () => 0.6),
    around(3, center.penaltySkew, () => 0.75),
    { low: logit - 1.2, high: logit + 1.2 },
  ];
}

/** The budget of a refinement: 4 start-up trials and 3 repeats [T6]. */
export function refinementBudget(totalTrials: number, seed: number): TrialBudget {
  return { startupTrials: 4, totalTrials, repeatsPerTrial: 3, seed };
}

function around(target: number, value: number, halfWidth: (center: number) => number): SearchRange {
  const { low, high } = GLOBAL_RANGES[target]!;
  const center = clamp(value, low, high);
  return {
    low: Math.max(low, center - halfWidth(center)),
    high: Math.min(high, center + halfWidth(center)),
  };
}
