import { AsyncDuckDB, VoidLogger } from '@duckdb/duckdb-wasm';
import wasmUrl from '@duckdb/duckdb-wasm/dist/duckdb-eh.wasm?url';
import type { DuckDbEngine } from '../store/duckdbEngine.ts';
import { whenLifeEnds } from './lifelineLock.ts';

/** Starts DuckDB in a worker of its own, from files of our own origin. Takes about a second. */
export async function createDuckDbEngine(): Promise<DuckDbEngine> {
  const worker = new Worker(new URL('duckdb.worker.ts', import.meta.url), { type: 'module', name: 'duckdb' });
  const died = new Promise<Error>((resolve) => {
    worker.addEventListener('error', (event) => resolve(new Error(event.message)));
    whenLifeEnds(worker, () => resolve(new Error('it ended without a word')));
  });
  const db = new AsyncDuckDB(new VoidLogger(), worker);
  try {
    await Promise.race([
      db.instantiate(wasmUrl),
      died.then((reason) => {
        throw reason;
      }),
    ]);
  } catch (error) {
    worker.terminate();
    throw error;
  }
  return { db, died, terminate: () => worker.terminate() };
}
