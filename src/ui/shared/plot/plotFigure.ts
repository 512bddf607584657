import { axesMarks, roundTicks, toX, toY, type Area, type Axis } from '../figure/axes.ts';
import type { Figure } from '../figure/figureFrame.ts';
import type { Mark, Point } from '../figure/scene.ts';
import { formatPowerOfTen, formatValue } from '../text/format.ts';
import { commonRange, type PlotData, type PlotSeries } from './plotData.ts';

const SWATCH_PX = 14;

/** A plot as a figure; its parts are its x values, as text. @param heading stands above it with a legend, in files. */
export function plotFigure(data: PlotData, widthPx: number, heightPx: number, heading: string | null): Figure {
  const top = heading === null ? 10 : 44;
  const area: Area = { left: 66, top, widthPx: widthPx - 84, heightPx: heightPx - top - 44 };
  const { logarithmic = false } = data;
  const scaled = (value: number) => (logarithmic ? Math.log10(value) : value);
  const xs = data.x.map(scaled);
  const series = data.series.map((one) => ({
    ...one,
    values: one.values.map((value) => (value === null ? null : scaled(value))),
  }));
  const axis = (label: string, [low, high]: readonly [number, number]): Axis =>
    logarithmic ? { label, low, high, wholeTicks: high - low > 2, format: formatExponent } : { label, low, high };
  const isCounted = !logarithmic && xs.every(Number.isInteger);
  const x = { ...axis(data.xLabel, data.xRange ?? ends(xs)), ...(isCounted ? { wholeTicks: true } : {}) };
  const y = axis(data.yLabel, data.yRange ?? commonRange(series.map(({ values }) => values)));
  const place = (at: number, value: number): Point => ({ x: toX(area, x, at), y: toY(area, y, value) });
  const title: Mark = { kind: 'text', x: 14, y: 20, text: heading ?? '', fill: '--text', sizePx: 14, bold: true };
  const marks = [
    ...(heading === null ? [] : [title, ...legend(data.series, widthPx)]),
    ...axesMarks(area, x, y),
    ...series.flatMap((one) => seriesMarks(one, xs, place)),
  ];
  return {
    scene: { widthPx, heightPx, marks },
    locate: (px) => {
      const distances = xs.map((value) => Math.abs(toX(area, x, value) - px));
      return data.x[distances.indexOf(Math.min(...distances))]?.toString() ?? null;
    },
    highlight: (key) => {
      const index = data.x.indexOf(Number(key));
      const at = xs[index];
      if (at === undefined) return [];
      const line = [place(at, y.low), place(at, y.high)];
      return [
        { kind: 'lines', lines: [line], stroke: '--text-dim', dash: [4, 4] },
        ...series.flatMap(({ values, colour }): Mark[] => {
          const value = values[index] ?? null;
          return value === null ? [] : [{ kind: 'dots', dots: [place(at, value)], radiusPx: 4, fill: colour }];
        }),
      ];
    },
  };
}

function formatExponent(exponent: number): string {
  return Number.isInteger(exponent) ? formatPowerOfTen(exponent) : formatValue(10 ** exponent, 3);
}

function ends(values: readonly number[]): readonly [number, number] {
  const low = values.reduce((a, b) => Math.min(a, b), Infinity);
  const high = values.reduce((a, b) => Math.max(a, b), -Infinity);
  if (low > high) return [0, 1];
  const ticks = roundTicks(low, high, 6);
  return [Math.min(low, ticks[0] ?? low), Math.max(high, ticks.at(-1) ?? high)];
}

function legend(series: readonly PlotSeries[], widthPx: number): readonly Mark[] {
  let right = widthPx - 14;
  return series.toReversed().flatMap(({ label, colour }): Mark[] => {
    const textX = right;
    right -= label.length * 6.5 + SWATCH_PX + 18;
    return [
      { kind: 'text', x: textX, y: 20, text: label, fill: '--text-dim', anchor: 'end' },
      { kind: 'rect', x: right + 12, y: 13, widthPx: SWATCH_PX, heightPx: 5, fill: colour },
    ];
  });
}

function seriesMarks(
  { values, draw, colour, dashed = false }: PlotSeries,
  x: readonly number[],
  place: (x: number, y: number) => Point,
): readonly Mark[] {
  const stretches: Point[][] = [[]];
  for (const [i, value] of values.entries()) {
    const at = x[i];
    const stretch = stretches.at(-1);
    if (at === undefined || stretch === undefined) continue;
    if (value === null || !Number.isFinite(value)) {
      if (draw !== 'points' && stretch.length > 0) stretches.push([]);
      continue;
    }
    const point = place(at, value);
    const before = stretch.at(-1);
    if (draw === 'steps' && before !== undefined) stretch.push({ x: point.x, y: before.y });
    stretch.push(point);
  }
  if (draw === 'points') return [{ kind: 'dots', dots: stretches.flat(), radiusPx: 3, fill: colour }];
  const dash = dashed ? { dash: [6, 5], widthPx: 1.25 } : { widthPx: 2 };
  return [{ kind: 'lines', lines: stretches, stroke: colour, ...dash }];
}
