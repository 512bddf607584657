/** What a worker tells its page once it holds a lock that nobody but its end takes from it. */
export interface LifeSign {
  readonly lifeLock: string;
}

/** For workers: holds a lock for as long as the worker lives and tells its name, so that its page sees every death. */
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

/** For the page: the lock's name, where a message is a life sign. */
export function lifeLockOf(data: unknown): string | null {
  if (typeof data !== 'object' || data === null || !('lifeLock' in data)) return null;
  return typeof data.lifeLock === 'string' ? data.lifeLock : null;
}
