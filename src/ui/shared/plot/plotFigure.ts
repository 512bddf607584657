import { axesMarks, roundTicks, toX, toY, type Area, type Axis } from '../figure/axes.ts';
import type { Figure } from '../figure/figureFrame.ts';
import type { Mark, Point } from '../figure/scene.ts';
import { formatPowerOfTen, formatValue } from '../text/format.ts';
import { commonRange, placeFrom, type PlotData, type PlotSeries } from './plotData.ts';

const SWATCH_PX = 14;
/** Of more values a plot shows what differs by a pixel. */
const ALL_SHOWN = 2000;

/** A plot as a figure; its parts are its x values, as text. @param heading stands above it with a legend, in files. */
export function plotFigure(data: PlotData, widthPx: number, heightPx: number, heading: string | null): Figure {
  const top = heading === null ? 10 : 44;
  const area: Area = { left: 66, top, widthPx: widthPx - 84, heightPx: heightPx - top - 44 };
  const { logarithmic = false } = data;
  const scaled = (value: number) => (logarithmic ? Math.log10(value) : value);
  const xs = logarithmic ? Array.from(data.x, scaled) : data.x;
  const series = data.series.map((one) => ({
    ...one,
    values: logarithmic ? Array.from(one.values, (value) => (value === null ? null : scaled(value))) : one.values,
  }));
  const axis = (label: string, [low, high]: readonly [number, number]): Axis =>
    logarithmic ? { label, low, high, wholeTicks: high - low > 2, format: formatExponent } : { label, low, high };
  const isCounted = !logarithmic && areWhole(xs);
  const x = { ...axis(data.xLabel, data.xRange ?? ends(xs)), ...(isCounted ? { wholeTicks: true } : {}) };
  const y = axis(data.yLabel, data.yRange ?? commonRange(series.map(({ values }) => values)));
  const place = (at: number, value: number): Point => ({ x: toX(area, x, at), y: toY(area, y, value) });
  const title: Mark = { kind: 'text', x: 14, y: 20, text: heading ?? '', fill: '--text', sizePx: 14, bold: true };
  const marks = [
    ...(heading === null ? [] : [title, ...legend(data.series, widthPx)]),
    ...axesMarks(area, x, y),
    ...series.flatMap((one) => seriesMarks(one, xs, place, { widthPx, heightPx })),
  ];
  return {
    scene: { widthPx, heightPx, marks },
    locate: (px) => {
      const value = x.low + ((px - area.left) / area.widthPx) * (x.high - x.low);
      const after = Math.min(placeFrom(xs, value), xs.length - 1);
      const [before = Number.NaN, own = Number.NaN] = [xs[after - 1], xs[after]];
      return data.x[value - before < own - value ? after - 1 : after]?.toString() ?? null;
    },
    highlight: (key) => {
      const index = placeFrom(data.x, Number(key));
      const at = xs[index];
      if (at === undefined || data.x[index] !== Number(key)) return [];
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

function areWhole(values: ArrayLike<number>): boolean {
  for (let i = 0; i < values.length; i += 1) if (!Number.isInteger(values[i])) return false;
  return true;
}

/** @param values ascending */
function ends(values: ArrayLike<number>): readonly [number, number] {
  const [low = Infinity, high = -Infinity] = [values[0], values[values.length - 1]];
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

/**
 * The places of the values that a line needs: all of them, or of very many the first, the least, the greatest and the last in each
 * column of pixels, and where a gap begins.
 */
export function shownPlaces(values: ArrayLike<number | null>, columnOf: (place: number) => number): Iterable<number> {
  if (values.length <= ALL_SHOWN) return Array.from(values, (_, place) => place);
  const shown: number[] = [];
  let column = Number.NaN;
  let [first, least, greatest, last] = [-1, -1, -1, -1];
  const closeColumn = () => {
    if (first >= 0) shown.push(...new Set([first, Math.min(least, greatest), Math.max(least, greatest), last]));
    first = -1;
  };
  for (let place = 0; place < values.length; place += 1) {
    const value = values[place] ?? null;
    if (value === null || !Number.isFinite(value)) {
      if (first >= 0) {
        closeColumn();
        shown.push(place);
      }
      continue;
    }
    const own = columnOf(place);
    if (first < 0 || own !== column) {
      closeColumn();
      column = own;
      first = place;
      least = place;
      greatest = place;
    } else if (value < (values[least] ?? value)) least = place;
    else if (value > (values[greatest] ?? value)) greatest = place;
    last = place;
  }
  closeColumn();
  return shown;
}

/** Of more values the neighbouring pixels count as one place. */
const CROWDED = 20_000;

/** The points that are seen: all of them, or of very many one on each pixel. */
function shownPoints(x: ArrayLike<number>, values: PlotSeries['values'], place: Place, size: Size): readonly Point[] {
  const isCrowded = values.length > ALL_SHOWN;
  const stepPx = values.length > CROWDED ? 2 : 1;
  const columns = Math.ceil(size.widthPx / stepPx) + 1;
  const rows = Math.ceil(size.heightPx / stepPx) + 1;
  const taken = new Uint8Array(isCrowded ? columns * rows : 0);
  const points: Point[] = [];
  for (let i = 0; i < values.length; i += 1) {
    const value = values[i] ?? null;
    if (value === null || !Number.isFinite(value)) continue;
    const point = place(x[i] ?? Number.NaN, value);
    if (isCrowded) {
      const pixel = Math.round(point.y / stepPx) * columns + Math.round(point.x / stepPx);
      // What lies outside of the picture is nowhere in it.
      if (taken[pixel] !== 0) continue;
      taken[pixel] = 1;
    }
    points.push(point);
  }
  return points;
}

type Place = (x: number, y: number) => Point;
type Size = Pick<Figure['scene'], 'widthPx' | 'heightPx'>;

function seriesMarks(
  { values, draw, colour, dashed = false }: PlotSeries,
  x: ArrayLike<number>,
  place: Place,
  size: Size,
): readonly Mark[] {
  if (draw === 'points') {
    return [{ kind: 'dots', dots: shownPoints(x, values, place, size), radiusPx: 3, fill: colour }];
  }
  const stretches: Point[][] = [[]];
  for (const i of shownPlaces(values, (at) => Math.round(place(x[at] ?? Number.NaN, 0).x))) {
    const at = x[i];
    const value = values[i] ?? null;
    const stretch = stretches.at(-1);
    if (at === undefined || stretch === undefined) continue;
    if (value === null || !Number.isFinite(value)) {
      if (stretch.length > 0) stretches.push([]);
      continue;
    }
    const point = place(at, value);
    const before = stretch.at(-1);
    if (draw === 'steps' && before !== undefined) stretch.push({ x: point.x, y: before.y });
    stretch.push(point);
  }
  const dash = dashed ? { dash: [6, 5], widthPx: 1.25 } : { widthPx: 2 };
  return [{ kind: 'lines', lines: stretches, stroke: colour, ...dash }];
}
