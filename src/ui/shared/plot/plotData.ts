/** One line or cloud of points over the x values that all series of a plot share. */
export interface PlotSeries {
  readonly label: string;
  /** As many as there are x values; null and NaN leave a gap. */
  readonly values: ArrayLike<number | null>;
  readonly draw: 'line' | 'steps' | 'points';
  /** The custom property that holds the colour, such as `--pastel-1`. */
  readonly colour: string;
  readonly dashed?: boolean;
}

type Range = readonly [low: number, high: number];

export interface PlotData {
  readonly xLabel: string;
  readonly yLabel: string;
  /** Whether both axes are; what they show is greater than 0 then. */
  readonly logarithmic?: boolean;
  /** The ends of an axis, where they do not follow the data. */
  readonly xRange?: Range;
  readonly yRange?: Range;
  /** Ascending. */
  readonly x: ArrayLike<number>;
  readonly series: readonly PlotSeries[];
}

/** Points as a plot wants them: ordered by x. */
export function orderedByX(
  xs: readonly number[],
  ys: readonly number[],
): { readonly x: readonly number[]; readonly y: readonly number[] } {
  // By the sign alone: ten thousand fractions would be as many objects.
  const order = xs.map((_, i) => i).sort((a, b) => Math.sign((xs[a] ?? 0) - (xs[b] ?? 0)));
  return { x: order.map((i) => xs[i] ?? Number.NaN), y: order.map((i) => ys[i] ?? Number.NaN) };
}

/** The first place in ascending values from which on they are at least as great; their number where none is. */
export function placeFrom(values: ArrayLike<number>, least: number): number {
  let low = 0;
  let high = values.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((values[middle] ?? Infinity) < least) low = middle + 1;
    else high = middle;
  }
  return low;
}

const FLAT = 1e-9;

/** The smallest and largest of all values, a little widened, for axes that must agree. */
export function commonRange(columns: readonly ArrayLike<number | null>[]): Range {
  let low = Infinity;
  let high = -Infinity;
  for (const column of columns) {
    // By their places: a series may have a million values.
    for (let i = 0; i < column.length; i += 1) {
      const value = column[i] ?? null;
      if (value === null) continue;
      if (value < low) low = value;
      if (value > high) high = value;
    }
  }
  if (low > high) return [0, 1];
  // Values that differ by rounding alone leave no room for ticks between them.
  const isFlat = high - low <= FLAT * Math.max(Math.abs(low), Math.abs(high));
  const margin = isFlat ? 0.5 : (high - low) * 0.05;
  return [low - margin, high + margin];
}
