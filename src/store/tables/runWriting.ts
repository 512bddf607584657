import {
  bestPackedRow,
  PACKED_TRIAL_COLUMNS,
  PACKED_TRIAL_WIDTH,
  packedScore,
  type PackedTrials,
} from '../../domain/packedTrials.ts';
import { stagedTable, type InsertColumn } from '../engine/arrowInsert.ts';
import type { RunSnapshot } from '../../workers/contracts/storeRecords.ts';
import { textOf } from '../engine/rows.ts';
import { CHOOSABLE_COLUMNS, choosableRun, chooseRuns, mirrorOf, type ChoosableRun } from './runChoice.ts';
import { NEXT_IN_ORDER } from '../schema/rowOrder.ts';
import type { Session } from '../engine/session.ts';
import { double, quoted, quotedList } from '../engine/sqlLiterals.ts';

/** A run that is being stored. */
interface Entry {
  readonly snapshot: RunSnapshot;
  readonly run: ChoosableRun;
  readonly bestRow: number | null;
}

interface TrialRow {
  readonly runId: string;
  readonly trials: PackedTrials;
  readonly offset: number;
  /** Its file, where its run is the chosen one. */
  readonly audioId: string | null;
  /** Whether it is the best of its run. */
  readonly isBest: boolean;
}

/** The places of runs that are new: behind all that have been counted. */
const NOT_YET_COUNTED = 2 ** 32;

const HEADER_NAMES = [
  'run_id',
  'audio_id',
  'startup_trials',
  'total_trials',
  'repeats_per_trial',
  'seed',
  'state',
  'trial_count',
  'best_score',
  'pinned',
  'chosen',
  'created_at',
  'sequence',
];

const TRIAL_COLUMNS: readonly InsertColumn<TrialRow>[] = [
  { name: 'run_id', type: 'VARCHAR', of: ({ runId }) => runId },
  ...PACKED_TRIAL_COLUMNS.map((name, column): InsertColumn<TrialRow> => {
    if (name === 'trial_index') return { name, type: 'INTEGER', of: ({ trials, offset }) => trials[offset] ?? null };
    const value = ({ trials, offset }: TrialRow) => trials[offset + column] ?? null;
    if (name !== 'minimax_logit') return { name, type: 'DOUBLE', of: value };
    return { name, type: 'DOUBLE', of: (row) => (Number.isNaN(value(row)) ? null : value(row)) };
  }),
];

/** What a trial brings along for the mirror of the chosen runs. */
const MIRROR_COLUMNS: readonly InsertColumn<TrialRow>[] = [
  { name: 'audio_id', type: 'VARCHAR', of: ({ audioId }) => audioId },
  { name: 'is_best', type: 'BOOLEAN', of: ({ isBest }) => isBest },
];
const TRIAL_NAMES = TRIAL_COLUMNS.map(({ name }) => name).join(', ');

/**
 * Stores runs as they are now, inside the open transaction, and chooses anew for their files [S3]: those runs and the one
 * chosen before compete. Runs of files that were removed meanwhile are dropped. Few statements: each takes its milliseconds.
 */
export async function saveRuns(session: Session, snapshots: readonly RunSnapshot[], nowMs: number): Promise<void> {
  const latest = [...new Map(snapshots.map((run) => [run.runId, run])).values()];
  const { fileIds, stored } = await storedRunsBeside(session, latest);
  const runs = latest.filter(({ audioId }) => fileIds.has(audioId));
  if (runs.length === 0) return;
  // Not the whole rows of the files: reading those takes longer than writing the runs.
  session.touched.note('best', fileIds);
  session.touched.note('runs', fileIds);
  const entries = runs.map((snapshot, index) => {
    const run = choosableOf(snapshot, stored.get(snapshot.runId), nowMs, index);
    return { snapshot, run, bestRow: bestPackedRow(snapshot.trials) };
  });
  const saved = new Set(runs.map(({ runId }) => runId));
  const others = [...stored.values()].filter(({ runId }) => !saved.has(runId));
  const choices = chooseRuns([...entries.map(({ run }) => run), ...others]);
  const noLongerChosen = others.filter(({ audioId, chosen }) => chosen && choices.has(audioId));
  const replaced = [...saved].filter((runId) => stored.has(runId));
  const trials = entries.flatMap((entry) => trialRowsOf(entry, choices));
  await session.stage(stagedTable('saved_trials', [...TRIAL_COLUMNS, ...MIRROR_COLUMNS], trials));
  await session.script(
    [
      ...replacing(replaced),
      ...unchoosing(noLongerChosen.map(({ runId }) => runId)),
      `INSERT INTO trial_runs (${HEADER_NAMES.join(', ')}, updated_at)
         VALUES ${entries.map((entry) => headerOf(entry, choices)).join(', ')}`,
      `INSERT INTO run_trials (${TRIAL_NAMES}) SELECT ${TRIAL_NAMES} FROM saved_trials`,
      ...mirrorOf([...choices.keys()], 'FROM saved_trials WHERE audio_id IS NOT NULL'),
    ].join(';'),
  );
}

function replacing(runIds: readonly string[]): string[] {
  if (runIds.length === 0) return [];
  return ['run_trials', 'trial_runs'].map((table) => `DELETE FROM ${table} WHERE run_id IN (${quotedList(runIds)})`);
}

function unchoosing(runIds: readonly string[]): string[] {
  if (runIds.length === 0) return [];
  return [`UPDATE trial_runs SET chosen = false WHERE run_id IN (${quotedList(runIds)})`];
}

/** Which of the runs' files are in the data set, and the stored runs that they replace or compete with. */
async function storedRunsBeside(
  session: Session,
  runs: readonly RunSnapshot[],
): Promise<{ readonly fileIds: ReadonlySet<string>; readonly stored: ReadonlyMap<string, ChoosableRun> }> {
  const rows = await session.query(
    `SELECT f.audio_id AS file_id, ${CHOOSABLE_COLUMNS} FROM audio_files f
     LEFT JOIN trial_runs r ON r.audio_id = f.audio_id
       AND (r.chosen OR r.pinned OR r.run_id IN (${quotedList(runs.map(({ runId }) => runId))}))
     WHERE f.audio_id IN (${quotedList(new Set(runs.map(({ audioId }) => audioId)))})`,
  );
  const stored = rows.filter((row) => row['run_id'] !== null).map((row) => choosableRun(row, false));
  return {
    fileIds: new Set(rows.map((row) => textOf(row['file_id']))),
    stored: new Map(stored.map((run) => [run.runId, run])),
  };
}

/** A run that is being stored, in its place in time and with what the user said of it before. */
function choosableOf(run: RunSnapshot, before: ChoosableRun | undefined, nowMs: number, index: number): ChoosableRun {
  return {
    runId: run.runId,
    audioId: run.audioId,
    state: run.state,
    trialCount: run.trials.length / PACKED_TRIAL_WIDTH,
    pinned: before?.pinned ?? false,
    chosen: before?.chosen ?? false,
    changed: true,
    sequence: before?.sequence ?? NOT_YET_COUNTED + index,
    createdAtUs: before?.createdAtUs ?? nowMs * 1000,
  };
}

/** The values of {@link HEADER_NAMES} and of `updated_at`, as SQL. */
function headerOf({ run, snapshot, bestRow }: Entry, choices: ReadonlyMap<string, string>): string {
  const { budget, trials } = snapshot;
  const winner = choices.get(run.audioId);
  const values = [
    quoted(run.runId),
    quoted(run.audioId),
    budget.startupTrials,
    budget.totalTrials,
    budget.repeatsPerTrial,
    budget.seed,
    quoted(run.state),
    run.trialCount,
    bestRow === null ? 'NULL' : double(packedScore(trials, bestRow)),
    run.pinned,
    winner === undefined ? run.chosen : winner === run.runId,
    `make_timestamp(${Math.round(run.createdAtUs)})`,
    sequenceOf(run),
    'now()',
  ];
  return `(${values.join(', ')})`;
}

function sequenceOf({ sequence }: ChoosableRun): string {
  if (sequence >= NOT_YET_COUNTED) return NEXT_IN_ORDER;
  return sequence === 0 ? 'NULL' : String(sequence);
}

function trialRowsOf({ run, snapshot, bestRow }: Entry, choices: ReadonlyMap<string, string>): TrialRow[] {
  const audioId = choices.get(run.audioId) === run.runId ? run.audioId : null;
  return Array.from({ length: run.trialCount }, (_, row) => ({
    runId: run.runId,
    trials: snapshot.trials,
    offset: row * PACKED_TRIAL_WIDTH,
    audioId,
    isBest: row === bestRow,
  }));
}
