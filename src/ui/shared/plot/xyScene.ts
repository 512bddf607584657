import { axesMarks, roundTicks, toX, toY, type Area, type Axis } from '../figure/axes.ts';
import type { Mark, Point, Scene } from '../figure/scene.ts';
import { formatValue } from '../text/format.ts';
import { commonRange, type PlotData, type PlotSeries } from './plotData.ts';
import type { PlotLayout } from './uplotOptions.ts';

const SWATCH_PX = 14;

/** A plot as a scene, for files: the same lines and points with a heading and a legend. */
export function xyScene(heading: string, data: PlotData, layout: PlotLayout): Scene {
  const { widthPx, heightPx } = layout;
  const area: Area = { left: 66, top: 44, widthPx: widthPx - 84, heightPx: heightPx - 44 - 44 };
  const scale = (value: number, log: boolean) => (log ? Math.log10(value) : value);
  const isLogX = layout.xScale === 'log';
  const isLogY = layout.yScale === 'log';
  const scaled: PlotData = {
    x: data.x.map((value) => scale(value, isLogX)),
    series: data.series.map((series) => ({
      ...series,
      values: series.values.map((value) => (value === null ? null : scale(value, isLogY))),
    })),
  };
  const columns = scaled.series.map(({ values }) => values);
  const common = layout.equalAxes ? commonRange([scaled.x, ...columns]) : null;
  const [xLow, xHigh] = layout.xRange ?? common ?? ends(scaled.x);
  const [yLow, yHigh] = layout.yRange ?? common ?? commonRange(columns);
  const format = (log: boolean) => (log ? { format: (value: number) => formatValue(10 ** value, 3) } : {});
  const x: Axis = { label: layout.xLabel, low: xLow, high: xHigh, ...format(isLogX) };
  const y: Axis = { label: layout.yLabel, low: yLow, high: yHigh, ...format(isLogY) };
  const marks: Mark[] = [
    { kind: 'text', x: 14, y: 20, text: heading, fill: '--text', sizePx: 14, bold: true },
    ...legend(data.series, widthPx),
    ...axesMarks(area, x, y),
    ...scaled.series.flatMap((series) =>
      seriesMarks(series, scaled.x, (at, value) => ({
        x: toX(area, x, at),
        y: toY(area, y, value),
      })),
    ),
  ];
  return { widthPx, heightPx, marks };
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
