import type { MeasuredBest, MeasuredRun, Objective } from '../../domain/measured.ts';
import { MEASURED_HEAD, MEASURED_TRIAL_COLUMNS, type PackedMeasuredTrials } from '../../domain/packedMeasured.ts';
import { stagedTable, type InsertColumn } from '../engine/arrowInsert.ts';
import { hyperparameterColumns, hyperparametersAt } from './audioTable.ts';
import type { CollectionPart, MeasuredSnapshot } from '../../workers/contracts/storeRecords.ts';
import { dateOf, numberOf, numberOrNull, textOf, textOrNull, type SqlColumns, type SqlRow } from '../engine/rows.ts';
import { idsOf, settingsOf } from '../schema/jsonShapes.ts';
import { NEXT_IN_ORDER, newestFirst } from '../schema/rowOrder.ts';
import { HYPERPARAMETER_COLUMNS } from '../schema/schema.ts';
import type { Session } from '../engine/session.ts';
import { amongKeys } from '../engine/amongKeys.ts';
import { quoted } from '../engine/sqlLiterals.ts';

const OBJECTIVE: Objective = 'measured';

interface HeaderRow {
  readonly run: MeasuredSnapshot;
  readonly createdAtMs: number;
}

interface TrialRow {
  readonly runId: string;
  readonly trials: PackedMeasuredTrials;
  readonly offset: number;
}

const widthOf = ({ mixtures }: PackedMeasuredTrials) => MEASURED_HEAD + 2 * mixtures;
const countOf = (trials: PackedMeasuredTrials) => trials.values.length / widthOf(trials);

const HEADER_COLUMNS: readonly InsertColumn<HeaderRow>[] = [
  { name: 'run_id', type: 'VARCHAR', of: ({ run }) => run.runId },
  { name: 'audio_id', type: 'VARCHAR', of: ({ run }) => run.audioId },
  { name: 'objective', type: 'VARCHAR', of: () => OBJECTIVE },
  { name: 'collection_id', type: 'VARCHAR', of: ({ run }) => run.collectionId },
  { name: 'mixture_set', type: 'VARCHAR', of: ({ run }) => run.set },
  { name: 'settings_json', type: 'VARCHAR', of: ({ run }) => JSON.stringify(run.settings) },
  { name: 'partner_ids_json', type: 'VARCHAR', of: ({ run }) => JSON.stringify(run.partnerIds) },
  { name: 'finished', type: 'BOOLEAN', of: ({ run }) => run.isFinished },
  { name: 'trial_count', type: 'INTEGER', of: ({ run }) => countOf(run.trials) },
  { name: 'best_score', type: 'DOUBLE', of: ({ run }) => bestScoreOf(run.trials) },
  { name: 'created_at', type: 'TIMESTAMP', of: ({ createdAtMs }) => createdAtMs },
  { name: 'measure', type: 'INTEGER', of: ({ run }) => run.measure },
];
const HEADER_NAMES = HEADER_COLUMNS.map(({ name }) => name);

const TRIAL_COLUMNS: readonly InsertColumn<TrialRow>[] = [
  { name: 'run_id', type: 'VARCHAR', of: ({ runId }) => runId },
  ...MEASURED_TRIAL_COLUMNS.map((name, column): InsertColumn<TrialRow> => {
    const value = ({ trials, offset }: TrialRow) => trials.values[offset + column] ?? null;
    if (name === 'trial_index') return { name, type: 'INTEGER', of: value };
    return { name, type: 'DOUBLE', of: (row) => (Number.isNaN(value(row)) ? null : value(row)) };
  }),
  {
    name: 'parts',
    type: 'VARCHAR',
    of: ({ trials, offset }) => trials.values.subarray(offset + MEASURED_HEAD, offset + widthOf(trials)).join(' '),
  },
];
const TRIAL_NAMES = TRIAL_COLUMNS.map(({ name }) => name).join(', ');

/** Stores measured runs as they are now, inside the open transaction. Runs of files that were removed are dropped. */
export async function saveMeasured(session: Session, runs: readonly MeasuredSnapshot[], nowMs: number): Promise<void> {
  const latest = [...new Map(runs.map((run) => [run.runId, run])).values()];
  session.touched.note(
    'runs',
    latest.map(({ audioId }) => audioId),
  );
  const headers = latest.map((run) => ({ run, createdAtMs: nowMs }));
  const trials = latest.flatMap(({ runId, trials: packed }) =>
    Array.from({ length: countOf(packed) }, (_, row) => ({ runId, trials: packed, offset: row * widthOf(packed) })),
  );
  await session.stage(
    stagedTable('saved_measured', HEADER_COLUMNS, headers),
    stagedTable('saved_measured_trials', TRIAL_COLUMNS, trials),
  );
  const updates = HEADER_NAMES.filter((name) => name !== 'run_id' && name !== 'created_at');
  await session.script(`
    DELETE FROM saved_measured WHERE audio_id NOT IN (SELECT audio_id FROM audio_files);
    DELETE FROM measured_trials WHERE run_id IN (SELECT run_id FROM saved_measured);
    INSERT INTO measured_runs (${HEADER_NAMES.join(', ')}, updated_at, sequence)
      SELECT ${HEADER_NAMES.join(', ')}, now(), ${NEXT_IN_ORDER} FROM saved_measured
      ON CONFLICT (run_id) DO UPDATE SET ${updates.map((name) => `${name} = excluded.${name}`).join(', ')},
        updated_at = excluded.updated_at;
    INSERT INTO measured_trials (${TRIAL_NAMES})
      SELECT ${TRIAL_NAMES} FROM saved_measured_trials WHERE run_id IN (SELECT run_id FROM saved_measured)
  `);
}

function bestScoreOf(trials: PackedMeasuredTrials): number | null {
  let best: number | null = null;
  for (let at = 1; at < trials.values.length; at += widthOf(trials)) {
    const score = trials.values[at] ?? Number.NaN;
    if (best === null || score > best) best = score;
  }
  return best;
}

/** The runs that a file has of its own, the newest first. */
export async function listMeasured(session: Session, audioId: string): Promise<MeasuredRun[]> {
  const rows = await session.query(
    `SELECT *, epoch_us(created_at) / 1000 AS created_ms FROM measured_runs
     WHERE audio_id = ? AND mixture_set = 'tuning' ORDER BY ${newestFirst('run_id')}`,
    [audioId],
  );
  return rows.map(runOf);
}

/** The trials of a measured run in order; empty where there is no such run. */
export async function measuredTrials(session: Session, runId: string): Promise<PackedMeasuredTrials> {
  const columns = await session.queryColumns(
    `SELECT ${TRIAL_NAMES} FROM measured_trials WHERE run_id = ? ORDER BY trial_index`,
    [runId],
  );
  return packedFrom(columns, 0, columns['run_id']?.length ?? 0);
}

/** Every run of a search over several files on one set of mixtures, by audio id. */
export async function collectionParts(
  session: Session,
  collectionId: string,
  set: MeasuredRun['set'],
): Promise<CollectionPart[]> {
  const rows = await session.query(
    `SELECT *, epoch_us(created_at) / 1000 AS created_ms FROM measured_runs
     WHERE collection_id = ? AND mixture_set = ? ORDER BY audio_id, run_id`,
    [collectionId, set],
  );
  const columns = await session.queryColumns(
    `SELECT ${TRIAL_COLUMNS.map(({ name }) => `t.${name}`).join(', ')} FROM measured_trials t
     JOIN measured_runs r USING (run_id) WHERE r.collection_id = ? AND r.mixture_set = ?
     ORDER BY r.audio_id, r.run_id, t.trial_index`,
    [collectionId, set],
  );
  let at = 0;
  return rows.map((row) => {
    const run = runOf(row);
    const from = at;
    while (columns['run_id']?.[at] === run.runId) at += 1;
    return { run, trials: packedFrom(columns, from, at) };
  });
}

/** Removes measured runs and their trials, inside the open transaction. */
export async function deleteMeasured(session: Session, runId: string): Promise<void> {
  session.touched.noteAnyRuns();
  await session.query('DELETE FROM measured_trials WHERE run_id = ?', [runId]);
  await session.query('DELETE FROM measured_runs WHERE run_id = ?', [runId]);
}

function packedFrom(columns: SqlColumns, from: number, end: number): PackedMeasuredTrials {
  const texts = Array.from({ length: end - from }, (_, i) => textOf(columns['parts']?.[from + i]));
  const parts = texts.map((text) => (text === '' ? [] : text.split(' ').map(Number)));
  const mixtures = (parts[0]?.length ?? 0) / 2;
  const width = MEASURED_HEAD + 2 * mixtures;
  const values = new Float64Array((end - from) * width);
  for (const [column, name] of MEASURED_TRIAL_COLUMNS.entries()) {
    for (let row = 0; row < end - from; row++) {
      values[row * width + column] = numberOrNull(columns[name]?.[from + row]) ?? Number.NaN;
    }
  }
  for (const [row, own] of parts.entries()) values.set(own.slice(0, 2 * mixtures), row * width + MEASURED_HEAD);
  return { mixtures, values };
}

function runOf(row: SqlRow): MeasuredRun {
  return {
    runId: textOf(row['run_id']),
    audioId: textOf(row['audio_id']),
    settings: settingsOf(textOf(row['settings_json'])),
    partnerIds: idsOf(textOf(row['partner_ids_json'])),
    set: row['mixture_set'] === 'unseen' ? 'unseen' : 'tuning',
    measure: numberOrNull(row['measure']) ?? 1,
    collectionId: textOrNull(row['collection_id']),
    isFinished: row['finished'] === true,
    trialCount: numberOf(row['trial_count']),
    bestScore: numberOrNull(row['best_score']),
    createdAt: dateOf(row['created_ms']),
  };
}

const BEST_COLUMNS: readonly InsertColumn<MeasuredBest>[] = [
  { name: 'audio_id', type: 'VARCHAR', of: (row) => row.audioId },
  { name: 'objective', type: 'VARCHAR', of: () => OBJECTIVE },
  { name: 'best_source', type: 'VARCHAR', of: (row) => row.source },
  { name: 'score', type: 'DOUBLE', of: (row) => row.score },
  ...hyperparameterColumns<MeasuredBest>((row) => row.hyperparameters),
  { name: 'measure', type: 'INTEGER', of: (row) => row.measure },
];
const BEST_NAMES = BEST_COLUMNS.map(({ name }) => name).join(', ');

/**
 * Stores the best parameters of files, inside the open transaction. What it pooled from many files
 * is not replaced by what a file's own trials say.
 */
export async function saveMeasuredBest(session: Session, best: readonly MeasuredBest[]): Promise<void> {
  session.touched.note(
    'measuredBest',
    best.map(({ audioId }) => audioId),
  );
  await session.stage(stagedTable('found_best', BEST_COLUMNS, best));
  await session.script(
    `INSERT OR REPLACE INTO objective_best_params (${BEST_NAMES}, updated_at)
       SELECT ${BEST_NAMES}, now() FROM found_best f WHERE audio_id IN (SELECT audio_id FROM audio_files)
         AND (best_source = 'pooled' OR NOT EXISTS (SELECT 1 FROM objective_best_params o
           WHERE o.audio_id = f.audio_id AND o.objective = f.objective AND o.measure = f.measure
             AND o.best_source = 'pooled'))`,
  );
}

/** The best measured parameters (X9), by whichever measure, of these files, or of all that have some, by audio id. */
export async function listMeasuredBest(session: Session, audioIds: Iterable<string> | null): Promise<MeasuredBest[]> {
  const among = await amongKeys(session, 'audio_id', audioIds);
  const columns = await session.queryColumns(
    `SELECT audio_id, measure, best_source, score, ${HYPERPARAMETER_COLUMNS.join(', ')} FROM objective_best_params
     WHERE objective = ${quoted(OBJECTIVE)} AND ${among} ORDER BY audio_id`,
  );
  return Array.from({ length: columns['audio_id']?.length ?? 0 }, (_, row) => ({
    audioId: textOf(columns['audio_id']?.[row]),
    measure: numberOrNull(columns['measure']?.[row]) ?? 1,
    source: columns['best_source']?.[row] === 'pooled' ? 'pooled' : 'own-trials',
    score: numberOf(columns['score']?.[row]),
    hyperparameters: hyperparametersAt(columns, row),
  }));
}
