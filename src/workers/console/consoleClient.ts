import { wrap, type Remote } from 'comlink';
import { appError, type AppError } from '../../domain/errors.ts';
import type { SqlResult } from '../../domain/sqlResult.ts';
import { workerName } from '../../store/appScope.ts';
import type { ConsoleCalls } from '../contracts/console.ts';
import { serveEngines } from '../duckdb/engineWorkers.ts';
import { installErrorTransfer } from '../pool/errorTransfer.ts';
import { WorkerHandle, type WorkerFactory } from '../pool/workerHandle.ts';

const IDLE_MS = 60_000;

export interface SqlRunOptions {
  readonly signal: AbortSignal;
  readonly rowLimit: number;
  readonly timeLimitMs: number;
}

/** The SQL console's worker: started by the first statement, ended by a cancel, by the time limit and when it is idle. */
export class SqlConsoleClient {
  readonly #create: WorkerFactory;
  #current: { readonly handle: WorkerHandle; readonly remote: Remote<ConsoleCalls> } | null = null;
  #idleTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(create: WorkerFactory = createConsoleWorker) {
    installErrorTransfer();
    this.#create = create;
  }

  /** Rejects with an AbortError when `signal` aborts, and with an AppError after the time limit, which begins once the engine is there. One
   * call at a time. */
  async run(snapshot: Blob, sql: string, { signal, rowLimit, timeLimitMs }: SqlRunOptions): Promise<SqlResult> {
    signal.throwIfAborted();
    clearTimeout(this.#idleTimer);
    const { handle, remote } = this.#connected();
    let timer: ReturnType<typeof setTimeout> | undefined;
    try {
      await handle.raceUntilAborted(async () => remote.prepare(), signal);
      timer = setTimeout(() => handle.end(tookTooLong(timeLimitMs)), timeLimitMs);
      return await handle.raceUntilAborted(async () => remote.run(snapshot, sql, rowLimit), signal);
    } finally {
      clearTimeout(timer);
      this.#idleTimer = setTimeout(() => this.#drop(), IDLE_MS);
    }
  }

  #connected() {
    if (this.#current === null || this.#current.handle.ended) {
      const handle = new WorkerHandle(this.#create);
      serveEngines(handle);
      this.#current = { handle, remote: wrap<ConsoleCalls>(handle.worker) };
    }
    return this.#current;
  }

  #drop(): void {
    this.#current?.handle.end(new DOMException('Stopped.', 'AbortError'));
    this.#current = null;
  }
}

function tookTooLong(timeLimitMs: number): AppError {
  return appError(
    'bad-input',
    'export',
    `The statement was stopped after ${timeLimitMs / 1000} seconds. Narrow it down, or export the database and run it in DuckDB.`,
  );
}

function createConsoleWorker(): Worker {
  return new Worker(new URL('./console.worker.ts', import.meta.url), { type: 'module', name: workerName('console') });
}
