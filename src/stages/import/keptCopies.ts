import type { Tools } from '../tools.ts';

type Dependencies = Pick<Tools, 'store' | 'pool' | 'dataSet' | 'log'>;

/** Checks the copies that version 1.0 kept, once: stopping it could leave one that was cut off. Never rejects. */
export async function checkKeptCopies(deps: Dependencies): Promise<void> {
  const { store, log } = deps;
  try {
    const unchecked = await store.listUncheckedKept();
    for (const audioId of unchecked) await isCopyWhole(audioId, deps);
    if (unchecked.length > 0) await store.noteKept();
  } catch (error) {
    log.thrown(error, 'import');
  }
}

/** Reads a kept copy whole. One that is cut off or damaged is removed and named. */
export async function isCopyWhole(audioId: string, { store, pool, dataSet, log }: Dependencies): Promise<boolean> {
  // Somebody waits for the sound.
  const control = { signal: new AbortController().signal, interactive: true };
  const isWhole = await pool.run(async (worker) => worker.checkKeptCopy(audioId), control);
  if (!isWhole) {
    log.warn('import', DAMAGED, dataSet.get(audioId)?.file.path ?? audioId);
    await store.noteKept();
  }
  return isWhole;
}

/** Reads a staged copy whole. One that is cut off or damaged is removed and named. */
export async function isStagedCopyWhole(
  audioId: string,
  stagedName: string,
  { store, pool, dataSet, log }: Dependencies,
): Promise<boolean> {
  const control = { signal: new AbortController().signal, interactive: true };
  const isWhole = await pool.run(async (worker) => worker.checkStagedCopy(audioId, stagedName), control);
  if (!isWhole) {
    log.warn('import', DAMAGED, dataSet.get(audioId)?.file.path ?? audioId);
    await store.dropStaged(audioId);
  }
  return isWhole;
}

const DAMAGED = 'its copy was cut off or damaged and is removed. Add the file again.';
