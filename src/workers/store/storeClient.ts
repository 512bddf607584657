import { wrap, type Remote } from 'comlink';
import { appError, AppError } from '../../domain/errors.ts';
import { randomName } from '../../store/engine/randomName.ts';
import { workerName } from '../../store/appScope.ts';
import type { PostedMessage, StoreFollower, StoreLifecycle, StoreService, TrainingStore } from '../contracts/store.ts';
import { everyCall, type KeyedCalls } from '../contracts/storeCalls.ts';
import { serveEngines } from '../duckdb/engineWorkers.ts';
import { installErrorTransfer } from '../pool/errorTransfer.ts';
import { WorkerHandle, workerDied, type WorkerFactory } from '../pool/workerHandle.ts';
import { StepWatch } from './stepWatch.ts';

interface Connection {
  readonly handle: WorkerHandle;
  readonly remote: Remote<StoreService>;
  readonly ready: Promise<unknown>;
  /** Whether it takes the place of one that has ended. */
  readonly isReplacement: boolean;
}

/** A worker answers a ping at once, whatever it waits for; one that has not for so many times has stopped. */
const PING_EVERY_MS = 5_000;
const PINGS_MISSED = 2;

type Asking<Answer> = (remote: Remote<StoreService>, handle: WorkerHandle) => Promise<Answer>;

/**
 * The store in its worker, seen as plain asynchronous functions. When the worker dies or does not come up, whatever waits
 * for it is asked once more of a new one, which opens the database again: what was acknowledged is there, and a command that
 * had committed answers what it answered then. `close` ends the worker; until the next `open` every call is refused.
 *
 * @param follower hears every message about the data set, in order, each before the answer of the call that made it; a call
 *   is answered once the follower knows what it changed, also where that takes a snapshot.
 */
export function connectStore(
  follower: StoreFollower,
  create: WorkerFactory = () => createStoreWorker(),
): TrainingStore {
  installErrorTransfer();
  let current: Connection | null = null;
  let state: 'new' | 'opened' | 'closed' = 'new';
  /** Settles with the first opening, which whatever is asked meanwhile waits for. */
  let opening: Promise<unknown> | null = null;
  const watch = new StepWatch((step) => follower.openingStep?.(step));

  const connected = (): Connection => {
    if (current !== null && !current.handle.ended) return current;
    const isReplacement = current !== null;
    const handle = new WorkerHandle(create);
    serveEngines(handle);
    handle.worker.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
      if (!isPosted(data)) return;
      if ('openingStep' in data) watch.moved(handle, data.openingStep);
      else {
        watch.moved(handle);
        if ('unkept' in data) follower.unkept?.(data.unkept);
        else if ('engineLoading' in data) follower.engineLoading?.(data.engineLoading);
        else follower.follow(data.dataSetMessage);
      }
    });
    const remote = wrap<StoreService>(handle.worker);
    endWhenStopped(handle, remote);
    const ready = state === 'opened' ? opened(handle, remote, isReplacement) : Promise.resolve();
    const connection = { handle, remote, ready, isReplacement };
    // A worker that could not open the database would refuse every call from now on: the next call tries with a new one.
    ready.catch((reason: unknown) => handle.end(reason));
    current = connection;
    return connection;
  };

  /** Rejects with {@link Ended} where the worker ended meanwhile. */
  const opened = async (handle: WorkerHandle, remote: Remote<StoreService>, isReplacement: boolean) =>
    watch
      .during(handle, async () => remote.open(isReplacement))
      .catch((error: unknown) => {
        throw handle.ended ? new Ended(error) : error;
      });

  const attempt = async <Answer>(call: Asking<Answer>): Promise<Answer> => {
    if (state === 'new') await opening;
    if (state === 'closed') throw inUseElsewhere();
    const { handle, remote, ready } = connected();
    await ready;
    return handle.race(call(remote, handle));
  };
  const insist = async <Answer>(call: Asking<Answer>): Promise<Answer> => {
    try {
      return await attempt(call);
    } catch (error) {
      const isWorkers = error instanceof AppError && ['worker-died', 'app-changed'].includes(error.code);
      if (!isWorkers && !(error instanceof Ended)) throw error;
      return attempt(call).catch(unwrapped);
    }
  };

  const lifecycle: StoreLifecycle = {
    async open() {
      if (state === 'closed') state = 'new';
      const openOnce = async () => {
        const { handle, remote, ready, isReplacement } = connected();
        await ready;
        return opened(handle, remote, isReplacement);
      };
      // A worker that stood still or stopped is replaced by a fresh one, once.
      const opens = openOnce()
        .catch(async (error: unknown) => {
          if (error instanceof Ended && state !== 'closed') return openOnce();
          throw error;
        })
        .catch(unwrapped);
      opening = opens.then(() => (state = 'opened'));
      await opening;
      return opens;
    },
    async prepare() {
      const { handle, remote } = connected();
      await handle.race(remote.prepare());
    },
    async retryNow() {
      const { step } = watch;
      if (step === null || current === null || current.handle.ended) return;
      if (step.isSilent === true) await current.handle.race(current.remote.retryNow());
      else watch.giveUp();
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
    async fileBytes() {
      const { handle, remote } = connected();
      return handle.race(remote.fileBytes());
    },
    async freeSpace(kinds) {
      const { handle, remote } = connected();
      await handle.race(remote.freeSpace(kinds));
    },
    async startOver(from) {
      state = 'new';
      const { handle, remote } = connected();
      await handle.race(remote.startOver(from));
    },
    async sendSnapshot() {
      await insist(async (remote, handle) => watch.during(handle, async () => remote.sendSnapshot()));
    },
  };
  const calls = everyCall<[]>((name) => async (...args) => {
    const key = randomName();
    const answer = await insist(async (remote: KeyedCalls) => remote[name](key, ...args));
    // What cannot be read is told by the follower.
    await follower.whenCurrent().catch(() => undefined);
    return answer;
  });
  const end = () => {
    state = 'closed';
    current?.handle.end(inUseElsewhere());
  };
  return { ...lifecycle, ...calls, end };
}

function isPosted(data: unknown): data is PostedMessage {
  return (
    typeof data === 'object' &&
    data !== null &&
    ('dataSetMessage' in data || 'engineLoading' in data || 'openingStep' in data || 'unkept' in data)
  );
}

/** Why a worker was ended while it opened the data set. */
class Ended extends Error {
  constructor(cause: unknown) {
    super('the worker has ended', { cause });
  }
}

function unwrapped(error: unknown): never {
  throw error instanceof Ended ? error.cause : error;
}

/** Ends a worker whose thread stands still: whatever waits for it is asked of a new one. */
function endWhenStopped(handle: WorkerHandle, remote: Remote<StoreService>): void {
  // Nothing is missed before its script has come, which `WorkerHandle` looks after.
  let missed = Number.NaN;
  const ping = () => {
    const answered = () => (missed = 0);
    void remote.ping().then(answered, () => undefined);
  };
  ping();
  const timer = setInterval(() => {
    if (missed === PINGS_MISSED) handle.end(workerDied('It stood still.'));
    if (handle.ended) return clearInterval(timer);
    missed += 1;
    return ping();
  }, PING_EVERY_MS);
}

function inUseElsewhere(): AppError {
  return appError(
    'storage-busy',
    'import',
    'The data set is in use in another tab, so this step was not done. Press Use here, then try again.',
  );
}

/** Of the open project, or of another one. */
export function createStoreWorker(project?: string): Worker {
  return new Worker(new URL('./store.worker.ts', import.meta.url), {
    type: 'module',
    name: workerName('store', project),
  });
}
