import wasmUrl from '@duckdb/duckdb-wasm/dist/duckdb-eh.wasm?url';
import type { DuckDbEngine } from '../../src/store/engine/duckdbEngine.ts';
import { engineIn } from '../../src/workers/duckdb/duckdbInstance.ts';

let compiled: Promise<WebAssembly.Module> | null = null;

/**
 * DuckDB’s engine, compiled once for all instances of a test file, so that they start quickly. The app compiles per
 * instance: sharing costs its page 63 MB.
 */
export async function compileEngine(): Promise<WebAssembly.Module> {
  compiled ??= WebAssembly.compileStreaming(fetch(wasmUrl));
  return compiled;
}

export async function createSharedEngine(engine = compileEngine()): Promise<DuckDbEngine> {
  const worker = new Worker(new URL('./sharedEngine.worker.ts', import.meta.url), { type: 'module', name: 'duckdb' });
  worker.postMessage(await engine);
  return engineIn(worker);
}
