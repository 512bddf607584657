import scriptUrl from '@duckdb/duckdb-wasm/dist/duckdb-browser-eh.worker.js?url';
import { ENGINE_LOADED } from './duckdbMessages.ts';
import { showLife } from './lifelineLock.ts';

showLife();
addEventListener('message', ({ data }: MessageEvent<WebAssembly.Module>) => void start(data), { once: true });

/**
 * Runs DuckDB's own worker, as published, with an engine that its owner has compiled: it neither fetches the 34 MB itself nor
 * compiles them again for every instance.
 */
async function start(engine: WebAssembly.Module): Promise<void> {
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
  try {
    await import(/* @vite-ignore */ scriptUrl);
  } catch (error) {
    // Out of the promise, so that whoever started this worker gets its `error` event.
    setTimeout(() => {
      throw error;
    });
    return;
  }
  postMessage(ENGINE_LOADED);
}
