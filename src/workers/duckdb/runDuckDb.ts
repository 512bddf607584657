import { BROWSER_HAS } from '../../domain/browserHas.ts';
import { guardBlocks } from '../../store/files/guardBlocks.ts';
import { insistOnWholeWrites } from '../../store/files/wholeWrites.ts';
import { watchEngineLoading, type CompiledEngines } from './engineLoading.ts';

/** What a worker says once DuckDB's own worker script listens in it; messages that come earlier would be lost. */
export const ENGINE_LOADED = 'engine-loaded';

/** Runs DuckDB's own worker script, as published, in this worker. @param engines none is given or kept without them */
export async function runDuckDb(scriptUrl: string, engines?: CompiledEngines): Promise<void> {
  insistOnWholeWrites();
  guardBlocks();
  watchEngineLoading(engines);
  nameSyncHandles();
  handFilesOver();
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

/** The bytes of a file that DuckDB's script has copied for whoever asked go there without being copied once more. */
function handFilesOver(): void {
  const post = postMessage.bind(globalThis);
  Reflect.set(globalThis, 'postMessage', (message: unknown, transferred: Transferable[] = []) =>
    post(message, isFileBuffer(message) ? [message.data.buffer] : transferred),
  );
}

function isFileBuffer(message: unknown): message is { readonly data: Uint8Array<ArrayBuffer> } {
  return isObject(message) && message['type'] === 'FILE_BUFFER' && message['data'] instanceof Uint8Array;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

/** DuckDB's script asks of every file that it drops whether it is such a handle, also where the browser has none. */
function nameSyncHandles(): void {
  if (BROWSER_HAS.syncHandles()) return;
  Reflect.set(globalThis, 'FileSystemSyncAccessHandle', { [Symbol.hasInstance]: () => false });
}
