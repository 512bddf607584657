import type { Trial } from '../../../domain/trials.ts';
import type { Axis } from '../../shared/figure/axes.ts';
import type { Figure } from '../../shared/figure/figureFrame.ts';
import { scaleColour, type Mark, type Point } from '../../shared/figure/scene.ts';
import { drawnParts } from './drawnTrials.ts';
import { DIMENSIONS, numberedTrial, scoreOf, scoreRange, shareOfRange } from './dimensions.ts';
import { formatShort } from '../../shared/text/format.ts';

export const PARALLEL_HEIGHT_PX = 280;
const TOP_PX = 34;
const BOTTOM_PX = 26;
const BANDS = 10;
const REACH_PX = 10;

/** One upright axis of the parallel coordinates. */
export interface ParallelAxis extends Axis {
  readonly key: string;
  readonly of: (trial: Trial) => number;
}

/** The part of an axis that is kept, by the axis's key. */
export type Brushes = ReadonlyMap<string, readonly [low: number, high: number]>;

/** The five drawn values and the score. */
export function parallelAxes(trials: readonly Trial[]): readonly ParallelAxis[] {
  const [low, high] = scoreRange(trials);
  return [...DIMENSIONS, { key: 'score', label: 'Score', low, high, of: scoreOf }];
}

/** The trials inside every brush; null where nothing is brushed. */
export function keptTrials(
  trials: readonly Trial[],
  axes: readonly ParallelAxis[],
  brushes: Brushes,
): ReadonlySet<number> | null {
  if (brushes.size === 0) return null;
  const asked = axes.flatMap(({ key, of }) => {
    const ends = brushes.get(key);
    return ends === undefined ? [] : [{ of, low: ends[0], high: ends[1] }];
  });
  return new Set(
    trials
      .filter((trial) => asked.every(({ of, low, high }) => of(trial) >= low && of(trial) <= high))
      .map(({ trialIndex }) => trialIndex),
  );
}

/** Where the axes stand. */
export function axisX(index: number, axisCount: number, widthPx: number): number {
  const margin = widthPx < 480 ? 26 : 48;
  return margin + (index * (widthPx - 2 * margin)) / (axisCount - 1);
}

/** The value at a height of the picture, held between the ends of the axis. */
export function valueAt({ low, high }: Axis, y: number): number {
  const share = 1 - (y - TOP_PX) / (PARALLEL_HEIGHT_PX - TOP_PX - BOTTOM_PX);
  return low + Math.min(1, Math.max(0, share)) * (high - low);
}

/** A line for each trial through its drawn values to its score. */
export function parallelFigure(
  trials: readonly Trial[],
  axes: readonly ParallelAxis[],
  brushes: Brushes,
  widthPx: number,
): Figure {
  const kept = keptTrials(trials, axes, brushes);
  const heightPx = PARALLEL_HEIGHT_PX - TOP_PX - BOTTOM_PX;
  const y = ({ low, high }: Axis, value: number) => TOP_PX + heightPx * (1 - (value - low) / (high - low || 1));
  const lineOf = (trial: Trial): Point[] =>
    axes.map((axis, i) => ({ x: axisX(i, axes.length, widthPx), y: y(axis, axis.of(trial)) }));
  const { inside, outside } = drawnParts(trials, kept);
  const range = scoreRange(trials);
  const bands = Array.from({ length: BANDS }, (): Point[][] => []);
  for (const trial of inside) {
    const band = Math.min(BANDS - 1, Math.floor(BANDS * shareOfRange(scoreOf(trial), range)));
    bands[band]?.push(lineOf(trial));
  }
  const opacity = Math.max(0.12, Math.min(0.9, 60 / Math.max(1, inside.length)));
  const marks: Mark[] = [
    { kind: 'lines', lines: outside.map(lineOf), stroke: '--line-strong', opacity: 0.12 },
    ...bands.map((lines, band): Mark => ({
      kind: 'lines',
      lines,
      stroke: scaleColour((band + 0.5) / BANDS),
      widthPx: 1.25,
      opacity: band >= BANDS - 2 ? Math.max(opacity, 0.7) : opacity,
    })),
    {
      kind: 'lines',
      stroke: '--line-strong',
      widthPx: 1.5,
      lines: axes.map((_, i) => [
        { x: axisX(i, axes.length, widthPx), y: TOP_PX },
        { x: axisX(i, axes.length, widthPx), y: TOP_PX + heightPx },
      ]),
    },
    ...axes.flatMap((axis, i): Mark[] => {
      const x = axisX(i, axes.length, widthPx);
      const text = (value: string, at: number, bold: boolean): Mark => ({
        kind: 'text',
        x,
        y: at,
        text: value,
        fill: bold ? '--text' : '--text-dim',
        anchor: 'middle',
        sizePx: bold ? 12 : 11,
        bold,
      });
      const brush = brushes.get(axis.key);
      return [
        text(axis.label, 12, true),
        text(formatShort(axis.high), 27, false),
        text(formatShort(axis.low), TOP_PX + heightPx + 15, false),
        ...(brush === undefined
          ? []
          : [
              {
                kind: 'rect',
                x: x - 7,
                y: y(axis, brush[1]),
                widthPx: 14,
                heightPx: Math.max(2, y(axis, brush[0]) - y(axis, brush[1])),
                fill: '--pastel-2',
                opacity: 0.55,
              } satisfies Mark,
            ]),
      ];
    }),
  ];
  return {
    scene: { widthPx, heightPx: PARALLEL_HEIGHT_PX, marks },
    locate: (px, py) => nearestLine(inside, lineOf, { x: px, y: py }),
    highlight: (key) => {
      const trial = numberedTrial(trials, key);
      if (trial === null) return [];
      const line = lineOf(trial);
      return [
        { kind: 'lines', lines: [line], stroke: '--surface', widthPx: 6 },
        { kind: 'lines', lines: [line], stroke: '--pastel-2', widthPx: 3 },
        { kind: 'dots', dots: line, radiusPx: 4, fill: '--pastel-2' },
      ];
    },
  };
}

function nearestLine(trials: readonly Trial[], lineOf: (trial: Trial) => readonly Point[], at: Point): string | null {
  let found: string | null = null;
  let least = REACH_PX;
  for (const trial of trials) {
    const line = lineOf(trial);
    const next = line.findIndex(({ x }) => x >= at.x);
    const b = line[next];
    const a = line[next - 1];
    if (a === undefined || b === undefined) continue;
    const distance = Math.abs(a.y + ((at.x - a.x) / (b.x - a.x)) * (b.y - a.y) - at.y);
    if (distance < least) {
      least = distance;
      found = String(trial.trialIndex);
    }
  }
  return found;
}
