import { AsyncDuckDB, VoidLogger } from '@duckdb/duckdb-wasm';
import wasmUrl from '@duckdb/duckdb-wasm/dist/duckdb-eh.wasm?url';
import type { DuckDbEngine } from '../../store/engine/duckdbEngine.ts';
import { whenWorkerEnds } from '../pool/livenessLock.ts';
import { workerFailed } from '../pool/workerHandle.ts';
import { ENGINE_LOADED } from './runDuckDb.ts';

/** Starts DuckDB in a worker of its own, from files of our own origin. Takes about a second. */
export async function createDuckDbEngine(): Promise<DuckDbEngine> {
  return engineIn(new Worker(new URL('./duckdb.worker.ts', import.meta.url), { type: 'module', name: 'duckdb' }));
}

/** The engine in a worker that runs DuckDB's own script (`runDuckDb.ts`). Rejects, and ends the worker, where it fails. */
export async function engineIn(worker: Worker): Promise<DuckDbEngine> {
  const died = new Promise<Error>((resolve) => {
    worker.addEventListener('error', (event) => resolve(workerFailed(event)));
    whenWorkerEnds(worker, () => resolve(new Error('it ended without a word')));
  });
  const failed = died.then((reason) => {
    throw reason;
  });
  failed.catch(() => undefined);
  try {
    await Promise.race([whenLoaded(worker), failed]);
    const db = new AsyncDuckDB(new VoidLogger(), worker);
    await Promise.race([db.instantiate(wasmUrl), failed]);
    return { db, died, terminate: () => worker.terminate() };
  } catch (error) {
    worker.terminate();
    throw error;
  }
}

async function whenLoaded(worker: Worker): Promise<void> {
  await new Promise<void>((resolve) => {
    worker.addEventListener('message', function listen({ data }: MessageEvent<unknown>) {
      if (data !== ENGINE_LOADED) return;
      worker.removeEventListener('message', listen);
      resolve();
    });
  });
}
