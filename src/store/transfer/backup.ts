import { AppError } from '../../domain/errors.ts';
import { readDatabaseHeader } from '../engine/databaseHeader.ts';
import type { Database } from '../engine/database.ts';
import { BACKUP_DRAFT_FILE, BACKUP_FILE, type OpfsFiles } from '../files/opfsFiles.ts';
import { wholeDatabase } from '../files/wholeDatabase.ts';
import { scanTable, tableNames } from '../engine/scan.ts';
import type { Session } from '../engine/session.ts';

export interface BackupPolicy {
  /** A backup is due after so many acknowledged writes … */
  readonly everyWrites: number;
  /** … but not more often than this, … */
  readonly minAgeMs: number;
  /** … and, where anything was written since, when the last is older than this. */
  readonly maxAgeMs: number;
}

export const DEFAULT_BACKUP_POLICY: BackupPolicy = {
  everyWrites: 200,
  minAgeMs: 10 * 60_000,
  maxAgeMs: 24 * 3_600_000,
};

/** How the draft of a backup is taken, and what is asked of it before it is one. */
export interface Drafting {
  /** The draft, taken in one job of the database; null where there is none to take. */
  take(session: Session): Promise<Blob | null>;
  /** The tables of the draft that is attached under this name. */
  tables(session: Session, alias: string): Promise<readonly string[]>;
  /** Reads such a table. Rejects where it is not as it should be. */
  check(session: Session, table: string, alias: string): Promise<void>;
}

const CLOCK_TOLERANCE_MS = 60_000;
const ALIAS = 'backup_draft';

/** Keeps `training.bak`, the validated copy that recovery falls back to. */
export class BackupKeeper {
  readonly #files: OpfsFiles;
  readonly #policy: BackupPolicy;
  #writes = 0;
  /** When this keeper last made one, by a clock that nobody sets. */
  #madeMs: number | null = null;
  #failure: string | null = null;
  #running: Promise<void> | null = null;

  constructor(files: OpfsFiles, policy: BackupPolicy) {
    this.#files = files;
    this.#policy = policy;
  }

  /** When the present backup was made; null for none, as for what is no database. */
  async lastAt(): Promise<Date | null> {
    const file = await this.#files.file(BACKUP_FILE);
    return file === null || (await readDatabaseHeader(file)) === null ? null : new Date(file.lastModified);
  }

  /** Why the latest attempt gave no good backup; null where it did, or none was made since the database was opened. */
  get failure(): string | null {
    return this.#failure;
  }

  /** The backup as it is; null for none. */
  async file(): Promise<File | null> {
    return this.#files.file(BACKUP_FILE);
  }

  /** Counts an acknowledged write and makes a backup in the background where one is due. */
  noteWrite(database: Database): void {
    this.#writes += 1;
    if (this.#writes >= this.#policy.everyWrites) void this.#backUpWhenOlderThan(database, this.#policy.minAgeMs);
  }

  /** Makes a backup in the background where the last is too old. */
  noteOpened(database: Database): void {
    void this.#backUpWhenOlderThan(database, this.#policy.maxAgeMs);
  }

  /**
   * Makes a backup of what is there now; one that is under way is waited for, as it may have copied less. Writes wait for
   * the copy, then each table is read back between them. Resolves with whether the new backup is good; a bad one is thrown
   * away and the old stays.
   */
  async make(database: Database): Promise<boolean> {
    const draft = this.makeFrom(database, {
      take: async () => wholeDatabase(this.#files),
      tables: tableNames,
      check: scanTable,
    });
    try {
      await draft;
      this.#failure = null;
      return true;
    } catch (error) {
      this.#failure = error instanceof AppError ? error.message : String(error);
      return false;
    }
  }

  /** The same of a draft that comes about otherwise. Rejects where it does not become one. */
  async makeFrom(database: Database, drafting: Drafting): Promise<void> {
    const turn = (this.#running ?? Promise.resolve()).catch(() => undefined);
    const running = turn
      .then(async () => this.#make(database, drafting))
      .finally(() => {
        if (this.#running === running) this.#running = null;
      });
    this.#running = running;
    return running;
  }

  async #backUpWhenOlderThan(database: Database, ageMs: number): Promise<void> {
    if (this.#running !== null) return;
    if ((await this.#ageMs()) >= ageMs) await this.make(database);
  }

  /** Of one that an earlier opening made only the time of the file is known; one of the future is of another clock [S9]. */
  async #ageMs(): Promise<number> {
    if (this.#madeMs !== null) return performance.now() - this.#madeMs;
    const last = await this.lastAt().catch(() => null);
    const ageMs = last === null ? Infinity : Date.now() - last.getTime();
    return ageMs < -CLOCK_TOLERANCE_MS ? Infinity : ageMs;
  }

  async #make(database: Database, drafting: Drafting): Promise<void> {
    try {
      await database.run('export', async (session) => {
        const draft = await drafting.take(session);
        if (draft !== null) await this.#files.write(BACKUP_DRAFT_FILE, draft);
        this.#writes = 0;
      });
      const tables = await this.#readBack(database, async (session) => drafting.tables(session, ALIAS));
      for (const table of tables) {
        await this.#readBack(database, async (session) => drafting.check(session, table, ALIAS));
      }
      await database.run('export', async () => this.#files.rename(BACKUP_DRAFT_FILE, BACKUP_FILE));
      this.#madeMs = performance.now();
    } catch (error) {
      await this.#files.remove(BACKUP_DRAFT_FILE).catch(() => undefined);
      throw error;
    }
  }

  /** Looks at the draft between other work, which may remove it together with the data set. */
  async #readBack<T>(database: Database, work: (session: Session) => Promise<T>): Promise<T> {
    return database.run('export', async (session) => {
      const draft = await this.#files.file(BACKUP_DRAFT_FILE);
      if (draft === null) throw new Error('the copy was removed before it was read back');
      return session.withAttached(draft, ALIAS, async () => work(session));
    });
  }
}
