import {
  PRIOR_KINDS,
  type BlindComparisonAnswer,
  type BlindComparisonOption,
  type PriorKind,
} from '../../domain/blindComparison.ts';
import type { Objective } from '../../domain/measured.ts';
import { stagedTable, type InsertColumn } from '../engine/arrowInsert.ts';
import { hyperparameterColumns, hyperparametersAt } from './audioTable.ts';
import type { ListedBlindComparisonAnswer, PreferredOptimum } from '../../workers/contracts/storeRecords.ts';
import { dateOf, numberOf, numberOrNull, textOf, textOrNull } from '../engine/rows.ts';
import { NEXT_IN_ORDER, oldestFirst } from '../schema/rowOrder.ts';
import type { Session } from '../engine/session.ts';
import { amongKeys } from '../engine/amongKeys.ts';
import { isAmong, quoted } from '../engine/sqlLiterals.ts';

interface OptionRow {
  readonly answerId: string;
  readonly position: number;
  readonly option: BlindComparisonOption;
}

const ANSWER_COLUMNS: readonly InsertColumn<BlindComparisonAnswer>[] = [
  { name: 'answer_id', type: 'VARCHAR', of: (row) => row.answerId },
  { name: 'session_id', type: 'VARCHAR', of: (row) => row.sessionId },
  { name: 'audio_id', type: 'VARCHAR', of: (row) => row.audioId },
  { name: 'path', type: 'VARCHAR', of: (row) => row.path },
  { name: 'excerpt_start_sec', type: 'DOUBLE', of: (row) => row.excerpt.startSec },
  { name: 'excerpt_end_sec', type: 'DOUBLE', of: (row) => row.excerpt.endSec },
  { name: 'solo_cluster', type: 'INTEGER', of: (row) => row.soloCluster },
  { name: 'cluster_count', type: 'INTEGER', of: (row) => row.clusterCount },
  { name: 'question', type: 'VARCHAR', of: (row) => row.question },
  { name: 'picked', type: 'INTEGER', of: (row) => row.picked },
  { name: 'repeats', type: 'VARCHAR', of: (row) => row.repeats },
  { name: 'taken_ms', type: 'DOUBLE', of: (row) => row.takenMs },
  { name: 'answered_at', type: 'TIMESTAMP', of: (row) => row.answeredAt.getTime() },
];

const OPTION_COLUMNS: readonly InsertColumn<OptionRow>[] = [
  { name: 'answer_id', type: 'VARCHAR', of: (row) => row.answerId },
  { name: 'position', type: 'INTEGER', of: (row) => row.position },
  { name: 'origin', type: 'VARCHAR', of: ({ option }) => option.origin },
  ...hyperparameterColumns<OptionRow>(({ option }) => option.hyperparameters),
  { name: 'gain_db', type: 'DOUBLE', of: ({ option }) => option.gainDb },
  { name: 'loudness_lkfs', type: 'DOUBLE', of: ({ option }) => option.loudnessLkfs },
  { name: 'mask_change', type: 'DOUBLE', of: ({ option }) => option.maskChange },
  { name: 'mask_contrast', type: 'DOUBLE', of: ({ option }) => option.maskContrast },
];

const ANSWER_NAMES = ANSWER_COLUMNS.map(({ name }) => name).join(', ');
const OPTION_NAMES = OPTION_COLUMNS.map(({ name }) => name).join(', ');

/** Keeps an answer for ever, inside the open transaction; one that is there already stays as it is. */
export async function saveBlindComparisonAnswer(session: Session, answer: BlindComparisonAnswer): Promise<void> {
  const { answerId } = answer;
  session.touched.note('blindComparisonAnswers', [answerId]);
  const options = answer.options.map((option, position) => ({ answerId, position, option }));
  await session.stage(
    stagedTable('given_answers', ANSWER_COLUMNS, [answer]),
    stagedTable('given_options', OPTION_COLUMNS, options),
  );
  await session.script(
    `DELETE FROM given_options WHERE answer_id IN (SELECT answer_id FROM listening_answers);
     INSERT OR IGNORE INTO listening_answers (${ANSWER_NAMES}, sequence) SELECT ${ANSWER_NAMES}, ${NEXT_IN_ORDER} FROM given_answers;
     INSERT INTO listening_options (${OPTION_NAMES}) SELECT ${OPTION_NAMES} FROM given_options`,
  );
}

/** The answers of these ids, or every answer that was ever given, the oldest first. */
export async function listBlindComparisonAnswers(
  session: Session,
  answerIds: Iterable<string> | null,
): Promise<ListedBlindComparisonAnswer[]> {
  const isWanted = isAmong('answer_id', answerIds === null ? null : [...answerIds]);
  const answers = await session.query(
    `SELECT *, epoch_us(answered_at) / 1000 AS answered_ms FROM listening_answers WHERE ${isWanted} ORDER BY ${oldestFirst('answer_id', 'sequence', 'answered_at')}`,
  );
  const columns = await session.queryColumns(
    `SELECT * FROM listening_options WHERE ${isWanted} ORDER BY answer_id, position`,
  );
  const options = new Map<string, BlindComparisonOption[]>();
  for (let row = 0; row < (columns['answer_id']?.length ?? 0); row++) {
    const answerId = textOf(columns['answer_id']?.[row]);
    const list = options.get(answerId) ?? [];
    options.set(answerId, list);
    list.push({
      hyperparameters: hyperparametersAt(columns, row),
      origin: textOf(columns['origin']?.[row]),
      gainDb: numberOf(columns['gain_db']?.[row]),
      loudnessLkfs: numberOrNull(columns['loudness_lkfs']?.[row]),
      maskChange: numberOf(columns['mask_change']?.[row]),
      maskContrast: numberOf(columns['mask_contrast']?.[row]),
    });
  }
  return answers.map((row) => ({
    answerId: textOf(row['answer_id']),
    sessionId: textOf(row['session_id']),
    audioId: textOf(row['audio_id']),
    path: textOf(row['path']),
    excerpt: { startSec: numberOf(row['excerpt_start_sec']), endSec: numberOf(row['excerpt_end_sec']) },
    soloCluster: numberOrNull(row['solo_cluster']),
    clusterCount: numberOf(row['cluster_count']),
    question: textOf(row['question']) === 'worst' ? 'worst' : 'better',
    options: options.get(textOf(row['answer_id'])) ?? [],
    picked: numberOrNull(row['picked']),
    repeats: textOrNull(row['repeats']),
    takenMs: numberOf(row['taken_ms']),
    answeredAt: dateOf(row['answered_ms']),
    sequence: numberOrNull(row['sequence']) ?? 0,
  }));
}

/** The objective under which the best parameters that listening found are kept. */
const OBJECTIVE: Objective = 'listening';

const OPTIMUM_COLUMNS: readonly InsertColumn<PreferredOptimum>[] = [
  { name: 'audio_id', type: 'VARCHAR', of: (row) => row.audioId },
  { name: 'objective', type: 'VARCHAR', of: () => OBJECTIVE },
  { name: 'best_source', type: 'VARCHAR', of: (row) => sourceOf(row.prior) },
  { name: 'score', type: 'DOUBLE', of: (row) => row.utility },
  ...hyperparameterColumns<PreferredOptimum>((row) => row.hyperparameters),
];
const OPTIMUM_NAMES = OPTIMUM_COLUMNS.map(({ name }) => name).join(', ');

/** Keeps what listening found best for files, inside the open transaction. Files that are gone are passed over. */
export async function savePreferredOptima(session: Session, optima: readonly PreferredOptimum[]): Promise<void> {
  session.touched.note(
    'preferredOptima',
    optima.map(({ audioId }) => audioId),
  );
  await session.stage(stagedTable('given_optima', OPTIMUM_COLUMNS, optima));
  await session.script(
    `INSERT OR REPLACE INTO objective_best_params (${OPTIMUM_NAMES}, updated_at) SELECT ${OPTIMUM_NAMES}, now()
     FROM given_optima WHERE audio_id IN (SELECT audio_id FROM audio_files)`,
  );
}

/** What listening found best for these files, or for all, by audio id. */
export async function listPreferredOptima(
  session: Session,
  audioIds: Iterable<string> | null,
): Promise<PreferredOptimum[]> {
  const among = await amongKeys(session, 'audio_id', audioIds);
  const columns = await session.queryColumns(
    `SELECT * FROM objective_best_params WHERE objective = ${quoted(OBJECTIVE)} AND ${among} ORDER BY audio_id`,
  );
  return Array.from({ length: columns['audio_id']?.length ?? 0 }, (_, row) => ({
    audioId: textOf(columns['audio_id']?.[row]),
    hyperparameters: hyperparametersAt(columns, row),
    utility: numberOf(columns['score']?.[row]),
    prior: PRIOR_KINDS.find((prior) => sourceOf(prior) === columns['best_source']?.[row]) ?? null,
  }));
}

/** What `best_source` says: earlier versions wrote `preferences`, whatever was expected before the answers. */
function sourceOf(prior: PriorKind | null): string {
  return prior === null ? 'preferences' : `preferences-on-${prior}`;
}
