import { untilResumed } from './pauseGate.ts';

/**
 * Runs `work` on every item, at most `limit` at once; takes no new one while its job is paused, once it was stopped or once
 * one has failed. Rejects with the first failure, when nothing runs any more.
 */
export async function forEachLimited<T>(
  items: readonly T[],
  limit: number,
  signal: AbortSignal,
  work: (item: T) => Promise<void>,
): Promise<void> {
  const queue = items.values();
  const failures: unknown[] = [];
  const lane = async () => {
    for (const item of queue) {
      await untilResumed(signal);
      if (signal.aborted || failures.length > 0) return;
      await work(item).catch((error: unknown) => failures.push(error));
    }
  };
  await Promise.all(Array.from({ length: Math.min(limit, items.length) }, lane));
  if (failures.length > 0) throw failures[0];
}
