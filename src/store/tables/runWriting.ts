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
import { keyList } from '../engine/keyList.ts';
import { quotedList } from '../engine/sqlLiterals.ts';

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
const UNCOUNTED = -1;

/** What becomes a row of `trial_runs`. */
interface HeaderRow {
  readonly entry: Entry;
  readonly isChosen: boolean;
}

const HEADER_COLUMNS: readonly InsertColumn<HeaderRow>[] = [
  { name: 'run_id', type: 'VARCHAR', of: ({ entry }) => entry.run.runId },
  { name: 'audio_id', type: 'VARCHAR', of: ({ entry }) => entry.run.audioId },
  { name: 'startup_trials', type: 'INTEGER', of: ({ entry }) => entry.snapshot.budget.startupTrials },
  { name: 'total_trials', type: 'INTEGER', of: ({ entry }) => entry.snapshot.budget.totalTrials },
  { name: 'repeats_per_trial', type: 'INTEGER', of: ({ entry }) => entry.snapshot.budget.repeatsPerTrial },
  { name: 'seed', type: 'DOUBLE', of: ({ entry }) => entry.snapshot.budget.seed },
  { name: 'state', type: 'VARCHAR', of: ({ entry }) => entry.run.state },
  { name: 'trial_count', type: 'INTEGER', of: ({ entry }) => entry.run.trialCount },
  { name: 'best_score', type: 'DOUBLE', of: bestScoreOf },
  { name: 'pinned', type: 'BOOLEAN', of: ({ entry }) => entry.run.pinned },
  { name: 'chosen', type: 'BOOLEAN', of: ({ isChosen }) => isChosen },
  { name: 'created_at', type: 'TIMESTAMP', of: ({ entry }) => entry.run.createdAtUs / 1000 },
];
const HEADER_NAMES = HEADER_COLUMNS.map(({ name }) => name).join(', ');
/** Of a run that is new, null; of one from before there was an order, {@link UNCOUNTED}. */
const SEQUENCE: InsertColumn<HeaderRow> = {
  name: 'sequence',
  type: 'INTEGER',
  of: ({ entry }) => sequenceOf(entry.run),
};

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
  const chosenFiles = await keyList(session, 'chosen_files', choices.keys());
  const headers = entries.map((entry): HeaderRow => ({ entry, isChosen: isChosen(entry.run, choices) }));
  await session.stage(
    stagedTable('saved_runs', [...HEADER_COLUMNS, SEQUENCE], headers),
    stagedTable('saved_trials', [...TRIAL_COLUMNS, ...MIRROR_COLUMNS], trials),
  );
  await session.script(
    [
      ...replacing(replaced),
      ...unchoosing(noLongerChosen.map(({ runId }) => runId)),
      `INSERT INTO trial_runs (${HEADER_NAMES}, sequence, updated_at)
         SELECT ${HEADER_NAMES}, CASE WHEN sequence IS NULL THEN ${NEXT_IN_ORDER} ELSE nullif(sequence, ${UNCOUNTED}) END, now()
         FROM saved_runs ORDER BY rowid`,
      `INSERT INTO run_trials (${TRIAL_NAMES}) SELECT ${TRIAL_NAMES} FROM saved_trials`,
      ...mirrorOf(chosenFiles, 'FROM saved_trials WHERE audio_id IS NOT NULL'),
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
  const files = await keyList(session, 'saved_files', new Set(runs.map(({ audioId }) => audioId)));
  const runIds = await keyList(session, 'saved_run_ids', new Set(runs.map(({ runId }) => runId)));
  const rows = await session.query(
    `SELECT f.audio_id AS file_id, ${CHOOSABLE_COLUMNS} FROM audio_files f
     LEFT JOIN (SELECT * FROM trial_runs WHERE audio_id IN (${files})) r ON r.audio_id = f.audio_id
       AND (r.chosen OR r.pinned OR r.run_id IN (${runIds}))
     WHERE f.audio_id IN (${files})`,
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

function isChosen({ runId, audioId, chosen }: ChoosableRun, choices: ReadonlyMap<string, string>): boolean {
  const winner = choices.get(audioId);
  return winner === undefined ? chosen : winner === runId;
}

function bestScoreOf({ entry: { snapshot, bestRow } }: HeaderRow): number | null {
  return bestRow === null ? null : packedScore(snapshot.trials, bestRow);
}

function sequenceOf({ sequence }: ChoosableRun): number | null {
  if (sequence >= NOT_YET_COUNTED) return null;
  return sequence === 0 ? UNCOUNTED : sequence;
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
