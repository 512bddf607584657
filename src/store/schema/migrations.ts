import { AppError } from '../../domain/errors.ts';
import { CREATE_COUNTER, hasOrder } from './rowOrder.ts';
import {
  ACCOUNT_TABLES,
  BUILD_TABLES,
  COMMAND_TABLES,
  createTable,
  DATA_TABLES,
  DATASET_TABLES,
  DESKTOP_TABLES,
  LABEL_TABLES,
  MEASURED_TABLES,
  METHODS_TABLES,
  LISTENING_TABLES,
  ORDER_TABLES,
  OWN_TABLES,
  PLUGIN_TABLES,
  SEARCH_TABLES,
  TIMBRE_TABLES,
  UNDO_TABLES,
  type TableDefinition,
} from './schema.ts';
import { textOf } from '../engine/rows.ts';
import { quotedName } from '../engine/scan.ts';
import type { Session } from '../engine/session.ts';
import { quotedList } from '../engine/sqlLiterals.ts';

/** What takes a database from one version to the next. */
interface Migration {
  readonly version: number;
  readonly statements: readonly string[];
}

/** Numbered, in order; a step that people's databases have gone through never changes. */
const MIGRATIONS: readonly Migration[] = [
  { version: 1, statements: [...DESKTOP_TABLES, ...OWN_TABLES].map(withoutOrder) },
  { version: 2, statements: DATASET_TABLES.map((table) => createTable(table)) },
  { version: 3, statements: PLUGIN_TABLES.map((table) => createTable(table)) },
  { version: 4, statements: SEARCH_TABLES.map((table) => createTable(table)) },
  { version: 5, statements: MEASURED_TABLES.map(withoutOrder) },
  { version: 6, statements: TIMBRE_TABLES.map((table) => createTable(table)) },
  { version: 7, statements: LISTENING_TABLES.map(withoutOrder) },
  { version: 8, statements: UNDO_TABLES.map((table) => createTable(table)) },
  { version: 9, statements: COMMAND_TABLES.map((table) => createTable(table)) },
  {
    version: 10,
    statements: [
      CREATE_COUNTER,
      ...DATA_TABLES.filter((table) => hasOrder(table) && !ORDER_TABLES.includes(table)).map(
        ({ name }) => `ALTER TABLE ${name} ADD COLUMN IF NOT EXISTS sequence INTEGER`,
      ),
    ],
  },
  {
    version: 11,
    statements: MEASURED_TABLES.filter(({ columns }) => columns.some(({ name }) => name === 'measure')).map(
      ({ name }) => `ALTER TABLE ${name} ADD COLUMN IF NOT EXISTS measure INTEGER`,
    ),
  },
  { version: 12, statements: BUILD_TABLES.map((table) => createTable(table)) },
  { version: 13, statements: ORDER_TABLES.map((table) => createTable(table)) },
  { version: 14, statements: [...LABEL_TABLES, ...METHODS_TABLES].map((table) => createTable(table)) },
];

/** The statement that makes a table as it was before version 10. */
function withoutOrder(table: TableDefinition): string {
  const columns = table.columns.filter(({ name }) => name !== 'sequence' && name !== 'measure');
  return createTable({ ...table, columns });
}

/** The version that this build reads and writes. */
export const SCHEMA_VERSION = MIGRATIONS.length;

/** Brings the open database to {@link SCHEMA_VERSION}. Rejects with `bad-database` where a newer build wrote it. */
export async function migrate(session: Session): Promise<void> {
  await dropImpostors(session);
  const version = await schemaVersion(session);
  if (version > SCHEMA_VERSION) throw writtenByNewerBuild(version);
  if (version === SCHEMA_VERSION) return;
  await session.transaction(async () => createSchema(session, version));
}

/** Makes all tables after `fromVersion` up to `toVersion`, inside the transaction that is open. */
export async function createSchema(session: Session, fromVersion = 0, toVersion = SCHEMA_VERSION): Promise<void> {
  const pending = MIGRATIONS.filter(({ version }) => version > fromVersion && version <= toVersion);
  const steps = pending.map(
    ({ version, statements }) => `${statements.join(';\n')};\nINSERT INTO schema_version (version) VALUES (${version})`,
  );
  await session.script(
    `CREATE TABLE IF NOT EXISTS schema_version (version INTEGER PRIMARY KEY, applied_at TIMESTAMP DEFAULT now());
     ${steps.join(';\n')}`,
  );
}

/** Why a database of a later version is left alone. */
export function writtenByNewerBuild(version: number): AppError {
  return new AppError({
    code: 'bad-database',
    stage: 'import',
    subject: null,
    message:
      `This database was written by a newer InertiaBands Trainer (schema ${version}, this one knows ${SCHEMA_VERSION}). ` +
      'Reload the page to get the newest version, then try again.',
  });
}

/** What has a name of ours and cannot be what it says; what it showed was no data of its own. */
async function dropImpostors(session: Session): Promise<void> {
  const names = quotedList(['schema_version', ...[...DATA_TABLES, ...ACCOUNT_TABLES].map(({ name }) => name)]);
  const rows = await session.query(
    `SELECT 'VIEW' AS kind, view_name AS name FROM duckdb_views()
       WHERE database_name = current_database() AND NOT internal AND lower(view_name) IN (${names})
     UNION ALL SELECT 'TABLE', table_name FROM duckdb_tables()
       WHERE database_name = current_database() AND lower(table_name) = 'schema_version' AND table_name NOT IN
         (SELECT table_name FROM duckdb_columns() WHERE database_name = current_database() AND lower(column_name) = 'version')`,
  );
  if (rows.length === 0) return;
  await session.script(rows.map((row) => `DROP ${textOf(row['kind'])} ${quotedName(textOf(row['name']))}`).join('; '));
}

async function schemaVersion(session: Session): Promise<number> {
  const tables = await session.query(
    "SELECT 1 FROM duckdb_tables() WHERE lower(table_name) = 'schema_version' AND database_name = current_database()",
  );
  if (tables.length === 0) return 0;
  const [row] = await session.query(
    'SELECT coalesce(max(TRY_CAST(version::VARCHAR AS INTEGER)), 0) AS version FROM schema_version',
  );
  return Number(row?.['version'] ?? 0);
}
