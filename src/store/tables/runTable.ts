import { BEST_WIDTH, type BestColumns } from '../../domain/audioColumns.ts';
import { PACKED_TRIAL_COLUMNS, PACKED_TRIAL_WIDTH, type PackedTrials } from '../../domain/packedTrials.ts';
import { DEFAULT_TRIAL_BUDGET, type TrialRun } from '../../domain/trials.ts';
import { AppError } from '../../domain/errors.ts';
import { amongKeys } from '../engine/amongKeys.ts';
import { dateOf, numberOf, numberOrNull, textOf, textOrNull } from '../engine/rows.ts';
import { settleChoice, stateOf } from './runChoice.ts';
import { newestFirst } from '../schema/rowOrder.ts';
import type { Session } from '../engine/session.ts';
import { HYPERPARAMETER_COLUMNS } from '../schema/schema.ts';
import { quoted, quotedList } from '../engine/sqlLiterals.ts';

/** The runs of a file, the newest first. A budget that another program did not tell reads as the default one. */
export async function listRuns(session: Session, audioId: string): Promise<TrialRun[]> {
  const rows = await session.query(
    `SELECT *, epoch_us(created_at) / 1000 AS created_ms FROM trial_runs WHERE audio_id = ?
     ORDER BY ${newestFirst('run_id')}`,
    [audioId],
  );
  return rows.map((row) => ({
    runId: textOf(row['run_id']),
    audioId: textOf(row['audio_id']),
    budget: {
      startupTrials: numberOrNull(row['startup_trials']) ?? DEFAULT_TRIAL_BUDGET.startupTrials,
      totalTrials: numberOrNull(row['total_trials']) ?? numberOf(row['trial_count']),
      repeatsPerTrial: numberOrNull(row['repeats_per_trial']) ?? DEFAULT_TRIAL_BUDGET.repeatsPerTrial,
      seed: numberOrNull(row['seed']) ?? DEFAULT_TRIAL_BUDGET.seed,
    },
    state: stateOf(row),
    chosen: row['chosen'] === true,
    trialCount: numberOf(row['trial_count']),
    bestScore: numberOrNull(row['best_score']),
    createdAt: dateOf(row['created_ms']),
  }));
}

/** The trials of a run in order, exactly as they were stored; empty where there is no such run. */
export async function runTrials(session: Session, runId: string): Promise<PackedTrials> {
  const columns = await session.queryColumns(
    `SELECT ${PACKED_TRIAL_COLUMNS.join(', ')} FROM run_trials WHERE run_id = ? ORDER BY trial_index`,
    [runId],
  );
  const count = columns['trial_index']?.length ?? 0;
  const packed = new Float64Array(count * PACKED_TRIAL_WIDTH);
  PACKED_TRIAL_COLUMNS.forEach((name, column) => {
    const values = columns[name];
    for (let row = 0; row < count; row += 1) packed[row * PACKED_TRIAL_WIDTH + column] = numberOf(values?.[row]);
  });
  return packed;
}

const BEST_COLUMNS = ['score', ...HYPERPARAMETER_COLUMNS];

/** The best of these files, of those that have one. */
export async function readBest(session: Session, audioIds: Iterable<string>): Promise<BestColumns> {
  const among = await amongKeys(session, 'audio_id', audioIds);
  const columns = await session.queryColumns(
    `SELECT audio_id, ${BEST_COLUMNS.join(', ')} FROM best_params WHERE ${among}`,
  );
  const ids = Array.from(columns['audio_id'] ?? [], textOf);
  const numbers = new Float64Array(ids.length * BEST_WIDTH);
  BEST_COLUMNS.forEach((name, column) => {
    for (let row = 0; row < ids.length; row += 1) numbers[row * BEST_WIDTH + column] = numberOf(columns[name]?.[row]);
  });
  return { audioIds: ids, numbers };
}

/** Pins a run: it stays its file's chosen one until another is pinned. Inside the open transaction. */
export async function chooseRun(session: Session, runId: string): Promise<void> {
  const audioId = await audioIdOfRun(session, runId);
  const [run] = await session.query('SELECT trial_count FROM trial_runs WHERE run_id = ?', [runId]);
  if (run?.['trial_count'] === 0) throw runWithoutTrials(runId);
  touchRunsOf(session, [audioId]);
  await session.query('UPDATE trial_runs SET pinned = (run_id = ?) WHERE audio_id = ?', [runId, audioId]);
  await settleChoice(session, `r.run_id = ${quoted(runId)}`);
}

/** Removes a run and its trials; where it was the chosen one, the next best takes its place. Inside the transaction. */
export async function deleteRun(session: Session, runId: string): Promise<void> {
  const audioId = await audioIdOfRun(session, runId);
  touchRunsOf(session, [audioId]);
  const [run] = await session.query('SELECT chosen FROM trial_runs WHERE run_id = ?', [runId]);
  await session.query('DELETE FROM run_trials WHERE run_id = ?', [runId]);
  await session.query('DELETE FROM trial_runs WHERE run_id = ?', [runId]);
  if (run?.['chosen'] !== true) return;
  await settleChoice(session, `r.audio_id = ${quoted(audioId)}`);
  const isOrphan = `audio_id = ${quoted(audioId)} AND audio_id NOT IN (SELECT audio_id FROM trial_runs WHERE chosen)`;
  await session.script(`DELETE FROM bo_trials WHERE ${isOrphan}; DELETE FROM best_params WHERE ${isOrphan}`);
}

/** The file that a run belongs to, and all its runs. */
export async function siblingsOf(
  session: Session,
  runId: string,
): Promise<{ readonly audioId: string; readonly path: string | null; readonly runIds: readonly string[] }> {
  const audioId = await audioIdOfRun(session, runId);
  const [file] = await session.query('SELECT path FROM audio_files WHERE audio_id = ?', [audioId]);
  const rows = await session.query('SELECT run_id FROM trial_runs WHERE audio_id = ?', [audioId]);
  return { audioId, path: textOrNull(file?.['path'] ?? null), runIds: rows.map((row) => textOf(row['run_id'])) };
}

/**
 * Chooses the runs of files (a query for `audio_id`) anew, by rule, and mirrors them. Of two pinned runs the later one
 * stays pinned. Inside the open transaction.
 */
export async function chooseAgain(session: Session, audioIds: string): Promise<void> {
  await session.script(`
    CREATE OR REPLACE TEMP TABLE unsettled AS ${audioIds};
    UPDATE trial_runs SET chosen = false, pinned = pinned AND run_id IN (
        SELECT run_id FROM trial_runs WHERE pinned
        QUALIFY row_number() OVER (PARTITION BY audio_id ORDER BY ${newestFirst('run_id')}) = 1)
      WHERE audio_id IN (SELECT audio_id FROM unsettled)
  `);
  await settleChoice(session, 'r.audio_id IN (SELECT audio_id FROM unsettled)');
  await session.script(`
    CREATE OR REPLACE TEMP TABLE unchosen AS SELECT audio_id FROM unsettled
      WHERE audio_id NOT IN (SELECT audio_id FROM trial_runs WHERE chosen);
    DELETE FROM bo_trials WHERE audio_id IN (SELECT audio_id FROM unchosen);
    DELETE FROM best_params WHERE audio_id IN (SELECT audio_id FROM unchosen)
  `);
}

/** Runs that a closed page left running are stopped runs, which can be resumed. Inside the open transaction. */
export async function stopOrphanedRuns(session: Session): Promise<void> {
  const orphans = await session.query("SELECT run_id FROM trial_runs WHERE state = 'running'");
  if (orphans.length === 0) return;
  const runIds = quotedList(orphans.map((row) => textOf(row['run_id'])));
  await session.script(`UPDATE trial_runs SET state = 'stopped' WHERE run_id IN (${runIds})`);
  await settleChoice(session, `r.run_id IN (${runIds})`);
}

/** The runs of files changed, and with them perhaps their best parameters. */
function touchRunsOf(session: Session, audioIds: readonly string[]): void {
  session.touched.note('files', audioIds);
  session.touched.note('runs', audioIds);
}

async function audioIdOfRun(session: Session, runId: string): Promise<string> {
  const [row] = await session.query('SELECT audio_id FROM trial_runs WHERE run_id = ?', [runId]);
  if (row !== undefined) return textOf(row['audio_id']);
  throw new AppError({
    code: 'bad-input',
    stage: 'optimisation',
    subject: runId,
    message: `The run ${runId} is not in the data set any more. Choose another one from the list of runs.`,
  });
}

function runWithoutTrials(runId: string): AppError {
  return new AppError({
    code: 'bad-input',
    stage: 'optimisation',
    subject: runId,
    message: `The run ${runId} has no trials yet, so it holds no preset. Resume it or choose another run.`,
  });
}
