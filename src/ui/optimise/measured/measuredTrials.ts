import type { MeasuredTerms, MeasuredTrial } from '../../../domain/measured.ts';
import { formatScore } from '../../shared/text/format.ts';
import type { PlotData } from '../../shared/plot/plotData.ts';
import { numericColumn, type Column } from '../../shared/table/columns.ts';
import { HYPERPARAMETER_LABELS } from '../trialColumns.ts';

const TERM_LABELS: readonly (readonly [keyof MeasuredTerms, string])[] = [
  ['purity', 'Purity'],
  ['maskChange', 'MaskChange'],
  ['spread', 'Spread'],
];

/** The columns of the table of measured trials: what was tried, then the parts of the score. */
export const MEASURED_TRIAL_COLUMNS: readonly Column<MeasuredTrial>[] = [
  numericColumn('trial', 'Trial', 4.5, (trial) => trial.trialIndex, String),
  numericColumn('score', 'Score', 6.5, (trial) => trial.terms.score, formatScore),
  ...TERM_LABELS.map(([key, label]) => numericColumn<MeasuredTrial>(key, label, 7, (trial) => trial.terms[key])),
  ...HYPERPARAMETER_LABELS.map(([key, label]) =>
    numericColumn<MeasuredTrial>(key, label, 6.5, (trial) => trial.hyperparameters[key]),
  ),
];

/** Each trial's measured score and the best so far, over the trial's number. */
export function measuredConvergence(trials: readonly MeasuredTrial[]): PlotData {
  let best = -Infinity;
  const bestSoFar = trials.map(({ terms }) => (best = Math.max(best, terms.score)));
  return {
    xLabel: 'Trial',
    yLabel: 'Measured score',
    x: trials.map(({ trialIndex }) => trialIndex),
    series: [
      { label: 'Trial', values: trials.map(({ terms }) => terms.score), draw: 'points', colour: '--pastel-3' },
      { label: 'Best so far', values: bestSoFar, draw: 'steps', colour: '--pastel-1' },
    ],
  };
}
