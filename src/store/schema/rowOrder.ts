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

type NumberedColumn = readonly [table: string, column: string];
const SEQUENCES = DATA_TABLES.filter(hasOrder).map(({ name }): NumberedColumn => [name, 'sequence']);
/** Every column that goes on behind the highest number in it. */
const NUMBERED: readonly NumberedColumn[] = [
  ...SEQUENCES,
  ['undo_steps', 'step_number'],
  ['command_answers', 'command_number'],
];
/** Nobody has counted so far: a higher number is of a damaged row, and behind the largest there would be none. */
const HIGHEST = 2 ** 30;

/** Lets the counter go on behind the highest number there is, after rows have come that it has not counted; a strange one is replaced. */
export async function countOn(session: Session): Promise<void> {
  const [row] = await session.query(
    `SELECT ${highestOf(SEQUENCES)} AS highest, ${highestOf(NUMBERED)} AS highest_of_all,
       (SELECT coalesce(last_value, 0) FROM duckdb_sequences()
        WHERE database_name = current_database() AND sequence_name = '${COUNTER}' AND increment_by = 1 AND NOT cycle
          AND max_value > ${HIGHEST} AND greatest(start_value, coalesce(last_value, 0)) <= ${HIGHEST})::DOUBLE AS counted`,
  );
  if (numberOf(row?.['highest_of_all']) > HIGHEST) {
    await session.script(NUMBERED.map((column) => numberAnew(column)).join(';\n'));
    await countOn(session);
    return;
  }
  const next = numberOf(row?.['highest']) + 1;
  if ((numberOrNull(row?.['counted'] ?? null) ?? -1) >= next - 1) return;
  await session.script(`CREATE OR REPLACE SEQUENCE ${COUNTER} START ${next}`);
}

function highestOf(columns: readonly NumberedColumn[]): string {
  const highest = columns.map(([table, column]) => `(SELECT max(${column}) FROM main.${table})`);
  return `coalesce(greatest(${highest.join(', ')}), 0)`;
}

/** Numbers the rows of a table from 1 on, in the order they are in. */
function numberAnew([table, column]: NumberedColumn): string {
  return `UPDATE main.${table} SET ${column} = ordered.place FROM
    (SELECT rowid AS id, row_number() OVER (ORDER BY ${column})::INTEGER AS place FROM main.${table} WHERE ${column} IS NOT NULL) ordered
    WHERE ${table}.rowid = ordered.id`;
}
