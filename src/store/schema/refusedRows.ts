import type { RefusedRows } from '../../domain/storage.ts';
import { numberOf, textOf } from '../engine/rows.ts';
import { quotedName, scanTable, tableNames } from '../engine/scan.ts';
import type { Session } from '../engine/session.ts';
import { quoted } from '../engine/sqlLiterals.ts';
import { classifyFailure } from '../engine/storeFailure.ts';
import { hasShape, type CanRead } from './jsonShapes.ts';
import { reasonSql, valueSql, type PresentColumn, type PresentColumns } from './rowRules.ts';
import type { TableDefinition } from './schema.ts';

/** A table of ours as a database has it. */
export interface PresentTable {
  readonly definition: TableDefinition;
  /** In its own spelling. */
  readonly name: string;
  readonly columns: PresentColumns;
}

/** A database whose rows are looked at. */
export interface CheckedDatabase {
  /** The name it is attached under. */
  readonly alias: string;
  readonly tables: readonly PresentTable[];
  /** A table to be made, temporary where it names no database: `table_name`, `row_number`, `reason` of each refused row. */
  readonly refused: string;
}

export interface RowChecks {
  readonly canRead: CanRead;
  /** Whether to look for rows that belong to nothing too: a part of a database says nothing of those. */
  readonly isWhole: boolean;
  /** Whether a table of which a block is damaged is passed over like one that cannot be read. */
  readonly isSalvage?: boolean;
}

/** Those of the tables that an attached database has. Views are none: what they hold can change while it is read. */
export async function presentTables(
  session: Session,
  alias: string,
  definitions: readonly TableDefinition[],
): Promise<PresentTable[]> {
  const real = new Set(await tableNames(session, alias));
  const rows = await session.query(
    `SELECT table_name, column_name, data_type FROM duckdb_columns()
     WHERE database_name = ${quoted(alias)} AND schema_name = 'main'`,
  );
  const found = new Map<string, { readonly name: string; readonly columns: Map<string, PresentColumn> }>();
  for (const row of rows) {
    const name = textOf(row['table_name']);
    if (!real.has(name)) continue;
    const table = found.get(name.toLowerCase()) ?? { name, columns: new Map<string, PresentColumn>() };
    found.set(name.toLowerCase(), table);
    const column = { name: textOf(row['column_name']), type: textOf(row['data_type']) };
    table.columns.set(column.name.toLowerCase(), column);
  }
  return definitions.flatMap((definition) => {
    const table = found.get(definition.name);
    // By that name rows are found: a column that has it stands before them.
    return table === undefined || table.columns.has('rowid') ? [] : [{ definition, ...table }];
  });
}

/**
 * Finds every row that cannot be understood, into the table `refused` [S5]. Set by set in SQL: a million trials take a tenth of
 * a second. Resolves with the names of the tables that cannot be read at all.
 */
export async function refuseRows(session: Session, database: CheckedDatabase, checks: RowChecks): Promise<string[]> {
  const { refused } = database;
  const kind = refused.includes('.') ? 'TABLE' : 'TEMP TABLE';
  await session.script(
    `CREATE OR REPLACE ${kind} ${refused} (table_name VARCHAR NOT NULL, row_number BIGINT NOT NULL, reason VARCHAR NOT NULL)`,
  );
  const filled = { ...database, tables: await filledTables(session, database) };
  const unreadable = await refuseByThemselves(session, filled, checks.isSalvage === true);
  const tables = filled.tables.filter(({ definition }) => !unreadable.includes(definition.name));
  const readable = { ...database, tables };
  for (const table of tables) await refuseByJson(session, readable, table, checks.canRead);
  if (!checks.isWhole) return unreadable;
  const orphans = tables.flatMap((table) => orphanInserts(readable, table));
  await session.steps(orphans);
  await refuseRepeated(session, readable);
  await refuseSurplus(session, readable);
  return unreadable;
}

/** Those that have rows, as planning the rules of one that has none takes its milliseconds; all where one cannot be read. */
async function filledTables(session: Session, { alias, tables }: CheckedDatabase): Promise<readonly PresentTable[]> {
  if (tables.length === 0) return tables;
  const isFilled = tables.map(({ name }) => `EXISTS (SELECT 1 FROM ${alias}.main.${quotedName(name)})`);
  try {
    const [row] = await session.query(
      `SELECT ${isFilled.map((condition, index) => `${condition} AS t${index}`).join(', ')}`,
    );
    return tables.filter((_, index) => row?.[`t${index}`] !== false);
  } catch (error) {
    const failure = classifyFailure(error);
    if (failure === 'ordinary' || failure === 'damaged') return tables;
    throw error;
  }
}

/** The rows that were found, by table and reason. */
export async function countRefused(session: Session, refused: string): Promise<RefusedRows[]> {
  const rows = await session.query(
    `SELECT table_name, reason, count(*) AS n FROM ${refused} GROUP BY ALL ORDER BY table_name, n DESC, reason`,
  );
  return rows.map((row) => ({
    table: textOf(row['table_name']),
    reason: textOf(row['reason']),
    rows: numberOf(row['n']),
  }));
}

/** The rows of a table that are left, as what stands after FROM. */
export function soundRows({ alias, refused }: CheckedDatabase, { name, definition }: PresentTable): string {
  return `${alias}.main.${quotedName(name)}
    WHERE rowid NOT IN (SELECT row_number FROM ${refused} WHERE table_name = ${quoted(definition.name)})`;
}

/** Resolves with the tables that cannot be read. */
async function refuseByThemselves(
  session: Session,
  { alias, tables, refused }: CheckedDatabase,
  isSalvage: boolean,
): Promise<string[]> {
  const unreadable: string[] = [];
  // The conditions are many and plain: to optimise them takes as long as all else.
  await session.script('PRAGMA disable_optimizer');
  try {
    for (const { definition, name, columns } of tables) {
      const isRead = await isReadable(isSalvage, async () => {
        if (isSalvage) await scanTable(session, name, alias);
        await session.steps([
          `INSERT INTO ${refused} SELECT '${definition.name}', rowid, reason
             FROM (SELECT rowid, ${reasonSql(definition, columns)} AS reason FROM ${alias}.main.${quotedName(name)})
             WHERE reason IS NOT NULL`,
        ]);
      });
      if (!isRead) unreadable.push(definition.name);
    }
  } finally {
    if (!session.broken) await session.script('PRAGMA enable_optimizer');
  }
  return unreadable;
}

async function isReadable(isSalvage: boolean, work: () => Promise<void>): Promise<boolean> {
  try {
    await work();
    return true;
  } catch (error) {
    const failure = classifyFailure(error);
    if (failure === 'ordinary' || (isSalvage && failure === 'damaged')) return false;
    throw error;
  }
}

async function refuseByJson(
  session: Session,
  database: CheckedDatabase,
  table: PresentTable,
  canRead: CanRead,
): Promise<void> {
  for (const column of table.definition.columns) {
    const { name, json } = column;
    if (json === undefined) continue;
    const rows = await session.query(
      `SELECT rowid AS row_number, ${valueSql(column, table.columns)} AS json FROM ${soundRows(database, table)} AND ${valueSql(column, table.columns)} IS NOT NULL`,
    );
    const bad = rows.filter((row) => !hasShape(textOf(row['json']), json, canRead));
    if (bad.length === 0) continue;
    const values = bad.map(
      (row) => `('${table.definition.name}', ${numberOf(row['row_number'])}, '${name} cannot be read')`,
    );
    await session.script(`INSERT INTO ${database.refused} VALUES ${values.join(', ')}`);
  }
}

function orphanInserts(database: CheckedDatabase, table: PresentTable): string[] {
  return table.definition.columns.flatMap((column) => {
    const { name, belongsTo } = column;
    if (belongsTo === undefined) return [];
    const parent = database.tables.find(({ definition }) => definition.name === belongsTo);
    const key = parent?.definition.columns.find((other) => other.name === name);
    const known =
      parent === undefined || key === undefined
        ? ''
        : `AND ${valueSql(column, table.columns)} NOT IN
             (SELECT ${valueSql(key, parent.columns)} FROM ${soundRows(database, parent)})`;
    return [
      `INSERT INTO ${database.refused} SELECT '${table.definition.name}', rowid, '${name} belongs to nothing here'
         FROM ${soundRows(database, table)} ${known}`,
    ];
  });
}

/** Of the rows of one key the first stays. */
export async function refuseRepeated(session: Session, database: CheckedDatabase): Promise<void> {
  const keyed = database.tables.flatMap((table) => {
    const columns = keyOf(table.definition).map((column) => {
      const value = valueSql(column, table.columns);
      return column.name === table.definition.caseless ? `lower(${value})` : value;
    });
    return columns.length === 0 ? [] : [{ table, key: columns.join(', ') }];
  });
  if (keyed.length === 0) return;
  const rows = await session.query(
    keyed
      .map(
        ({ table, key }) =>
          `SELECT '${table.definition.name}' AS table_name
             WHERE EXISTS (SELECT 1 FROM ${soundRows(database, table)} GROUP BY ${key} HAVING count(*) > 1)`,
      )
      .join('\nUNION ALL '),
  );
  const repeated = new Set(rows.map((row) => row['table_name']));
  for (const { table, key } of keyed.filter((entry) => repeated.has(entry.table.definition.name))) {
    await session.script(
      `INSERT INTO ${database.refused} SELECT '${table.definition.name}', rowid, 'is there twice'
         FROM (SELECT rowid, row_number() OVER (PARTITION BY ${key} ORDER BY rowid) AS place
           FROM ${soundRows(database, table)}) WHERE place > 1`,
    );
  }
}

/** Of the rows that share the first column so many stay as may. */
async function refuseSurplus(session: Session, database: CheckedDatabase): Promise<void> {
  const limited = database.tables.flatMap((table) => {
    const [column] = table.definition.columns;
    const { most } = table.definition;
    if (column === undefined || most === undefined) return [];
    return [
      `INSERT INTO ${database.refused} SELECT '${table.definition.name}', rowid, 'is more than ${most} of one ${column.name}'
         FROM (SELECT rowid, row_number() OVER (PARTITION BY ${valueSql(column, table.columns)} ORDER BY rowid) AS place
           FROM ${soundRows(database, table)}) WHERE place > ${most}`,
    ];
  });
  await session.steps(limited);
}

function keyOf({ columns, primaryKey, naturalKey }: TableDefinition) {
  const names = primaryKey ?? naturalKey;
  return columns.filter(({ name, constraint }) => names?.includes(name) ?? constraint === 'PRIMARY KEY');
}
