import scriptUrl from '@duckdb/duckdb-wasm/dist/duckdb-browser-eh.worker.js?url';
import { showLife } from '../pool/lifelineLock.ts';
import { runDuckDb } from './runDuckDb.ts';

showLife();
void runDuckDb(scriptUrl);
