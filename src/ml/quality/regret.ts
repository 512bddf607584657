import { DESCRIPTOR_COUNT } from '../../domain/descriptors.ts';
import type { Hyperparameters } from '../../domain/hyperparameters.ts';
import type { RegretSummary } from '../../domain/regret.ts';
import { percentileInPlace } from '../dsp/percentile.ts';
import { ProxyObjective, TERM_COUNT } from '../objective/proxy.ts';

/** Mean, median, ninth decile and largest of at least one regret, in any order. */
export function summariseRegret(regrets: Float64Array): RegretSummary {
  const values = regrets.slice();
  let sum = 0;
  for (const value of values) sum += value;
  return {
    count: values.length,
    mean: sum / values.length,
    median: percentileInPlace(values, 0.5),
    p90: percentileInPlace(values, 0.9),
    max: percentileInPlace(values, 1),
  };
}

/** The regret of each row's preset: best score − score of the preset, not perturbed (Q). @param inputs rows × 12, row-major. @param best each row's highest score. */
export function regretsOfPresets(
  inputs: Float64Array,
  best: Float64Array,
  presetOf: (row: number) => Hyperparameters,
): Float64Array {
  // One of each for all rows: there may be ten thousand.
  const proxy = new ProxyObjective(new Float64Array(DESCRIPTOR_COUNT));
  const terms = new Float64Array(TERM_COUNT);
  return best.map((score, row) => {
    const preset = presetOf(row);
    proxy.prepare(descriptorRow(inputs, row));
    proxy.evaluatePreset(preset, terms);
    return score - terms[0]!;
  });
}

/** One row of a matrix of descriptors (rows × 12), a view. */
export function descriptorRow(inputs: Float64Array, row: number): Float64Array {
  return inputs.subarray(row * DESCRIPTOR_COUNT, (row + 1) * DESCRIPTOR_COUNT);
}

/** The given rows of a matrix, one after another. @param width numbers in a row. */
export function takeRows(matrix: Float64Array, rows: Uint32Array, width: number): Float64Array {
  const taken = new Float64Array(rows.length * width);
  rows.forEach((row, i) => {
    taken.set(matrix.subarray(row * width, (row + 1) * width), i * width);
  });
  return taken;
}
