import { quotedName } from './scan.ts';
import { numberOf, textOf } from './rows.ts';
import type { Session } from './session.ts';

/** Fewer cost less than making a table anew. */
const MANY = 1000;

/**
 * Makes tables anew that hold many deleted rows, more than others. DuckDB does not take deleted rows out of a table that has
 * a key: they stay in the file, and every checkpoint writes them again. One transaction, in which no row changes.
 */
export async function dropDeadRows(session: Session): Promise<void> {
  const tables = await session.query(
    `SELECT table_name, sql, estimated_size FROM duckdb_tables()
     WHERE database_name = current_database() AND schema_name = 'main' AND NOT temporary
       AND table_name NOT IN (SELECT table_name FROM duckdb_indexes())
       AND has_primary_key AND estimated_size > ${MANY}`,
  );
  const worn: string[] = [];
  for (const row of tables) {
    const name = `main.${quotedName(textOf(row['table_name']))}`;
    const [counted] = await session.query(`SELECT count(*) AS rows FROM ${name}`);
    const live = numberOf(counted?.['rows']);
    if (numberOf(row['estimated_size']) - live <= Math.max(MANY, live)) continue;
    worn.push(
      `CREATE OR REPLACE TEMP TABLE live_rows AS FROM ${name}; DROP TABLE ${name}; ${textOf(row['sql'])};
       INSERT INTO ${name} FROM live_rows; DROP TABLE temp.live_rows`,
    );
  }
  if (worn.length > 0) await session.sideTransaction(async () => session.script(worn.join(';\n')));
}
