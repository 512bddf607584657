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
  const members = new Map<string, number[]>();
  for (const [row, group] of groups.entries()) {
    const list = members.get(group);
    if (list === undefined) members.set(group, [row]);
    else list.push(row);
  }
  if (members.size < 2) throw new RangeError('grouped folds need at least two groups');
  const order = [...members.values()];
  new RandomState(seed).shuffle(order);
  order.sort((a, b) => b.length - a.length);
  const tests: number[][] = Array.from({ length: Math.min(kFolds, members.size) }, () => []);
  for (const group of order) {
    const smallest = tests.reduce((least, fold) => (fold.length < least.length ? fold : least));
    smallest.push(...group);
  }
  const rows = Uint32Array.from(groups.keys());
  return tests.map((test) => {
    const isTest = new Uint8Array(groups.length);
    for (const row of test) isTest[row] = 1;
    return { test: Uint32Array.from(test).sort(), train: rows.filter((row) => isTest[row] === 0) };
  });
}
