import { TARGET_COUNT } from '../../domain/hyperparameters.ts';
import type { OutOfFold, ScoreMetrics } from '../../domain/model.ts';
import { determination } from '../model/crossValidation.ts';

/** How held-out answers compare with the optima of their rows. */
export function scoreMetrics({ actual, predicted }: OutOfFold, kFolds: number): ScoreMetrics {
  let squares = 0;
  for (const [cell, value] of actual.entries()) squares += (value - predicted[cell]!) ** 2;
  return {
    rows: actual.length / TARGET_COUNT,
    kFolds,
    cvMse: squares / actual.length,
    targetR2: Array.from({ length: TARGET_COUNT }, (_, target) => determination(actual, predicted, target)),
  };
}
