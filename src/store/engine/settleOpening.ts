import { AppError } from '../../domain/errors.ts';
import type { Database } from './database.ts';
import { sweepKept } from '../files/keptAudio.ts';
import { textOf } from './rows.ts';
import { countOn } from '../schema/rowOrder.ts';
import { stopOrphanedRuns } from '../tables/runTable.ts';
import { sweepStaged } from '../files/stagedAudio.ts';
import type { UndoableWrites } from '../undo/undoableWrites.ts';

/** Runs what can wait for the next opening where there is no room for it. */
async function unlessFull(work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof AppError && error.code === 'storage-full')) throw error;
  }
}

/** What an opened database still needs: runs that a closed page left are stopped, copies that nobody needs are swept. */
export async function settleOpening(
  database: Database,
  undoable: UndoableWrites,
  stagedOrphanAgeMs: number,
): Promise<void> {
  await database.run('import', countOn);
  const orphans = await database.query('import', "SELECT 1 FROM trial_runs WHERE state = 'running' LIMIT 1");
  if (orphans.length > 0) {
    await unlessFull(async () => database.transaction('optimisation', async (session) => stopOrphanedRuns(session)));
  }
  await unlessFull(async () => undoable.settleAfterOpening());
  const rows = await database.query('import', 'SELECT staged_name FROM audio_states WHERE staged_name IS NOT NULL');
  await sweepKept(await undoable.knownAudio(), stagedOrphanAgeMs);
  const needed = new Set([...rows.map((row) => textOf(row['staged_name'])), ...(await undoable.stagedNames())]);
  await sweepStaged(needed, stagedOrphanAgeMs);
}
