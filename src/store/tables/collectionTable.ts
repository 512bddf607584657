import { stagedTable, type InsertColumn } from '../engine/arrowInsert.ts';
import { isAmong } from '../engine/sqlLiterals.ts';
import type { ListedCollection, StoredCollection } from '../../workers/contracts/storeRecords.ts';
import { idsOf, settingsOf } from '../schema/jsonShapes.ts';
import { NEXT_IN_ORDER, newestFirst } from '../schema/rowOrder.ts';
import { dateOf, numberOrNull, textOf, textOrNull, type SqlRow } from '../engine/rows.ts';
import type { Session } from '../engine/session.ts';

const COLUMNS: readonly InsertColumn<StoredCollection>[] = [
  { name: 'collection_id', type: 'VARCHAR', of: (row) => row.collectionId },
  { name: 'objective', type: 'VARCHAR', of: () => 'measured' },
  { name: 'name', type: 'VARCHAR', of: (row) => row.name },
  { name: 'settings_json', type: 'VARCHAR', of: (row) => JSON.stringify(row.settings) },
  { name: 'audio_ids_json', type: 'VARCHAR', of: (row) => JSON.stringify(row.audioIds) },
  { name: 'result_json', type: 'VARCHAR', of: (row) => row.resultJson },
  { name: 'created_at', type: 'TIMESTAMP', of: (row) => row.createdAt.getTime() },
  { name: 'measure', type: 'INTEGER', of: (row) => row.measure },
];
const NAMES = COLUMNS.map(({ name }) => name).join(', ');
const UPDATES = [...COLUMNS.map(({ name }) => name), 'updated_at']
  .filter((name) => name !== 'collection_id')
  .map((name) => `${name} = excluded.${name}`)
  .join(', ');

/** Stores a search over several files, inside the open transaction. */
export async function saveCollection(session: Session, collection: StoredCollection): Promise<void> {
  session.touched.note('collections', [collection.collectionId]);
  await session.stage(stagedTable('saved_collection', COLUMNS, [collection]));
  await session.script(
    `INSERT INTO collections (${NAMES}, updated_at, sequence) SELECT ${NAMES}, now(), ${NEXT_IN_ORDER} FROM saved_collection
     ON CONFLICT (collection_id) DO UPDATE SET ${UPDATES}`,
  );
}

/** The searches over several files of these ids, or all, the newest first. */
export async function listCollections(
  session: Session,
  collectionIds: Iterable<string> | null,
): Promise<ListedCollection[]> {
  const rows = await session.query(
    `SELECT *, epoch_us(created_at) / 1000 AS created_ms FROM collections
     WHERE ${isAmong('collection_id', collectionIds)} ORDER BY ${newestFirst('collection_id')}`,
  );
  return rows.flatMap((row) => collectionOf(row) ?? []);
}

/** Null for a row that another program wrote and whose settings or files cannot be read: it stays in the database. */
function collectionOf(row: SqlRow): ListedCollection | null {
  try {
    return {
      collectionId: textOf(row['collection_id']),
      name: textOf(row['name']),
      settings: settingsOf(textOf(row['settings_json'])),
      audioIds: idsOf(textOf(row['audio_ids_json'])),
      measure: numberOrNull(row['measure']) ?? 1,
      createdAt: dateOf(row['created_ms']),
      resultJson: textOrNull(row['result_json']),
      sequence: numberOrNull(row['sequence']) ?? 0,
    };
  } catch {
    return null;
  }
}

/** Removes a search over several files with all its trials, inside the open transaction. */
export async function deleteCollection(session: Session, collectionId: string): Promise<void> {
  session.touched.note('collections', [collectionId]);
  session.touched.noteAnyRuns();
  await session.query(
    'DELETE FROM measured_trials WHERE run_id IN (SELECT run_id FROM measured_runs WHERE collection_id = ?)',
    [collectionId],
  );
  await session.query('DELETE FROM measured_runs WHERE collection_id = ?', [collectionId]);
  await session.query('DELETE FROM collections WHERE collection_id = ?', [collectionId]);
}
