import { AsyncDuckDB, VoidLogger } from '@duckdb/duckdb-wasm';
import wasmUrl from '@duckdb/duckdb-wasm/dist/duckdb-eh.wasm?url';
import type { DuckDbEngine } from '../store/duckdbEngine.ts';
import { ENGINE_LOADED } from './duckdbMessages.ts';
import { whenLifeEnds } from './lifelineLock.ts';

let compiled: Promise<WebAssembly.Module> | null = null;

/** DuckDB's engine, compiled once here for all instances that are started from here. Takes about a second. */
export async function compileEngine(): Promise<WebAssembly.Module> {
  compiled ??= WebAssembly.compileStreaming(fetchEngine()).catch((error: unknown) => {
    compiled = null;
    throw error;
  });
  return compiled;
}

/** The engine's bytes, called WebAssembly also where a host does not know the type. */
async function fetchEngine(): Promise<Response> {
  const response = await fetch(wasmUrl);
  if (!response.ok) throw new Error(`the database's engine was not found: ${response.status} ${response.statusText}`);
  if (response.headers.get('Content-Type') === 'application/wasm') return response;
  return new Response(response.body, { headers: { 'Content-Type': 'application/wasm' } });
}

/** Starts DuckDB in a worker of its own, from files of our own origin. */
export async function createDuckDbEngine(compiling = compileEngine()): Promise<DuckDbEngine> {
  const worker = new Worker(new URL('./duckdb.worker.ts', import.meta.url), { type: 'module', name: 'duckdb' });
  const died = new Promise<Error>((resolve) => {
    worker.addEventListener('error', (event) => resolve(new Error(event.message)));
    whenLifeEnds(worker, () => resolve(new Error('it ended without a word')));
  });
  const failed = died.then((reason) => {
    throw reason;
  });
  failed.catch(() => undefined);
  try {
    worker.postMessage(await compiling);
    await Promise.race([whenLoaded(worker), failed]);
    const db = new AsyncDuckDB(new VoidLogger(), worker);
    await Promise.race([db.instantiate(wasmUrl), failed]);
    return { db, died, terminate: () => worker.terminate() };
  } catch (error) {
    worker.terminate();
    throw error;
  }
}

/** Resolves when DuckDB's own worker listens; what is sent to it earlier would be lost. */
async function whenLoaded(worker: Worker): Promise<void> {
  await new Promise<void>((resolve) => {
    worker.addEventListener('message', function listen({ data }: MessageEvent<unknown>) {
      if (data !== ENGINE_LOADED) return;
      worker.removeEventListener('message', listen);
      resolve();
    });
  });
}
