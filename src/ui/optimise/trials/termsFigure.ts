import type { TermContribution } from '../../../stages/optimisation/trialAnalysis.ts';
import type { Figure } from '../../shared/figure/figureFrame.ts';
import { TERM_NAMES } from '../trialColumns.ts';
import { barFigure } from '../../shared/figure/barFigure.ts';
import { formatSigned } from '../../shared/text/format.ts';

/** What each term adds to the logit of one trial's score: to the right what lifts it, to the left what lowers it. */
export function termsFigure(contributions: readonly TermContribution[], widthPx: number): Figure {
  const bars = contributions.map(({ key, amount }) => ({
    label: TERM_NAMES[key],
    amount,
    words: signed(amount),
    fill: amount >= 0 ? '--pastel-1' : '--pastel-4',
  }));
  return barFigure(bars, 0, widthPx);
}

/** `+0.123`, `−0.045`. */
export function signed(amount: number): string {
  return formatSigned(amount, 3);
}
