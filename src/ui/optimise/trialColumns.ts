import { HYPERPARAMETERS, type Hyperparameters } from '../../domain/hyperparameters.ts';
import type { ObjectiveTermKey, Trial } from '../../domain/trials.ts';
import { formatScore } from '../shared/text/format.ts';
import type { ScoredTrial } from './convergence.ts';
import { numericColumn, type Column } from '../shared/table/columns.ts';

/** How the terms of the proxy objective are named. */
export const TERM_NAMES: Readonly<Record<Exclude<ObjectiveTermKey, 'score'>, string>> = {
  sep: 'Sep',
  intra: 'Intra',
  jitter: 'Jitter',
  loudErr: 'LoudErr',
  maskFlicker: 'MaskFlicker',
  lowPenLoss: 'LowPenLoss',
  highPenLoss: 'HighPenLoss',
};

/** The columns of a table of trials: the score, what was tried, and between or after them the terms of the score. */
export function trialColumns<T extends ScoredTrial & { readonly hyperparameters: Hyperparameters }>(
  terms: readonly Column<T>[],
  termsFirst: boolean,
): readonly Column<T>[] {
  const tried = HYPERPARAMETERS.map(({ key, label }) =>
    numericColumn<T>(key, label, 6.5, (trial) => trial.hyperparameters[key]),
  );
  return [
    numericColumn('trial', 'Trial', 4.5, (trial) => trial.trialIndex, String),
    numericColumn('score', 'Score', 6.5, (trial) => trial.terms.score, formatScore),
    ...(termsFirst ? [...terms, ...tried] : [...tried, ...terms]),
  ];
}

/** The columns of the table of trials: what was drawn, then the terms of the objective. */
export const TRIAL_COLUMNS = trialColumns<Trial>(
  (Object.keys(TERM_NAMES) as (keyof typeof TERM_NAMES)[]).map((key) =>
    numericColumn<Trial>(key, TERM_NAMES[key], 7, (trial) => trial.terms[key]),
  ),
  false,
);
