import { AppError } from '../../domain/errors.ts';
import { readDatabaseHeader } from '../engine/databaseHeader.ts';
import { SCHEMA_VERSION, writtenByNewerBuild } from '../schema/migrations.ts';
import type { OpeningOptions } from '../engine/opening.ts';
import type { DatabaseContents } from '../../domain/storage.ts';
import { numberOf, textOf } from '../engine/rows.ts';
import { scanTable } from '../engine/scan.ts';
import { DESKTOP_TABLES, OWN_TABLES, type TableDefinition } from '../schema/schema.ts';
import { Session } from '../engine/session.ts';

/** The name that a file of the user's is attached under. */
export const INCOMING = 'incoming';

/** What a file holds, and the ids of its audio files. */
export interface IncomingDatabase {
  readonly contents: Omit<DatabaseContents, 'sharedAudioFiles'>;
  readonly audioIds: readonly string[];
}

const NEWEST_STORAGE_VERSION = 67;
const CUT_FILE_TIMEOUT_MS = 3_000;

/**
 * Reads a `.duckdb` file to its last value in an instance of its own, so that a damaged one cannot harm the data set.
 * Rejects with `bad-database` where it is not a trainer's database, is damaged or too new.
 */
export async function inspectIncoming(file: Blob, options: OpeningOptions): Promise<IncomingDatabase> {
  const subject = file instanceof File ? file.name : null;
  const header = await readDatabaseHeader(file);
  if (header === null) throw refuse(subject, 'it is not a DuckDB database. Choose a training.duckdb');
  if (header.storageVersion > NEWEST_STORAGE_VERSION) throw tooNew(subject, header.storageVersion);
  const callTimeoutMs = header.looksCut ? Math.min(CUT_FILE_TIMEOUT_MS, options.callTimeoutMs) : options.callTimeoutMs;
  const session = await Session.open({ ...options, callTimeoutMs, path: null });
  try {
    return await session.withAttached(file, INCOMING, async () => {
      const writtenBy = await checkSchema(session, subject);
      return { contents: await readContents(session, writtenBy), audioIds: await readAudioIds(session) };
    });
  } catch (error) {
    if (error instanceof AppError) throw error;
    if (/version number/i.test(String(error))) throw tooNew(subject, header.storageVersion, error);
    throw refuse(
      subject,
      'it is damaged or incomplete. Copy it again from where it was made, with the program closed',
      error,
    );
  } finally {
    session.terminate();
  }
}

async function checkSchema(session: Session, subject: string | null): Promise<DatabaseContents['writtenBy']> {
  const rows = await session.query(
    `SELECT table_name, column_name FROM duckdb_columns() WHERE database_name = '${INCOMING}' AND schema_name = 'main'`,
  );
  const present = new Set(rows.map((row) => `${textOf(row['table_name'])}.${textOf(row['column_name'])}`));
  const missing = missingParts(DESKTOP_TABLES, present);
  if (missing.length > 0) {
    throw refuse(
      subject,
      `it is not a trainer's database: it lacks ${missing.slice(0, 3).join(', ')}. Choose a training.duckdb`,
    );
  }
  const isOurs = present.has('schema_version.version') && missingParts(OWN_TABLES, present).length === 0;
  if (!isOurs) return 'desktop';
  const [row] = await session.query(`SELECT max(version) AS version FROM ${INCOMING}.main.schema_version`);
  const version = numberOf(row?.['version']);
  if (version > SCHEMA_VERSION) throw writtenByNewerBuild(version);
  return 'trainer';
}

function missingParts(tables: readonly TableDefinition[], present: ReadonlySet<string>): string[] {
  return tables.flatMap(({ name, columns }) => {
    const missing = columns.filter((column) => !present.has(`${name}.${column.name}`));
    if (missing.length === columns.length) return [`the table ${name}`];
    return missing.map((column) => `the column ${name}.${column.name}`);
  });
}

async function readContents(
  session: Session,
  writtenBy: DatabaseContents['writtenBy'],
): Promise<IncomingDatabase['contents']> {
  const count = async (table: string): Promise<number> => {
    const [row] = await session.query(`SELECT count(*) AS n FROM ${INCOMING}.main.${table}`);
    return numberOf(row?.['n']);
  };
  const tables = writtenBy === 'trainer' ? [...DESKTOP_TABLES, ...OWN_TABLES] : DESKTOP_TABLES;
  for (const { name } of tables) await scanTable(session, name, INCOMING);
  return {
    audioFiles: await count('audio_files'),
    descriptors: await count('descriptors'),
    bestParams: await count('best_params'),
    trials: await count(writtenBy === 'trainer' ? 'run_trials' : 'bo_trials'),
    models: await count('models'),
    writtenBy,
  };
}

async function readAudioIds(session: Session): Promise<string[]> {
  const rows = await session.query(`SELECT audio_id FROM ${INCOMING}.main.audio_files WHERE audio_id IS NOT NULL`);
  return rows.map((row) => textOf(row['audio_id']));
}

function refuse(subject: string | null, reason: string, cause?: unknown): AppError {
  return new AppError(
    {
      code: 'bad-database',
      stage: 'import',
      subject,
      message: `${subject ?? 'This file'} cannot be imported: ${reason}. Nothing was changed.`,
    },
    cause === undefined ? {} : { cause },
  );
}

function tooNew(subject: string | null, version: number, cause?: unknown): AppError {
  return refuse(
    subject,
    `it was written by a newer DuckDB (storage version ${version}). Write it again with ` +
      "ATTACH 'copy.duckdb' (STORAGE_VERSION 'v1.0.0') and COPY FROM DATABASE, and import the copy",
    cause,
  );
}
