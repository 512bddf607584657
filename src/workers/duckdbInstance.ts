import { AsyncDuckDB, VoidLogger } from '@duckdb/duckdb-wasm';
import wasmUrl from '@duckdb/duckdb-wasm/dist/duckdb-eh.wasm?url';
import type { DuckDbEngine } from '../store/duckdbEngine.ts';
import { ENGINE_LOADED } from './duckdbMessages.ts';

/** Starts DuckDB in a worker of its own, from files of our own origin. Takes about a second. */
export async function createDuckDbEngine(): Promise<DuckDbEngine> {
  const worker = new Worker(new URL('./duckdb.worker.ts', import.meta.url), { type: 'module', name: 'duckdb' });
  const died = new Promise<Error>((resolve) => {
    worker.addEventListener('error', (event) => resolve(new Error(event.message)));
  });
  const loaded = new Promise<void>((resolve) => {
    worker.addEventListener('message', function listen({ data }: MessageEvent<unknown>) {
      if (data !== ENGINE_LOADED) return;
      worker.removeEventListener('message', listen);
      resolve();
    });
  });
  const failed = died.then((reason) => {
    throw reason;
  });
  try {
    await Promise.race([loaded, failed]);
    const db = new AsyncDuckDB(new VoidLogger(), worker);
    await Promise.race([db.instantiate(wasmUrl), failed]);
    return { db, died, terminate: () => worker.terminate() };
  } catch (error) {
    worker.terminate();
    throw error;
  }
}
