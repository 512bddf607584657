import { TARGETS } from '../../domain/hyperparameters.ts';
import type { ObjectiveTermKey, Trial } from '../../domain/trials.ts';
import { pedAnovaImportances } from '../../ml/importance/pedAnova.ts';
import { minimaxLogit } from '../../ml/objective/decode.ts';
import { TERM_WEIGHTS } from '../../ml/objective/proxy.ts';

export { scoreSurface, type ScoreSurface } from '../../ml/importance/scoreSurface.ts';

/** Fewer trials than this tell too little about importance. */
export const IMPORTANCE_FROM_TRIALS = 50;

/** The share that each drawn value had in reaching the best tenth of the trials, in the order of `TARGETS`. */
export function trialImportances(trials: readonly Trial[]): readonly number[] {
  const usable = trials.filter(({ terms }) => Number.isFinite(terms.score));
  return pedAnovaImportances(
    TARGETS.map(({ key, low, high }) => ({ low, high, values: usable.map((trial) => drawnValue(trial, key)) })),
    usable.map(({ terms }) => terms.score),
  );
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
