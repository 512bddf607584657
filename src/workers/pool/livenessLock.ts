import { BROWSER_HAS } from '../../domain/browserHas.ts';

/** What a worker tells its owner once it holds a lock that nobody but its end takes from it. */
export interface LivenessMessage {
  readonly livenessLock: string;
}

/** For workers: holds a lock for as long as the worker lives and tells its name, so that its owner sees every death. */
export function holdLivenessLock(): void {
  // Not there on plain HTTP, where a worker that dies without an error goes unseen.
  if (!BROWSER_HAS.locks()) return;
  const bytes = crypto.getRandomValues(new Uint32Array(3));
  const livenessLock = `inertiabands-worker-${bytes.join('-')}`;
  const held = navigator.locks.request(livenessLock, async () => {
    postMessage({ livenessLock } satisfies LivenessMessage);
    await new Promise<never>(() => undefined);
  });
  // Where the browser is told to keep nothing of this site it refuses: the worker lives all the same.
  held.catch(() => postMessage({}));
}

/**
 * For whoever started a worker: calls `ended` when the worker has ended, however it did: one that closes or is killed fires
 * no event. Nobody else sees the life sign.
 */
export function whenWorkerEnds(worker: Pick<Worker, 'addEventListener'>, ended: () => void): void {
  worker.addEventListener('message', (event: MessageEvent<unknown>) => {
    const name = livenessLockOf(event.data);
    if (name === null) return;
    event.stopImmediatePropagation();
    void navigator.locks.request(name, ended);
  });
}

function livenessLockOf(data: unknown): string | null {
  if (typeof data !== 'object' || data === null || !('livenessLock' in data)) return null;
  return typeof data.livenessLock === 'string' ? data.livenessLock : null;
}
