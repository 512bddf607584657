import { AppError } from '../../domain/errors.ts';
import type { Database } from './database.ts';
import { sweepKept } from '../files/keptAudio.ts';
import { textOf } from './rows.ts';
import { countOn } from '../schema/rowOrder.ts';
import { forgetStaged } from '../tables/audioTable.ts';
import { stopOrphanedRuns } from '../tables/runTable.ts';
import { sweepStaged } from '../files/stagedAudio.ts';
import type { UndoableWrites } from '../undo/undoableWrites.ts';
import { plural } from '../../domain/numberText.ts';

/** Runs what can wait for the next opening where there is no room for it, which null tells. */
async function unlessFull<T>(work: () => Promise<T>): Promise<T | null> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof AppError && error.code === 'storage-full')) throw error;
    return null;
  }
}

/**
 * What an opened database still needs: runs that a closed page left are stopped, copies that nobody needs are swept, and what
 * refers to a file that is gone is forgotten; deleted rows go.
 *
 * @returns a sentence for each kind of thing that is gone
 */
export async function settleOpening(
  database: Database,
  undoable: UndoableWrites,
  stagedOrphanAgeMs: number,
): Promise<readonly string[]> {
  await database.run('import', countOn);
  const orphans = await database.query('import', "SELECT 1 FROM trial_runs WHERE state = 'running' LIMIT 1");
  if (orphans.length > 0) {
    await unlessFull(async () => database.transaction('optimisation', async (session) => stopOrphanedRuns(session)));
  }
  const droppedSteps = (await unlessFull(async () => undoable.settleAfterOpening())) ?? 0;
  const rows = await database.query('import', 'SELECT staged_name FROM audio_states WHERE staged_name IS NOT NULL');
  const waiting = rows.map((row) => textOf(row['staged_name']));
  await sweepKept(async (audioIds) => undoable.unknownAudio(audioIds), stagedOrphanAgeMs);
  const there = await sweepStaged(new Set([...waiting, ...(await undoable.stagedNames())]), stagedOrphanAgeMs);
  const gone = waiting.filter((name) => !there.has(name));
  if (gone.length > 0) {
    await unlessFull(async () => database.transaction('import', async (session) => forgetStaged(session, gone)));
  }
  await undoable.dropDeadRows();
  return [
    ...(droppedSteps === 0
      ? []
      : [
          `Files of the undo history are gone, so ${plural(droppedSteps, 'step')} can no longer be undone or made again.`,
        ]),
    ...(gone.length === 0
      ? []
      : [
          `The ${gone.length === 1 ? 'copy' : 'copies'} of ${plural(gone.length, 'file')} without descriptors ${gone.length === 1 ? 'is' : 'are'} gone: ` +
            'to describe them, add the same files again.',
        ]),
  ];
}
