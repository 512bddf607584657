import { TIMBRE_COLUMNS, type TimbreProfile } from '../../domain/timbre.ts';
import { doubleColumns, stagedTable, type InsertColumn } from '../engine/arrowInsert.ts';
import { numberOf, textOf } from '../engine/rows.ts';
import type { Session } from '../engine/session.ts';

const COLUMNS: readonly InsertColumn<TimbreProfile>[] = [
  { name: 'audio_id', type: 'VARCHAR', of: (row) => row.audioId },
  ...doubleColumns<TimbreProfile>(TIMBRE_COLUMNS, ({ values }, place) => values[place]),
];
const NAMES = COLUMNS.map(({ name }) => name).join(', ');

/** Keeps timbre profiles, inside the open transaction. Files that were removed meanwhile are passed over. */
export async function saveTimbres(session: Session, profiles: readonly TimbreProfile[]): Promise<void> {
  const latest = [...new Map(profiles.map((row) => [row.audioId, row])).values()];
  await session.stage(stagedTable('measured_timbres', COLUMNS, latest));
  await session.script(
    `INSERT OR REPLACE INTO timbre_profiles (${NAMES}, updated_at) SELECT ${NAMES}, now() FROM measured_timbres
     WHERE audio_id IN (SELECT audio_id FROM audio_files)`,
  );
}

/** All timbre profiles, by audio id. */
export async function listTimbres(session: Session): Promise<TimbreProfile[]> {
  const columns = await session.queryColumns(`SELECT ${NAMES} FROM timbre_profiles ORDER BY audio_id`);
  return Array.from({ length: columns['audio_id']?.length ?? 0 }, (_, row) => ({
    audioId: textOf(columns['audio_id']?.[row]),
    values: TIMBRE_COLUMNS.map((name) => numberOf(columns[name]?.[row])),
  }));
}
