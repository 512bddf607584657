import type { Figure } from '../../shared/figure/figureFrame.ts';
import type { Mark } from '../../shared/figure/scene.ts';
import { formatShare } from '../../shared/text/format.ts';
import { DIMENSIONS } from './dimensions.ts';

const ROW_PX = 34;
const LABEL_PX = 70;
const VALUE_PX = 52;

/** How high the bars come to. */
export const IMPORTANCE_HEIGHT_PX = DIMENSIONS.length * ROW_PX + 8;

/** The dimensions with their shares, the greatest first. */
export function rankedImportances(
  shares: readonly number[],
): readonly { readonly label: string; readonly share: number }[] {
  return DIMENSIONS.map(({ label }, i) => ({ label, share: shares[i] ?? 0 })).toSorted((a, b) => b.share - a.share);
}

/** A bar for each drawn value: its share in reaching the best tenth. */
export function importanceFigure(shares: readonly number[], widthPx: number): Figure {
  const room = widthPx - LABEL_PX - VALUE_PX;
  const marks = rankedImportances(shares).flatMap(({ label, share }, row): Mark[] => {
    const y = row * ROW_PX + 4;
    return [
      { kind: 'text', x: LABEL_PX - 10, y: y + 18, text: label, fill: '--text', anchor: 'end', sizePx: 13 },
      { kind: 'rect', x: LABEL_PX, y: y + 4, widthPx: room, heightPx: 18, fill: '--line', opacity: 0.45 },
      { kind: 'rect', x: LABEL_PX, y: y + 4, widthPx: Math.max(1, room * share), heightPx: 18, fill: '--pastel-1' },
      {
        kind: 'text',
        x: LABEL_PX + room + 8,
        y: y + 18,
        text: formatShare(share, 1),
        fill: '--text',
        sizePx: 13,
      },
    ];
  });
  return { scene: { widthPx, heightPx: IMPORTANCE_HEIGHT_PX, marks } };
}
