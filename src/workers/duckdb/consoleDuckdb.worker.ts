import scriptUrl from '@duckdb/duckdb-wasm/dist/duckdb-browser-eh.worker.js?url';
import { holdLivenessLock } from '../pool/livenessLock.ts';
import { limitMemory } from './limitMemory.ts';
import { runDuckDb } from './runDuckDb.ts';
import { startedByPage } from './startedByPage.ts';

/** The engine, what its own limit of memory allows, and as much again for results on their way out. */
const MEMORY_BYTES = 1 << 30;

void startedByPage().then(async (engines) => {
  holdLivenessLock();
  limitMemory(MEMORY_BYTES);
  return runDuckDb(scriptUrl, engines);
});
