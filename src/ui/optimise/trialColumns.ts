import type { HyperparameterKey } from '../../domain/hyperparameters.ts';
import type { ObjectiveTermKey, Trial } from '../../domain/trials.ts';
import { formatScore, formatValue } from '../shared/format.ts';
import type { Column } from '../shared/table/columns.ts';

const HYPERPARAMETER_LABELS: readonly (readonly [HyperparameterKey, string])[] = [
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
  numeric('trial', 'Trial', 4.5, (trial) => trial.trialIndex, String),
  numeric('score', 'Score', 6.5, (trial) => trial.terms.score, formatScore),
  ...HYPERPARAMETER_LABELS.map(([key, label]) => numeric(key, label, 6.5, (trial) => trial.hyperparameters[key])),
  ...TERM_LABELS.map(([key, label]) => numeric(key, label, 7, (trial) => trial.terms[key])),
];

function numeric(
  key: string,
  label: string,
  widthRem: number,
  value: (trial: Trial) => number,
  format: (value: number) => string = formatValue,
): Column<Trial> {
  return { key, label, widthRem, grow: 1, align: 'end', sortValue: value, cell: (trial) => format(value(trial)) };
}
