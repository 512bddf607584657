import { TARGET_COUNT, TARGETS, type HyperparameterKey, type Hyperparameters } from '../../domain/hyperparameters.ts';
import { globalBest } from '../objective/globalSearch.ts';
import { rankCorrelation } from '../quality/rankCorrelation.ts';
import { descriptorRow, regretsOfPresets, summariseRegret } from '../quality/regret.ts';
import { NO_PENALTY_LIMITS, playable, PLUGIN_PENALTY_LIMITS, type PenaltyLimits } from '../../domain/playable.ts';
import { playedRegrets } from './playedRegret.ts';
import type { PluginReport } from '../../domain/pluginReport.ts';

/** The outputs whose answers are compared with the files' own optima. */
const REPORTED_OUTPUTS = [
  { key: 'distancePenalty', low: TARGETS[0].low, high: TARGETS[0].high },
  { key: 'normRate', low: TARGETS[1].low, high: TARGETS[1].high },
  { key: 'lowPenalty', low: 0, high: PLUGIN_PENALTY_LIMITS.low },
  { key: 'highPenalty', low: 0, high: PLUGIN_PENALTY_LIMITS.high },
] as const satisfies readonly { readonly key: HyperparameterKey; readonly low: number; readonly high: number }[];

/** The optimum of a window: its preset as the plugin can play it, and the best score within the limits of the search. */
export interface WindowOptimum {
  readonly preset: Hyperparameters;
  readonly score: number;
  /** Five values in the order of `TARGETS`. */
  readonly targets: Float64Array;
}

/**
 * The optimum of each window, by direct search.
 *
 * @param scored rows × 12 descriptors of the trainer, row-major.
 * @param limits of the penalties that are searched.
 */
export function windowOptima(
  scored: Float64Array,
  rows: number,
  limits: PenaltyLimits = NO_PENALTY_LIMITS,
): readonly WindowOptimum[] {
  return Array.from({ length: rows }, (_, row) => {
    const { hyperparameters, score, targets } = globalBest(descriptorRow(scored, row), limits);
    return { preset: playable(hyperparameters), score, targets };
  });
}

/** The targets of all optima: windows × 5, row-major. */
export function optimumTargets(optima: readonly WindowOptimum[]): Float64Array {
  const targets = new Float64Array(optima.length * TARGET_COUNT);
  for (const [row, optimum] of optima.entries()) targets.set(optimum.targets, row * TARGET_COUNT);
  return targets;
}

/** The regret of each window's answer, as the plugin limits it. */
export function pluginRegrets(
  scored: Float64Array,
  optima: readonly WindowOptimum[],
  answers: readonly Hyperparameters[],
): Float64Array {
  const best = Float64Array.from(optima, ({ score }) => score);
  return regretsOfPresets(scored, best, (row) => playable(answers[row]!));
}

/**
 * Regret, saturation and how far answers follow the sound.
 *
 * @param answers one for each window, as `optima`.
 * @param groups the recording of each window.
 * @param confidences of the answers; null where they have none.
 */
export function pluginReport(
  scored: Float64Array,
  optima: readonly WindowOptimum[],
  answers: readonly Hyperparameters[],
  groups: readonly string[],
  confidences: Float64Array | null,
): PluginReport {
  const limited = answers.map((preset) => playable(preset));
  const best = optima.map(({ preset }) => preset);
  const bestScores = Float64Array.from(optima, ({ score }) => score);
  return {
    regret: summariseRegret(pluginRegrets(scored, optima, answers)),
    played: confidences && summariseRegret(playedRegrets(scored, bestScores, limited, confidences)),
    outputs: REPORTED_OUTPUTS.map(({ key, low, high }) => {
      const edge = EDGE * (high - low);
      const own = limited.map((preset) => preset[key]);
      const optimum = best.map((preset) => preset[key]);
      return {
        key,
        rankCorrelation: rankCorrelation(own, optimum),
        recordingRankCorrelation: rankCorrelation(groupMeans(own, groups), groupMeans(optimum, groups)),
        atFloor: share(limited, (preset) => preset[key] <= low + edge),
        atCeiling: share(limited, (preset) => preset[key] >= high - edge),
        optimumAtFloor: share(best, (preset) => preset[key] <= low + edge),
        optimumAtCeiling: share(best, (preset) => preset[key] >= high - edge),
      };
    }),
    meanConfidence:
      confidences === null ? null : confidences.reduce((sum, value) => sum + value, 0) / confidences.length,
  };
}

/** An answer this near to a bound, in widths of its range, is at it. */
const EDGE = 1e-6;

/** The mean of each group's values, in the order in which the groups first appear. */
function groupMeans(values: readonly number[], groups: readonly string[]): readonly number[] {
  const sums = new Map<string, { sum: number; count: number }>();
  for (const [row, group] of groups.entries()) {
    const { sum, count } = sums.get(group) ?? { sum: 0, count: 0 };
    sums.set(group, { sum: sum + values[row]!, count: count + 1 });
  }
  return Array.from(sums.values(), ({ sum, count }) => sum / count);
}

function share(presets: readonly Hyperparameters[], test: (preset: Hyperparameters) => boolean): number {
  return presets.filter(test).length / presets.length;
}
