import type { DescribedFile } from '../../domain/audioFile.ts';
import { DESCRIPTOR_COUNT, writeDescriptors } from '../../domain/descriptors.ts';
import { TARGET_COUNT, targetRow } from '../../domain/hyperparameters.ts';
import { isPlayable, PLUGIN_PENALTY_LIMITS } from '../../domain/playable.ts';
import { portions } from '../../domain/portions.ts';
import { deriveHyperparameters } from '../../ml/objective/decode.ts';
import type { StoredOptima, StoredOptimum } from '../../workers/contracts/storeRecords.ts';
import type { FoundOptima } from '../../workers/contracts/learning.ts';
import { FittingPortions } from '../jobs/fittingPortions.ts';
import { forEachLimited } from '../jobs/forEachLimited.ts';
import type { JobControl } from '../jobs/jobBoard.ts';
import { PageTurns } from '../jobs/pageTurns.ts';
import { untilResumed } from '../jobs/pauseGate.ts';
import type { Tools } from '../tools.ts';

type Dependencies = Pick<Tools, 'store' | 'pool'>;

/** A file whose best preset is wanted. */
type SearchedFile = Pick<DescribedFile, 'audioId' | 'descriptors'>;

/** Rows that one call of a worker searches: few, so that all cores end a portion at about the same time, and Pause is heard soon. */
const ROWS_PER_CALL = 32;
/** The most files that are stored at once: Stop waits for them, which among 100,000 files takes less than 0.2 s. */
const KEPT_AT_ONCE = 3072;
/** Rows that are looked up before the page may go on. */
const ROWS_A_TURN = 500;

/** Stores something of some rows of the files, whose optima `found` holds, and in the same transaction those optima that are `unkept`. */
type Keep = (rows: readonly number[], found: FoundOptima, unkept: readonly StoredOptimum[]) => Promise<void>;

/**
 * The best preset of each file that the plugin can play [B4], by direct search of the proxy objective (Q): searched once,
 * kept with the file, a row each in their order. Earlier versions kept the best of all, which is searched again where the
 * plugin cannot play it. What progress has told is kept, also where `signal` aborts; the rejection then is an AbortError, unless
 * storing failed.
 *
 * @param keep stores more of all rows than their optima, some at a time as they are found, also of those that were searched before
 */
export async function ensureOptima(
  deps: Dependencies,
  files: readonly SearchedFile[],
  { signal, onProgress }: JobControl,
  keep?: Keep,
): Promise<FoundOptima> {
  const { found, missing, there } = await knownOptima(await deps.store.listOptima(), files);
  const total = missing.length + (keep === undefined ? 0 : there.length);
  if (total > 0) onProgress({ done: 0, total });
  let done = 0;
  const store = keep ?? (async (_rows, _found, unkept) => deps.store.saveOptima(unkept));
  const kept = async (rows: readonly number[], unkept: readonly StoredOptimum[]) => {
    if (rows.length > 0) await store(rows, found, unkept);
    done += rows.length;
    onProgress({ done, total });
  };
  const keptSearched = async (rows: readonly number[]) =>
    kept(
      rows,
      rows.map((row) => optimumOf(files[row]?.audioId ?? '', row, found)),
    );
  const search = async (rows: readonly number[]) =>
    forEachLimited(portions(rows, ROWS_PER_CALL), deps.pool.size, signal, async (some) => {
      const inputs = inputsOf(some.flatMap((row) => files[row] ?? []));
      const searched = await deps.pool.run(async (worker) => worker.searchDirectly(inputs, PLUGIN_PENALTY_LIMITS), {
        signal,
      });
      for (const [i, row] of some.entries()) {
        found.targets.set(targetRow(searched.targets, i), row * TARGET_COUNT);
        found.scores[row] = searched.scores[i] ?? Number.NaN;
      }
    });
  const fitting = new FittingPortions(KEPT_AT_ONCE);
  const mayGoOn = async () => {
    await untilResumed(signal);
    return !signal.aborted;
  };
  if (keep !== undefined) await fitting.each(there, async (rows) => kept(rows, []), mayGoOn);
  // The engine is slower than the search: what was searched is stored while the next is, so that Stop loses one portion.
  let searched: readonly number[] = [];
  const searchNext = async (rows: readonly number[]) => {
    const searching = search(rows);
    // Of two failures the store's is told: the search's may be Stop.
    await allDone([keptSearched(searched), searching]);
    searched = rows;
  };
  await fitting.each(missing, searchNext, mayGoOn);
  await fitting.each(searched, keptSearched, mayGoOn);
  signal.throwIfAborted();
  return found;
}

/** What was found before for files, and which rows of them it was found for [B4]. In turns, as there may be many. */
async function knownOptima(
  known: StoredOptima,
  files: readonly SearchedFile[],
): Promise<{ readonly found: FoundOptima; readonly missing: readonly number[]; readonly there: readonly number[] }> {
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
  return { found: { targets, scores }, missing, there };
}

/** Resolves when all have; where some fail, rejects with the failure of the first in the list, when none runs any more. */
async function allDone(running: readonly Promise<void>[]): Promise<void> {
  const failed = (await Promise.allSettled(running)).find(({ status }) => status === 'rejected');
  if (failed?.status === 'rejected') throw failed.reason;
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
