/** A smoothed quantity over a grid of two others, row by row from the lower left corner. */
export interface ScoreSurface {
  readonly columns: number;
  readonly rows: number;
  /** The locally weighted mean of the scores. */
  readonly scores: Float64Array;
  /** How much of the evidence lies near: 0 none … 1 as much as anywhere. */
  readonly support: Float64Array;
}

/** Observations in two dimensions. */
export interface ScoredPoints {
  readonly x: ArrayLike<number>;
  readonly y: ArrayLike<number>;
  readonly scores: ArrayLike<number>;
}

/** The ends of both axes. */
export interface SurfaceRange {
  readonly xLow: number;
  readonly xHigh: number;
  readonly yLow: number;
  readonly yHigh: number;
}

/** Cells of the grid along each axis. */
const GRID_CELLS = 32;

/**
 * The mean score around each point of a grid: Nadaraya–Watson with a product of normal kernels of Scott's bandwidth,
 * n^(−1/6) of each axis's deviation, at least one cell wide. What the other parameters did is averaged over.
 *
 * @throws RangeError where there are no points
 */
export function scoreSurface(points: ScoredPoints, range: SurfaceRange): ScoreSurface {
  const [columns, rows] = [GRID_CELLS, GRID_CELLS];
  const count = points.scores.length;
  if (count === 0) throw new RangeError('a surface needs at least one point');
  const xWeights = kernelWeights(points.x, range.xLow, range.xHigh, columns);
  const yWeights = kernelWeights(points.y, range.yLow, range.yHigh, rows);
  const weights = new Float64Array(columns * rows);
  const scores = new Float64Array(columns * rows);
  for (let i = 0; i < count; i += 1) {
    const score = points.scores[i]!;
    for (let row = 0; row < rows; row += 1) {
      const yWeight = yWeights[i * rows + row]!;
      for (let column = 0; column < columns; column += 1) {
        const weight = yWeight * xWeights[i * columns + column]!;
        weights[row * columns + column]! += weight;
        scores[row * columns + column]! += weight * score;
      }
    }
  }
  const most = weights.reduce((largest, weight) => Math.max(largest, weight), 0);
  return {
    columns,
    rows,
    scores: scores.map((sum, cell) => (weights[cell]! > 0 ? sum / weights[cell]! : Number.NaN)),
    support: weights.map((weight) => weight / most),
  };
}

/** The weight of each observation at the middle of each cell, observations × cells. */
function kernelWeights(values: ArrayLike<number>, low: number, high: number, cells: number): Float64Array {
  const count = values.length;
  const cellWidth = (high - low) / cells;
  let mean = 0;
  for (let i = 0; i < count; i += 1) mean += values[i]! / count;
  let variance = 0;
  for (let i = 0; i < count; i += 1) variance += (values[i]! - mean) ** 2 / count;
  const bandwidth = Math.max(Math.sqrt(variance) * count ** (-1 / 6), cellWidth);
  const weights = new Float64Array(count * cells);
  for (let i = 0; i < count; i += 1) {
    for (let cell = 0; cell < cells; cell += 1) {
      const distance = (low + (cell + 0.5) * cellWidth - values[i]!) / bandwidth;
      weights[i * cells + cell] = Math.exp(-0.5 * distance * distance);
    }
  }
  return weights;
}
