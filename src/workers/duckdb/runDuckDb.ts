import { guardBlocks } from '../../store/files/guardBlocks.ts';
import { insistOnWholeWrites } from '../../store/files/wholeWrites.ts';
import { watchEngineLoading } from './engineLoading.ts';

/** What a worker says once DuckDB's own worker script listens in it; messages that come earlier would be lost. */
export const ENGINE_LOADED = 'engine-loaded';

/** Runs DuckDB's own worker script, as published, in this worker. */
export async function runDuckDb(scriptUrl: string): Promise<void> {
  insistOnWholeWrites();
  guardBlocks();
  watchEngineLoading();
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
