import { HYPERPARAMETERS, TARGET_COUNT, TARGETS, type HyperparameterKey } from '../../../domain/hyperparameters.ts';
import { bestTrial, type Trial } from '../../../domain/trials.ts';
import type { Axis } from '../../shared/figure/axes.ts';

/** One of the five values that a search draws, as the plots show it. */
export interface Dimension extends Axis {
  readonly key: HyperparameterKey;
  readonly of: (trial: Trial) => number;
}

/** In the order of `TARGETS`; the last one as the strength that the logit stands for. */
export const DIMENSIONS: readonly Dimension[] = HYPERPARAMETERS.slice(0, TARGET_COUNT).map(({ key, label }) => {
  const { low, high } = TARGETS.find((target) => target.key === key) ?? { low: 0, high: 1 };
  return { key, label, low, high, of: ({ hyperparameters }) => hyperparameters[key] };
});

export const scoreOf = ({ terms }: Trial): number => terms.score;

/** The least and the greatest score, a little apart where they are the same. */
export function scoreRange(trials: readonly Trial[]): readonly [low: number, high: number] {
  const { low, high } = scoresOf(trials);
  if (low > high) return [0, 1];
  return high - low < 1e-9 ? [low - 0.01, high + 0.01] : [low, high];
}

/** The best of some trials; null where there are none. */
export function bestOf(trials: readonly Trial[]): Trial | null {
  return scoresOf(trials).best;
}

interface Scores {
  readonly best: Trial | null;
  readonly low: number;
  readonly high: number;
}

/** Of lists that are shown, which never change: several pictures ask of a hundred thousand trials. */
const known = new WeakMap<readonly Trial[], Scores>();

function scoresOf(trials: readonly Trial[]): Scores {
  const found = known.get(trials);
  if (found !== undefined) return found;
  let low = Infinity;
  let high = -Infinity;
  for (const { terms } of trials) {
    low = Math.min(low, terms.score);
    high = Math.max(high, terms.score);
  }
  const scores = { best: bestTrial(trials), low, high };
  known.set(trials, scores);
  return scores;
}

/** Where a score lies among all, 0 … 1. */
export function shareOfRange(score: number, [low, high]: readonly [number, number]): number {
  return (score - low) / (high - low);
}
