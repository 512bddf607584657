import type uPlot from 'uplot';
import { formatValue } from '../text/format.ts';
import { commonRange, counts, type PlotData, type PlotSeries } from './plotData.ts';

export type AxisScale = 'linear' | 'log';

export interface PlotLayout {
  readonly xLabel: string;
  readonly yLabel: string;
  readonly xScale: AxisScale;
  readonly yScale: AxisScale;
  /** Whether both axes show the same range. */
  readonly equalAxes: boolean;
  /** The ends of the x and of the y axis; null follows the data. */
  readonly xRange: readonly [low: number, high: number] | null;
  readonly yRange: readonly [low: number, high: number] | null;
  readonly widthPx: number;
  readonly heightPx: number;
}

/** What uPlot is told to draw, in the colours that `element` inherits at this moment. */
export function uplotOptions(
  element: Element,
  plot: PlotData,
  layout: PlotLayout,
  paths: uPlot.Series.PathBuilderFactories,
  onCursor: (index: number | null) => void,
): uPlot.Options {
  const style = getComputedStyle(element);
  const colour = (name: string) => style.getPropertyValue(name).trim();
  const font = `12px ${style.fontFamily}`;
  const axis = (label: string, scale: AxisScale): uPlot.Axis => ({
    label,
    labelFont: font,
    labelSize: 20,
    size: 34,
    labelGap: 2,
    font,
    ...(scale === 'log' ? { incrs: exponentSteps } : {}),
    stroke: colour('--text-dim'),
    grid: { stroke: colour('--line'), width: 1 },
    ticks: { stroke: colour('--line'), width: 1, size: 4 },
    values: (_, splits) => splits.map((split) => formatTick(split, scale)),
  });
  const range = layout.equalAxes ? { range: (self: uPlot) => commonRange(self.data) } : {};
  return {
    width: layout.widthPx,
    height: layout.heightPx,
    padding: [10, 14, 0, 0],
    legend: { show: false },
    cursor: { drag: { x: false, y: false }, points: { size: 8 } },
    scales: {
      x: { time: false, ...(layout.xRange === null ? range : { range: [...layout.xRange] }) },
      y: layout.yRange === null ? { ...range } : { range: [...layout.yRange] },
    },
    axes: [
      { ...axis(layout.xLabel, layout.xScale), ...(counts(plot) ? { incrs: WHOLE_STEPS } : {}) },
      { ...axis(layout.yLabel, layout.yScale), size: 62 },
    ],
    series: [{ label: layout.xLabel }, ...plot.series.map((one) => seriesOptions(one, colour(one.colour), paths))],
    hooks: { setCursor: [(self) => onCursor(self.cursor.idx ?? null)] },
  };
}

function seriesOptions(
  { label, draw, dashed = false }: PlotSeries,
  colour: string,
  paths: uPlot.Series.PathBuilderFactories,
): uPlot.Series {
  if (draw === 'points') {
    return {
      label,
      stroke: colour,
      paths: () => null,
      points: { show: true, size: 6, width: 0, fill: colour },
    };
  }
  const stepped = draw === 'steps' ? paths.stepped?.({ align: 1 }) : undefined;
  return {
    label,
    stroke: colour,
    width: 2,
    points: { show: false },
    ...(dashed ? { dash: [6, 5], width: 1.25 } : {}),
    ...(stepped === undefined ? {} : { paths: stepped }),
  };
}

/** Where x counts something there is no tick between two of its values. */
const WHOLE_STEPS = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 20_000, 50_000, 100_000];

/** Whole powers of ten, unless the axis spans too few of them. */
function exponentSteps(_: uPlot, __: number, low: number, high: number): number[] {
  return high - low > 2 ? [1, 2, 3, 5, 10, 20] : [0.1, 0.2, 0.5];
}

/** A tick's number; on a logarithmic axis the data are exponents of ten. */
function formatTick(split: number | null, scale: AxisScale): string {
  if (split === null) return '';
  if (scale === 'log') return Number.isInteger(split) ? `1e${split}` : formatValue(10 ** split, 3);
  return String(Number(split.toPrecision(4)));
}
