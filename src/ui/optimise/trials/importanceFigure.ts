import { formatShare } from '../../shared/text/format.ts';
import type { Figure } from '../../shared/figure/figureFrame.ts';
import { barFigure } from '../../shared/figure/barFigure.ts';
import { DIMENSIONS } from './dimensions.ts';

/** The dimensions with their shares, the greatest first. */
export function rankedImportances(
  shares: readonly number[],
): readonly { readonly label: string; readonly share: number }[] {
  return DIMENSIONS.map(({ label }, i) => ({ label, share: shares[i] ?? 0 })).toSorted((a, b) => b.share - a.share);
}

/** A bar for each drawn value: its share in reaching the best tenth. */
export function importanceFigure(shares: readonly number[], widthPx: number): Figure {
  const bars = rankedImportances(shares).map(({ label, share }) => ({
    label,
    amount: share,
    words: formatShare(share, 1),
    fill: '--pastel-1',
  }));
  return barFigure(bars, 1, widthPx);
}
