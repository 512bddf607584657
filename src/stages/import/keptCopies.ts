import type { Tools } from '../tools.ts';

/**
 * Checks the copies that version 1.0 kept, once: stopping it could leave one that was cut off. Whole ones are taken over,
 * others removed and named. Never rejects.
 */
export async function checkKeptCopies({
  store,
  pool,
  dataSet,
  log,
}: Pick<Tools, 'store' | 'pool' | 'dataSet' | 'log'>): Promise<void> {
  const { signal } = new AbortController();
  try {
    const unchecked = await store.listUncheckedKept();
    for (const audioId of unchecked) {
      const isWhole = await pool.run(async (worker) => worker.checkKeptCopy(audioId), { signal });
      if (!isWhole) log.warn('import', CUT_OFF, dataSet.get(audioId)?.file.path ?? audioId);
    }
    if (unchecked.length > 0) await store.noteKept();
  } catch (error) {
    log.thrown(error, 'import');
  }
}

const CUT_OFF = 'its copy had been cut off and was removed. Add the file again, then keep a copy.';
