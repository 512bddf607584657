import { AsyncDuckDB, VoidLogger } from '@duckdb/duckdb-wasm';
import wasmUrl from '@duckdb/duckdb-wasm/dist/duckdb-eh.wasm?url';
import type { DuckDbEngine } from '../../store/engine/duckdbEngine.ts';
import { whenWorkerEnds } from '../pool/livenessLock.ts';
import { AppError } from '../../domain/errors.ts';
import type { EngineProgress } from '../../domain/storage.ts';
import { isEngineMessage } from './engineLoading.ts';
import { EngineWorker, type EngineHost } from './engineRequest.ts';
import { workerFailed } from '../pool/workerHandle.ts';
import { ENGINE_LOADED } from './runDuckDb.ts';

/** A worker's own start: on a machine with much else to do, Firefox took more than ten seconds for it after a reload. */
const STARTED_WITHIN_MS = 45_000;
/** Longer than a line that works is ever silent; how long everything takes is up to the line. */
const SILENT_FOR_MS = 10_000;
/** Longer than compiling takes on a very slow machine, once everything is there; it cannot be seen to move. */
const COMPILED_WITHIN_MS = 300_000;

/** Starts DuckDB in a worker of its own, from files of our own origin. Takes about a second. */
export async function createDuckDbEngine(onProgress: (progress: EngineProgress) => void): Promise<DuckDbEngine> {
  return engineIn(new EngineWorker('data set'), onProgress);
}

/** The same for statements of a person, who waits: an engine that cannot take the tab's memory. */
export async function createConsoleEngine(): Promise<DuckDbEngine> {
  return engineIn(new EngineWorker('console'));
}

/**
 * The engine in a worker that runs DuckDB's own script (`runDuckDb.ts`). Rejects, and ends the worker, where it fails or
 * where nothing has arrived for ten seconds, its own script for longer.
 */
export async function engineIn(
  worker: EngineHost,
  onProgress: (progress: EngineProgress) => void = () => undefined,
): Promise<DuckDbEngine> {
  const died = new Promise<Error>((resolve) => {
    worker.addEventListener('error', (event) => resolve(workerFailed(event)));
    whenWorkerEnds(worker, () => resolve(new Error('it ended without a word')));
  });
  const failed = died.then((reason) => {
    throw reason;
  });
  failed.catch(() => undefined);
  const silence = new Silence();
  const refused = new Promise<never>((_, reject) => {
    worker.addEventListener('message', (event: MessageEvent<unknown>) => {
      const { data } = event;
      if (!isEngineMessage(data)) return;
      // DuckDB's own listener knows no such message.
      event.stopImmediatePropagation();
      if ('engineFailure' in data) return reject(notLoaded(data.engineFailure));
      const { loadedBytes } = data.engineProgress;
      if (data.isWhole) silence.limit(COMPILED_WITHIN_MS, 'it arrived, but did not get ready');
      else silence.limit(SILENT_FOR_MS, `it stopped arriving after ${loadedBytes} bytes`);
      return onProgress(data.engineProgress);
    });
  });
  refused.catch(() => undefined);
  try {
    silence.limit(STARTED_WITHIN_MS, 'its script does not arrive');
    await Promise.race([whenLoaded(worker), failed, silence.broken]);
    const db = new AsyncDuckDB(new VoidLogger(), worker as Worker);
    silence.limit(SILENT_FOR_MS, 'the host does not answer');
    await Promise.race([db.instantiate(wasmUrl), failed, refused, silence.broken]);
    return { db, died, terminate: () => worker.terminate() };
  } catch (error) {
    worker.terminate();
    throw error;
  } finally {
    silence.end();
  }
}

/** A limit on how long nothing happens, which each sign of life sets anew. */
class Silence {
  #timer: ReturnType<typeof setTimeout> | undefined;
  #reject: (reason: AppError) => void = () => undefined;
  /** Rejects when a limit has passed. */
  readonly broken = new Promise<never>((_, reject) => {
    this.#reject = reject;
  });

  constructor() {
    this.broken.catch(() => undefined);
  }

  limit(forMs: number, reason: string): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#reject(notLoaded(reason)), forMs);
  }

  end(): void {
    clearTimeout(this.#timer);
  }
}

function notLoaded(reason: string): AppError {
  return new AppError({
    code: 'storage-unavailable',
    stage: 'import',
    subject: null,
    message:
      `The database engine could not be loaded: ${reason}. Your data is where it was. Check the connection, or tell whoever ` +
      'runs this site, then try again.',
  });
}

async function whenLoaded(worker: EngineHost): Promise<void> {
  await new Promise<void>((resolve) => {
    worker.addEventListener('message', function listen({ data }: MessageEvent<unknown>) {
      if (data !== ENGINE_LOADED) return;
      worker.removeEventListener('message', listen);
      resolve();
    });
  });
}
