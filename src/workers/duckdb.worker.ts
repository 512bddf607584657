import engineUrl from '@duckdb/duckdb-wasm/dist/duckdb-browser-eh.worker.js?url';
import { ENGINE_LOADED } from './duckdbMessages.ts';
import { showLife } from './lifelineLock.ts';

/*
 * DuckDB's own worker, as published, for an engine that its owner has compiled: it neither fetches the 34 MB itself nor
 * compiles them again for every instance.
 */
const engine = await new Promise<WebAssembly.Module>((resolve) => {
  addEventListener('message', ({ data }: MessageEvent<WebAssembly.Module>) => resolve(data), { once: true });
});
const { fetch } = globalThis;
// Its first fetch is that of the engine.
globalThis.fetch = async () => {
  globalThis.fetch = fetch;
  return new Response();
};
WebAssembly.instantiateStreaming = async (_answer, imports) => ({
  module: engine,
  instance: await WebAssembly.instantiate(engine, imports),
});
await import(/* @vite-ignore */ engineUrl);
showLife();
postMessage(ENGINE_LOADED);
