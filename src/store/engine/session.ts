import { DuckDBDataProtocol, type AsyncDuckDB, type AsyncDuckDBConnection } from '@duckdb/duckdb-wasm';
import { RecordBatchReader, Table } from 'apache-arrow';
import type { StagedTable } from './arrowInsert.ts';
import type { DuckDbEngine, DuckDbEngineFactory } from './duckdbEngine.ts';
import { Touched } from '../replication/touched.ts';
import { IN_MEMORY_LIMIT, USUAL_LIMIT } from './blockList.ts';
import { CommandAnswers } from './commandAnswers.ts';
import { HEADS_BYTES, readDatabaseHeader } from './databaseHeader.ts';
import { toColumns, toRows, type SqlColumns, type SqlRow } from './rows.ts';
import { classifyFailure, LateError, PoisonedError } from './storeFailure.ts';

/** A statement's parameter. Doubles are left out on purpose: parameters travel as JSON, which DuckDB rounds. */
export type SqlParameter = string | boolean | null;

export interface SessionOptions {
  readonly createEngine: DuckDbEngineFactory;
  /** `opfs://…`, or null for a database in memory. */
  readonly path: string | null;
  /** The bytes of a database file that is worked on in memory, null for those of a new one; see {@link Session.image}. */
  readonly image?: Uint8Array | null;
  /** A truncated file makes `open` hang for ever; after this long it counts as damaged. */
  readonly openTimeoutMs: number;
  readonly callTimeoutMs: number;
}

/** A file that the engine opens by itself. */
export interface StoredFile {
  /** `opfs://…` */
  readonly path: string;
  /** In bytes. */
  readonly size: number;
}

/** Who is told of what happens to the database. */
export interface DatabaseFollower {
  /** Reads what the open transaction has changed. What it resolves with is called after COMMIT. */
  beforeCommit(session: Session): Promise<() => void>;
  /** Another instance was opened, or the file itself was exchanged. */
  restarted(): void;
}

/**
 * Before any write: with this threshold every COMMIT is an atomic checkpoint and the write-ahead log, which OPFS cannot
 * truncate, stays empty. Extensions would come from the network and trap the instance offline. Every checkpoint writes the
 * last row group of each changed table again; trying compressions on it takes a third of a commit and our doubles hardly
 * shrink.
 */
const RECIPE = `
  SET checkpoint_threshold = '0KB';
  SET force_compression = 'uncompressed';
  SET autoload_known_extensions = false;
  SET autoinstall_known_extensions = false;
`;

/** The name that the data set's own file is attached under. */
export const DATABASE_NAME = 'training';
/** What it is called where it lies in the engine's memory. */
const IMAGE_FILE = 'training.duckdb';
/** What a call's time is meant for; of a file with twice as much a call may take three times as long. */
const BYTES_WITHIN_LIMIT = 100_000_000;

/**
 * A file of storage version 1.1, which native DuckDB opens from 1.1 on. Opened in the plain way it would be written as of
 * version 0.10, and then every commit converts the distinct counts of every column to a form that costs 15 ms.
 */
export const STORED_AS = "STORAGE_VERSION 'v1.1.0'";
const attach = (path: string): string =>
  `ATTACH '${path}' AS ${DATABASE_NAME} (READ_WRITE, ${STORED_AS}); USE ${DATABASE_NAME}`;

/** A file of so many values grows to its size soon enough. */
const MANY_VALUES = 10_000;
/** A double takes 8, a few texts more. */
export const BYTES_PER_VALUE = 12;
/** What is beyond is grown into. */
const MOST_ROOM_BYTES = 2 ** 29;

/** What an engine's first calls may take on a machine with much else to do; a browser that interprets them took more than ten seconds. */
const STARTED_WITHIN_MS = 30_000;

/** One opened database: one instance, one connection. Not for concurrent use; see `Database`. */
export class Session {
  readonly #engine: DuckDbEngine;
  /** Is told of each turn that a statement goes on for. */
  onTurn: (() => void) | null = null;
  /** How long a call may take before the instance counts as lost. */
  callTimeoutMs: number;
  /** What DuckDB may take by itself, as it writes sizes. */
  readonly memoryLimit: string;
  readonly #pending = new Set<(reason: Error) => void>();
  #connection: AsyncDuckDBConnection | null = null;
  #broken = false;

  private constructor(engine: DuckDbEngine, { callTimeoutMs, path }: SessionOptions) {
    this.#engine = engine;
    this.callTimeoutMs = callTimeoutMs;
    this.memoryLimit = path === null ? IN_MEMORY_LIMIT : USUAL_LIMIT;
    void this.#abandonCallsOnDeath();
  }

  /** Starts an instance and opens the database by the recipe. Rejects with DuckDB's error or a PoisonedError. */
  static async open(options: SessionOptions): Promise<Session> {
    const session = new Session(await options.createEngine(), options);
    try {
      await session.#start(options);
      return session;
    } catch (error) {
      session.terminate();
      throw error;
    }
  }

  get broken(): boolean {
    return this.#broken;
  }

  /** Runs one statement; `?` stand for the parameters. Resolves with its rows. */
  async query(sql: string, params: readonly SqlParameter[] = []): Promise<SqlRow[]> {
    return toRows(await this.#table(sql, params));
  }

  /** Runs one statement; resolves with its columns, which is faster where there are many rows. */
  async queryColumns(sql: string, params: readonly SqlParameter[] = []): Promise<SqlColumns> {
    return toColumns(await this.#table(sql, params));
  }

  /** Runs statements separated by semicolons, in one go and without results. */
  async script(sql: string): Promise<void> {
    await this.#guard(this.#open.query(sql));
  }

  /**
   * Runs statements one after another, each in turns of a tenth of a second or so: what is given up for its silence is a turn,
   * never a statement that goes on.
   */
  async steps(statements: readonly string[]): Promise<void> {
    for (const sql of statements) await this.#started(sql, false);
  }

  /** The rows of one statement some 2,000 at a time, as they are asked for. No other call may come between. */
  async *pages(sql: string): AsyncGenerator<SqlColumns> {
    const header = await this.#started(sql, true);
    const fetch = async (): Promise<Uint8Array | null> =>
      this.#guard(this.#open.useUnsafe(async (db, id) => db.fetchQueryResults(id)));
    const messages = async function* messages(this: Session) {
      yield header;
      // The engine makes the next one while this one is taken up.
      let next = fetch();
      for (let heardMs = performance.now(); ;) {
        // Null is not the end: nothing is ready yet.
        const message = await next;
        if (message?.length === 0) return;
        next = fetch();
        next.catch(() => undefined);
        if (message === null) {
          this.#insistOnNews(heardMs);
          continue;
        }
        yield message;
        heardMs = performance.now();
      }
    };
    for await (const batch of await RecordBatchReader.from(messages.call(this))) yield toColumns(new Table([batch]));
  }

  #insistOnNews(heardMs: number): void {
    if (performance.now() - heardMs <= this.callTimeoutMs) return;
    this.terminate();
    throw new LateError(`no rows within ${this.callTimeoutMs} ms`);
  }

  /** Starts a statement and goes on with it until its result is there; with `isRead`, until its rows can be read. */
  async #started(sql: string, isRead: boolean): Promise<Uint8Array> {
    const turn = async (call: (db: AsyncDuckDB, id: number) => Promise<Uint8Array | null>) =>
      this.#guard(this.#open.useUnsafe(call));
    let header = await turn(async (db, id) => db.startPendingQuery(id, sql, isRead));
    while (header === null) {
      this.onTurn?.();
      header = await turn(async (db, id) => db.pollPendingQuery(id));
    }
    return header;
  }

  /** Fills new temporary tables with rows and makes sure that all of them arrived. */
  async stage(...tables: readonly StagedTable[]): Promise<void> {
    await this.script(
      tables.map(({ name, definition }) => `CREATE OR REPLACE TEMP TABLE ${name} (${definition})`).join('; '),
    );
    for (const { name, stream } of tables) {
      if (stream === null) continue;
      await this.#guard(this.#open.insertArrowFromIPCStream(stream, { name, schema: 'temp', create: false }));
    }
    const counts = tables.map(({ name }) => `(SELECT count(*) FROM temp.${name}) AS ${name}`).join(', ');
    const [arrived] = await this.query(`SELECT ${counts}`);
    for (const { name, rowCount } of tables) {
      if (arrived?.[name] === rowCount) continue;
      throw new PoisonedError(`${String(arrived?.[name])} of ${rowCount} rows arrived in ${name}`);
    }
  }

  /** What the open transaction has changed: whoever changes what others show says so here. */
  readonly touched = new Touched();
  /** What `amongKeys` has staged and nothing has rolled back since. */
  wantedKeys: readonly string[] | null = null;
  follower: DatabaseFollower | null = null;
  readonly #answers = new CommandAnswers(this);

  /** Runs `work` as the command of that key; where the command has committed before, resolves with its answer of then. */
  async command<T>(key: string, work: () => Promise<T>): Promise<T> {
    return this.#answers.of(key, work);
  }

  /** Before the database is given away as it is: the file does not tell what earlier commands did. */
  async forgetAnswers(): Promise<void> {
    await this.#answers.forget();
  }

  /**
   * One transaction: COMMIT when `work` resolves, ROLLBACK when it rejects. What it resolves with is the answer of the command
   * that runs, and is kept with it.
   */
  async transaction<T>(work: () => Promise<T>): Promise<T> {
    return this.#commit(async () => {
      const result = await work();
      await this.#answers.note(result);
      return result;
    });
  }

  /** A transaction beside the one of the command that runs. */
  async sideTransaction<T>(work: () => Promise<T>): Promise<T> {
    return this.#commit(work);
  }

  async #commit<T>(work: () => Promise<T>): Promise<T> {
    this.touched.clear();
    await this.script('BEGIN');
    try {
      const result = await work();
      const afterCommit = await this.follower?.beforeCommit(this);
      await this.script('COMMIT');
      afterCommit?.();
      return result;
    } catch (error) {
      this.wantedKeys = null;
      if (!this.#broken) await this.script('ROLLBACK').catch(() => undefined);
      throw error;
    }
  }

  /**
   * Attaches a file that the user or the store holds, read-only, while `work` runs. A call may then take longer, the more bytes it has.
   *
   * @param file one of the store's is opened by the engine itself, which reads it faster, and gets an empty log beside it
   * @param mostMs so long at most, or as long as any other call
   */
  async withAttached<T>(file: Blob | StoredFile, alias: string, work: () => Promise<T>, mostMs = Infinity): Promise<T> {
    const { callTimeoutMs } = this;
    const limitMs = Math.min(callTimeoutMs * (1 + file.size / BYTES_WITHIN_LIMIT), mostMs);
    this.callTimeoutMs = Math.round(Math.max(callTimeoutMs, limitMs));
    try {
      return await this.#attached(file, alias, work);
    } finally {
      this.callTimeoutMs = callTimeoutMs;
    }
  }

  async #attached<T>(file: Blob | StoredFile, alias: string, work: () => Promise<T>): Promise<T> {
    if ('path' in file) return this.#whileRegistered(file.path, async () => this.#withLog(file.path, alias, work));
    const name = `${alias}.duckdb`;
    await this.#guard(this.#engine.db.registerFileHandle(name, file, DuckDBDataProtocol.BROWSER_FILEREADER, true));
    try {
      return await this.#whileAttached(`ATTACH '${name}' AS ${alias} (READ_ONLY)`, alias, work);
    } finally {
      if (!this.#broken) await this.#guard(this.#engine.db.dropFile(name));
    }
  }

  /** The whole database as the bytes of a fresh file, after the statement `change` was made on it under the name `copy`. */
  async copyToBuffer(change = ''): Promise<Uint8Array<ArrayBuffer>> {
    const [current] = await this.query('SELECT current_database() AS name');
    return this.fileOf('copy', '', async () =>
      this.script(`COPY FROM DATABASE "${String(current?.['name'])}" TO copy; ${change} CHECKPOINT copy`),
    );
  }

  /** The bytes of the database file that the session works on in memory, as of the last COMMIT. */
  async image(): Promise<Uint8Array> {
    return this.#guard(this.#engine.db.copyFileToBuffer(IMAGE_FILE));
  }

  /**
   * The bytes of a new database file that `work` fills under the name `alias`; `options` as ATTACH takes them.
   *
   * @param valueCount how many values it will hold, in all columns, so that there is room for them from the beginning: a file in memory
   *   is moved whole for each block that it grows by, which would take seconds for a hundred thousand trials
   */
  async fileOf(
    alias: string,
    options: string,
    work: () => Promise<void>,
    valueCount = 0,
  ): Promise<Uint8Array<ArrayBuffer>> {
    const name = `${alias}.duckdb`;
    const attached = `ATTACH '${name}' AS ${alias} ${options}`;
    try {
      if (valueCount > MANY_VALUES)
        await this.#makeRoom(name, attached, alias, Math.min(valueCount * BYTES_PER_VALUE, MOST_ROOM_BYTES));
      await this.#whileAttached(attached, alias, work);
      const bytes = (await this.#guard(this.#engine.db.copyFileToBuffer(name))) as Uint8Array<ArrayBuffer>;
      const header = await readDatabaseHeader(new Blob([bytes.subarray(0, HEADS_BYTES)]));
      // Not a copy: it may be of hundreds of megabytes.
      return bytes.subarray(0, header?.fileBytes);
    } finally {
      if (!this.#broken) await this.#guard(this.#engine.db.dropFile(name));
    }
  }

  /**
   * Makes a new database file on the disk that `fill` fills under the name `alias`, and that `check` then reads back under it. It takes
   * none of the engine's memory but for the blocks in work, and is flushed and let go of when this resolves.
   *
   * @param path `opfs://…`, where there is no file yet
   */
  async makeFile(path: string, alias: string, fill: () => Promise<void>, check: () => Promise<void>): Promise<void> {
    await this.#whileRegistered(path, async () => {
      await this.#whileAttached(`ATTACH '${path}' AS ${alias}`, alias, fill);
      await this.#withLog(path, alias, check);
    });
  }

  /** Attaches a registered file that is there, read-only: of such a one DuckDB wants to know its log too. */
  async #withLog<T>(path: string, alias: string, work: () => Promise<T>): Promise<T> {
    return this.#whileRegistered(`${path}.wal`, async () =>
      this.#whileAttached(`ATTACH '${path}' AS ${alias} (READ_ONLY)`, alias, work),
    );
  }

  async #whileRegistered<T>(path: string, work: () => Promise<T>): Promise<T> {
    const { db } = this.#engine;
    await this.#guard(db.registerOPFSFileName(path));
    try {
      return await work();
    } finally {
      if (!this.#broken) await this.#guard(db.dropFile(path));
    }
  }

  async #whileAttached<T>(attach: string, alias: string, work: () => Promise<T>): Promise<T> {
    await this.script(attach);
    try {
      return await work();
    } finally {
      if (!this.#broken) await this.script(`DETACH ${alias}`);
    }
  }

  /** Makes an empty database file with zeros behind it: DuckDB writes its blocks over them. */
  async #makeRoom(name: string, attached: string, alias: string, bytes: number): Promise<void> {
    await this.script(`${attached}; DETACH ${alias}`);
    const empty = await this.#guard(this.#engine.db.copyFileToBuffer(name));
    await this.#guard(this.#engine.db.dropFile(name));
    const roomy = new Uint8Array(empty.length + bytes);
    roomy.set(empty);
    await this.#guard(this.#engine.db.registerFileBuffer(name, roomy));
  }

  /** Closes in order, so that OPFS gives the file free at once. */
  async close(): Promise<void> {
    if (!this.#broken) {
      await this.#guard(this.#open.close()).catch(() => undefined);
    }
    this.terminate();
  }

  /** Ends the instance as it is. What was committed is safe. */
  terminate(): void {
    this.#broken = true;
    this.#engine.terminate();
  }

  get #open(): AsyncDuckDBConnection {
    if (this.#connection === null) throw new PoisonedError('the database is not open');
    return this.#connection;
  }

  async #start({ path, image, openTimeoutMs }: SessionOptions): Promise<void> {
    const { db } = this.#engine;
    const config = {
      // Without direct I/O files go through a cache of pages: writes to OPFS stay in it, and copies stay locked.
      useDirectIO: true,
      query: { castBigIntToDouble: true, castDecimalToDouble: true },
    };
    // Of these no file can be the fault.
    await this.#guard(db.open(config), STARTED_WITHIN_MS);
    this.#connection = await this.#guard(db.connect(), STARTED_WITHIN_MS);
    const recipe = `SET memory_limit = '${this.memoryLimit}'; ${RECIPE}`;
    await this.#guard(this.#connection.query(recipe), STARTED_WITHIN_MS);
    if (image !== undefined) {
      // What is registered so is not read through DuckDB's cache of pages, which does not see what is written.
      await this.#guard(db.registerFileBuffer(IMAGE_FILE, image ?? new Uint8Array()), openTimeoutMs);
      await this.#guard(this.#connection.query(attach(IMAGE_FILE)), openTimeoutMs);
    }
    if (path === null) return;
    await this.#guard(db.registerOPFSFileName(path), openTimeoutMs);
    await this.#guard(db.registerOPFSFileName(`${path}.wal`), openTimeoutMs);
    await this.#guard(this.#connection.query(attach(path)), openTimeoutMs);
  }

  async #table(sql: string, params: readonly SqlParameter[]): Promise<Table> {
    if (params.length === 0) return this.#guard(this.#open.query(sql));
    const statement = await this.#guard(this.#open.prepare(sql));
    try {
      return await this.#guard(statement.query(...params));
    } finally {
      if (!this.#broken) await this.#guard(statement.close());
    }
  }

  async #abandonCallsOnDeath(): Promise<void> {
    const reason = await this.#engine.died;
    this.#broken = true;
    for (const giveUp of this.#pending) giveUp(reason);
  }

  /** The call's answer, or a PoisonedError when the instance traps, dies or lets the time pass. */
  async #guard<T>(call: Promise<T>, timeoutMs = this.callTimeoutMs): Promise<T> {
    // Nothing answers any more, and nothing says so again: a job's next call may begin after its worker's end.
    if (this.#broken) throw new PoisonedError('the database’s worker has ended');
    let timer: ReturnType<typeof setTimeout> | undefined;
    let giveUp: (reason: Error) => void = () => undefined;
    const lost = new Promise<never>((_, reject) => {
      giveUp = (reason) =>
        reject(new PoisonedError(`the database's worker died: ${reason.message}`, { cause: reason }));
      timer = setTimeout(() => reject(new LateError(`no answer within ${timeoutMs} ms`)), timeoutMs);
    });
    this.#pending.add(giveUp);
    try {
      return await Promise.race([call, lost]);
    } catch (error) {
      const kind = classifyFailure(error);
      if (kind !== 'poisoned' && kind !== 'full') throw error;
      this.terminate();
      throw error instanceof PoisonedError ? error : new PoisonedError(String(error), { cause: error });
    } finally {
      clearTimeout(timer);
      this.#pending.delete(giveUp);
    }
  }
}
