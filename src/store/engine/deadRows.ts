import { quotedName } from './scan.ts';
import { numberOf, textOf, type SqlRow } from './rows.ts';
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
  if (tables.length === 0) return;
  const nameOf = (table: SqlRow) => `main.${quotedName(textOf(table['table_name']))}`;
  const counts = tables.map((table, at) => `(SELECT count(*) FROM ${nameOf(table)}) AS t${at}`);
  const [counted] = await session.query(`SELECT ${counts.join(', ')}`);
  const worn = tables.filter((table, at) => {
    const live = numberOf(counted?.[`t${at}`]);
    return numberOf(table['estimated_size']) - live > Math.max(MANY, live);
  });
  if (worn.length === 0) return;
  const anew = worn.map((table) => {
    const name = nameOf(table);
    return `CREATE OR REPLACE TEMP TABLE live_rows AS FROM ${name}; DROP TABLE ${name}; ${textOf(table['sql'])};
       INSERT INTO ${name} FROM live_rows; DROP TABLE temp.live_rows`;
  });
  await session.sideTransaction(async () => session.script(anew.join(';\n')));
}
