import { readDatabaseHeader } from '../engine/databaseHeader.ts';
import { generationOf } from '../engine/logCopy.ts';
import { numberOf, textOf } from '../engine/rows.ts';
import { quotedName, tableNames } from '../engine/scan.ts';
import { DATABASE_NAME, STORED_AS, type Session } from '../engine/session.ts';
import type { OpfsFiles } from '../files/opfsFiles.ts';
import { wholeDatabase } from '../files/wholeDatabase.ts';
import type { Drafting } from './backup.ts';

const COPY = 'compact_copy';

/**
 * A copy of the database without the room that removed rows left. It is one only where nothing tells the two apart: the same tables,
 * keys, defaults and counters, and in each table the same rows in the same order.
 */
export class CompactCopy implements Drafting {
  readonly #files: OpfsFiles;
  #generation = 0n;
  #catalog: readonly string[] = [];
  #counters: ReadonlyMap<string, number> = new Map();
  #digests = new Map<string, string>();

  constructor(files: OpfsFiles) {
    this.#files = files;
  }

  /** Whether nothing was committed since the copy was taken. */
  async isCurrent(): Promise<boolean> {
    return this.#generation === (await generationOf(this.#files));
  }

  async take(session: Session): Promise<Blob> {
    const database = await wholeDatabase(this.#files);
    const header = database === null ? null : await readDatabaseHeader(database);
    if (database === null || header === null) throw new Error('there is no database to copy');
    this.#generation = header.generation;
    this.#catalog = await catalogOf(session, DATABASE_NAME);
    this.#counters = await countersOf(session, DATABASE_NAME);
    this.#digests = new Map();
    for (const table of await tableNames(session))
      this.#digests.set(table, await digestOf(session, DATABASE_NAME, table));
    const bytes = await session.fileOf(COPY, `(${STORED_AS})`, async () =>
      session.script(`COPY FROM DATABASE ${DATABASE_NAME} TO ${COPY}; CHECKPOINT ${COPY}`),
    );
    const copy = new Blob([bytes]);
    if (copy.size * 2 > database.size) throw new Error('the copy is not much smaller');
    const { storageVersion, looksCut } = (await readDatabaseHeader(copy)) ?? { looksCut: true };
    if (looksCut || storageVersion !== header.storageVersion) throw new Error('the copy is another kind of file');
    return copy;
  }

  async tables(session: Session, alias: string): Promise<readonly string[]> {
    const [catalog, counters] = [await catalogOf(session, alias), await countersOf(session, alias)];
    const isSame = catalog.length === this.#catalog.length && catalog.every((line, at) => line === this.#catalog[at]);
    const goesOn = [...this.#counters].every(([name, last]) => (counters.get(name) ?? -Infinity) >= last);
    if (!isSame || !goesOn) throw new Error('the copy has other tables');
    return [...this.#digests.keys()];
  }

  async check(session: Session, table: string, alias: string): Promise<void> {
    if ((await digestOf(session, alias, table)) !== this.#digests.get(table))
      throw new Error('the copy has other rows');
  }
}

/** What tells a database's parts, of each of DuckDB's lists. */
const PARTS: Readonly<Record<string, string>> = {
  'duckdb_schemas()': 'schema_name, comment, tags, internal',
  'duckdb_tables()':
    'schema_name, table_name, comment, tags, has_primary_key, index_count, check_constraint_count, sql, internal',
  'duckdb_columns()':
    'schema_name, table_name, column_name, column_index, comment, data_type, is_nullable, column_default, internal',
  'duckdb_constraints()': 'schema_name, table_name, constraint_type, constraint_text, constraint_column_names',
  'duckdb_indexes()': 'schema_name, index_name, table_name, comment, tags, is_unique, is_primary, sql',
  'duckdb_views()': 'schema_name, view_name, comment, tags, sql, internal',
  'duckdb_sequences()': 'schema_name, sequence_name, comment, min_value, max_value, increment_by, cycle',
  'duckdb_types()': 'schema_name, type_name, logical_type, comment, tags, labels, internal',
  'duckdb_functions()': 'schema_name, function_name, comment, tags, parameters, macro_definition, internal',
};

/** All that a database is made of, but for the rows of its tables and where its counters are. */
async function catalogOf(session: Session, alias: string): Promise<readonly string[]> {
  const lines = Object.entries(PARTS).map(
    ([list, columns]) =>
      `SELECT row('${list}', ${columns})::VARCHAR AS line FROM ${list} WHERE database_name = '${alias}'`,
  );
  const rows = await session.query(`${lines.join(' UNION ALL ')} ORDER BY line`);
  return rows.map((row) => textOf(row['line']));
}

/** How far each counter has come. */
async function countersOf(session: Session, alias: string): Promise<ReadonlyMap<string, number>> {
  const rows = await session.query(
    `SELECT row(schema_name, sequence_name)::VARCHAR AS name, coalesce(last_value, start_value - increment_by)::DOUBLE AS last
     FROM duckdb_sequences() WHERE database_name = '${alias}'`,
  );
  return new Map(rows.map((row) => [textOf(row['name']), numberOf(row['last'])]));
}

/** What a table's rows are and in which order. Not what others would make of the same rows: it holds for one build of DuckDB. */
async function digestOf(session: Session, alias: string, table: string): Promise<string> {
  const [row] = await session.query(
    `SELECT (count(*) || ' ' || coalesce(sum(digest), 0) || ' ' || coalesce(bit_xor(digest), 0))::VARCHAR AS digest FROM
       (SELECT hash(row_number() OVER (), every_row) AS digest FROM ${alias}.main.${quotedName(table)} every_row)`,
  );
  return textOf(row?.['digest']);
}
