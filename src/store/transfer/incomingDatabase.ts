import { AppError } from '../../domain/errors.ts';
import { formatCount } from '../../domain/numberText.ts';
import { withImportLimit } from '../engine/blockList.ts';
import { readDatabaseHeader } from '../engine/databaseHeader.ts';
import { SCHEMA_VERSION, writtenByNewerBuild } from '../schema/migrations.ts';
import type { OpeningOptions } from '../engine/opening.ts';
import type { DatabaseContents, RefusedRows } from '../../domain/storage.ts';
import { numberOf } from '../engine/rows.ts';
import { quotedName, scanTable, tableNames } from '../engine/scan.ts';
import { quoted } from '../engine/sqlLiterals.ts';
import {
  countRefused,
  presentTables,
  refuseRows,
  soundRows,
  type PresentTable,
  type RowChecks,
} from '../schema/refusedRows.ts';
import type { CanRead } from '../schema/jsonShapes.ts';
import { valuesSql } from '../schema/rowRules.ts';
import { ACCOUNT_TABLES, DATA_TABLES, DESKTOP_TABLES } from '../schema/schema.ts';
import { Session } from '../engine/session.ts';
import { classifyFailure, LateError, PoisonedError, storeError } from '../engine/storeFailure.ts';

/** The name of what is taken of a file: every table of ours, as views of the rows that can be understood. */
export const INCOMING = 'incoming';
/** The name that the file itself is attached under. */
const FILE = 'incoming_file';
const REFUSED = `${INCOMING}.main.refused_rows`;

/** Who wrote a file; of a file of the store's own nothing is asked, and of a damaged one what can be read is taken. */
type Origin = 'anybody' | 'own-store' | 'damaged';

/** What is taken of a file, and what is left out. */
export interface Incoming {
  readonly writtenBy: DatabaseContents['writtenBy'];
  readonly refused: readonly RefusedRows[];
}

/** What a file holds, whatever the data set does. */
export type IncomingContents = Omit<DatabaseContents, 'sharedAudioFiles'>;

/** A smaller file needs no more memory than anything else. */
const LARGE_BYTES = 256 << 20;
const NEWEST_STORAGE_VERSION = 67;
const CUT_FILE_TIMEOUT_MS = 3_000;

/**
 * Reads a `.duckdb` file to its last value in an instance of its own, so that a damaged one cannot harm the data set.
 * Rejects with `bad-database` where it is not a trainer's database, is damaged or too new.
 */
export async function inspectIncoming(
  file: Blob,
  options: OpeningOptions,
  origin: Origin = 'anybody',
): Promise<IncomingContents> {
  const subject = file instanceof File ? file.name : null;
  const header = await readDatabaseHeader(file);
  if (header === null) throw refuse(subject, 'it is not a DuckDB database. Choose a training.duckdb');
  if (header.isEncrypted) {
    throw refuse(
      subject,
      'it is encrypted. Attach it in DuckDB with its key, write a copy without one (COPY FROM DATABASE), and import the copy',
    );
  }
  if (header.storageVersion > NEWEST_STORAGE_VERSION) throw tooNew(subject, header.storageVersion);
  const callTimeoutMs = header.looksCut ? Math.min(CUT_FILE_TIMEOUT_MS, options.callTimeoutMs) : options.callTimeoutMs;
  const session = await Session.open({ ...options, callTimeoutMs, path: null });
  try {
    return await withIncoming(session, file, { origin, canRead: options.canRead }, async (incoming) => {
      for (const { name } of await presentTables(session, FILE, DATA_TABLES)) await scanKnowing(session, name);
      return await readContents(session, incoming);
    });
  } catch (error) {
    if (error instanceof AppError) throw error;
    const own = ownFault(error, subject);
    if (own !== null) throw own;
    if (error instanceof LateError && !header.looksCut) throw tooSlow(subject, file.size, error);
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

/** What the app or its storage did, whatever the file holds; null where the file may be at fault. */
function ownFault(error: unknown, subject: string | null): AppError | null {
  const kind = classifyFailure(error);
  if (kind === 'full' || kind === 'busy') return storeError(error, 'import', subject);
  const cause = error instanceof PoisonedError ? error.cause : error;
  // No file has a script take a name that is not there.
  if (!(cause instanceof Error && cause.name === 'ReferenceError')) return null;
  const message =
    `${subject ?? 'This file'} could not be looked at: the app failed, not the file. Nothing was changed. ` +
    'Try it in another browser; Details tell the cause.';
  return new AppError({ code: 'internal', stage: 'import', subject, message }, { cause });
}

/** Reads every value, so that a damaged block shows; that a table cannot be read is told already. */
async function scanKnowing(session: Session, table: string): Promise<void> {
  try {
    await scanTable(session, table, FILE);
  } catch (error) {
    if (classifyFailure(error) !== 'ordinary') throw error;
  }
}

/** What is read while a file is attached, in a session. */
interface Reading {
  readonly origin: Origin;
  readonly canRead: CanRead;
}

/**
 * Attaches a file while `work` runs. What {@link INCOMING} holds are its rows by the one schema, in our spelling and types;
 * a row that cannot be understood, or that belongs to nothing, is not among them [S5]. To be called with no transaction open.
 */
export async function withIncoming<T>(
  session: Session,
  file: Blob,
  { origin, canRead }: Reading,
  work: (incoming: Incoming) => Promise<T>,
): Promise<T> {
  // What is damaged may never end, and opening has its own limit.
  const mostMs = origin === 'damaged' ? 0 : undefined;
  const read = async () => {
    const present = await presentTables(session, FILE, DATA_TABLES);
    const subject = file instanceof File ? file.name : null;
    const writtenBy = await writerOf(session, present, origin === 'anybody' ? { subject } : null);
    const isTaken = ({ definition }: PresentTable) => writtenBy === 'trainer' || DESKTOP_TABLES.includes(definition);
    await session.script(`ATTACH ':memory:' AS ${INCOMING}`);
    try {
      const checks = { canRead, isWhole: true, isSalvage: origin === 'damaged' };
      const refused = await makeViews(session, present.filter(isTaken), checks);
      if (origin === 'own-store') await passOthers(session);
      return await work({ writtenBy, refused });
    } finally {
      if (!session.broken) await session.script(`DETACH ${INCOMING}`);
    }
  };
  const isLarge = file.size >= LARGE_BYTES;
  return session.withAttached(file, FILE, isLarge ? async () => withImportLimit(session, read) : read, mostMs);
}

async function makeViews(session: Session, tables: readonly PresentTable[], checks: RowChecks): Promise<RefusedRows[]> {
  const database = { alias: FILE, tables, refused: REFUSED };
  const unreadable = await refuseRows(session, database, checks);
  const refused = await countRefused(session, REFUSED);
  const views = DATA_TABLES.map((definition) => {
    const table = tables.find((other) => other.definition === definition);
    const isWhole = !refused.some((rows) => rows.table === definition.name);
    if (table === undefined || unreadable.includes(definition.name)) {
      const columns = definition.columns.map(({ name, type }) => `NULL::${type} AS ${name}`);
      return `CREATE VIEW ${INCOMING}.main.${definition.name} AS SELECT NULL::BIGINT AS rowid, ${columns.join(', ')} WHERE false`;
    }
    const rows = isWhole ? `${FILE}.main.${quotedName(table.name)}` : soundRows(database, table);
    return `CREATE VIEW ${INCOMING}.main.${definition.name} AS SELECT rowid, ${valuesSql(definition, table.columns)} FROM ${rows}`;
  });
  await session.script(views.join(';\n'));
  return [...refused, ...(await unreadableRows(session, unreadable))];
}

/** Tables of other programs in a file of the store's own, as they are. */
async function passOthers(session: Session): Promise<void> {
  // Earlier versions left the list of refused rows behind in the data set.
  const known = new Set([
    'schema_version',
    'refused_rows',
    ...[...DATA_TABLES, ...ACCOUNT_TABLES].map(({ name }) => name),
  ]);
  const others = (await tableNames(session, FILE)).filter((name) => !known.has(name.toLowerCase()));
  if (others.length === 0) return;
  await session.script(
    others
      .map((name) => `CREATE VIEW ${INCOMING}.main.${quotedName(name)} AS FROM ${FILE}.main.${quotedName(name)}`)
      .join(';\n'),
  );
}

async function unreadableRows(session: Session, names: readonly string[]): Promise<RefusedRows[]> {
  const rows = await session.query(
    `SELECT lower(table_name) AS name, estimated_size FROM duckdb_tables() WHERE database_name = ${quoted(FILE)}`,
  );
  const sizes = new Map(rows.map((row) => [row['name'], numberOf(row['estimated_size'])]));
  return names.map((table) => ({ table, reason: 'the table cannot be read', rows: sizes.get(table) ?? 0 }));
}

/** Rejects where it is no trainer's database, or of a newer build. @param asked who offers it; null to take it anyway. */
async function writerOf(
  session: Session,
  present: readonly PresentTable[],
  asked: { readonly subject: string | null } | null,
): Promise<DatabaseContents['writtenBy']> {
  const names = new Set(present.map(({ definition }) => definition.name));
  const versions = await session.query(
    `SELECT column_name FROM duckdb_columns() WHERE database_name = ${quoted(FILE)}
       AND lower(table_name) = 'schema_version' AND lower(column_name) = 'version'`,
  );
  if (versions.length > 0) {
    const [row] = await session.query(
      `SELECT max(TRY_CAST(version::VARCHAR AS INTEGER)) AS version FROM ${FILE}.main.schema_version`,
    );
    const version = numberOf(row?.['version']);
    if (version > SCHEMA_VERSION) throw writtenByNewerBuild(version);
  }
  if (asked === null) return 'trainer';
  const missing = missingParts(present);
  if (missing.length > 0) {
    const log = `${asked.subject ?? 'training.duckdb'}.wal`;
    throw refuse(
      asked.subject,
      `it is not a trainer's database: it lacks ${missing.slice(0, 3).join(', ')}. ` +
        (names.size === 0 ? '' : 'Choose a training.duckdb. ') +
        `Where a ${log} lies beside it, rows are still in there: open it in DuckDB, run CHECKPOINT, and import it again`,
    );
  }
  return versions.length > 0 && names.has('trial_runs') && names.has('run_trials') ? 'trainer' : 'desktop';
}

/** What a database lacks of the desktop's six tables. */
function missingParts(present: readonly PresentTable[]): string[] {
  return DESKTOP_TABLES.flatMap((definition) => {
    const table = present.find((other) => other.definition === definition);
    if (table === undefined) return [`the table ${definition.name}`];
    const missing = definition.columns.filter(({ name }) => !table.columns.has(name));
    return missing.map(({ name }) => `the column ${definition.name}.${name}`);
  });
}

async function readContents(session: Session, { writtenBy, refused }: Incoming): Promise<IncomingContents> {
  const count = async (table: string): Promise<number> => {
    const [row] = await session.query(`SELECT count(*) AS n FROM ${INCOMING}.main.${table}`);
    return numberOf(row?.['n']);
  };
  return {
    audioFiles: await count('audio_files'),
    descriptors: await count('descriptors'),
    bestParams: await count('best_params'),
    trials: await count(writtenBy === 'trainer' ? 'run_trials' : 'bo_trials'),
    models: await count('models'),
    writtenBy,
    refused,
  };
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

function tooSlow(subject: string | null, bytes: number, cause: unknown): AppError {
  const megabytes = formatCount(Math.ceil(bytes / 1e6));
  return refuse(
    subject,
    `this browser did not get through its ${megabytes} MB in time, or it is damaged. Try again with nothing else running`,
    cause,
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
