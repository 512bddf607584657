import { DuckDBDataProtocol, type AsyncDuckDBConnection } from '@duckdb/duckdb-wasm';
import { DataType, type Field, type RecordBatch } from 'apache-arrow';
import { AppError } from '../../domain/errors.ts';
import { hexOf } from '../../domain/hex.ts';
import { SQL_CELL_COST, SQL_CELL_LIMIT, SQL_TEXT_LIMIT, type SqlCell, type SqlResult } from '../../domain/sqlResult.ts';
import type { DuckDbEngine, DuckDbEngineFactory } from './duckdbEngine.ts';
import { duckdbWords } from './duckdbWords.ts';
import { inOwnText, numberIfExact, splitLastStatement, type DescribedColumn } from './ownText.ts';

const SNAPSHOT_FILE = 'snapshot.duckdb';

/** Well below what a tab may hold; larger sorts and joins are refused by DuckDB instead of ending the page. */
const MEMORY_LIMIT = '400MB';

/**
 * The snapshot becomes the default database, and then the door is shut: no files, no network, no extensions, and no
 * setting that would open it again.
 */
const LOCKDOWN = `
  SET memory_limit = '${MEMORY_LIMIT}';
  SET autoload_known_extensions = false;
  SET autoinstall_known_extensions = false;
  ATTACH '${SNAPSHOT_FILE}' AS training (READ_ONLY);
  USE training;
  SET enable_external_access = false;
  SET lock_configuration = true;
`;

/** Answers statements of a person on a copy of the data set, in a DuckDB of its own that can reach nothing else. */
export class SnapshotConsole {
  readonly #createEngine: DuckDbEngineFactory;
  #engine: DuckDbEngine | null = null;

  constructor(createEngine: DuckDbEngineFactory) {
    this.#createEngine = createEngine;
  }

  /** Has the engine come. */
  async prepare(): Promise<void> {
    await this.#ready();
  }

  /**
   * Runs one or more statements and answers the last one's rows, at most `rowLimit`, what JavaScript has no value for as
   * DuckDB prints it. Every call begins with a fresh
   * database, so that nothing of an earlier one is left.
   *
   * @param snapshot a whole database file that does not change
   * @throws AppError `bad-input` with DuckDB's own words where the statement is refused
   */
  async run(snapshot: Blob, sql: string, rowLimit: number): Promise<SqlResult> {
    if (sql.trim() === '') throw refusal('Write a statement first, for example: SELECT * FROM audio_files');
    const startedMs = performance.now();
    const engine = await this.#ready();
    try {
      return await Promise.race([this.#answer(engine, snapshot, sql, rowLimit, startedMs), lost(engine)]);
    } catch (error) {
      throw explain(error, sql);
    } finally {
      // An instance that trapped cannot be told from one that only refused: the next call gets one in a known state.
      await this.#reset(engine);
    }
  }

  async #answer(
    { db }: DuckDbEngine,
    snapshot: Blob,
    sql: string,
    rowLimit: number,
    startedMs: number,
  ): Promise<SqlResult> {
    await db.open({ query: { castBigIntToDouble: true, castDecimalToDouble: true } });
    await db.registerFileHandle(SNAPSHOT_FILE, snapshot, DuckDBDataProtocol.BROWSER_FILEREADER, true);
    const connection = await db.connect();
    await connection.query(LOCKDOWN);
    return { ...(await answer(connection, sql, rowLimit)), elapsedMs: performance.now() - startedMs };
  }

  async #ready(): Promise<DuckDbEngine> {
    this.#engine ??= await this.#createEngine();
    return this.#engine;
  }

  async #reset(engine: DuckDbEngine): Promise<void> {
    try {
      await Promise.race([engine.db.reset(), lost(engine)]);
      await engine.db.dropFiles();
    } catch {
      engine.terminate();
      this.#engine = null;
    }
  }
}

async function answer(
  connection: AsyncDuckDBConnection,
  sql: string,
  rowLimit: number,
): Promise<Omit<SqlResult, 'elapsedMs'>> {
  const { before, last } = splitLastStatement(sql);
  if (before !== '') await connection.query(before);
  const columns = await describe(connection, last);
  const inText = inOwnText(last, columns);
  if (inText === null) return fetchRows(connection, last, rowLimit, columns);
  try {
    return await fetchRows(connection, inText, rowLimit, columns);
  } catch (error) {
    // What is shown of the statement, and its places, are to be the user's.
    if (!/\bLINE \d|"position"/u.test(String(error))) throw error;
    return fetchRows(connection, last, rowLimit, columns);
  }
}

/** The columns of a statement's result; none where it is no query or wrong, which running it tells better. */
async function describe(connection: AsyncDuckDBConnection, statement: string): Promise<DescribedColumn[]> {
  try {
    const table = await connection.query(`DESCRIBE ${statement}`);
    const [names, types] = [table.getChild('column_name'), table.getChild('column_type')];
    return Array.from({ length: table.numRows }, (_, i) => ({
      name: String(names?.get(i)),
      type: String(types?.get(i)),
    }));
  } catch {
    return [];
  }
}

async function fetchRows(
  connection: AsyncDuckDBConnection,
  sql: string,
  rowLimit: number,
  columns: readonly DescribedColumn[],
): Promise<Omit<SqlResult, 'elapsedMs'>> {
  // Streamed, so that a result of any size costs no more than what is shown of it.
  const reader = await connection.send(sql, true);
  const rows: SqlCell[][] = [];
  let fields: readonly Field[] = reader.schema?.fields ?? [];
  let cut = false;
  let characters = 0;
  for await (const batch of reader) {
    fields = batch.schema.fields;
    for (let row = 0; row < batch.numRows && !cut; row++) {
      if (rows.length === rowLimit || characters > SQL_TEXT_LIMIT) cut = true;
      else {
        const cells = cellsOf(batch, fields, row)
          .map((cell, i) => numberIfExact(cell, columns[i]?.type ?? ''))
          .map(shortened);
        for (const cell of cells) characters += SQL_CELL_COST + (typeof cell === 'string' ? cell.length : 0);
        rows.push(cells);
      }
    }
    if (cut) break;
  }
  if (cut) await connection.cancelSent();
  return { columns: fields.map(({ name }) => name), rows, cut };
}

/** A cell as far as it is kept, with how long it is. */
function shortened(cell: SqlCell): SqlCell {
  if (typeof cell !== 'string' || cell.length <= SQL_CELL_LIMIT) return cell;
  return `${cell.slice(0, SQL_CELL_LIMIT)} … (${cell.length} characters)`;
}

function cellsOf(batch: RecordBatch, fields: readonly Field[], row: number): SqlCell[] {
  return fields.map((field, column) => cellOf(batch.getChildAt(column)?.get(row), field.type));
}

function cellOf(value: unknown, type: DataType): SqlCell {
  if (value === null || value === undefined) return null;
  if (typeof value === 'boolean' || typeof value === 'string') return value;
  if (typeof value === 'number') {
    if (DataType.isTimestamp(type)) return isoText(value);
    if (DataType.isDate(type)) return isoText(value).slice(0, 10);
    return Number.isFinite(value) ? value : infiniteText(value);
  }
  if (typeof value === 'bigint') return Number.isSafeInteger(Number(value)) ? Number(value) : value.toString();
  if (value instanceof Uint8Array) return `\\x${hexOf(value)}`;
  return JSON.stringify(value, (_, part: unknown) => (typeof part === 'bigint' ? part.toString() : part));
}

/** As DuckDB prints what is no finite number. */
function infiniteText(value: number): string {
  return Number.isNaN(value) ? 'nan' : value > 0 ? 'inf' : '-inf';
}

function isoText(ms: number): string {
  const date = new Date(ms);
  return Number.isNaN(date.getTime()) ? String(ms) : date.toISOString().replace('T', ' ').replace('Z', '');
}

async function lost(engine: DuckDbEngine): Promise<never> {
  throw await engine.died;
}

function explain(error: unknown, sql: string): AppError {
  if (error instanceof AppError) return error;
  const words = duckdbWords(error instanceof Error ? error.message : String(error), sql);
  if (/read-only mode/i.test(words)) {
    return refusal('The console only reads: it works on a copy of the data set and cannot change it.', error);
  }
  if (/permission error|file system operations are disabled|configuration has been locked/i.test(words)) {
    return refusal('The console sees the data set only: no files, no network, no extensions, no settings.', error);
  }
  if (
    /out of memory|memory access out of bounds|memory is limited|bad_?alloc|allocat|invalid (?:string|array) length/i.test(
      words,
    )
  ) {
    return refusal(`The statement needs more memory than the console has (${MEMORY_LIMIT}). Narrow it down.`, error);
  }
  if (/call stack/i.test(words)) {
    return refusal('The statement is too long or too deeply nested for the console. Run it in parts.', error);
  }
  return refusal(words, error);
}

function refusal(message: string, cause?: unknown): AppError {
  const fields = { code: 'bad-input', stage: 'export', subject: null, message } as const;
  return new AppError(fields, cause === undefined ? undefined : { cause });
}
