import type { BestParameters } from '../domain/audioFile.ts';
import { PACKED_TRIAL_COLUMNS, PACKED_TRIAL_WIDTH, type PackedTrials } from '../domain/packedTrials.ts';
import { DEFAULT_TRIAL_BUDGET, type TrialRun } from '../domain/trials.ts';
import { AppError } from '../domain/errors.ts';
import { stagedTable, type InsertColumn } from './arrowInsert.ts';
import { hyperparametersAt } from './audioTable.ts';
import type { RunSnapshot } from './records.ts';
import { dateOf, numberOf, numberOrNull, textOf, textOrNull, type SqlRow } from './rows.ts';
import { HYPERPARAMETER_COLUMNS, TRIAL_VALUE_COLUMNS } from './schema.ts';
import type { Session } from './session.ts';

interface HeaderRow {
  readonly run: RunSnapshot;
  readonly bestScore: number | null;
  readonly createdAtMs: number;
}

interface TrialRow {
  readonly runId: string;
  readonly trials: PackedTrials;
  readonly offset: number;
}

const HEADER_COLUMNS: readonly InsertColumn<HeaderRow>[] = [
  { name: 'run_id', type: 'VARCHAR', of: ({ run }) => run.runId },
  { name: 'audio_id', type: 'VARCHAR', of: ({ run }) => run.audioId },
  { name: 'startup_trials', type: 'INTEGER', of: ({ run }) => run.budget.startupTrials },
  { name: 'total_trials', type: 'INTEGER', of: ({ run }) => run.budget.totalTrials },
  { name: 'repeats_per_trial', type: 'INTEGER', of: ({ run }) => run.budget.repeatsPerTrial },
  { name: 'seed', type: 'INTEGER', of: ({ run }) => run.budget.seed },
  { name: 'state', type: 'VARCHAR', of: ({ run }) => run.state },
  { name: 'trial_count', type: 'INTEGER', of: ({ run }) => run.trials.length / PACKED_TRIAL_WIDTH },
  { name: 'best_score', type: 'DOUBLE', of: ({ bestScore }) => bestScore },
  { name: 'created_at', type: 'TIMESTAMP', of: ({ createdAtMs }) => createdAtMs },
];
const HEADER_NAMES = HEADER_COLUMNS.map(({ name }) => name);

const TRIAL_COLUMNS: readonly InsertColumn<TrialRow>[] = [
  { name: 'run_id', type: 'VARCHAR', of: ({ runId }) => runId },
  ...PACKED_TRIAL_COLUMNS.map((name, column): InsertColumn<TrialRow> => {
    if (name === 'trial_index') return { name, type: 'INTEGER', of: ({ trials, offset }) => trials[offset] ?? null };
    const value = ({ trials, offset }: TrialRow) => trials[offset + column] ?? null;
    if (name !== 'minimax_logit') return { name, type: 'DOUBLE', of: value };
    return { name, type: 'DOUBLE', of: (row) => (Number.isNaN(value(row)) ? null : value(row)) };
  }),
];
const TRIAL_NAMES = TRIAL_COLUMNS.map(({ name }) => name).join(', ');

/**
 * Stores runs as they are now, inside the open transaction, and chooses anew for their files [S3]: those runs and the one
 * chosen before compete. Runs of files that were removed meanwhile are dropped.
 */
export async function saveRuns(session: Session, runs: readonly RunSnapshot[], nowMs: number): Promise<void> {
  const latest = [...new Map(runs.map((run) => [run.runId, run])).values()];
  // Microseconds apart, so that the later of two runs in one call is the later one for good.
  const headers = latest.map((run, index) => ({
    run,
    bestScore: bestScoreOf(run.trials),
    createdAtMs: nowMs + index / 1000,
  }));
  const trials = latest.flatMap(({ runId, trials }) =>
    Array.from({ length: trials.length / PACKED_TRIAL_WIDTH }, (_, index) => ({
      runId,
      trials,
      offset: index * PACKED_TRIAL_WIDTH,
    })),
  );
  await session.stage(
    stagedTable('saved_runs', HEADER_COLUMNS, headers),
    stagedTable('saved_trials', TRIAL_COLUMNS, trials),
  );
  const updates = HEADER_NAMES.filter((name) => name !== 'run_id' && name !== 'created_at');
  await session.script(`
    DELETE FROM saved_runs WHERE audio_id NOT IN (SELECT audio_id FROM audio_files);
    DELETE FROM run_trials WHERE run_id IN (SELECT s.run_id FROM saved_runs s JOIN trial_runs r USING (run_id));
    INSERT INTO trial_runs (${HEADER_NAMES.join(', ')}, updated_at)
      SELECT ${HEADER_NAMES.join(', ')}, now() FROM saved_runs
      ON CONFLICT (run_id) DO UPDATE SET ${updates.map((name) => `${name} = excluded.${name}`).join(', ')},
        updated_at = excluded.updated_at;
    INSERT INTO run_trials (${TRIAL_NAMES})
      SELECT ${TRIAL_NAMES} FROM saved_trials WHERE run_id IN (SELECT run_id FROM saved_runs);
    ${chooseAmong('SELECT run_id, audio_id FROM saved_runs')}
  `);
}

const SCORE_COLUMN = PACKED_TRIAL_COLUMNS.indexOf('score');

function bestScoreOf(trials: PackedTrials): number | null {
  let best: number | null = null;
  for (let at = SCORE_COLUMN; at < trials.length; at += PACKED_TRIAL_WIDTH) {
    const score = trials[at] ?? Number.NaN;
    if (best === null || score > best) best = score;
  }
  return best;
}

/**
 * Statements that choose the run of each file in `changed` (a query for `run_id` and `audio_id`) and mirror it in
 * `bo_trials` and `best_params`. The pinned run wins, else the latest finished, else the one chosen before, else the
 * latest stopped; of the runs that were not chosen before only the changed compete. A run without trials or still
 * running is never newly chosen.
 */
function chooseAmong(changed: string): string {
  const values = TRIAL_VALUE_COLUMNS.map((name) => `t.${name}`).join(', ');
  const hyperparameters = HYPERPARAMETER_COLUMNS.map((name) => `t.${name}`).join(', ');
  return `
    CREATE OR REPLACE TEMP TABLE choices AS
      SELECT audio_id, run_id FROM (
        SELECT audio_id, run_id, chosen FROM trial_runs
        WHERE audio_id IN (SELECT audio_id FROM (${changed})) AND trial_count > 0
          AND (chosen OR pinned OR (state <> 'running' AND run_id IN (SELECT run_id FROM (${changed}))))
        QUALIFY row_number() OVER (PARTITION BY audio_id ORDER BY pinned DESC, state = 'finished' DESC,
          (chosen AND state <> 'finished') DESC, created_at DESC, run_id DESC) = 1)
      WHERE NOT chosen OR run_id IN (SELECT run_id FROM (${changed}));
    UPDATE trial_runs SET chosen = (trial_runs.run_id = c.run_id) FROM choices c
      WHERE trial_runs.audio_id = c.audio_id AND chosen <> (trial_runs.run_id = c.run_id);
    DELETE FROM bo_trials WHERE audio_id IN (SELECT audio_id FROM choices);
    INSERT INTO bo_trials (audio_id, trial_index, ${TRIAL_VALUE_COLUMNS.join(', ')}, created_at)
      SELECT c.audio_id, t.trial_index, ${values}, now() FROM run_trials t JOIN choices c USING (run_id)
      ORDER BY c.audio_id, t.trial_index;
    INSERT OR REPLACE INTO best_params (audio_id, score, ${HYPERPARAMETER_COLUMNS.join(', ')}, updated_at)
      SELECT c.audio_id, t.score, ${hyperparameters}, now() FROM run_trials t JOIN choices c USING (run_id)
      QUALIFY row_number() OVER (PARTITION BY c.audio_id ORDER BY isnan(t.score), t.score DESC, t.trial_index) = 1`;
}

function stateOf(row: SqlRow): TrialRun['state'] {
  const state = textOf(row['state']);
  return state === 'finished' || state === 'running' ? state : 'stopped';
}

/** The runs of a file, the newest first. A budget that another program did not tell reads as the default one. */
export async function listRuns(session: Session, audioId: string): Promise<TrialRun[]> {
  const rows = await session.query(
    `SELECT *, epoch_us(created_at) / 1000 AS created_ms FROM trial_runs WHERE audio_id = ?
     ORDER BY created_at DESC, run_id DESC`,
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

/** The best parameters of a file; null where it has none. */
export async function bestParameters(session: Session, audioId: string): Promise<BestParameters | null> {
  const columns = await session.queryColumns('SELECT * FROM best_params WHERE audio_id = ?', [audioId]);
  if ((columns['audio_id']?.length ?? 0) === 0) return null;
  return { audioId, score: numberOf(columns['score']?.[0]), hyperparameters: hyperparametersAt(columns, 0) };
}

/** Pins a run: it stays its file's chosen one until another is pinned. Inside the open transaction. */
export async function chooseRun(session: Session, runId: string): Promise<void> {
  const audioId = await audioIdOfRun(session, runId);
  const [run] = await session.query('SELECT trial_count FROM trial_runs WHERE run_id = ?', [runId]);
  if (run?.['trial_count'] === 0) throw runWithoutTrials(runId);
  await session.query('UPDATE trial_runs SET pinned = (run_id = ?) WHERE audio_id = ?', [runId, audioId]);
  await session.script(chooseAmong(`SELECT run_id, audio_id FROM trial_runs WHERE run_id = ${quoted(runId)}`));
}

/** Removes a run and its trials; where it was the chosen one, the next best takes its place. Inside the transaction. */
export async function deleteRun(session: Session, runId: string): Promise<void> {
  const audioId = await audioIdOfRun(session, runId);
  const [run] = await session.query('SELECT chosen FROM trial_runs WHERE run_id = ?', [runId]);
  await session.query('DELETE FROM run_trials WHERE run_id = ?', [runId]);
  await session.query('DELETE FROM trial_runs WHERE run_id = ?', [runId]);
  if (run?.['chosen'] !== true) return;
  const isOrphan = `audio_id = ${quoted(audioId)} AND audio_id NOT IN (SELECT audio_id FROM trial_runs WHERE chosen)`;
  await session.script(
    `${chooseAmong(`SELECT run_id, audio_id FROM trial_runs WHERE audio_id = ${quoted(audioId)}`)};
     DELETE FROM bo_trials WHERE ${isOrphan};
     DELETE FROM best_params WHERE ${isOrphan}`,
  );
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
        QUALIFY row_number() OVER (PARTITION BY audio_id ORDER BY created_at DESC, run_id DESC) = 1)
      WHERE audio_id IN (SELECT audio_id FROM unsettled);
    ${chooseAmong('SELECT run_id, audio_id FROM trial_runs WHERE audio_id IN (SELECT audio_id FROM unsettled)')};
    CREATE OR REPLACE TEMP TABLE unchosen AS SELECT audio_id FROM unsettled
      WHERE audio_id NOT IN (SELECT audio_id FROM trial_runs WHERE chosen);
    DELETE FROM bo_trials WHERE audio_id IN (SELECT audio_id FROM unchosen);
    DELETE FROM best_params WHERE audio_id IN (SELECT audio_id FROM unchosen)
  `);
}

/** Runs that a closed page left running are stopped runs, which can be resumed. Inside the open transaction. */
export async function stopOrphanedRuns(session: Session): Promise<void> {
  await session.script(`
    CREATE OR REPLACE TEMP TABLE orphans AS SELECT run_id, audio_id FROM trial_runs WHERE state = 'running';
    UPDATE trial_runs SET state = 'stopped' WHERE state = 'running';
    ${chooseAmong('FROM orphans')}
  `);
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
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
