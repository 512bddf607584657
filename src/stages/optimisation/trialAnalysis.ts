import { TARGETS } from '../../domain/hyperparameters.ts';
import type { ObjectiveTermKey, Trial } from '../../domain/trials.ts';
import { pedAnovaImportances } from '../../ml/importance/pedAnova.ts';
import { minimaxLogit } from '../../ml/objective/decode.ts';
import { TERM_WEIGHTS } from '../../ml/objective/proxy.ts';
import { PageTurns } from '../jobs/pageTurns.ts';

export { scoreSurface, type ScoreSurface } from '../../ml/importance/scoreSurface.ts';

/** Fewer trials than this tell too little about importance. */
export const IMPORTANCE_FROM_TRIALS = 50;

/** The share that each drawn value had in reaching the best tenth of the trials, in the order of `TARGETS`. */
export function trialImportances(trials: readonly Trial[]): readonly number[] {
  const usable = usableOf(trials);
  return pedAnovaImportances(
    TARGETS.map(({ key, low, high }) => ({ low, high, values: usable.map((trial) => drawnValue(trial, key)) })),
    usable.map(({ terms }) => terms.score),
  );
}

const TRIALS_AT_ONCE = 1000;

/** The same of very many trials, a few at a time: a hundred thousand at once would hold up the page. */
export async function importancesInTurns(trials: readonly Trial[]): Promise<readonly number[]> {
  const turns = new PageTurns();
  const scores = new Float64Array(trials.length);
  const parameters = TARGETS.map(({ key, low, high }) => ({ key, low, high, values: new Float64Array(trials.length) }));
  let count = 0;
  for (let from = 0; from < trials.length; from += TRIALS_AT_ONCE) {
    for (const trial of usableOf(trials.slice(from, from + TRIALS_AT_ONCE))) {
      scores[count] = trial.terms.score;
      for (const { key, values } of parameters) values[count] = drawnValue(trial, key);
      count += 1;
    }
    await turns.next();
  }
  await turns.pause();
  return pedAnovaImportances(
    parameters.map(({ low, high, values }) => ({ low, high, values: values.subarray(0, count) })),
    scores.subarray(0, count),
  );
}

function usableOf(trials: readonly Trial[]): readonly Trial[] {
  return trials.filter(({ terms }) => Number.isFinite(terms.score));
}

/** What a term adds to the logit of the score (O1). */
export interface TermContribution {
  readonly key: keyof typeof TERM_WEIGHTS;
  readonly weight: number;
  readonly value: number;
  /** `weight · value`. */
  readonly amount: number;
}

/** What each term of the proxy objective adds to the logit of a trial's score. */
export function termContributions({ terms }: Pick<Trial, 'terms'>): readonly TermContribution[] {
  return (Object.keys(TERM_WEIGHTS) as Exclude<ObjectiveTermKey, 'score'>[]).map((key) => {
    const weight = TERM_WEIGHTS[key];
    const value = terms[key];
    return { key, weight, value, amount: weight * value };
  });
}

function drawnValue({ hyperparameters, minimaxLogit: logit }: Trial, key: (typeof TARGETS)[number]['key']): number {
  if (key !== 'minimaxLogit') return hyperparameters[key];
  return logit ?? minimaxLogit(hyperparameters.minimaxStrength);
}
