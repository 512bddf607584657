import type { MeasuredTrial } from '../../../domain/measured.ts';
import type { PlotData } from '../../shared/plot/plotData.ts';
import { numericColumn } from '../../shared/table/columns.ts';
import { trialColumns } from '../trialColumns.ts';

const TERM_LABELS = [
  ['purity', 'Purity'],
  ['maskChange', 'MaskChange'],
  ['spread', 'Spread'],
] as const;

/** The columns of the table of measured trials: the parts of the score, then what was tried. */
export const MEASURED_TRIAL_COLUMNS = trialColumns<MeasuredTrial>(
  TERM_LABELS.map(([key, label]) => numericColumn<MeasuredTrial>(key, label, 7, (trial) => trial.terms[key])),
  true,
);

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
