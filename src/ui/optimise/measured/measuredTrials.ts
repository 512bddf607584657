import type { MeasuredTrial } from '../../../domain/measured.ts';
import { numericColumn } from '../../shared/table/columns.ts';
import { trialColumns } from '../trialColumns.ts';

const TERM_LABELS = [
  ['purity', 'Purity'],
  ['maskChange', 'MaskChange'],
  ['spread', 'Spread'],
] as const;

/** The columns of the table of measured trials: the parts of the score, then what was tried. */
export const MEASURED_TRIAL_TABLE = trialColumns<MeasuredTrial>(
  TERM_LABELS.map(([key, label]) => numericColumn<MeasuredTrial>(key, label, 7, (trial) => trial.terms[key])),
  true,
);
