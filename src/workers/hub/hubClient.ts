import { proxy, wrap, type Remote } from 'comlink';
import type { DatasetCheckpoint, DatasetOverview, HubAccess } from '../../domain/hubImport.ts';
import type {
  DatasetFile,
  DatasetRequest,
  DatasetService,
  DatasetSink,
  DatasetSource,
  SplitWish,
} from '../contracts/hub.ts';
import { installErrorTransfer } from '../pool/errorTransfer.ts';
import { Lifeline, type WorkerFactory } from '../pool/lifeline.ts';

/** Reads public data sets, each call in a worker of its own that ends with it; aborting ends it at once. */
export class DatasetClient {
  readonly #create: WorkerFactory;

  constructor(create: WorkerFactory = createDatasetWorker) {
    installErrorTransfer();
    this.#create = create;
  }

  async inspect(
    source: DatasetSource,
    wish: SplitWish,
    access: HubAccess,
    signal: AbortSignal,
  ): Promise<DatasetOverview> {
    return this.#call(signal, async (worker) => worker.inspect(source, wish, access));
  }

  async isDatasetFolder(files: readonly DatasetFile[], signal: AbortSignal): Promise<boolean> {
    return this.#call(signal, async (worker) => worker.isDatasetFolder(files));
  }

  async run(request: DatasetRequest, sink: DatasetSink, signal: AbortSignal): Promise<DatasetCheckpoint> {
    return this.#call(signal, async (worker) => worker.run(request, proxy(sink)));
  }

  async #call<T>(signal: AbortSignal, work: (worker: Remote<DatasetService>) => Promise<T>): Promise<T> {
    signal.throwIfAborted();
    const lifeline = new Lifeline(this.#create);
    const abort = () => lifeline.end(new DOMException('Stopped.', 'AbortError'));
    signal.addEventListener('abort', abort, { once: true });
    try {
      return await lifeline.race(work(wrap<DatasetService>(lifeline.worker)));
    } finally {
      signal.removeEventListener('abort', abort);
      lifeline.worker.terminate();
    }
  }
}

function createDatasetWorker(): Worker {
  return new Worker(new URL('./hub.worker.ts', import.meta.url), { type: 'module', name: 'hub' });
}
