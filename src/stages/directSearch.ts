import { DESCRIPTOR_COUNT, descriptorsToVector, type Descriptors } from '../domain/descriptors.ts';
import { TARGET_COUNT } from '../domain/hyperparameters.ts';
import type { StoredOptimum } from '../workers/contracts/store.ts';
import { Batcher } from './batcher.ts';
import { forEachLimited } from './forEachLimited.ts';
import type { JobControl } from './jobBoard.ts';
import type { Tools } from './tools.ts';

type Dependencies = Pick<Tools, 'store' | 'pool'>;

/** A file whose best preset is wanted. */
export interface SearchedFile {
  readonly audioId: string;
  readonly descriptors: Descriptors;
}

/** Rows that one call of a worker searches, so that progress is told a few times a second. */
const ROWS_PER_CALL = 32;

/**
 * The best preset that each file's descriptors can reach, by direct search of the proxy objective (Q): searched once, kept
 * with the file. What was found before `signal` aborts is kept; the rejection then is an AbortError.
 */
export async function ensureOptima(
  { store, pool }: Dependencies,
  files: readonly SearchedFile[],
  { signal, onProgress }: JobControl,
): Promise<ReadonlyMap<string, StoredOptimum>> {
  const known = new Map((await store.listOptima()).map((optimum) => [optimum.audioId, optimum]));
  const missing = files.filter(({ audioId }) => !known.has(audioId));
  if (missing.length === 0) return known;
  let done = 0;
  onProgress({ done, total: missing.length });
  const calls = Array.from({ length: Math.ceil(missing.length / ROWS_PER_CALL) }, (_, call) =>
    missing.slice(call * ROWS_PER_CALL, (call + 1) * ROWS_PER_CALL),
  );
  const batcher = new Batcher<StoredOptimum>(async (found) => {
    await store.saveOptima(found);
    for (const optimum of found) known.set(optimum.audioId, optimum);
    done += found.length;
    onProgress({ done, total: missing.length });
  });
  try {
    await forEachLimited(calls, pool.size, signal, async (part) => {
      const inputs = inputsOf(part);
      const { targets, scores } = await pool.run(async (worker) => worker.searchDirectly(inputs), { signal });
      for (const [row, { audioId }] of part.entries()) {
        const own = [...targets.subarray(row * TARGET_COUNT, (row + 1) * TARGET_COUNT)];
        batcher.add({ audioId, score: scores[row] ?? Number.NaN, targets: own });
      }
    });
  } finally {
    await batcher.settled();
  }
  signal.throwIfAborted();
  return known;
}

/** The descriptors of files, rows × 12, row-major. */
export function inputsOf(files: readonly SearchedFile[]): Float64Array {
  const inputs = new Float64Array(files.length * DESCRIPTOR_COUNT);
  for (const [row, { descriptors }] of files.entries()) {
    inputs.set(descriptorsToVector(descriptors), row * DESCRIPTOR_COUNT);
  }
  return inputs;
}
