import { HYPERPARAMETERS, TARGET_COUNT, TARGETS, type HyperparameterKey } from '../../../domain/hyperparameters.ts';
import type { Trial } from '../../../domain/trials.ts';
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

/** The trial with a number, as text; null where there is none. Most have their number's place: of a million none other is asked. */
export function numberedTrial(trials: readonly Trial[], key: string | null): Trial | null {
  if (key === null || key === '') return null;
  const number = Number(key);
  const likely = trials[number];
  if (likely?.trialIndex === number) return likely;
  return trials.find(({ trialIndex }) => trialIndex === number) ?? null;
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
  const [first] = trials;
  let best = first ?? null;
  let highest = best?.terms.score ?? Number.NaN;
  let low = Infinity;
  let high = -Infinity;
  for (const trial of trials) {
    const { score } = trial.terms;
    low = Math.min(low, score);
    high = Math.max(high, score);
    if (score > highest) [best, highest] = [trial, score];
  }
  const scores = { best, low, high };
  known.set(trials, scores);
  return scores;
}

/** Where a score lies among all, 0 … 1. */
export function shareOfRange(score: number, [low, high]: readonly [number, number]): number {
  return (score - low) / (high - low);
}
