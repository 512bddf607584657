import { TARGET_COLUMNS } from '../../domain/hyperparameters.ts';
import { doubleColumns, stagedTable, type InsertColumn } from '../engine/arrowInsert.ts';
import type { StoredOptima, StoredOptimum } from '../../workers/contracts/storeRecords.ts';
import { numberOf, textOf } from '../engine/rows.ts';
import type { Session } from '../engine/session.ts';

const OPTIMUM_COLUMNS: readonly InsertColumn<StoredOptimum>[] = [
  { name: 'audio_id', type: 'VARCHAR', of: (row) => row.audioId },
  { name: 'score', type: 'DOUBLE', of: (row) => row.score },
  ...doubleColumns<StoredOptimum>(TARGET_COLUMNS, ({ targets }, place) => targets[place]),
];
const NAMES = OPTIMUM_COLUMNS.map(({ name }) => name).join(', ');

/** Keeps what direct search found, inside the open transaction. Files that were removed meanwhile are passed over. */
export async function saveOptima(session: Session, optima: readonly StoredOptimum[]): Promise<void> {
  const latest = [...new Map(optima.map((row) => [row.audioId, row])).values()];
  await session.stage(stagedTable('found_optima', OPTIMUM_COLUMNS, latest));
  await session.script(
    `INSERT OR REPLACE INTO direct_search (${NAMES}, updated_at) SELECT ${NAMES}, now() FROM found_optima
     WHERE audio_id IN (SELECT audio_id FROM descriptors)`,
  );
}

/** What direct search found, by audio id. */
export async function listOptima(session: Session): Promise<StoredOptima> {
  const columns = await session.queryColumns(`SELECT ${NAMES} FROM direct_search ORDER BY audio_id`);
  const audioIds = Array.from(columns['audio_id'] ?? [], textOf);
  const scores = Float64Array.from(audioIds, (_, row) => numberOf(columns['score']?.[row]));
  const targets = new Float64Array(audioIds.length * TARGET_COLUMNS.length);
  for (const [i, name] of TARGET_COLUMNS.entries()) {
    for (const row of audioIds.keys()) targets[row * TARGET_COLUMNS.length + i] = numberOf(columns[name]?.[row]);
  }
  return { audioIds, scores, targets };
}
