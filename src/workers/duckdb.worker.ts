import engineUrl from '@duckdb/duckdb-wasm/dist/duckdb-browser-eh.worker.js?url';
import { ENGINE_LOADED } from './duckdbMessages.ts';

/*
 * DuckDB's own worker, as published. Where it finds TransformStream it copies the 34 MB of its engine through one to count
 * progress, which nobody asks for here; without it the browser compiles the answer itself as it arrives.
 */
Reflect.deleteProperty(globalThis, 'TransformStream');
await import(/* @vite-ignore */ engineUrl);
postMessage(ENGINE_LOADED);
