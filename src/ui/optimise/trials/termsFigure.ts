import type { TermContribution } from '../../../stages/optimisation/trialAnalysis.ts';
import type { Figure } from '../../shared/figure/figureFrame.ts';
import type { Mark } from '../../shared/figure/scene.ts';

const ROW_PX = 30;
const LABEL_PX = 92;
const VALUE_PX = 60;

/** How a term is named in the table of trials. */
export const TERM_NAMES: Readonly<Record<TermContribution['key'], string>> = {
  sep: 'Sep',
  intra: 'Intra',
  jitter: 'Jitter',
  loudErr: 'LoudErr',
  maskFlicker: 'MaskFlicker',
  lowPenLoss: 'LowPenLoss',
  highPenLoss: 'HighPenLoss',
};

export function termsHeightPx(contributions: readonly TermContribution[]): number {
  return contributions.length * ROW_PX + 8;
}

/** What each term adds to the logit of one trial's score: to the right what lifts it, to the left what lowers it. */
export function termsFigure(contributions: readonly TermContribution[], widthPx: number): Figure {
  const room = widthPx - LABEL_PX - VALUE_PX;
  const low = Math.min(0, ...contributions.map(({ amount }) => amount));
  const high = Math.max(0, ...contributions.map(({ amount }) => amount));
  const span = high - low || 1;
  const x = (amount: number) => LABEL_PX + (room * (amount - low)) / span;
  const marks = contributions.flatMap(({ key, amount }, row): Mark[] => {
    const y = row * ROW_PX + 4;
    return [
      { kind: 'text', x: LABEL_PX - 10, y: y + 16, text: TERM_NAMES[key], fill: '--text', anchor: 'end' },
      {
        kind: 'rect',
        x: Math.min(x(0), x(amount)),
        y: y + 3,
        widthPx: Math.max(1, Math.abs(x(amount) - x(0))),
        heightPx: 16,
        fill: amount >= 0 ? '--pastel-1' : '--pastel-4',
      },
      { kind: 'text', x: widthPx - VALUE_PX + 8, y: y + 16, text: signed(amount), fill: '--text' },
    ];
  });
  const heightPx = termsHeightPx(contributions);
  const zero: Mark = {
    kind: 'lines',
    stroke: '--line-strong',
    lines: [
      [
        { x: x(0), y: 0 },
        { x: x(0), y: heightPx },
      ],
    ],
  };
  return { scene: { widthPx, heightPx, marks: [...marks, zero] } };
}

/** `+0.123`, `−0.045`. */
export function signed(amount: number): string {
  return `${amount < 0 ? '−' : '+'}${Math.abs(amount).toFixed(3)}`;
}
