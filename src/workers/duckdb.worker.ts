import scriptUrl from '@duckdb/duckdb-wasm/dist/duckdb-browser-eh.worker.js?url';
import { showLife } from './lifelineLock.ts';

/** What arrives before DuckDB's own script listens. */
const early: unknown[] = [];
const keep = ({ data }: MessageEvent<unknown>): void => {
  early.push(data);
};

addEventListener('message', keep);
showLife();
void start();

async function start(): Promise<void> {
  try {
    await import(/* @vite-ignore */ scriptUrl);
  } catch (error) {
    // Out of the promise, so that whoever started this worker gets its `error` event.
    setTimeout(() => {
      throw error;
    });
    return;
  }
  removeEventListener('message', keep);
  for (const data of early) dispatchEvent(new MessageEvent('message', { data }));
}
