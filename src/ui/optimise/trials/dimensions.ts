import { HYPERPARAMETERS, TARGETS, type HyperparameterKey } from '../../../domain/hyperparameters.ts';
import type { Trial } from '../../../domain/trials.ts';
import type { Axis } from '../../shared/figure/axes.ts';

/** One of the five values that a search draws, as the plots show it. */
export interface Dimension extends Axis {
  readonly key: HyperparameterKey;
  readonly of: (trial: Trial) => number;
}

/** In the order of `TARGETS`; the last one as the strength that the logit stands for. */
export const DIMENSIONS: readonly Dimension[] = TARGETS.map(({ key, low, high }, i): Dimension => {
  const label = HYPERPARAMETERS[i]?.label ?? key;
  if (key !== 'minimaxLogit') return { key, label, low, high, of: ({ hyperparameters }) => hyperparameters[key] };
  return {
    key: 'minimaxStrength',
    label,
    low: 0,
    high: 1,
    of: ({ hyperparameters }) => hyperparameters.minimaxStrength,
  };
});

export const scoreOf = ({ terms }: Trial): number => terms.score;

/** The least and the greatest score, a little apart where they are the same. */
export function scoreRange(trials: readonly Trial[]): readonly [low: number, high: number] {
  let low = Infinity;
  let high = -Infinity;
  for (const { terms } of trials) {
    low = Math.min(low, terms.score);
    high = Math.max(high, terms.score);
  }
  if (low > high) return [0, 1];
  return high - low < 1e-9 ? [low - 0.01, high + 0.01] : [low, high];
}

/** Where a score lies among all, 0 … 1. */
export function shareOfRange(score: number, [low, high]: readonly [number, number]): number {
  return (score - low) / (high - low);
}
