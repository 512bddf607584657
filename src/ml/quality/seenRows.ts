import { TARGET_COUNT, targetRow } from '../../domain/hyperparameters.ts';

/**
 * Which training row of a model each of today's rows is, told by the targets that it was trained on; −1 for one that it has
 * not seen. Null where that cannot be told: rows of both sides are left over.
 *
 * @param trained training rows × 5 targets.
 * @param known what may have been the targets of today's rows, rows × 5 each, NaN where there are none; in the same order.
 */
export function seenRows(trained: Float64Array, known: readonly Float64Array[]): Int32Array | null {
  const trainedCount = trained.length / TARGET_COUNT;
  const byTargets = new Map<string, number[]>();
  for (let row = 0; row < trainedCount; row++) {
    const key = targetRow(trained, row).join();
    byTargets.set(key, [...(byTargets.get(key) ?? []), row]);
  }
  const count = (known[0]?.length ?? 0) / TARGET_COUNT;
  const found = Int32Array.from({ length: count }, (_, row) => {
    for (const targets of known) {
      const own = byTargets.get(targetRow(targets, row).join())?.shift();
      if (own !== undefined) return own;
    }
    return -1;
  });
  const seenCount = found.filter((row) => row >= 0).length;
  return seenCount === trainedCount || seenCount === count ? found : null;
}
