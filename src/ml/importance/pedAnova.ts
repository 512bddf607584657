import { gridParzenDensity } from './gridParzen.ts';

/** One parameter of a search: what was drawn, trial by trial, and the range that it was drawn from. */
export interface DrawnParameter {
  readonly values: ArrayLike<number>;
  readonly low: number;
  readonly high: number;
}

/** The share of best trials that a parameter's importance is about. */
const TOP_SHARE = 0.1;
const GRID_CELLS = 50;
const FLOOR = 1e-12;

/**
 * How much each parameter had to do with reaching the best tenth of the trials: PED-ANOVA. The density of a parameter's
 * values among the best trials is compared with that among all of them by the Pearson divergence.
 *
 * @param parameters each with as many values as there are scores
 * @param scores higher is better; finite
 * @returns shares that sum to 1, in the order of the parameters; equal shares where nothing tells them apart
 * @see Watanabe, Bansal, Hutter: PED-ANOVA, IJCAI 2023, arXiv 2304.10255
 */
export function pedAnovaImportances(
  parameters: readonly DrawnParameter[],
  scores: ArrayLike<number>,
): readonly number[] {
  const cutoff = topCutoff(scores);
  const divergences = parameters.map((parameter) => pearsonDivergence(parameter, scores, cutoff));
  const sum = divergences.reduce((total, one) => total + one, 0);
  return divergences.map((one) => (sum > 0 ? one / sum : 1 / parameters.length));
}

/** The least score among the best tenth; those that tie with it are among them too. */
function topCutoff(scores: ArrayLike<number>): number {
  const sorted = new Float64Array(scores).sort();
  return sorted[sorted.length - Math.ceil(TOP_SHARE * sorted.length)] ?? Infinity;
}

function pearsonDivergence({ values, low, high }: DrawnParameter, scores: ArrayLike<number>, cutoff: number): number {
  const all = new Float64Array(GRID_CELLS);
  const top = new Float64Array(GRID_CELLS);
  const cellWidth = (high - low) / (GRID_CELLS - 1);
  for (let trial = 0; trial < values.length; trial += 1) {
    const cell = Math.ceil((values[trial]! - low) / cellWidth - 0.5);
    const inside = Math.min(Math.max(cell, 0), GRID_CELLS - 1);
    all[inside]! += 1;
    if (scores[trial]! >= cutoff) top[inside]! += 1;
  }
  const densityOfAll = gridParzenDensity(all);
  const densityOfTop = gridParzenDensity(top);
  let divergence = 0;
  for (let cell = 0; cell < GRID_CELLS; cell += 1) {
    const base = densityOfAll[cell]! + FLOOR;
    divergence += base * ((densityOfTop[cell]! + FLOOR) / base - 1) ** 2;
  }
  return divergence;
}
