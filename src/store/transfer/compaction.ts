import type { Database } from '../engine/database.ts';
import { waitUntilFree } from '../engine/opening.ts';
import { spaceOf } from '../engine/databaseSpace.ts';
import { tableNames } from '../engine/scan.ts';
import type { Session } from '../engine/session.ts';
import { DATABASE_FILE, LOG_COPY_FILE, NEW_DATABASE_FILE, WAL_FILE, type OpfsFiles } from '../files/opfsFiles.ts';
import { makeDatabaseWhole } from '../files/wholeDatabase.ts';
import type { BackupKeeper } from './backup.ts';
import { BACKED_UP } from './backupRestore.ts';
import { CompactCopy } from './compactCopy.ts';

export interface CompactionPolicy {
  /** A smaller file is left as it is … */
  readonly minBytes: number;
  /** … and so is one whose rows take more than this: the copy is made in memory, where it is there three times for a moment. */
  readonly maxLiveBytes: number;
  /** It begins when nothing was written for so long. */
  readonly delayMs: number;
}

export const DEFAULT_COMPACTION_POLICY: CompactionPolicy = {
  minBytes: 32 << 20,
  maxLiveBytes: 256 << 20,
  delayMs: 30_000,
};

/** What a backup may hold that is nowhere else: a row by its key, and what Undo calls it. */
const OWNERS = [
  ['audio_files', 'audio_id', 'audio'],
  ['trial_runs', 'run_id', 'run'],
  ['measured_runs', 'run_id', 'run'],
  ['models', 'model_id', 'model'],
  ['collections', 'collection_id', 'collection'],
  ['listening_answers', 'answer_id', 'answer'],
] as const;

/**
 * Makes the database's file, and with it the backup, small again where more than half of it is room that removed rows left [S18].
 *
 * The copy without that room is made and read back as a backup is, and becomes the backup first; then a second copy of it takes the
 * database's place by one renaming, in one turn of the queue and only where nothing was committed since. So at any moment either file
 * is whole, and where the browser loses the one, opening puts the other in its place. Whatever fails leaves the database as it is,
 * and is tried again after the next opening. A backup that holds what neither the data set nor Undo has is not replaced: it is then
 * left to be renewed in its own time, and nothing is compacted before.
 */
export class CompactionKeeper {
  readonly #files: OpfsFiles;
  readonly #backups: BackupKeeper;
  readonly #policy: CompactionPolicy;
  readonly #lockTimeoutMs: number;
  #timer: ReturnType<typeof setTimeout> | null = null;
  #isRunning = false;
  #hasFailed = false;

  /** @param lockTimeoutMs how long the closed database may take to let go of its files */
  constructor(files: OpfsFiles, backups: BackupKeeper, policy: CompactionPolicy, lockTimeoutMs: number) {
    this.#files = files;
    this.#backups = backups;
    this.#policy = policy;
    this.#lockTimeoutMs = lockTimeoutMs;
  }

  /** Looks whether it is time a while after the database was opened or written; each write begins that while anew. */
  noteUse(database: Database): void {
    this.stop();
    this.#timer = setTimeout(() => {
      this.#timer = null;
      if (this.#hasFailed) return;
      if (this.#isRunning || !database.isIdle) this.noteUse(database);
      else void this.#tidy(database);
    }, this.#policy.delayMs);
  }

  /** Forgets what is due. */
  stop(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
  }

  async #tidy(database: Database): Promise<void> {
    this.#isRunning = true;
    try {
      const due = await database.run('export', async (session) => this.#due(session));
      if (due === 'backup') this.#hasFailed = !(await this.#backups.make(database));
      if (due === 'database') await this.#compact(database);
    } catch {
      this.#hasFailed = true;
    } finally {
      this.#isRunning = false;
    }
  }

  /** What is more than twice as large as it need be. */
  async #due(session: Session): Promise<'database' | 'backup' | null> {
    const { fileBytes, liveBytes } = await spaceOf(session);
    const isLarge = (bytes: number, needed: number) => bytes >= this.#policy.minBytes && bytes > 2 * needed;
    const backup = await this.#backups.file();
    const due = isLarge(fileBytes, liveBytes) ? 'database' : isLarge(backup?.size ?? 0, fileBytes) ? 'backup' : null;
    if (due === null || (due === 'database' && liveBytes > this.#policy.maxLiveBytes)) return null;
    return backup === null || (await isAllElsewhere(session, backup)) ? due : null;
  }

  async #compact(database: Database): Promise<void> {
    const copy = new CompactCopy(this.#files);
    await this.#backups.makeFrom(database, copy);
    try {
      const isReady = await database.run('export', async () => {
        const backup = await this.#backups.file();
        if (backup === null || !(await copy.isCurrent())) return false;
        await this.#files.write(NEW_DATABASE_FILE, backup);
        return true;
      });
      // What was written meanwhile has begun the waiting anew.
      if (isReady) await database.whileClosed('export', async () => this.#exchange(copy));
    } finally {
      await database.run('export', async () => this.#files.remove(NEW_DATABASE_FILE));
    }
  }

  /** Puts the new file in the place of the closed database; not where anything might belong to the old one. */
  async #exchange(copy: CompactCopy): Promise<void> {
    await waitUntilFree(this.#files, this.#lockTimeoutMs);
    await makeDatabaseWhole(this.#files);
    const logBytes = ((await this.#files.size(WAL_FILE)) ?? 0) + ((await this.#files.size(LOG_COPY_FILE)) ?? 0);
    if (logBytes > 0 || !(await copy.isCurrent())) return;
    await this.#files.rename(NEW_DATABASE_FILE, DATABASE_FILE);
  }
}

/** Whether all that the backup holds is in the data set or is brought back by a step of Undo; not where it cannot be read. */
async function isAllElsewhere(session: Session, backup: Blob): Promise<boolean> {
  const undoable = `SELECT scope.id FROM main.undo_scope scope JOIN main.undo_steps step USING (step_id)
    WHERE step.image_name IS NOT NULL AND (step.undone OR step.kind LIKE 'remove-%' OR step.kind LIKE 'delete-%')`;
  try {
    return await session.withAttached(backup, BACKED_UP, async () => {
      const there = await tableNames(session, BACKED_UP);
      const missing = OWNERS.filter(([table]) => there.includes(table)).map(
        ([table, key, kind]) =>
          `(SELECT count(*) FROM ${BACKED_UP}.main.${table} WHERE ${key} NOT IN (SELECT ${key} FROM main.${table})
             AND ${key} NOT IN (${undoable} AND scope.kind = '${kind}'))`,
      );
      const sum = ['0', ...missing].join(' + ');
      const [row] = await session.query(`SELECT (${sum})::DOUBLE AS missing`);
      return row?.['missing'] === 0;
    });
  } catch (error) {
    if (session.broken) throw error;
    return false;
  }
}
