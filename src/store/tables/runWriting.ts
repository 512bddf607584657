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
import { quotedList } from '../engine/sqlLiterals.ts';

/** A run that is being stored. */
interface Entry {
  readonly snapshot: RunSnapshot;
  readonly run: ChoosableRun;
  readonly bestRow: number | null;
}

/** With whether it is chosen from now on, null where nothing is chosen anew for its file. */
interface Header extends Entry {
  readonly isChosen: boolean | null;
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

/** A run's file and id: what tells which stored runs it competes with. */
const OFFERED_COLUMNS: readonly InsertColumn<RunSnapshot>[] = [
  { name: 'run_id', type: 'VARCHAR', of: ({ runId }) => runId },
  { name: 'audio_id', type: 'VARCHAR', of: ({ audioId }) => audioId },
];

/** What `trial_runs` says of a run, but for its place in the order. */
const HEADER_COLUMNS: readonly InsertColumn<Header>[] = [
  { name: 'run_id', type: 'VARCHAR', of: ({ run }) => run.runId },
  { name: 'audio_id', type: 'VARCHAR', of: ({ run }) => run.audioId },
  { name: 'startup_trials', type: 'INTEGER', of: ({ snapshot }) => snapshot.budget.startupTrials },
  { name: 'total_trials', type: 'INTEGER', of: ({ snapshot }) => snapshot.budget.totalTrials },
  { name: 'repeats_per_trial', type: 'INTEGER', of: ({ snapshot }) => snapshot.budget.repeatsPerTrial },
  { name: 'seed', type: 'DOUBLE', of: ({ snapshot }) => snapshot.budget.seed },
  { name: 'state', type: 'VARCHAR', of: ({ run }) => run.state },
  { name: 'trial_count', type: 'INTEGER', of: ({ run }) => run.trialCount },
  {
    name: 'best_score',
    type: 'DOUBLE',
    of: ({ snapshot, bestRow }) => (bestRow === null ? null : packedScore(snapshot.trials, bestRow)),
  },
  { name: 'pinned', type: 'BOOLEAN', of: ({ run }) => run.pinned },
  { name: 'chosen', type: 'BOOLEAN', of: ({ run, isChosen }) => isChosen ?? run.chosen },
  {
    name: 'created_at',
    type: 'TIMESTAMP',
    of: ({ run }) => (Number.isNaN(run.createdAtUs) ? null : run.createdAtUs / 1000),
  },
];
const HEADER_NAMES = HEADER_COLUMNS.map(({ name }) => name).join(', ');

/** What is staged of a run besides: its place, as far as it has one, and whether the choice among its file's runs was made anew. */
const CHOICE_COLUMNS: readonly InsertColumn<Header>[] = [
  { name: 'is_new', type: 'BOOLEAN', of: ({ run }) => run.sequence >= NOT_YET_COUNTED },
  {
    name: 'sequence',
    type: 'INTEGER',
    of: ({ run: { sequence } }) => (sequence >= NOT_YET_COUNTED || sequence === 0 ? null : sequence),
  },
  { name: 'is_settled', type: 'BOOLEAN', of: ({ isChosen }) => isChosen !== null },
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
  const headers = entries.map(({ snapshot, run, bestRow }): Header => {
    const winner = choices.get(run.audioId);
    return { snapshot, run, bestRow, isChosen: winner === undefined ? null : winner === run.runId };
  });
  const trials = headers.flatMap(trialRowsOf);
  // Staged, not in the text: to plan the values of a thousand runs takes longer than to store them.
  await session.stage(
    stagedTable('saved_runs', [...HEADER_COLUMNS, ...CHOICE_COLUMNS], headers),
    stagedTable('saved_trials', [...TRIAL_COLUMNS, ...MIRROR_COLUMNS], trials),
  );
  await session.script(
    [
      ...replacing(replaced),
      ...unchoosing(noLongerChosen.map(({ runId }) => runId)),
      `INSERT INTO trial_runs (${HEADER_NAMES}, sequence, updated_at)
         SELECT ${HEADER_NAMES}, CASE WHEN is_new THEN ${NEXT_IN_ORDER} ELSE sequence END, now() FROM saved_runs`,
      `INSERT INTO run_trials (${TRIAL_NAMES}) SELECT ${TRIAL_NAMES} FROM saved_trials`,
      ...(choices.size === 0
        ? []
        : mirrorOf('SELECT audio_id FROM saved_runs WHERE is_settled', 'FROM saved_trials WHERE audio_id IS NOT NULL')),
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
  await session.stage(stagedTable('offered_runs', OFFERED_COLUMNS, runs));
  const files = await session.query(
    'SELECT audio_id FROM audio_files WHERE audio_id IN (SELECT audio_id FROM offered_runs)',
  );
  // With what the choice leaves out: an OR beside a list takes the engine longer than those few rows.
  const rows = await session.query(
    `SELECT ${CHOOSABLE_COLUMNS} FROM trial_runs r WHERE r.audio_id IN (SELECT audio_id FROM offered_runs)`,
  );
  const fileIds = new Set(files.map((row) => textOf(row['audio_id'])));
  const offered = new Set(runs.map(({ runId }) => runId));
  const stored = rows
    .map((row) => choosableRun(row, false))
    .filter(({ runId, audioId, chosen, pinned }) => fileIds.has(audioId) && (chosen || pinned || offered.has(runId)));
  return { fileIds, stored: new Map(stored.map((run) => [run.runId, run])) };
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

function trialRowsOf({ run, snapshot, bestRow, isChosen }: Header): TrialRow[] {
  const audioId = isChosen === true ? run.audioId : null;
  return Array.from({ length: run.trialCount }, (_, row) => ({
    runId: run.runId,
    trials: snapshot.trials,
    offset: row * PACKED_TRIAL_WIDTH,
    audioId,
    isBest: row === bestRow,
  }));
}
