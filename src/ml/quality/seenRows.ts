import { TARGET_COUNT } from '../../domain/hyperparameters.ts';

/** Of a row that a model has not learned from. */
export const UNSEEN = -1;

/**
 * Which training row of a model each of today's rows is, told by the targets that it was trained on; `UNSEEN` for one
 * that it has not. Null where that cannot be told: rows of both sides are left over.
 *
 * @param trained training rows × 5 targets.
 * @param known what may have been the targets of today's rows, rows × 5 each, NaN where there are none; in the same order.
 */
export function seenRows(trained: Float64Array, known: readonly Float64Array[]): Int32Array | null {
  const trainedCount = trained.length / TARGET_COUNT;
  // By their sum, which few share: there may be a hundred thousand.
  const left = new Map<number, number[]>();
  for (let row = 0; row < trainedCount; row++) {
    const sum = sumOf(trained, row);
    const rows = left.get(sum);
    if (rows === undefined) left.set(sum, [row]);
    else rows.push(row);
  }
  const take = (targets: Float64Array, of: number): number => {
    const rows = left.get(sumOf(targets, of)) ?? [];
    const at = rows.findIndex((row) => areEqual(trained, row, targets, of));
    return at < 0 ? UNSEEN : (rows.splice(at, 1)[0] ?? UNSEEN);
  };
  const count = (known[0]?.length ?? 0) / TARGET_COUNT;
  const found = new Int32Array(count).fill(UNSEEN);
  for (const targets of known) {
    for (let row = 0; row < count; row++) if (found[row] === UNSEEN) found[row] = take(targets, row);
  }
  const seenCount = found.filter((row) => row !== UNSEEN).length;
  return seenCount === trainedCount || seenCount === count ? found : null;
}

/** Without a view of the row, which takes longer to make than five numbers to add. */
function sumOf(values: Float64Array, row: number): number {
  let sum = 0;
  for (let at = row * TARGET_COUNT; at < (row + 1) * TARGET_COUNT; at++) sum += values[at]!;
  return sum;
}

function areEqual(a: Float64Array, rowOfA: number, b: Float64Array, rowOfB: number): boolean {
  for (let i = 0; i < TARGET_COUNT; i++) {
    if (a[rowOfA * TARGET_COUNT + i]! !== b[rowOfB * TARGET_COUNT + i]!) return false;
  }
  return true;
}
