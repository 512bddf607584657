import type { DescribedFile } from '../../domain/audioFile.ts';
import { DESCRIPTOR_COUNT, writeDescriptors } from '../../domain/descriptors.ts';
import { TARGET_COUNT, targetRow } from '../../domain/hyperparameters.ts';
import { isPlayable, PLUGIN_PENALTY_LIMITS } from '../../domain/playable.ts';
import { portions } from '../../domain/portions.ts';
import { deriveHyperparameters } from '../../ml/objective/decode.ts';
import type { StoredOptimum } from '../../workers/contracts/store.ts';
import type { FoundOptima } from '../../workers/contracts/learning.ts';
import { Batcher, COLLECT_LONGER_MS } from '../jobs/batcher.ts';
import { FittingPortions } from '../jobs/fittingPortions.ts';
import { forEachLimited } from '../jobs/forEachLimited.ts';
import type { JobControl } from '../jobs/jobBoard.ts';
import { PageTurns } from '../jobs/pageTurns.ts';
import { untilResumed } from '../jobs/pauseGate.ts';
import type { Tools } from '../tools.ts';

type Dependencies = Pick<Tools, 'store' | 'pool'>;

/** A file whose best preset is wanted. */
type SearchedFile = Pick<DescribedFile, 'audioId' | 'descriptors'>;

/** Rows that one call of a worker searches, so that progress is told a few times a second. */
const ROWS_PER_CALL = 32;
/** Rows that are looked up before the page may go on. */
const ROWS_A_TURN = 500;

/** Does something with what was found for some rows of the files, of those all that are known. */
type Use = (rows: readonly number[], found: FoundOptima) => Promise<void>;

/**
 * The best preset of each file that the plugin can play [B4], by direct search of the proxy objective (Q): searched once,
 * kept with the file, a row each in their order. Earlier versions kept the best of all, which is searched again where the
 * plugin cannot play it. What was found before `signal` aborts is kept; the rejection then is an AbortError.
 *
 * @param use of all rows, some at a time as they are found, until `signal` aborts; what progress counts is then used too
 */
export async function ensureOptima(
  { store, pool }: Dependencies,
  files: readonly SearchedFile[],
  { signal, onProgress }: JobControl,
  use?: Use,
): Promise<FoundOptima> {
  const known = await store.listOptima();
  const turns = new PageTurns();
  await turns.pause();
  const knownRows = new Map<string, number>();
  for (const [row, audioId] of known.audioIds.entries()) knownRows.set(audioId, row);
  await turns.pause();
  const targets = new Float64Array(files.length * TARGET_COUNT);
  const scores = new Float64Array(files.length);
  const [missing, there]: [number[], number[]] = [[], []];
  for (const [row, { audioId }] of files.entries()) {
    const from = knownRows.get(audioId);
    if (from === undefined || !isPlayable(deriveHyperparameters(targetRow(known.targets, from)))) missing.push(row);
    else {
      targets.set(targetRow(known.targets, from), row * TARGET_COUNT);
      scores[row] = known.scores[from] ?? Number.NaN;
      there.push(row);
    }
    if (row % ROWS_A_TURN === 0) await turns.next();
  }
  const found = { targets, scores };
  const total = missing.length + (use === undefined ? 0 : there.length);
  if (total > 0) onProgress({ done: 0, total });
  let done = 0;
  const portionsToUse = new FittingPortions();
  const take = async (rows: readonly number[]) =>
    portionsToUse.each(
      rows,
      async (part) => {
        await use?.(part, found);
        done += part.length;
        onProgress({ done, total });
      },
      async () => {
        await untilResumed(signal);
        return !signal.aborted;
      },
    );
  const batcher = new Batcher<number>(
    async (rows) => {
      await store.saveOptima(rows.map((row) => optimumOf(files[row]?.audioId ?? '', row, found)));
      await take(rows);
    },
    { expected: missing.length, collectAtMostMs: COLLECT_LONGER_MS },
  );
  try {
    if (use !== undefined) await take(there);
    await forEachLimited(portions(missing, ROWS_PER_CALL), pool.size, signal, async (rows) => {
      const part = rows.flatMap((row) => files[row] ?? []);
      const inputs = inputsOf(part);
      const searched = await pool.run(async (worker) => worker.searchDirectly(inputs, PLUGIN_PENALTY_LIMITS), {
        signal,
      });
      for (const [i, row] of rows.entries()) {
        targets.set(targetRow(searched.targets, i), row * TARGET_COUNT);
        scores[row] = searched.scores[i] ?? Number.NaN;
        batcher.add(row);
      }
    });
  } finally {
    await batcher.settled();
  }
  signal.throwIfAborted();
  return found;
}

function optimumOf(audioId: string, row: number, { targets, scores }: FoundOptima): StoredOptimum {
  return { audioId, score: scores[row] ?? Number.NaN, targets: [...targetRow(targets, row)] };
}

/** The descriptors of files, rows × 12, row-major. */
export function inputsOf(files: readonly SearchedFile[]): Float64Array {
  const inputs = new Float64Array(files.length * DESCRIPTOR_COUNT);
  for (const [row, { descriptors }] of files.entries()) writeDescriptors(descriptors, inputs, row);
  return inputs;
}
