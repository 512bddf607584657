import { wrap, type Remote } from 'comlink';
import { AppError } from '../../domain/errors.ts';
import type { TrainingStore } from '../contracts/store.ts';
import { installErrorTransfer } from '../pool/errorTransfer.ts';
import { callInParts } from './longAnswers.ts';
import { Lifeline, type WorkerFactory } from '../pool/lifeline.ts';

interface Connection {
  readonly lifeline: Lifeline;
  readonly remote: Remote<TrainingStore>;
  readonly ready: Promise<unknown>;
}

/**
 * The store in its worker, seen as plain asynchronous functions. When the worker dies every pending call rejects, and the
 * next call starts a new one and opens the database again: what was acknowledged is there. `close` ends the worker; until
 * the next `open` every call is refused.
 */
export function connectStore(create: WorkerFactory = createStoreWorker): TrainingStore {
  installErrorTransfer();
  let current: Connection | null = null;
  let state: 'new' | 'opened' | 'closed' = 'new';

  const connected = (): Connection => {
    if (current === null || current.lifeline.ended) {
      const lifeline = new Lifeline(create);
      const remote = wrap<TrainingStore>(lifeline.worker);
      current = { lifeline, remote, ready: state === 'opened' ? lifeline.race(remote.open()) : Promise.resolve() };
    }
    return current;
  };

  const close = async (): Promise<void> => {
    state = 'closed';
    const closing = current;
    current = null;
    if (closing === null || closing.lifeline.ended) return;
    try {
      await closing.lifeline.race(closing.remote.close());
    } finally {
      closing.lifeline.end(inUseElsewhere());
    }
  };

  return new Proxy({} as TrainingStore, {
    get: (_, method: keyof TrainingStore) => {
      if (method === 'close') return close;
      return async (...args: readonly unknown[]): Promise<unknown> => {
        if (method === 'open') state = state === 'closed' ? 'new' : state;
        if (state === 'closed' && method !== 'prepare') throw inUseElsewhere();
        const { lifeline, remote, ready } = connected();
        await ready;
        const call = Reflect.get(remote, method) as unknown as (...values: readonly unknown[]) => Promise<unknown>;
        const result = await lifeline.race(callInParts(method, call, args));
        if (method === 'open') state = 'opened';
        return result;
      };
    },
  });
}

function inUseElsewhere(): AppError {
  return new AppError({
    code: 'storage-busy',
    stage: 'import',
    subject: null,
    message: 'The data set is in use in another tab, so this step was not done. Press Use here, then try again.',
  });
}

function createStoreWorker(): Worker {
  return new Worker(new URL('./store.worker.ts', import.meta.url), { type: 'module', name: 'store' });
}
