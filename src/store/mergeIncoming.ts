import { stagedTable, type InsertColumn } from './arrowInsert.ts';
import { INCOMING } from './incomingDatabase.ts';
import type { DatabaseContents, MergePreference } from '../domain/storage.ts';
import { textOf } from './rows.ts';
import { columnList, HYPERPARAMETER_COLUMNS, TRIAL_VALUE_COLUMNS } from './schema.ts';
import { tableNames } from './scan.ts';
import type { Session } from './session.ts';
import { claimPath } from './uniquePath.ts';

/**
 * Copies what the attached database holds into the data set, inside the open transaction. Ids are kept as they are [S2].
 * Files that only the other has come whole; where both have a row for the same id, `preference` says whose stays. Runs of
 * both are kept; only which one is chosen follows the preference. A path stays as this browser knows the file.
 */
export async function mergeIncoming(
  session: Session,
  writtenBy: DatabaseContents['writtenBy'],
  preference: MergePreference,
): Promise<void> {
  const takesTheirs = preference === 'take-theirs';
  await mergeAudioFiles(session, takesTheirs);
  await stageTheirRuns(session, writtenBy);
  await session.script([...mergeRuns(takesTheirs), ...mergeRowsById(writtenBy, takesTheirs)].join(';\n'));
  // Databases of earlier schemas lack some.
  const theirTables = await tableNames(session, INCOMING);
  if (theirTables.includes('audio_licenses')) {
    await session.script(mergeTable('audio_licenses', 'audio_id', takesTheirs));
  }
  // What was found for descriptors that are replaced is searched anew.
  if (takesTheirs) {
    await session.script(
      `DELETE FROM main.direct_search WHERE audio_id IN (SELECT audio_id FROM ${INCOMING}.main.descriptors)`,
    );
  }
  if (theirTables.includes('timbre_profiles')) {
    await session.script(mergeTable('timbre_profiles', 'audio_id', takesTheirs));
  }
  if (theirTables.includes('plugin_windows')) await session.script(mergePluginWindows(takesTheirs));
  if (theirTables.includes('measured_runs')) await session.script(mergeMeasured(takesTheirs).join(';\n'));
  if (theirTables.includes('listening_answers')) await session.script(mergeListening());
}

const PATH_COLUMNS: readonly InsertColumn<{ readonly audioId: string; readonly path: string }>[] = [
  { name: 'audio_id', type: 'VARCHAR', of: (row) => row.audioId },
  { name: 'path', type: 'VARCHAR', of: (row) => row.path },
];

async function mergeAudioFiles(session: Session, takesTheirs: boolean): Promise<void> {
  const fresh = await session.query(
    `SELECT audio_id, path FROM ${INCOMING}.main.audio_files
     WHERE audio_id NOT IN (SELECT audio_id FROM main.audio_files) ORDER BY imported_at, audio_id`,
  );
  const mine = await session.query('SELECT path FROM main.audio_files');
  const taken = new Set(mine.map((row) => textOf(row['path'])));
  const files = fresh.map((row) => ({ audioId: textOf(row['audio_id']), path: claimPath(textOf(row['path']), taken) }));
  await session.stage(stagedTable('new_paths', PATH_COLUMNS, files));
  const update = `
    UPDATE main.audio_files SET source = t.source, genre = t.genre, duration_sec = t.duration_sec,
      sample_rate = t.sample_rate, channels = t.channels
    FROM ${INCOMING}.main.audio_files t WHERE audio_files.audio_id = t.audio_id;`;
  await session.script(`
    ${takesTheirs ? update : ''}
    INSERT INTO main.audio_files (${columnList('audio_files')})
      SELECT t.audio_id, p.path, t.source, t.genre, t.duration_sec, t.sample_rate, t.channels, coalesce(t.imported_at, now())
      FROM ${INCOMING}.main.audio_files t JOIN new_paths p USING (audio_id)
  `);
}

/**
 * Their runs as `their_runs` and `their_run_trials`. The desktop mixes all runs of a file: what it holds becomes one
 * finished run per file, its trials numbered anew in the order they were made, without the raw logit that it never kept.
 */
async function stageTheirRuns(session: Session, writtenBy: DatabaseContents['writtenBy']): Promise<void> {
  const runs = columnList('trial_runs');
  const trials = columnList('run_trials');
  const values = TRIAL_VALUE_COLUMNS.join(', ');
  await session.script(
    writtenBy === 'trainer'
      ? `CREATE OR REPLACE TEMP TABLE their_runs AS SELECT ${runs} FROM ${INCOMING}.main.trial_runs;
         CREATE OR REPLACE TEMP TABLE their_run_trials AS SELECT ${trials} FROM ${INCOMING}.main.run_trials`
      : `CREATE OR REPLACE TEMP TABLE their_run_trials AS
           SELECT 'desktop-' || audio_id AS run_id,
             (row_number() OVER (PARTITION BY audio_id ORDER BY created_at, trial_index, rowid) - 1)::INTEGER AS trial_index,
             ${values}, NULL::DOUBLE AS minimax_logit
           FROM ${INCOMING}.main.bo_trials WHERE audio_id IS NOT NULL;
         CREATE OR REPLACE TEMP TABLE their_runs AS
           SELECT 'desktop-' || audio_id AS run_id, audio_id, NULL::INTEGER AS startup_trials, NULL::INTEGER AS total_trials,
             NULL::INTEGER AS repeats_per_trial, NULL::INTEGER AS seed, 'finished' AS state, 'proxy' AS objective,
             count(*)::INTEGER AS trial_count, max(score) AS best_score, false AS pinned, true AS chosen,
             coalesce(min(created_at), now()::TIMESTAMP) AS created_at, coalesce(max(created_at), now()::TIMESTAMP) AS updated_at
           FROM ${INCOMING}.main.bo_trials WHERE audio_id IS NOT NULL GROUP BY audio_id`,
  );
}

/** Runs, and for files whose chosen run is theirs from now on (`their_choices`) the mirror that they brought. */
function mergeRuns(takesTheirs: boolean): string[] {
  const mirrored = ['best_params', 'bo_trials'];
  const theirs = mirrored.map((table) => `SELECT audio_id FROM ${INCOMING}.main.${table}`).join(' UNION ');
  const mine = mirrored.map((table) => `SELECT audio_id FROM main.${table}`).join(' UNION ');
  const runs = columnList('trial_runs');
  const inChoices = 'audio_id IN (SELECT audio_id FROM their_choices)';
  const best = ['audio_id', 'score', ...HYPERPARAMETER_COLUMNS, 'updated_at'].join(', ');
  return [
    `CREATE OR REPLACE TEMP TABLE their_choices AS
       SELECT audio_id FROM (${theirs}) WHERE audio_id IS NOT NULL ${takesTheirs ? '' : `EXCEPT (${mine})`}`,
    `CREATE OR REPLACE TEMP TABLE new_runs AS SELECT run_id FROM their_runs
       ${takesTheirs ? '' : 'WHERE run_id NOT IN (SELECT run_id FROM main.trial_runs)'}`,
    `UPDATE main.trial_runs SET chosen = false, pinned = false WHERE ${inChoices} AND (chosen OR pinned)`,
    'DELETE FROM main.run_trials WHERE run_id IN (SELECT run_id FROM new_runs)',
    `INSERT OR REPLACE INTO main.trial_runs (${runs}) SELECT * REPLACE (
         pinned AND ${inChoices} AS pinned, chosen AND ${inChoices} AS chosen,
         CASE state WHEN 'running' THEN 'stopped' ELSE state END AS state)
       FROM their_runs WHERE run_id IN (SELECT run_id FROM new_runs)`,
    `INSERT INTO main.run_trials (${columnList('run_trials')})
       SELECT ${columnList('run_trials')} FROM their_run_trials WHERE run_id IN (SELECT run_id FROM new_runs)`,
    `DELETE FROM main.bo_trials WHERE ${inChoices}`,
    `INSERT INTO main.bo_trials (${columnList('bo_trials')})
       SELECT ${columnList('bo_trials')} FROM ${INCOMING}.main.bo_trials WHERE ${inChoices}`,
    `DELETE FROM main.best_params WHERE ${inChoices}
       AND audio_id NOT IN (SELECT audio_id FROM ${INCOMING}.main.best_params)`,
    `INSERT OR REPLACE INTO main.best_params (${best})
       SELECT ${best} FROM ${INCOMING}.main.best_params WHERE ${inChoices}`,
  ];
}

function mergeTable(table: string, key: string, takesTheirs: boolean): string {
  const columns = columnList(table);
  return `INSERT OR ${takesTheirs ? 'REPLACE' : 'IGNORE'} INTO main.${table} (${columns})
    SELECT ${columns} FROM ${INCOMING}.main.${table} WHERE ${key} IS NOT NULL`;
}

/** Measured runs of both are kept; the best parameters of a file follow the preference. */
function mergeMeasured(takesTheirs: boolean): string[] {
  const trials = columnList('measured_trials');
  return [
    `CREATE OR REPLACE TEMP TABLE new_measured AS SELECT run_id FROM ${INCOMING}.main.measured_runs
       ${takesTheirs ? '' : 'WHERE run_id NOT IN (SELECT run_id FROM main.measured_runs)'}`,
    'DELETE FROM main.measured_trials WHERE run_id IN (SELECT run_id FROM new_measured)',
    mergeTable('measured_runs', 'run_id', takesTheirs),
    `INSERT INTO main.measured_trials (${trials})
       SELECT ${trials} FROM ${INCOMING}.main.measured_trials WHERE run_id IN (SELECT run_id FROM new_measured)`,
    mergeTable('collections', 'collection_id', takesTheirs),
    mergeTable('objective_best_params', 'audio_id', takesTheirs),
  ];
}

/** All windows of a file come from one side, so that they stay spread evenly. */
function mergePluginWindows(takesTheirs: boolean): string {
  const columns = columnList('plugin_windows');
  const theirs = `${INCOMING}.main.plugin_windows`;
  const replaced = `DELETE FROM main.plugin_windows WHERE audio_id IN (SELECT audio_id FROM ${theirs});`;
  return `${takesTheirs ? replaced : ''}
    CREATE OR REPLACE TEMP TABLE own_windows AS SELECT DISTINCT audio_id FROM main.plugin_windows;
    INSERT INTO main.plugin_windows (${columns}) SELECT ${columns} FROM ${theirs}
      WHERE audio_id IS NOT NULL AND audio_id NOT IN (SELECT audio_id FROM own_windows)`;
}

/** The answers of both, each once. */
function mergeListening(): string {
  const answers = columnList('listening_answers');
  const options = columnList('listening_options');
  return `INSERT INTO main.listening_options (${options}) SELECT ${options} FROM ${INCOMING}.main.listening_options
      WHERE answer_id NOT IN (SELECT answer_id FROM main.listening_answers);
    INSERT OR IGNORE INTO main.listening_answers (${answers}) SELECT ${answers} FROM ${INCOMING}.main.listening_answers`;
}

function mergeRowsById(writtenBy: DatabaseContents['writtenBy'], takesTheirs: boolean): string[] {
  const tables: readonly (readonly [table: string, key: string])[] = [
    ['descriptors', 'audio_id'],
    ['audio_metadata', 'audio_id'],
    ['models', 'model_id'],
    ...(writtenBy === 'trainer' ? ([['model_artifacts', 'model_id']] as const) : []),
  ];
  const statements = tables.map(([table, key]) => mergeTable(table, key, takesTheirs));
  if (writtenBy === 'desktop') return statements;
  const predictions = columnList('predictions');
  return [
    ...statements,
    `INSERT OR ${takesTheirs ? 'REPLACE' : 'IGNORE'} INTO main.predictions (${predictions})
       SELECT ${predictions} FROM ${INCOMING}.main.predictions`,
    // Staged copies stay in the browser that made them.
    `INSERT INTO main.audio_states (audio_id, failure, note)
       SELECT audio_id, failure, note FROM ${INCOMING}.main.audio_states
       ON CONFLICT (audio_id) DO ${takesTheirs ? 'UPDATE SET failure = excluded.failure, note = excluded.note' : 'NOTHING'}`,
  ];
}
