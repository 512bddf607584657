import { wrap, type Remote } from 'comlink';
import type { TrainingStore } from './contracts/store.ts';
import { installErrorTransfer } from './errorTransfer.ts';
import { Lifeline, type WorkerFactory } from './lifeline.ts';

/**
 * The store in its worker, seen as plain asynchronous functions. When the worker dies every pending call rejects, and the
 * next call starts a new one and opens the database again: what was acknowledged is there.
 */
export function connectStore(create: WorkerFactory = createStoreWorker): TrainingStore {
  installErrorTransfer();
  let current: { readonly lifeline: Lifeline; readonly remote: Remote<TrainingStore>; ready: Promise<unknown> } | null =
    null;
  let opened = false;

  const connected = () => {
    if (current === null || current.lifeline.ended) {
      const lifeline = new Lifeline(create);
      const remote = wrap<TrainingStore>(lifeline.worker);
      current = { lifeline, remote, ready: opened ? lifeline.race(remote.open()) : Promise.resolve() };
    }
    return current;
  };

  return new Proxy({} as TrainingStore, {
    get: (_, method: keyof TrainingStore) => {
      return async (...args: readonly unknown[]): Promise<unknown> => {
        const { lifeline, remote, ready } = connected();
        await ready;
        const call = Reflect.get(remote, method) as unknown as (...values: readonly unknown[]) => Promise<unknown>;
        const result = await lifeline.race(call(...args));
        if (method === 'open') opened = true;
        return result;
      };
    },
  });
}

function createStoreWorker(): Worker {
  return new Worker(new URL('./store.worker.ts', import.meta.url), { type: 'module', name: 'store' });
}
