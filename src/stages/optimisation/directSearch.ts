import { DESCRIPTOR_COUNT, writeDescriptors, type Descriptors } from '../../domain/descriptors.ts';
import { TARGET_COUNT, targetRow } from '../../domain/hyperparameters.ts';
import { isPlayable, PLUGIN_PENALTY_LIMITS } from '../../domain/playable.ts';
import { portions } from '../../domain/portions.ts';
import { deriveHyperparameters } from '../../ml/objective/decode.ts';
import type { StoredOptimum } from '../../workers/contracts/store.ts';
import type { FoundOptima } from '../../workers/contracts/learning.ts';
import { Batcher } from '../jobs/batcher.ts';
import { forEachLimited } from '../jobs/forEachLimited.ts';
import type { JobControl } from '../jobs/jobBoard.ts';
import type { Tools } from '../tools.ts';

type Dependencies = Pick<Tools, 'store' | 'pool'>;

/** A file whose best preset is wanted. */
export interface SearchedFile {
  readonly audioId: string;
  readonly descriptors: Descriptors;
}

/** Rows that one call of a worker searches, so that progress is told a few times a second. */
const ROWS_PER_CALL = 32;

/**
 * The best preset of each file that the plugin can play [B4], by direct search of the proxy objective (Q): searched once,
 * kept with the file, a row each in their order. Earlier versions kept the best of all, which is searched again where the
 * plugin cannot play it. What was found before `signal` aborts is kept; the rejection then is an AbortError.
 */
export async function ensureOptima(
  { store, pool }: Dependencies,
  files: readonly SearchedFile[],
  { signal, onProgress }: JobControl,
): Promise<FoundOptima> {
  const known = await store.listOptima();
  const knownRows = new Map(known.audioIds.map((audioId, row) => [audioId, row]));
  const targets = new Float64Array(files.length * TARGET_COUNT);
  const scores = new Float64Array(files.length);
  const missing: number[] = [];
  for (const [row, { audioId }] of files.entries()) {
    const from = knownRows.get(audioId);
    if (from === undefined || !isPlayable(deriveHyperparameters(targetRow(known.targets, from)))) missing.push(row);
    else {
      targets.set(targetRow(known.targets, from), row * TARGET_COUNT);
      scores[row] = known.scores[from] ?? Number.NaN;
    }
  }
  if (missing.length > 0) onProgress({ done: 0, total: missing.length });
  let done = 0;
  const batcher = new Batcher<StoredOptimum>(async (found) => {
    await store.saveOptima(found);
    done += found.length;
    onProgress({ done, total: missing.length });
  }, missing.length);
  try {
    await forEachLimited(portions(missing, ROWS_PER_CALL), pool.size, signal, async (rows) => {
      const part = rows.flatMap((row) => files[row] ?? []);
      const inputs = inputsOf(part);
      const found = await pool.run(async (worker) => worker.searchDirectly(inputs, PLUGIN_PENALTY_LIMITS), { signal });
      for (const [i, { audioId }] of part.entries()) {
        const row = rows[i] ?? 0;
        const own = targetRow(found.targets, i);
        const score = found.scores[i] ?? Number.NaN;
        targets.set(own, row * TARGET_COUNT);
        scores[row] = score;
        batcher.add({ audioId, score, targets: [...own] });
      }
    });
  } finally {
    await batcher.settled();
  }
  signal.throwIfAborted();
  return { targets, scores };
}

/** The descriptors of files, rows × 12, row-major. */
export function inputsOf(files: readonly SearchedFile[]): Float64Array {
  const inputs = new Float64Array(files.length * DESCRIPTOR_COUNT);
  for (const [row, { descriptors }] of files.entries()) writeDescriptors(descriptors, inputs, row);
  return inputs;
}
