/** One line or cloud of points over the x values that all series of a plot share. */
export interface PlotSeries {
  readonly label: string;
  /** As many as there are x values; null leaves a gap. */
  readonly values: readonly (number | null)[];
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
  readonly x: readonly number[];
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

const FLAT = 1e-9;

/** The smallest and largest of all values, a little widened, for axes that must agree. */
export function commonRange(columns: readonly (readonly (number | null)[])[]): Range {
  let low = Infinity;
  let high = -Infinity;
  for (const column of columns) {
    for (const value of column) {
      if (value === null) continue;
      low = Math.min(low, value);
      high = Math.max(high, value);
    }
  }
  if (low > high) return [0, 1];
  // Values that differ by rounding alone leave no room for ticks between them.
  const isFlat = high - low <= FLAT * Math.max(Math.abs(low), Math.abs(high));
  const margin = isFlat ? 0.5 : (high - low) * 0.05;
  return [low - margin, high + margin];
}
