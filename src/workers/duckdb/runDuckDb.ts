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
  nameSyncHandles();
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

/** DuckDB's script asks of every file that it drops whether it is such a handle, also where the browser has none. */
function nameSyncHandles(): void {
  if (typeof FileSystemSyncAccessHandle !== 'undefined') return;
  Reflect.set(globalThis, 'FileSystemSyncAccessHandle', { [Symbol.hasInstance]: () => false });
}
