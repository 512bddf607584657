import { stagedTable, type InsertColumn } from '../engine/arrowInsert.ts';
import { INCOMING } from './incomingDatabase.ts';
import type { MergeDecision, MergePlan } from '../../domain/databaseMerge.ts';
import { MEASURES } from '../../domain/measured.ts';
import { numberOf } from '../engine/rows.ts';
import type { DatabaseContents } from '../../domain/storage.ts';
import { TAGS_PER_SOUND } from '../../domain/labels.ts';
import { columnList, HYPERPARAMETER_COLUMNS, TRIAL_VALUE_COLUMNS } from '../schema/schema.ts';
import { NEXT_IN_ORDER, oldestFirst } from '../schema/rowOrder.ts';
import type { Session } from '../engine/session.ts';
import { numberInOrder } from '../tables/audioTable.ts';
import { stageFreePaths } from '../tables/uniquePath.ts';

/** What of an import grows with the files that come. */
export interface ImportPolicy {
  /** So many files are named one by one in a merge's step of Undo; of more the step holds the whole data set. */
  readonly namedFiles: number;
  /** So many trials of the desktop's are numbered at once. */
  readonly trialsAtOnce: number;
  /** After a file of so many bytes the engine begins anew: what WebAssembly took for it, it never gives back. */
  readonly renewedFromBytes: number;
  /** What a tab holds: of a million files with ten million trials all its processes took almost 4 GB. */
  readonly mostFiles: number;
  readonly mostTrials: number;
}

export const DEFAULT_IMPORT_POLICY: ImportPolicy = {
  namedFiles: 200_000,
  trialsAtOnce: 2_000_000,
  renewedFromBytes: 256 << 20,
  mostFiles: 1_500_000,
  mostTrials: 15_000_000,
};

/** A number takes less room than a trial. */
const NUMBERED_PER_TRIAL = 2;

/** On a replacement there is nothing of mine to decide about. */
export const TAKE_ALL: MergePlan = { files: 'keep-both', byAudioId: {}, models: 'take-theirs' };

/**
 * Copies what the attached database holds into the data set, inside the open transaction. Ids are kept as they are [S2].
 * Files that only the other has come whole; where both have a row for the same id, the plan says what becomes of it. Runs
 * of mine always stay. A path stays as this browser knows the file.
 */
export async function mergeIncoming(
  session: Session,
  writtenBy: DatabaseContents['writtenBy'],
  plan: MergePlan,
  trialsAtOnce: number = DEFAULT_IMPORT_POLICY.trialsAtOnce,
): Promise<void> {
  await stageDecisions(session, plan);
  await mergeAudioFiles(session);
  await stageTheirRuns(session, writtenBy);
  const trials = await theirRunTrials(session, writtenBy, trialsAtOnce);
  const byFile = ['descriptors', 'audio_metadata', 'audio_licenses', 'predictions', 'timbre_profiles'];
  await session.steps([
    ...mergeRuns(trials),
    ...dropped('their_runs', 'new_runs', ...(writtenBy === 'trainer' ? [] : ['trial_numbers'])),
    ...mergeDirectSearch(),
    ...byFile.flatMap((table) => mergeByFile(table)),
    ...mergeObjectiveBest(),
    ...MERGE_STATES,
    ...mergePluginWindows(),
    ...mergeMeasured(),
    ...mergeListening(),
    ...mergeModels(plan.models),
    mergePluginBuilds(),
    ...MERGE_LABELS,
    ...dropped(
      'decisions',
      'their_files',
      'their_wins',
      'newly_described',
      'their_choices',
      'their_states',
      'own_windows',
    ),
    ...dropped('new_measured', 'their_models'),
  ]);
}

/** Gives up what was staged on the way: of a million files it would stay in the engine's memory. */
function dropped(...names: readonly string[]): string[] {
  return names.map((name) => `DROP TABLE temp.${name}`);
}

const DECISION_COLUMNS: readonly InsertColumn<readonly [audioId: string, decision: MergeDecision]>[] = [
  { name: 'audio_id', type: 'VARCHAR', of: ([audioId]) => audioId },
  { name: 'decision', type: 'VARCHAR', of: ([, decision]) => decision },
];

/** Stands in the place of an id where the choice for all is staged. */
const FOR_ALL = '';

/**
 * Whose files are whose: `their_files` are the ids that anything is taken of, `their_wins` those where theirs replaces
 * mine, `newly_described` those whose descriptors are theirs afterwards.
 */
async function stageDecisions(session: Session, { files, byAudioId }: MergePlan): Promise<void> {
  await session.stage(
    stagedTable('decisions', DECISION_COLUMNS, [...Object.entries(byAudioId), [FOR_ALL, files] as const]),
  );
  const tables = ['audio_files', 'descriptors', 'bo_trials', 'best_params', 'audio_metadata'];
  const ids = tables.map((table) => `SELECT audio_id FROM ${INCOMING}.main.${table}`).join(' UNION ');
  const decided = `SELECT t.audio_id, CASE WHEN m.audio_id IS NULL THEN 'keep-both' ELSE coalesce(d.decision, (SELECT decision FROM decisions WHERE audio_id = '')) END AS decision
    FROM (${ids}) t LEFT JOIN main.audio_files m USING (audio_id) LEFT JOIN decisions d USING (audio_id)
    WHERE t.audio_id IS NOT NULL`;
  await session.steps([
    `CREATE OR REPLACE TEMP TABLE decided AS ${decided}`,
    "CREATE OR REPLACE TEMP TABLE their_files AS SELECT audio_id FROM decided WHERE decision <> 'keep-mine'",
    "CREATE OR REPLACE TEMP TABLE their_wins AS SELECT audio_id FROM decided WHERE decision = 'take-theirs'",
    `CREATE OR REPLACE TEMP TABLE newly_described AS
      SELECT audio_id FROM ${INCOMING}.main.descriptors WHERE ${IS_TAKEN}
        AND (${IS_WON} OR audio_id NOT IN (SELECT audio_id FROM main.descriptors))`,
    ...dropped('decided'),
  ]);
}

const IS_TAKEN = 'audio_id IN (SELECT audio_id FROM their_files)';
const IS_WON = 'audio_id IN (SELECT audio_id FROM their_wins)';

/** A run of mine is replaced by theirs of the same file only. */
function isNewRun(table: string): string {
  return `(run_id NOT IN (SELECT run_id FROM main.${table})
    OR (${IS_WON} AND (run_id, audio_id) IN (SELECT (run_id, audio_id) FROM main.${table})))`;
}

async function mergeAudioFiles(session: Session): Promise<void> {
  const fresh = `SELECT audio_id, path FROM ${INCOMING}.main.audio_files LEFT JOIN ${INCOMING}.main.audio_order USING (audio_id)
     WHERE audio_id NOT IN (SELECT audio_id FROM main.audio_files)
     ORDER BY ${oldestFirst('audio_id', 'sequence', 'imported_at')}`;
  await stageFreePaths(session, 'new_paths', fresh);
  await session.steps([
    `UPDATE main.audio_files SET source = t.source, genre = t.genre, duration_sec = t.duration_sec,
      sample_rate = t.sample_rate, channels = t.channels
    FROM ${INCOMING}.main.audio_files t WHERE audio_files.audio_id = t.audio_id AND audio_files.${IS_WON}`,
    `INSERT INTO main.audio_files (${columnList('audio_files')})
      SELECT t.audio_id, p.path, t.source, t.genre, t.duration_sec, t.sample_rate, t.channels, coalesce(t.imported_at, now())
      FROM ${INCOMING}.main.audio_files t JOIN new_paths p USING (audio_id)`,
    numberInOrder('new_paths'),
    ...dropped('new_paths'),
  ]);
}

/**
 * Their runs as `their_runs`. The desktop mixes all runs of a file: what it holds becomes one finished run per file.
 */
async function stageTheirRuns(session: Session, writtenBy: DatabaseContents['writtenBy']): Promise<void> {
  const runs = columnList('trial_runs');
  await session.steps([
    writtenBy === 'trainer'
      ? `CREATE OR REPLACE TEMP TABLE their_runs AS SELECT ${runs} FROM ${INCOMING}.main.trial_runs`
      : `CREATE OR REPLACE TEMP TABLE their_runs AS
           SELECT 'desktop-' || audio_id AS run_id, audio_id, NULL::INTEGER AS startup_trials, NULL::INTEGER AS total_trials,
             NULL::INTEGER AS repeats_per_trial, NULL::INTEGER AS seed, 'finished' AS state, 'proxy' AS objective,
             count(*)::INTEGER AS trial_count, max(score) AS best_score, false AS pinned, true AS chosen,
             coalesce(min(created_at), now()::TIMESTAMP) AS created_at, coalesce(max(created_at), now()::TIMESTAMP) AS updated_at,
             NULL::INTEGER AS sequence
           FROM ${INCOMING}.main.bo_trials GROUP BY audio_id`,
  ]);
}

/**
 * Queries for the trials of their runs. Those of a desktop's run are numbered anew in the order they were stored, without the raw
 * logit that it never kept: the numbers alone first, for some of the files at a time, then the trials some at a time, each read
 * once. Ten million at once would not fit the engine's memory.
 */
async function theirRunTrials(
  session: Session,
  writtenBy: DatabaseContents['writtenBy'],
  trialsAtOnce: number,
): Promise<string[]> {
  const columns = columnList('run_trials');
  if (writtenBy === 'trainer') return [`SELECT ${columns} FROM ${INCOMING}.main.run_trials`];
  const trials = `${INCOMING}.main.bo_trials`;
  const [row] = await session.query(`SELECT count(*) AS n, coalesce(max(rowid), -1)::DOUBLE AS last FROM ${trials}`);
  const parts = Math.ceil(numberOf(row?.['n']) / (NUMBERED_PER_TRIAL * trialsAtOnce));
  await session.steps([
    'CREATE OR REPLACE TEMP TABLE trial_numbers (id BIGINT, trial_index INTEGER)',
    ...Array.from(
      { length: parts },
      (_, part) => `INSERT INTO trial_numbers
        SELECT rowid, (row_number() OVER (PARTITION BY audio_id ORDER BY rowid) - 1)::INTEGER
        FROM ${trials} WHERE hash(audio_id) % ${parts} = ${part}`,
    ),
  ]);
  return Array.from({ length: Math.ceil((numberOf(row?.['last']) + 1) / trialsAtOnce) }, (_, part) => {
    const among = (id: string) => `${id} >= ${part * trialsAtOnce} AND ${id} < ${(part + 1) * trialsAtOnce}`;
    return `SELECT ${columns} FROM
      (SELECT 'desktop-' || audio_id AS run_id, n.trial_index, ${TRIAL_VALUE_COLUMNS.join(', ')}, NULL::DOUBLE AS minimax_logit
       FROM ${trials} t JOIN (FROM trial_numbers WHERE ${among('id')}) n ON t.rowid = n.id WHERE ${among('t.rowid')})`;
  });
}

/** Runs, and for files whose chosen run is theirs from now on (`their_choices`) the mirror that they brought. */
function mergeRuns(trials: readonly string[]): string[] {
  const mirrored = ['best_params', 'bo_trials'];
  const theirs = mirrored.map((table) => `SELECT audio_id FROM ${INCOMING}.main.${table}`).join(' UNION ');
  const mine = mirrored.map((table) => `SELECT audio_id FROM main.${table}`).join(' UNION ');
  const runs = columnList('trial_runs');
  const inChoices = 'audio_id IN (SELECT audio_id FROM their_choices)';
  const best = ['audio_id', 'score', ...HYPERPARAMETER_COLUMNS, 'updated_at'].join(', ');
  return [
    `CREATE OR REPLACE TEMP TABLE their_choices AS
       SELECT audio_id FROM (${theirs}) WHERE ${IS_TAKEN} AND (${IS_WON} OR audio_id NOT IN (${mine}))`,
    `CREATE OR REPLACE TEMP TABLE new_runs AS SELECT run_id FROM their_runs
       WHERE ${IS_TAKEN} AND ${isNewRun('trial_runs')}`,
    `UPDATE main.trial_runs SET chosen = false, pinned = false WHERE ${inChoices} AND (chosen OR pinned)`,
    'DELETE FROM main.run_trials WHERE run_id IN (SELECT run_id FROM new_runs)',
    `INSERT OR REPLACE INTO main.trial_runs (${runs}) SELECT * REPLACE (
         pinned AND ${inChoices} AS pinned, chosen AND ${inChoices} AS chosen,
         CASE state WHEN 'running' THEN 'stopped' ELSE state END AS state, ${NEXT_IN_ORDER} AS sequence)
       FROM (FROM their_runs WHERE run_id IN (SELECT run_id FROM new_runs) ORDER BY ${oldestFirst('run_id')})`,
    ...trials.map(
      (rows) => `INSERT INTO main.run_trials (${columnList('run_trials')})
        ${rows} WHERE run_id IN (SELECT run_id FROM new_runs)`,
    ),
    `DELETE FROM main.bo_trials WHERE ${inChoices}`,
    `INSERT INTO main.bo_trials (${columnList('bo_trials')})
       SELECT ${columnList('bo_trials')} FROM ${INCOMING}.main.bo_trials WHERE ${inChoices}`,
    `DELETE FROM main.best_params WHERE ${inChoices}
       AND audio_id NOT IN (SELECT audio_id FROM ${INCOMING}.main.best_params)`,
    `INSERT OR REPLACE INTO main.best_params (${best})
       SELECT ${best} FROM ${INCOMING}.main.best_params WHERE ${inChoices}`,
  ];
}

/** Rows that a file has one of, or one for each model. */
function mergeByFile(table: string): string[] {
  const columns = columnList(table);
  const rows = `SELECT ${columns} FROM ${INCOMING}.main.${table} WHERE ${IS_TAKEN}`;
  return [
    `INSERT OR IGNORE INTO main.${table} (${columns}) ${rows}`,
    `INSERT OR REPLACE INTO main.${table} (${columns}) ${rows} AND ${IS_WON}`,
  ];
}

/** The numbers of the measures, whichever model was built into the plugin [X9]. */
const MY_MEASURE = `coalesce(mine.measure, 1) % ${MEASURES}`;
const THEIR_MEASURE = `coalesce(theirs.measure, 1) % ${MEASURES}`;

/** Of two best parameters of a file, whether mine were found by an earlier measure, or by a later one [X9]. */
const MINE_IS_EARLIER = `(objective = 'measured' AND EXISTS (SELECT 1 FROM main.objective_best_params mine
  WHERE mine.audio_id = theirs.audio_id AND mine.objective = theirs.objective
    AND ${MY_MEASURE} < ${THEIR_MEASURE}))`;
const MINE_IS_LATER = `(objective = 'measured' AND EXISTS (SELECT 1 FROM main.objective_best_params mine
  WHERE mine.audio_id = theirs.audio_id AND mine.objective = theirs.objective
    AND ${MY_MEASURE} > ${THEIR_MEASURE}))`;

/** As {@link mergeByFile}, but what a later measure found neither gives way nor waits. */
function mergeObjectiveBest(): string[] {
  const columns = columnList('objective_best_params');
  const rows = `SELECT ${columns} FROM ${INCOMING}.main.objective_best_params theirs WHERE ${IS_TAKEN}`;
  return [
    `INSERT OR IGNORE INTO main.objective_best_params (${columns}) ${rows}`,
    `INSERT OR REPLACE INTO main.objective_best_params (${columns})
       ${rows} AND (${IS_WON} OR ${MINE_IS_EARLIER}) AND NOT ${MINE_IS_LATER}`,
  ];
}

function mergeModels(whose: MergePlan['models']): string[] {
  const into = `INSERT OR ${whose === 'take-theirs' ? 'REPLACE' : 'IGNORE'} INTO main`;
  const models = columnList('models');
  return [
    `${into}.models (${models}) SELECT ${models} FROM ${INCOMING}.main.models`,
    `CREATE OR REPLACE TEMP TABLE their_models AS
       SELECT a.model_id, a.artifact_json, a.sequence, m.created_at
       FROM ${INCOMING}.main.model_artifacts a LEFT JOIN ${INCOMING}.main.models m ON m.model_id = a.model_id`,
    `${into}.model_artifacts (model_id, artifact_json, sequence)
       SELECT model_id, artifact_json, ${NEXT_IN_ORDER} FROM (FROM their_models ORDER BY ${oldestFirst('model_id')})`,
  ];
}

/** All columns of some of their rows, which come in their own order and are numbered as they come [S9]. */
function numbered(table: string, key: string, condition = 'true', created = 'created_at'): string {
  return `SELECT * REPLACE (${NEXT_IN_ORDER} AS sequence)
    FROM (SELECT ${columnList(table)} FROM ${INCOMING}.main.${table} WHERE ${condition}
      ORDER BY ${oldestFirst(key, 'sequence', created)})`;
}

/** Measured runs of both are kept; collections come whole where they are new. */
function mergeMeasured(): string[] {
  const [runs, trials, collections] = [
    columnList('measured_runs'),
    columnList('measured_trials'),
    columnList('collections'),
  ];
  return [
    `CREATE OR REPLACE TEMP TABLE new_measured AS SELECT run_id FROM ${INCOMING}.main.measured_runs
       WHERE ${IS_TAKEN} AND ${isNewRun('measured_runs')}`,
    'DELETE FROM main.measured_trials WHERE run_id IN (SELECT run_id FROM new_measured)',
    `INSERT OR REPLACE INTO main.measured_runs (${runs})
       ${numbered('measured_runs', 'run_id', 'run_id IN (SELECT run_id FROM new_measured)')}`,
    `INSERT INTO main.measured_trials (${trials})
       SELECT ${trials} FROM ${INCOMING}.main.measured_trials WHERE run_id IN (SELECT run_id FROM new_measured)`,
    `INSERT OR IGNORE INTO main.collections (${collections}) ${numbered('collections', 'collection_id')}`,
  ];
}

/** The answers of both, each once. */
function mergeListening(): string[] {
  const answers = columnList('listening_answers');
  const options = columnList('listening_options');
  return [
    `INSERT INTO main.listening_options (${options}) SELECT ${options} FROM ${INCOMING}.main.listening_options
       WHERE answer_id NOT IN (SELECT answer_id FROM main.listening_answers)`,
    `INSERT OR IGNORE INTO main.listening_answers (${answers})
       ${numbered('listening_answers', 'answer_id', 'true', 'answered_at')}`,
  ];
}

/** What I say of the plugin that I use stays. */
function mergePluginBuilds(): string {
  const columns = columnList('plugin_builds');
  return `INSERT OR IGNORE INTO main.plugin_builds (${columns}) SELECT ${columns} FROM ${INCOMING}.main.plugin_builds`;
}

/** What was found by direct search goes with the descriptors that it was found for. */
function mergeDirectSearch(): string[] {
  const columns = columnList('direct_search');
  const isNew = 'audio_id IN (SELECT audio_id FROM newly_described)';
  return [
    `DELETE FROM main.direct_search WHERE ${isNew}`,
    `INSERT INTO main.direct_search (${columns}) SELECT ${columns} FROM ${INCOMING}.main.direct_search WHERE ${isNew}`,
  ];
}

/** Staged copies stay in the browser that made them. */
const MERGE_STATES = [
  `CREATE OR REPLACE TEMP TABLE their_states AS
    SELECT audio_id, failure, note FROM ${INCOMING}.main.audio_states WHERE ${IS_TAKEN}`,
  `INSERT INTO main.audio_states (audio_id, failure, note) SELECT audio_id, failure, note FROM their_states
    ON CONFLICT (audio_id) DO NOTHING`,
  `INSERT INTO main.audio_states (audio_id, failure, note) SELECT audio_id, failure, note FROM their_states WHERE ${IS_WON}
    ON CONFLICT (audio_id) DO UPDATE SET failure = excluded.failure, note = excluded.note`,
];

/**
 * Of what people say of sounds and models mine stays, and theirs comes where there is none of mine; of tags, those of both as
 * far as there is room [S16].
 */
const MERGE_LABELS = [
  `INSERT INTO main.sound_tags (audio_id, tag) SELECT audio_id, tag FROM (
    SELECT t.audio_id, t.tag, row_number() OVER (PARTITION BY t.audio_id ORDER BY t.rowid) + coalesce(m.n, 0) AS place
    FROM ${INCOMING}.main.sound_tags t
    LEFT JOIN (SELECT audio_id, count(*) AS n FROM main.sound_tags GROUP BY audio_id) m ON m.audio_id = t.audio_id
    WHERE t.${IS_TAKEN} AND NOT EXISTS (SELECT 1 FROM main.sound_tags o
      WHERE o.audio_id = t.audio_id AND lower(o.tag) = lower(t.tag))) WHERE place <= ${TAGS_PER_SOUND}`,
  `INSERT OR IGNORE INTO main.sound_notes (audio_id, note)
    SELECT audio_id, note FROM ${INCOMING}.main.sound_notes WHERE ${IS_TAKEN}`,
  `INSERT OR IGNORE INTO main.model_labels (model_id, name, note, pinned)
    SELECT model_id, name, note, pinned FROM ${INCOMING}.main.model_labels`,
];

/** All windows of a file come from one side, so that they stay spread evenly. */
function mergePluginWindows(): string[] {
  const columns = columnList('plugin_windows');
  const theirs = `${INCOMING}.main.plugin_windows`;
  return [
    `DELETE FROM main.plugin_windows WHERE ${IS_WON} AND audio_id IN (SELECT audio_id FROM ${theirs})`,
    'CREATE OR REPLACE TEMP TABLE own_windows AS SELECT DISTINCT audio_id FROM main.plugin_windows',
    `INSERT INTO main.plugin_windows (${columns}) SELECT ${columns} FROM ${theirs}
       WHERE ${IS_TAKEN} AND audio_id NOT IN (SELECT audio_id FROM own_windows)`,
  ];
}
