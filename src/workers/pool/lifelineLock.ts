/** What a worker tells its owner once it holds a lock that nobody but its end takes from it. */
export interface LifeSign {
  readonly lifeLock: string;
}

/** For workers: holds a lock for as long as the worker lives and tells its name, so that its owner sees every death. */
export function showLife(): void {
  // Not there on plain HTTP, where a worker that dies without an error goes unseen.
  if (!('locks' in navigator)) return;
  const bytes = crypto.getRandomValues(new Uint32Array(3));
  const lifeLock = `inertiabands-worker-${bytes.join('-')}`;
  void navigator.locks.request(lifeLock, async () => {
    postMessage({ lifeLock } satisfies LifeSign);
    await new Promise<never>(() => undefined);
  });
}

/**
 * For whoever started a worker: calls `ended` when the worker has ended, however it did: one that closes or is killed fires
 * no event. Nobody else sees the life sign.
 */
export function whenLifeEnds(worker: Worker, ended: () => void): void {
  worker.addEventListener('message', (event: MessageEvent<unknown>) => {
    const name = lifeLockOf(event.data);
    if (name === null) return;
    event.stopImmediatePropagation();
    void navigator.locks.request(name, ended);
  });
}

function lifeLockOf(data: unknown): string | null {
  if (typeof data !== 'object' || data === null || !('lifeLock' in data)) return null;
  return typeof data.lifeLock === 'string' ? data.lifeLock : null;
}
