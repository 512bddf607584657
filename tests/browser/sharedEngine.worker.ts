import scriptUrl from '@duckdb/duckdb-wasm/dist/duckdb-browser-eh.worker.js?url';
import { holdLivenessLock } from '../../src/workers/pool/livenessLock.ts';
import { runDuckDb } from '../../src/workers/duckdb/runDuckDb.ts';
import { cutWrites } from './cutWrites.ts';

holdLivenessLock();
cutWrites('duckdb');
addEventListener('message', ({ data }: MessageEvent<WebAssembly.Module>) => void start(data), { once: true });

async function start(engine: WebAssembly.Module): Promise<void> {
  globalThis.fetch = async () => new Response(null, { headers: { 'content-type': 'application/wasm' } });
  WebAssembly.instantiateStreaming = async (_answer, imports) => ({
    module: engine,
    instance: await WebAssembly.instantiate(engine, imports),
  });
  await runDuckDb(scriptUrl);
}
