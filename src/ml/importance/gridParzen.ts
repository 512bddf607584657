import { normalCdf } from '../optimisation/normalCdf.ts';

/** So narrow a kernel that 90 % of it lie in its own cell of the grid. */
const SIGMA_MIN = 0.5 / 1.64;
const PRIOR_WEIGHT = 1;

/**
 * The density of counts on a grid of integers as a mixture of normal kernels, each truncated to the grid and integrated
 * over its cells, with Scott's bandwidth and one flat kernel of weight 1 as the prior. All counts zero gives the prior.
 *
 * @param counts how often each cell 0 … n − 1 was hit
 * @returns n values that sum to 1
 * @see Watanabe et al. 2023, arXiv 2304.10255, appendix; Scott 1992
 */
export function gridParzenDensity(counts: ArrayLike<number>): Float64Array {
  const cells = counts.length;
  const density = new Float64Array(cells);
  const hit: number[] = [];
  let total = 0;
  for (let cell = 0; cell < cells; cell += 1) {
    if (counts[cell]! > 0) hit.push(cell);
    total += counts[cell]!;
  }
  const high = cells - 1;
  const whole = total + PRIOR_WEIGHT;
  const sigma = hit.length === 0 ? SIGMA_MIN : bandwidth(hit, counts, total);
  for (const cell of hit) addKernel(density, cell, sigma, counts[cell]! / whole);
  addKernel(density, high / 2, high + 1, PRIOR_WEIGHT / whole);
  return density;
}

/** Scott's rule on the weighted cells: 1.059 · min(iqr / 1.34, σ) · n^(−1/5), in cells. */
function bandwidth(hit: readonly number[], counts: ArrayLike<number>, total: number): number {
  const mean = hit.reduce((sum, cell) => sum + cell * counts[cell]!, 0) / total;
  const squares = hit.reduce((sum, cell) => sum + (cell - mean) ** 2 * counts[cell]!, 0);
  const deviation = Math.sqrt(squares / Math.max(1, total - 1));
  const quarter = Math.floor(total / 4);
  const threeQuarters = Math.floor((total * 3) / 4);
  let cumulated = 0;
  let lower: number | null = null;
  let upper: number | null = null;
  for (const cell of hit) {
    cumulated += counts[cell]!;
    if (lower === null && cumulated >= quarter) lower = cell;
    if (upper === null && cumulated > threeQuarters) upper = cell;
  }
  const range = (upper ?? hit.at(-1)!) - lower!;
  return Math.max(1.059 * Math.min(range / 1.34, deviation) * total ** -0.2, SIGMA_MIN);
}

function addKernel(density: Float64Array, centre: number, sigma: number, weight: number): void {
  const cells = density.length;
  const inside = normalCdf((cells - 0.5 - centre) / sigma) - normalCdf((-0.5 - centre) / sigma);
  let below = normalCdf((-0.5 - centre) / sigma);
  for (let cell = 0; cell < cells; cell += 1) {
    const above = normalCdf((cell + 0.5 - centre) / sigma);
    density[cell]! += (weight * (above - below)) / inside;
    below = above;
  }
}
