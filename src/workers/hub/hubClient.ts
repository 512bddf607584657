import { proxy, wrap, type Remote } from 'comlink';
import type { HubCheckpoint, HubOverview, HubAccess } from '../../domain/hubImport.ts';
import type { HubFile, HubImportRequest, HubService, HubImportSink, HubSource, SplitChoice } from '../contracts/hub.ts';
import { installErrorTransfer } from '../pool/errorTransfer.ts';
import { WorkerHandle, type WorkerFactory } from '../pool/workerHandle.ts';

/** Reads public data sets, each call in a worker of its own that ends with it; aborting ends it at once. */
export class HubClient {
  readonly #create: WorkerFactory;

  constructor(create: WorkerFactory = createHubWorker) {
    installErrorTransfer();
    this.#create = create;
  }

  async inspect(source: HubSource, choice: SplitChoice, access: HubAccess, signal: AbortSignal): Promise<HubOverview> {
    return this.#call(signal, async (worker) => worker.inspect(source, choice, access));
  }

  async isHubFolder(files: readonly HubFile[], signal: AbortSignal): Promise<boolean> {
    return this.#call(signal, async (worker) => worker.isHubFolder(files));
  }

  async run(request: HubImportRequest, sink: HubImportSink, signal: AbortSignal): Promise<HubCheckpoint> {
    return this.#call(signal, async (worker) => worker.run(request, proxy(sink)));
  }

  async #call<T>(signal: AbortSignal, work: (worker: Remote<HubService>) => Promise<T>): Promise<T> {
    signal.throwIfAborted();
    const handle = new WorkerHandle(this.#create);
    const abort = () => handle.end(new DOMException('Stopped.', 'AbortError'));
    signal.addEventListener('abort', abort, { once: true });
    try {
      return await handle.race(work(wrap<HubService>(handle.worker)));
    } finally {
      signal.removeEventListener('abort', abort);
      handle.worker.terminate();
    }
  }
}

function createHubWorker(): Worker {
  return new Worker(new URL('./hub.worker.ts', import.meta.url), { type: 'module', name: 'hub' });
}
