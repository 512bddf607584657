import { wrap, type Remote } from 'comlink';
import { workerName } from '../../store/appScope.ts';
import type { HubCalls } from '../contracts/hub.ts';
import { installErrorTransfer } from '../pool/errorTransfer.ts';
import { WorkerHandle, type WorkerFactory } from '../pool/workerHandle.ts';

/** Reads public data sets, each call in a worker of its own that ends with it; aborting ends it at once. */
export class HubClient {
  readonly #create: WorkerFactory;

  constructor(create: WorkerFactory = createHubWorker) {
    installErrorTransfer();
    this.#create = create;
  }

  /** Rejects with an AbortError when `signal` aborts. */
  async run<T>(work: (worker: Remote<HubCalls>) => Promise<T>, signal: AbortSignal): Promise<T> {
    signal.throwIfAborted();
    const handle = new WorkerHandle(this.#create);
    try {
      return await handle.raceUntilAborted(async () => work(wrap<HubCalls>(handle.worker)), signal);
    } finally {
      handle.worker.terminate();
    }
  }
}

function createHubWorker(): Worker {
  return new Worker(new URL('./hub.worker.ts', import.meta.url), { type: 'module', name: workerName('hub') });
}
