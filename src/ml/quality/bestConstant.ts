import { DESCRIPTOR_COUNT } from '../../domain/descriptors.ts';
import { TARGET_COUNT, TARGETS, type Hyperparameters } from '../../domain/hyperparameters.ts';
import { clamp } from '../objective/clamp.ts';
import { deriveHyperparameters } from '../objective/decode.ts';
import { globalBest } from '../objective/globalSearch.ts';
import { ProxyObjective, TERM_COUNT } from '../objective/proxy.ts';
import { descriptorRow } from './regret.ts';

/** The one preset that is best on average for a set of files: what any model must beat (Q). */
export interface BestConstant {
  /** Five values in the order of `TARGETS`. */
  readonly targets: Float64Array;
  readonly hyperparameters: Hyperparameters;
}

/** What a preset comes to where it is played; the plugin limits its penalties [P9]. */
export type PresetLimit = (hyperparameters: Hyperparameters) => Hyperparameters;

const BASE_STEPS = 16;
const SKEW_STEPS = 6;
const FIRST_STEP = 0.125;
const LAST_STEP = 1e-5;

/**
 * The preset within the search ranges with the highest mean score over the rows. A search by coordinates and diagonals
 * with ever smaller steps (compass search) starts from the mean of the rows' own optima, with the two penalties from the
 * best point of a grid. Deterministic.
 *
 * @param inputs rows × 12 descriptors, row-major; at least one row.
 * @param optima rows × 5: each row's own optimum, where it is known already.
 */
export function bestConstant(
  inputs: Float64Array,
  limit: PresetLimit = (preset) => preset,
  optima: Float64Array = optimaOf(inputs),
): BestConstant {
  const rows = inputs.length / DESCRIPTOR_COUNT;
  const proxies = Array.from({ length: rows }, (_, row) => new ProxyObjective(descriptorRow(inputs, row)));
  const terms = new Float64Array(TERM_COUNT);
  const meanScore = (targets: Float64Array): number => {
    const p = limit(deriveHyperparameters(targets));
    let sum = 0;
    for (const proxy of proxies) {
      proxy.evaluatePreset(p, terms);
      sum += terms[0]!;
    }
    return sum / rows;
  };

  const start = new Float64Array(TARGET_COUNT);
  for (let row = 0; row < rows; row++) {
    for (let k = 0; k < TARGET_COUNT; k++) start[k]! += optima[row * TARGET_COUNT + k]! / rows;
  }
  let best: Float64Array = start;
  let bestMean = meanScore(start);
  const visit = (candidate: Float64Array): boolean => {
    const mean = meanScore(candidate);
    if (mean <= bestMean) return false;
    best = candidate;
    bestMean = mean;
    return true;
  };
  for (let i = 0; i <= BASE_STEPS; i++) {
    for (let j = 0; j <= SKEW_STEPS; j++) {
      const candidate = start.slice();
      candidate[2] = TARGETS[2].low + (i / BASE_STEPS) * (TARGETS[2].high - TARGETS[2].low);
      candidate[3] = TARGETS[3].low + (j / SKEW_STEPS) * (TARGETS[3].high - TARGETS[3].low);
      visit(candidate);
    }
  }
  for (let step = FIRST_STEP; step > LAST_STEP;) {
    const improved = DIRECTIONS.some((direction) => visit(moved(best, direction, step)));
    if (!improved) step /= 2;
  }
  return { targets: best, hyperparameters: deriveHyperparameters(best) };
}

function optimaOf(inputs: Float64Array): Float64Array {
  const optima = new Float64Array((inputs.length / DESCRIPTOR_COUNT) * TARGET_COUNT);
  for (let row = 0; row < optima.length / TARGET_COUNT; row++) {
    optima.set(globalBest(descriptorRow(inputs, row)).targets, row * TARGET_COUNT);
  }
  return optima;
}

/** Both ways along each of the five values, and the diagonals of base and skew, which shape the penalties together. */
const DIRECTIONS: readonly (readonly number[])[] = [
  ...Array.from({ length: TARGET_COUNT }, (_, k) =>
    [1, -1].map((sign) => Array.from({ length: TARGET_COUNT }, (__, i) => (i === k ? sign : 0))),
  ).flat(),
  [0, 0, 1, 1, 0],
  [0, 0, -1, -1, 0],
  [0, 0, 1, -1, 0],
  [0, 0, -1, 1, 0],
];

function moved(from: Float64Array, direction: readonly number[], step: number): Float64Array {
  return from.map((value, k) => {
    const { low, high } = TARGETS[k]!;
    return clamp(value + direction[k]! * step * (high - low), low, high);
  });
}
