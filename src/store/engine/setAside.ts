import { refusalWords, refusedCount, type RefusedRows } from '../../domain/storage.ts';
import { freeAsideName } from '../files/keptAside.ts';
import { SET_ASIDE_PREFIX, type OpfsFiles } from '../files/opfsFiles.ts';
import { wholeDatabase } from '../files/wholeDatabase.ts';
import {
  countRefused,
  presentTables,
  refuseRepeated,
  refuseRows,
  soundRows,
  type CheckedDatabase,
  type PresentTable,
} from '../schema/refusedRows.ts';
import type { CanRead } from '../schema/jsonShapes.ts';
import { valuesSql } from '../schema/rowRules.ts';
import { ACCOUNT_TABLES, createTable, DATA_TABLES, isRequired, type TableDefinition } from '../schema/schema.ts';
import { textOf } from './rows.ts';
import { quotedName, tableNames } from './scan.ts';
import { DATABASE_NAME, type Session } from './session.ts';
import { plural } from '../../domain/numberText.ts';

const TABLES = [...DATA_TABLES, ...ACCOUNT_TABLES];
const REFUSED = 'refused_rows';
const COPY = 'set_aside';

/** What of the open database is not as it should be. */
interface Unsound {
  readonly database: CheckedDatabase;
  readonly rows: readonly RefusedRows[];
  /** Tables of other columns, types or constraints, which are made anew with the rows that can be understood. */
  readonly misshapen: readonly PresentTable[];
  /** Tables that cannot be read at all. */
  readonly unreadable: readonly string[];
}

/**
 * Takes out of the open database what cannot be understood, into a file beside it, so that nothing that reads it later meets
 * such a row [S6]. The file is whole before anything is removed. Resolves with a sentence on what was set aside; with none,
 * nearly always, where all is well.
 *
 * @param isKnown whether nothing has changed since all rows were looked at: those of long tables are then left unread
 */
export async function setAsideUnsound(
  session: Session,
  files: OpfsFiles,
  canRead: CanRead,
  isKnown: boolean,
): Promise<readonly string[]> {
  const unsound = await findUnsound(session, canRead, isKnown);
  const { rows, misshapen, unreadable } = unsound;
  if (rows.length + misshapen.length + unreadable.length === 0) return [];
  const name = `${await freeAsideName(files, SET_ASIDE_PREFIX)}.duckdb`;
  const whole = unreadable.length === 0 ? null : await wholeDatabase(files);
  await files.write(name, whole ?? new Blob([await copyOf(session, unsound)]));
  await session.sideTransaction(async () => session.script(removal(unsound).join(';\n')));
  return [noticeOf(unsound, name)];
}

async function findUnsound(session: Session, canRead: CanRead, isKnown: boolean): Promise<Unsound> {
  const names = new Set((await tableNames(session, DATABASE_NAME)).map((name) => name.toLowerCase()));
  const missing = TABLES.filter(({ name }) => !names.has(name));
  if (missing.length > 0) await session.script(missing.map((table) => createTable(table)).join(';\n'));
  const tables = await presentTables(session, DATABASE_NAME, TABLES);
  const shapes = await shapesOf(session);
  const misshapen = tables.filter(({ definition, name }) => shapes.get(name) !== shapeOf(definition));
  const database = { alias: DATABASE_NAME, tables, refused: REFUSED };
  const isRead = (table: PresentTable) => !isKnown || table.definition.isLong !== true || misshapen.includes(table);
  const failed = await refuseRows(session, { ...database, tables: tables.filter(isRead) }, { canRead, isWhole: false });
  await refuseRepeated(session, { ...database, tables: misshapen });
  const unnamed = TABLES.filter((definition) => !tables.some((table) => table.definition === definition));
  return {
    database,
    rows: await countRefused(session, REFUSED),
    misshapen: misshapen.filter(({ definition }) => !failed.includes(definition.name)),
    unreadable: [...failed, ...unnamed.map(({ name }) => name)],
  };
}

/** The refused rows with their reasons; of a table of another shape every row as it was. */
async function copyOf(session: Session, { rows, misshapen, database }: Unsound): Promise<Uint8Array<ArrayBuffer>> {
  const concerned = database.tables.filter(
    (table) => misshapen.includes(table) || rows.some((row) => row.table === table.definition.name),
  );
  const statements = concerned.map((table) => {
    const name = quotedName(table.name);
    const join = misshapen.includes(table) ? 'LEFT JOIN' : 'JOIN';
    return `CREATE TABLE ${COPY}.main.${name} AS SELECT r.reason AS set_aside_because, t.* FROM main.${name} t
      ${join} ${REFUSED} r ON r.row_number = t.rowid AND r.table_name = '${table.definition.name}'`;
  });
  return session.fileOf(COPY, '', async () => session.script(statements.join(';\n')));
}

function removal({ database, rows, misshapen, unreadable }: Unsound): string[] {
  const columns = ({ definition }: PresentTable) => definition.columns.map(({ name }) => name).join(', ');
  // Of two files of one path the first stays; the copy holds both.
  const hasUnique = ({ definition }: PresentTable) =>
    definition.columns.some(({ constraint }) => constraint?.includes('UNIQUE'));
  const rebuilt = misshapen.flatMap((table) => [
    `CREATE OR REPLACE TEMP TABLE sound_rows AS
       SELECT ${valuesSql(table.definition, table.columns)} FROM ${soundRows(database, table)}`,
    `DROP TABLE main.${quotedName(table.name)}`,
    createTable(table.definition),
    `INSERT ${hasUnique(table) ? 'OR IGNORE' : ''} INTO main.${table.definition.name} (${columns(table)}) SELECT ${columns(table)} FROM sound_rows`,
  ]);
  const emptied = unreadable.flatMap((name) => [
    `DROP TABLE main.${name}`,
    ...TABLES.filter((table) => table.name === name).map((table) => createTable(table)),
  ]);
  const kept = database.tables.filter(
    (table) => !misshapen.includes(table) && rows.some((row) => row.table === table.definition.name),
  );
  const deleted = kept.map(
    ({ name, definition }) =>
      `DELETE FROM main.${quotedName(name)}
         WHERE rowid IN (SELECT row_number FROM ${REFUSED} WHERE table_name = '${definition.name}')`,
  );
  return [...deleted, ...rebuilt, ...emptied];
}

/** The columns, keys and indexes of every table as one line each, by its name. */
async function shapesOf(session: Session): Promise<ReadonlyMap<string, string>> {
  const rows = await session.query(
    `SELECT c.table_name, c.columns || coalesce('; ' || k.keys, '') AS shape FROM
       (SELECT table_name, string_agg(column_name || ' ' || data_type || CASE WHEN is_nullable THEN '' ELSE ' NOT NULL' END
          || CASE WHEN column_default IS NULL THEN '' ELSE ' DEFAULT' END, ', ' ORDER BY column_index) AS columns
        FROM duckdb_columns() WHERE database_name = '${DATABASE_NAME}' AND schema_name = 'main' GROUP BY table_name) c
     LEFT JOIN
       (SELECT table_name, string_agg(constraint_type || ' ' || array_to_string(constraint_column_names, ' '), '; '
          ORDER BY constraint_type) AS keys
        FROM (SELECT table_name, constraint_type, constraint_column_names FROM duckdb_constraints()
                WHERE database_name = '${DATABASE_NAME}' AND constraint_type <> 'NOT NULL'
              UNION ALL SELECT table_name, 'INDEX', [index_name] FROM duckdb_indexes() WHERE database_name = '${DATABASE_NAME}')
        GROUP BY table_name) k USING (table_name)`,
  );
  return new Map(rows.map((row) => [textOf(row['table_name']), textOf(row['shape'])]));
}

/** The same of a definition. */
function shapeOf(table: TableDefinition): string {
  const columns = table.columns.map((column) => {
    const { name, type, constraint = '' } = column;
    const isNotNull = isRequired(table, { ...column, isNeeded: false });
    return `${name} ${type}${isNotNull ? ' NOT NULL' : ''}${constraint.includes('DEFAULT') ? ' DEFAULT' : ''}`;
  });
  const keyed = (word: string) => table.columns.filter(({ constraint }) => constraint?.includes(word));
  const keys = [
    ...keyed('PRIMARY KEY').map(({ name }) => `PRIMARY KEY ${name}`),
    ...(table.primaryKey === undefined ? [] : [`PRIMARY KEY ${table.primaryKey.join(' ')}`]),
    ...keyed('UNIQUE').map(({ name }) => `UNIQUE ${name}`),
  ];
  return [columns.join(', '), ...keys].join('; ');
}

function noticeOf({ rows, misshapen, unreadable }: Unsound, file: string): string {
  const count = refusedCount(rows);
  const parts = [
    ...rows.map((row) => refusalWords(row)),
    ...misshapen.map(({ definition }) => `${definition.name}: the table was of another shape and is made anew`),
    ...unreadable.map((name) => `${name}: the table could not be read and is empty now`),
  ];
  return (
    `${plural(count, 'stored row')} could not be understood and ${count === 1 ? 'was' : 'were'} set aside ` +
    `(${parts.join('; ')}). Everything else is there. Data, Kept aside gives what was set aside as a file: ${file}.`
  );
}
