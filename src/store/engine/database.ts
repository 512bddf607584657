import type { Stage } from '../../domain/stage.ts';
import { sweepBlockList } from './blockList.ts';
import type { DatabaseFollower, Session, SqlParameter } from './session.ts';
import type { SqlRow } from './rows.ts';
import { classifyFailure, PoisonedError, storeError } from './storeFailure.ts';

/** Some ten commits leave 0.2 MB behind, and a sweep takes milliseconds. */
const COMMITS_PER_SWEEP = 64;

/** Work on the one session of the database. It may run twice, so it must not depend on having run before. */
export type DatabaseJob<T> = (session: Session) => Promise<T>;

export interface DatabaseHooks {
  /** Opens the database again after its instance was lost. */
  reopen(): Promise<Session>;
  /** After every job that wrote, before it is acknowledged. */
  committed(): Promise<void> | void;
  /** A block of the file could not be read, or a value in it. */
  damageSeen(): void;
  /** There was no room to open it for writing: what changes the data set is refused. */
  readonly isReadOnly?: boolean;
}

/**
 * The one door to the database: every job waits for the one before, and a job whose instance trapped, died or hung runs
 * once more on a fresh one.
 */
export class Database {
  readonly #hooks: DatabaseHooks;
  readonly #follower: DatabaseFollower;
  #session: Session | null;
  #closed = false;
  #commits = 0;
  #waiting = 0;
  #tail: Promise<unknown> = Promise.resolve();

  constructor(session: Session, hooks: DatabaseHooks, follower: DatabaseFollower) {
    this.#hooks = hooks;
    this.#follower = follower;
    this.#session = this.#followed(session);
  }

  get isReadOnly(): boolean {
    return this.#hooks.isReadOnly === true;
  }

  /** Whether no job runs or waits. */
  get isIdle(): boolean {
    return this.#waiting === 0;
  }

  /** Runs `job` when all earlier ones are done. Rejects with an AppError that names `stage` and `subject`. */
  async run<T>(stage: Stage, job: DatabaseJob<T>, subject: string | null = null): Promise<T> {
    return this.#enqueue(async () => {
      try {
        return await this.#attempt(job);
      } catch (error) {
        // What is there cannot be read, or is not of the kind that it should be [S6].
        if (classifyFailure(error) === 'damaged' || error instanceof TypeError) this.#hooks.damageSeen();
        throw storeError(error, stage, subject);
      }
    });
  }

  /** Runs `job` as one transaction; resolves only after COMMIT, when it is on the disk. */
  async transaction<T>(stage: Stage, job: DatabaseJob<T>, subject: string | null = null): Promise<T> {
    this.#insistOnRoom(stage, subject);
    const result = await this.run(stage, async (session) => session.transaction(async () => job(session)), subject);
    await this.#committed();
    return result;
  }

  /** The same for a command that must not run twice: repeated with its key it gets its first answer. */
  async command<T>(stage: Stage, key: string, job: DatabaseJob<T>, subject: string | null = null): Promise<T> {
    return this.write(stage, key, async (session) => session.transaction(async () => job(session)), subject);
  }

  /** A command that ends its own transaction: for what has to read or to write files around it. */
  async write<T>(stage: Stage, key: string, job: DatabaseJob<T>, subject: string | null = null): Promise<T> {
    this.#insistOnRoom(stage, subject);
    const result = await this.run(stage, async (session) => session.command(key, async () => job(session)), subject);
    await this.#committed();
    return result;
  }

  /** One statement's rows. */
  async query(stage: Stage, sql: string, params: readonly SqlParameter[] = []): Promise<SqlRow[]> {
    return this.run(stage, async (session) => session.query(sql, params));
  }

  /** Closes the database, runs `work` on its files, and opens it again, also where the work failed. */
  async whileClosed<T>(stage: Stage, work: () => Promise<T>): Promise<T> {
    return this.#enqueue(async () => {
      if (this.#closed) throw storeError(new PoisonedError('the database was closed'), stage);
      await this.#session?.close();
      this.#session = null;
      try {
        try {
          return await work();
        } finally {
          await this.#reopen();
        }
      } catch (error) {
        throw storeError(error, stage);
      }
    });
  }

  /** Closes for good; jobs that come later are refused. */
  async close(): Promise<void> {
    await this.#enqueue(async () => {
      this.#closed = true;
      await this.#session?.close();
      this.#session = null;
    });
  }

  #insistOnRoom(stage: Stage, subject: string | null): void {
    if (this.isReadOnly)
      throw storeError(new DOMException('open for reading only', 'QuotaExceededError'), stage, subject);
  }

  async #committed(): Promise<void> {
    await this.#hooks.committed();
    this.#commits += 1;
    if (this.#commits % COMMITS_PER_SWEEP > 0) return;
    // What was committed stands, and an instance that this finds lost is replaced by the next job.
    void this.#enqueue(async () => sweepBlockList(await this.#current())).catch(() => undefined);
  }

  async #attempt<T>(job: DatabaseJob<T>): Promise<T> {
    const session = await this.#current();
    try {
      return await job(session);
    } catch (error) {
      if (!(error instanceof PoisonedError)) throw error;
      session.terminate();
      const again = await this.#current();
      if (classifyFailure(error) === 'full') throw error;
      return await job(again);
    }
  }

  async #current(): Promise<Session> {
    if (this.#closed) throw new PoisonedError('the database was closed');
    if (this.#session === null || this.#session.broken) {
      return this.#reopen();
    }
    return this.#session;
  }

  async #reopen(): Promise<Session> {
    this.#session = null;
    this.#session = this.#followed(await this.#hooks.reopen());
    this.#follower.restarted();
    return this.#session;
  }

  #followed(session: Session): Session {
    session.follower = this.#follower;
    return session;
  }

  async #enqueue<T>(work: () => Promise<T>): Promise<T> {
    this.#waiting += 1;
    const turn = this.#tail.then(work).finally(() => (this.#waiting -= 1));
    this.#tail = turn.catch(() => undefined);
    return turn;
  }
}
