import type { Fold } from '../../domain/training.ts';
import { DESCRIPTOR_COUNT } from '../../domain/descriptors.ts';
import { TARGET_COUNT, type Hyperparameters } from '../../domain/hyperparameters.ts';
import { playable } from '../../domain/playable.ts';
import { bestConstant } from '../quality/bestConstant.ts';
import { takeRows } from '../quality/regret.ts';

/**
 * For each window the one preset that is best in the plugin for the windows of the other folds.
 *
 * @param scored windows × 12 descriptors of the trainer, row-major.
 * @param optima windows × 5: the best preset of each.
 */
export function heldOutConstants(
  scored: Float64Array,
  optima: Float64Array,
  folds: readonly Fold[],
): readonly Hyperparameters[] {
  const constants: Hyperparameters[] = [];
  for (const { train, test } of folds) {
    const own = takeRows(optima, train, TARGET_COUNT);
    const { hyperparameters } = bestConstant(takeRows(scored, train, DESCRIPTOR_COUNT), playable, own);
    for (const row of test) constants[row] = hyperparameters;
  }
  return constants;
}
