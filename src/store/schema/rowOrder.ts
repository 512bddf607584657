import { numberOf, numberOrNull } from '../engine/rows.ts';
import type { Session } from '../engine/session.ts';
import { DATA_TABLES, type TableDefinition } from './schema.ts';

const COUNTER = 'row_order';
export const CREATE_COUNTER = `CREATE SEQUENCE IF NOT EXISTS ${COUNTER}`;

/** The next place in the order of what was made, as SQL [S9]. Evaluated once a row, in the order of the rows. */
export const NEXT_IN_ORDER = `nextval('${COUNTER}')::INTEGER`;

/**
 * Terms of ORDER BY, the newest first [S9]: rows of earlier versions, which have no number, come last, by their times; one
 * without a time counts as the oldest.
 *
 * @param key what decides where both are equal
 * @param created the column of the time
 */
export function newestFirst(key: string, sequence = 'sequence', created = 'created_at'): string {
  return `coalesce(${sequence}, 0) DESC, ${created} DESC NULLS LAST, ${key} DESC`;
}

/** The same, the oldest first. */
export function oldestFirst(key: string, sequence = 'sequence', created = 'created_at'): string {
  return `coalesce(${sequence}, 0), ${created} NULLS FIRST, ${key}`;
}

export function hasOrder({ columns }: TableDefinition): boolean {
  return columns.some(({ name }) => name === 'sequence');
}

/** Lets the counter go on behind the highest number there is, after rows have come that it has not counted. */
export async function countOn(session: Session): Promise<void> {
  const highest = DATA_TABLES.filter(hasOrder).map(({ name }) => `(SELECT max(sequence) FROM main.${name})`);
  const [row] = await session.query(
    `SELECT coalesce(greatest(${highest.join(', ')}), 0) AS highest,
       (SELECT coalesce(last_value, 0) FROM duckdb_sequences()
        WHERE database_name = current_database() AND sequence_name = '${COUNTER}')::DOUBLE AS counted`,
  );
  const next = numberOf(row?.['highest']) + 1;
  if ((numberOrNull(row?.['counted'] ?? null) ?? -1) >= next - 1) return;
  await session.script(`CREATE OR REPLACE SEQUENCE ${COUNTER} START ${next}`);
}
