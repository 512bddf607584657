import { textOf } from './rows.ts';
import type { Session } from './session.ts';

/** Reads every value of every table of the database, so that a block that is damaged shows. Rejects with DuckDB's error. */
export async function scanDatabase(session: Session): Promise<void> {
  for (const table of await tableNames(session)) await scanTable(session, table);
}

/** The tables of an attached database, or of the main one. */
export async function tableNames(session: Session, alias: string | null = null): Promise<string[]> {
  const database = alias === null ? 'current_database()' : `'${alias}'`;
  const rows = await session.query(
    `SELECT table_name FROM duckdb_tables()
     WHERE database_name = ${database} AND schema_name = 'main' AND NOT temporary ORDER BY table_name`,
  );
  return rows.map((row) => textOf(row['table_name']));
}

/** A name that came from a database, fit to stand in a statement. */
export function quotedName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** Reads every value of one table. */
export async function scanTable(session: Session, table: string, alias: string | null = null): Promise<void> {
  const name = quotedName(table);
  const qualified = alias === null ? `main.${name}` : `${alias}.main.${name}`;
  await session.steps([`SELECT bit_xor(hash(t))::VARCHAR AS digest FROM ${qualified} t`]);
}
