import type { TrialRun } from '../../domain/trials.ts';
import { stagedTable, type InsertColumn } from '../engine/arrowInsert.ts';
import { numberOf, numberOrNull, textOf, type SqlRow } from '../engine/rows.ts';
import { HYPERPARAMETER_COLUMNS, TRIAL_VALUE_COLUMNS } from '../schema/schema.ts';
import type { Session } from '../engine/session.ts';

/** A run as far as the choice among the runs of its file looks at it. */
export interface ChoosableRun {
  readonly runId: string;
  readonly audioId: string;
  readonly state: TrialRun['state'];
  readonly trialCount: number;
  readonly pinned: boolean;
  readonly chosen: boolean;
  /** Whether it is new or other than at the last choice. */
  readonly changed: boolean;
  /** Its place in the order of runs; 0 for those of earlier versions, which their times decide among [S9]. */
  readonly sequence: number;
  /** Microseconds since 1970 (UTC). */
  readonly createdAtUs: number;
}

/**
 * The run that each file's preset comes from from now on, by audio id, where it is another or has changed [S3]. The pinned
 * run wins, else the latest finished, else the one chosen before, else the latest stopped; of the runs that were not chosen
 * before only the changed compete. A run without trials or still running is never newly chosen.
 */
export function chooseRuns(runs: readonly ChoosableRun[]): ReadonlyMap<string, string> {
  const best = new Map<string, ChoosableRun>();
  for (const run of runs) {
    if (run.trialCount === 0 || !(run.chosen || run.pinned || (run.changed && run.state !== 'running'))) continue;
    const other = best.get(run.audioId);
    if (other === undefined || outranks(run, other)) best.set(run.audioId, run);
  }
  const news = [...best.values()].filter(({ chosen, changed }) => !chosen || changed);
  return new Map(news.map(({ audioId, runId }) => [audioId, runId]));
}

function outranks(a: ChoosableRun, b: ChoosableRun): boolean {
  const [ranksOfA, ranksOfB] = [ranksOf(a), ranksOf(b)];
  const at = ranksOfA.findIndex((rank, i) => rank !== ranksOfB[i]);
  return at === -1 ? a.runId > b.runId : Number(ranksOfA[at]) > Number(ranksOfB[at]);
}

function ranksOf({ pinned, state, chosen, sequence, createdAtUs }: ChoosableRun): readonly (boolean | number)[] {
  return [pinned, state === 'finished', chosen && state !== 'finished', sequence, createdAtUs];
}

/** The columns that {@link choosableRun} reads, of a table called `r`. */
export const CHOOSABLE_COLUMNS =
  'r.run_id, r.audio_id, r.state, r.trial_count, r.pinned, r.chosen, r.sequence, epoch_us(r.created_at) AS created_us';

export function choosableRun(row: SqlRow, changed: boolean): ChoosableRun {
  return {
    runId: textOf(row['run_id']),
    audioId: textOf(row['audio_id']),
    state: stateOf(row),
    trialCount: numberOf(row['trial_count']),
    pinned: row['pinned'] === true,
    chosen: row['chosen'] === true,
    changed,
    sequence: numberOrNull(row['sequence']) ?? 0,
    createdAtUs: numberOf(row['created_us']),
  };
}

/** A run's state; one that another program wrote and we do not know reads as stopped. */
export function stateOf(row: SqlRow): TrialRun['state'] {
  const state = textOf(row['state']);
  return state === 'finished' || state === 'running' ? state : 'stopped';
}

/** A file and the run that is chosen for it. */
const SETTLED_COLUMNS: readonly InsertColumn<readonly [audioId: string, runId: string]>[] = [
  { name: 'audio_id', type: 'VARCHAR', of: ([audioId]) => audioId },
  { name: 'run_id', type: 'VARCHAR', of: ([, runId]) => runId },
];

/** Chooses among the stored runs of the files of those that `changed`, a condition on `r`, is true of. */
export async function settleChoice(session: Session, changed: string): Promise<void> {
  const rows = await session.query(
    `SELECT ${CHOOSABLE_COLUMNS}, (${changed}) AS changed FROM trial_runs r
     WHERE r.audio_id IN (SELECT r.audio_id FROM trial_runs r WHERE ${changed})`,
  );
  const choices = chooseRuns(rows.map((row) => choosableRun(row, row['changed'] === true)));
  if (choices.size === 0) return;
  await session.stage(stagedTable('settled_choices', SETTLED_COLUMNS, [...choices]));
  const audioIds = 'SELECT audio_id FROM settled_choices';
  await session.script(
    [
      `UPDATE trial_runs SET chosen = (run_id IN (SELECT run_id FROM settled_choices)) WHERE audio_id IN (${audioIds})`,
      `CREATE OR REPLACE TEMP TABLE chosen_trials AS
         SELECT r.audio_id, t.*, row_number() OVER (PARTITION BY r.audio_id
           ORDER BY isnan(t.score), t.score DESC, t.trial_index) = 1 AS is_best
         FROM run_trials t JOIN trial_runs r USING (run_id) WHERE r.chosen AND r.audio_id IN (${audioIds})
         ORDER BY r.audio_id, t.trial_index`,
      ...mirrorOf(audioIds, 'FROM chosen_trials'),
    ].join(';'),
  );
}

/**
 * Statements that make the desktop's tables say of files what their chosen runs do.
 *
 * @param audioIds the files, as what stands between the brackets of `IN (…)`
 * @param from where the trials of those runs are, as a query has it: all their columns, `audio_id` and `is_best`
 */
export function mirrorOf(audioIds: string, from: string): string[] {
  const values = TRIAL_VALUE_COLUMNS.join(', ');
  const hyperparameters = HYPERPARAMETER_COLUMNS.join(', ');
  return [
    `DELETE FROM bo_trials WHERE audio_id IN (${audioIds})`,
    `DELETE FROM best_params WHERE audio_id IN (${audioIds})`,
    `INSERT INTO bo_trials (audio_id, trial_index, ${values}, created_at)
       SELECT audio_id, trial_index, ${values}, now() ${from}`,
    `INSERT INTO best_params (audio_id, score, ${hyperparameters}, updated_at)
       SELECT audio_id, score, ${hyperparameters}, now() FROM (SELECT * ${from}) WHERE is_best`,
  ];
}
