import type { KernelParameters } from './preferenceKernel.ts';
import { PreferencePosterior, type PreferenceAnswer } from './preferencePosterior.ts';

const AMPLITUDES = [1, 2, 4] as const;
const SETTING_LENGTHS = [0.3, 0.5, 0.9] as const;
const PRIOR_WEIGHTS = [0, 0.5, 1] as const;
const NO_PRIOR = [0.5] as const;
/** The latest so many answers choose the parameters: the cost grows with the cube of their number. */
const JUDGED_BY = 100;
/** Tastes that few answers cannot tell apart are not chosen among. */
const SOUND_LENGTH = 1;
const COMMON_SHARE = 0.6;

/**
 * The posterior under the parameters of greatest evidence on a small grid. With few answers the evidence says little: a
 * weak preference for the middle of the grid, worth about one answer, decides then.
 */
export function fitPreferences(comparisons: readonly PreferenceAnswer[]): PreferencePosterior {
  const recent = comparisons.slice(-JUDGED_BY);
  const hasPriors = recent.some(({ first, second }) => first.prior !== second.prior);
  let best: PreferencePosterior | null = null;
  let bestParameters: KernelParameters | null = null;
  let bestValue = -Infinity;
  for (const amplitude of AMPLITUDES) {
    for (const settingLength of SETTING_LENGTHS) {
      for (const priorWeight of hasPriors ? PRIOR_WEIGHTS : NO_PRIOR) {
        const parameters: KernelParameters = {
          amplitude,
          settingLength,
          priorWeight,
          soundLength: SOUND_LENGTH,
          commonShare: COMMON_SHARE,
        };
        const posterior = new PreferencePosterior(recent, parameters);
        const value = posterior.logEvidence - distanceFromMiddle(parameters);
        if (value > bestValue) {
          best = posterior;
          bestParameters = parameters;
          bestValue = value;
        }
      }
    }
  }
  if (best === null || bestParameters === null) throw new RangeError('the grid of parameters is empty');
  return recent.length === comparisons.length ? best : new PreferencePosterior(comparisons, bestParameters);
}

/** How far parameters are from the middle of the grid. */
function distanceFromMiddle({ amplitude, settingLength, priorWeight }: KernelParameters): number {
  return (
    0.5 * Math.log2(amplitude / 2) ** 2 + 0.5 * (Math.log(settingLength / 0.5) / 0.6) ** 2 + (priorWeight - 0.5) ** 2
  );
}
