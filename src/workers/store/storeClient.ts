import { wrap, type Remote } from 'comlink';
import { appError, AppError } from '../../domain/errors.ts';
import { randomName } from '../../store/engine/randomName.ts';
import type { PostedMessage, StoreFollower, StoreLifecycle, StoreService, TrainingStore } from '../contracts/store.ts';
import { installErrorTransfer } from '../pool/errorTransfer.ts';
import { WorkerHandle, type WorkerFactory } from '../pool/workerHandle.ts';

interface Connection {
  readonly handle: WorkerHandle;
  readonly remote: Remote<StoreService>;
  readonly ready: Promise<unknown>;
}

type Call = (remote: Remote<StoreService>) => Promise<unknown>;

/**
 * The store in its worker, seen as plain asynchronous functions. When the worker dies or does not come up, whatever waits
 * for it is asked once more of a new one, which opens the database again: what was acknowledged is there, and a command that
 * had committed answers what it answered then. `close` ends the worker; until the next `open` every call is refused.
 *
 * @param follower hears every message about the data set, in order, each before the answer of the call that made it; a call
 *   is answered once the follower knows what it changed, also where that takes a snapshot.
 */
export function connectStore(follower: StoreFollower, create: WorkerFactory = createStoreWorker): TrainingStore {
  installErrorTransfer();
  let current: Connection | null = null;
  let state: 'new' | 'opened' | 'closed' = 'new';

  const connected = (): Connection => {
    if (current !== null && !current.handle.ended) return current;
    const handle = new WorkerHandle(create);
    handle.worker.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
      if (!isPosted(data)) return;
      if ('engineLoading' in data) follower.engineLoading?.(data.engineLoading);
      else follower.follow(data.dataSetMessage);
    });
    const remote = wrap<StoreService>(handle.worker);
    const ready = state === 'opened' ? handle.race(remote.open()) : Promise.resolve();
    const connection = { handle, remote, ready };
    // A worker that could not open the database would refuse every call from now on: the next call tries with a new one.
    ready.catch((reason: unknown) => handle.end(reason));
    current = connection;
    return connection;
  };

  const attempt = async (call: Call): Promise<unknown> => {
    if (state === 'closed') throw inUseElsewhere();
    const { handle, remote, ready } = connected();
    await ready;
    return handle.race(call(remote));
  };
  const insist = async (call: Call): Promise<unknown> => {
    try {
      return await attempt(call);
    } catch (error) {
      if (!(error instanceof AppError && ['worker-died', 'app-changed'].includes(error.code))) throw error;
      return attempt(call);
    }
  };

  const lifecycle: StoreLifecycle = {
    async open() {
      if (state === 'closed') state = 'new';
      const { handle, remote, ready } = connected();
      await ready;
      const opening = await handle.race(remote.open());
      state = 'opened';
      return opening;
    },
    async prepare() {
      const { handle, remote } = connected();
      await handle.race(remote.prepare());
    },
    async close() {
      state = 'closed';
      const closing = current;
      current = null;
      if (closing === null || closing.handle.ended) return;
      try {
        await closing.handle.race(closing.remote.close());
      } finally {
        closing.handle.end(inUseElsewhere());
      }
    },
    async databaseFile() {
      // Neither this nor the next needs the database to open.
      state = 'new';
      const { handle, remote } = connected();
      return handle.race(remote.databaseFile());
    },
    async startOver(from) {
      state = 'new';
      const { handle, remote } = connected();
      await handle.race(remote.startOver(from));
    },
    async sendSnapshot() {
      await insist(async (remote) => remote.sendSnapshot());
    },
  };
  return new Proxy(lifecycle as TrainingStore, {
    get: (_, name: keyof TrainingStore) =>
      Reflect.get(lifecycle, name) ??
      (async (...args: readonly unknown[]) => {
        const key = randomName();
        const answer = await insist(async (remote) => remote.call(key, name, args));
        // What cannot be read is told by the follower.
        await follower.whenCurrent().catch(() => undefined);
        return answer;
      }),
  });
}

function isPosted(data: unknown): data is PostedMessage {
  return typeof data === 'object' && data !== null && ('dataSetMessage' in data || 'engineLoading' in data);
}

function inUseElsewhere(): AppError {
  return appError(
    'storage-busy',
    'import',
    'The data set is in use in another tab, so this step was not done. Press Use here, then try again.',
  );
}

function createStoreWorker(): Worker {
  return new Worker(new URL('./store.worker.ts', import.meta.url), { type: 'module', name: 'store' });
}
