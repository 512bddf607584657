import type { Fold } from '../../domain/training.ts';
import { RandomState } from '../random/randomState.ts';

/**
 * Splits 0 … rows − 1 into `kFolds` folds (M3): consecutive slices of the order that `RandomState(seed)` shuffles, the
 * first rows mod kFolds one longer.
 *
 * @param kFolds 2 … rows.
 */
export function makeFolds(rows: number, kFolds: number, seed: number): readonly Fold[] {
  const order = Uint32Array.from({ length: rows }, (_, i) => i);
  new RandomState(seed).shuffle(order);
  const folds: Fold[] = [];
  let start = 0;
  for (let fold = 0; fold < kFolds; fold++) {
    const end = start + Math.floor(rows / kFolds) + (fold < rows % kFolds ? 1 : 0);
    const test = order.slice(start, end).sort();
    const train = new Uint32Array(rows - test.length);
    train.set(order.subarray(0, start));
    train.set(order.subarray(end), start);
    train.sort();
    folds.push({ test, train });
    start = end;
  }
  return folds;
}
