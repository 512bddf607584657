import type { HyperparameterKey } from '../../domain/hyperparameters.ts';
import type { ObjectiveTermKey, Trial } from '../../domain/trials.ts';
import { formatScore } from '../shared/text/format.ts';
import { numericColumn, type Column } from '../shared/table/columns.ts';

/** The columns of the hyperparameters and their names. */
export const HYPERPARAMETER_LABELS: readonly (readonly [HyperparameterKey, string])[] = [
  ['distancePenalty', 'Dist'],
  ['normRate', 'Norm'],
  ['basePenaltyLog', 'BaseLog'],
  ['penaltySkew', 'Skew'],
  ['minimaxStrength', 'Minimax'],
  ['lowPenalty', 'LowPen'],
  ['highPenalty', 'HighPen'],
];

const TERM_LABELS: readonly (readonly [ObjectiveTermKey, string])[] = [
  ['sep', 'Sep'],
  ['intra', 'Intra'],
  ['jitter', 'Jitter'],
  ['loudErr', 'LoudErr'],
  ['maskFlicker', 'MaskFlicker'],
  ['lowPenLoss', 'LowPenLoss'],
  ['highPenLoss', 'HighPenLoss'],
];

/** The columns of the table of trials: what was drawn, then the terms of the objective. */
export const TRIAL_COLUMNS: readonly Column<Trial>[] = [
  numericColumn('trial', 'Trial', 4.5, (trial) => trial.trialIndex, String),
  numericColumn('score', 'Score', 6.5, (trial) => trial.terms.score, formatScore),
  ...HYPERPARAMETER_LABELS.map(([key, label]) =>
    numericColumn<Trial>(key, label, 6.5, (trial) => trial.hyperparameters[key]),
  ),
  ...TERM_LABELS.map(([key, label]) => numericColumn<Trial>(key, label, 7, (trial) => trial.terms[key])),
];
