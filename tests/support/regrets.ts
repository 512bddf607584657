import { DESCRIPTOR_COUNT } from '../../src/domain/descriptors.ts';
import type { Hyperparameters } from '../../src/domain/hyperparameters.ts';
import { globalBest } from '../../src/ml/objective/globalSearch.ts';
import { descriptorRow, regretsOfPresets } from '../../src/ml/quality/regret.ts';

/** Anything that answers twelve descriptors (in the order of `DESCRIPTORS`) with a preset. */
type Predictor = (descriptors: Float64Array) => Hyperparameters;

/** The best score that each row's descriptors can reach, by direct search (Q). @param inputs rows × 12, row-major. */
export function bestScores(inputs: Float64Array): Float64Array {
  return Float64Array.from({ length: inputs.length / DESCRIPTOR_COUNT }, (_, row) => {
    return globalBest(descriptorRow(inputs, row)).score;
  });
}

/** The regret of a predictor's answer to each row (Q). */
export function regretsOf(predictor: Predictor, inputs: Float64Array, best: Float64Array): Float64Array {
  return regretsOfPresets(inputs, best, (row) => predictor(descriptorRow(inputs, row)));
}
