import type { Fold } from '../../domain/training.ts';
import { RandomState } from '../random/randomState.ts';

/**
 * Splits rows into folds such that rows of one group (a recording, a source) never straddle: the groups, shuffled by
 * `RandomState(seed)` and then the largest first, each join the fold with the fewest rows.
 *
 * @param groups the group of each row.
 * @param kFolds at least 2; with fewer groups than that there are as many folds as groups.
 * @throws RangeError for fewer than two groups.
 */
export function groupedFolds(groups: readonly string[], kFolds: number, seed: number): readonly Fold[] {
  const rows = groups.length;
  const numbers = new Map<string, number>();
  const sizes: number[] = [];
  const groupOf = new Uint32Array(rows);
  for (let row = 0; row < rows; row++) {
    const group = groups[row]!;
    const known = numbers.get(group);
    const number = known ?? sizes.push(0) - 1;
    if (known === undefined) numbers.set(group, number);
    sizes[number]! += 1;
    groupOf[row] = number;
  }
  if (sizes.length < 2) throw new RangeError('grouped folds need at least two groups');
  const order = [...sizes.keys()];
  new RandomState(seed).shuffle(order);
  order.sort((a, b) => sizes[b]! - sizes[a]!);
  const testSizes: number[] = Array.from({ length: Math.min(kFolds, sizes.length) }, () => 0);
  const foldOf = new Uint32Array(sizes.length);
  for (const group of order) {
    const smallest = testSizes.indexOf(Math.min(...testSizes));
    testSizes[smallest]! += sizes[group]!;
    foldOf[group] = smallest;
  }
  return testSizes.map((testSize, fold) => {
    const [test, train] = [new Uint32Array(testSize), new Uint32Array(rows - testSize)];
    let tested = 0;
    for (let row = 0; row < rows; row++) {
      if (foldOf[groupOf[row]!] === fold) test[tested++] = row;
      else train[row - tested] = row;
    }
    return { test, train };
  });
}
