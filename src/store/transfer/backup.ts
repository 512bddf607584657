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
  #running: Promise<boolean> | null = null;

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
    const turn = (this.#running ?? Promise.resolve()).then(async () => this.#make(database));
    const running = turn.finally(() => {
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

  async #make(database: Database): Promise<boolean> {
    try {
      await database.run('export', async () => {
        const current = await wholeDatabase(this.#files);
        if (current !== null) await this.#files.write(BACKUP_DRAFT_FILE, current);
        this.#writes = 0;
      });
      const tables = await this.#readBack(database, async (session) => tableNames(session, ALIAS));
      for (const table of tables) {
        await this.#readBack(database, async (session) => scanTable(session, table, ALIAS));
      }
      await database.run('export', async () => this.#files.rename(BACKUP_DRAFT_FILE, BACKUP_FILE));
      this.#failure = null;
      this.#madeMs = performance.now();
      return true;
    } catch (error) {
      this.#failure = error instanceof AppError ? error.message : String(error);
      await this.#files.remove(BACKUP_DRAFT_FILE).catch(() => undefined);
      return false;
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
