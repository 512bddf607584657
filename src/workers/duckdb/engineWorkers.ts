import type { WorkerHandle } from '../pool/workerHandle.ts';
import { isEngineRequest, type EngineFailure, type EngineKind, type EngineStart } from './engineRequest.ts';

/** The engine as a worker compiled it, where that took long. */
let compiledEngine: WebAssembly.Module | null = null;

/**
 * Makes the engines that a worker asks for, and ends them with it. The page does so since a worker that makes another one waits for the
 * page in it: in Firefox, where a debugger or a driver looks on, one in ten never came back from that.
 */
export function serveEngines(asking: WorkerHandle): void {
  const made = new Set<Worker>();
  asking.worker.addEventListener('message', (event: MessageEvent<unknown>) => {
    const { data } = event;
    if (!isEngineRequest(data)) return;
    event.stopImmediatePropagation();
    if (asking.ended) return;
    const { engineWanted, messages, control } = data;
    const worker = createEngineWorker(engineWanted);
    made.add(worker);
    control.addEventListener('message', () => {
      worker.terminate();
      made.delete(worker);
      control.close();
    });
    control.start();
    worker.addEventListener('error', (failure) => {
      // It is told by the worker that asked.
      failure.preventDefault();
      control.postMessage({ message: failure.message } satisfies EngineFailure);
    });
    worker.addEventListener('message', ({ data: compiled }: MessageEvent<unknown>) => {
      if (compiled instanceof WebAssembly.Module) compiledEngine = compiled;
    });
    worker.postMessage({ messages, compiledEngine } satisfies EngineStart, [messages]);
  });
  asking.whenEnded(() => {
    for (const worker of made) worker.terminate();
  });
}

function createEngineWorker(kind: EngineKind): Worker {
  return kind === 'console'
    ? new Worker(new URL('./consoleDuckdb.worker.ts', import.meta.url), { type: 'module', name: 'duckdb' })
    : new Worker(new URL('./duckdb.worker.ts', import.meta.url), { type: 'module', name: 'duckdb' });
}
