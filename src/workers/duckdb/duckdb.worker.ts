import scriptUrl from '@duckdb/duckdb-wasm/dist/duckdb-browser-eh.worker.js?url';
import { holdLivenessLock } from '../pool/livenessLock.ts';
import { runDuckDb } from './runDuckDb.ts';
import { startedByPage } from './startedByPage.ts';

void startedByPage().then(async (engines) => {
  holdLivenessLock();
  return runDuckDb(scriptUrl, engines);
});
