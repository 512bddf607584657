import type { Figure } from './figureFrame.ts';
import type { Colour, Mark } from './scene.ts';

const ROW_PX = 32;
const LABEL_PX = 92;
const VALUE_PX = 60;

/** One bar, from zero to its amount. */
export interface Bar {
  readonly label: string;
  readonly amount: number;
  /** The amount in words. */
  readonly words: string;
  readonly fill: Colour;
}

/** How high some bars come to. */
export function barsHeightPx(count: number): number {
  return count * ROW_PX + 8;
}

/** Bars below each other with their labels and amounts; those below zero go to the left. @param full what fills the room. */
export function barFigure(bars: readonly Bar[], full: number, widthPx: number): Figure {
  const heightPx = barsHeightPx(bars.length);
  const room = widthPx - LABEL_PX - VALUE_PX;
  const low = Math.min(0, ...bars.map(({ amount }) => amount));
  const high = Math.max(full, ...bars.map(({ amount }) => amount));
  const x = (amount: number) => LABEL_PX + (room * (amount - low)) / (high - low || 1);
  const marks = bars.flatMap(({ label, amount, words, fill }, row): Mark[] => {
    const y = row * ROW_PX + 4;
    const bar = { kind: 'rect', y: y + 4, heightPx: 18, fill } as const;
    return [
      { kind: 'text', x: LABEL_PX - 10, y: y + 18, text: label, fill: '--text', anchor: 'end' },
      { ...bar, x: LABEL_PX, widthPx: room, fill: '--line', opacity: 0.45 },
      { ...bar, x: Math.min(x(0), x(amount)), widthPx: Math.max(1, Math.abs(x(amount) - x(0))) },
      { kind: 'text', x: widthPx - VALUE_PX + 8, y: y + 18, text: words, fill: '--text' },
    ];
  });
  const zero = [
    { x: x(0), y: 0 },
    { x: x(0), y: heightPx },
  ];
  return { scene: { widthPx, heightPx, marks: [...marks, { kind: 'lines', stroke: '--line-strong', lines: [zero] }] } };
}
