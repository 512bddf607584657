/** What the hub's client takes from its surroundings. */
export interface Net {
  readonly fetch: (url: string, init: RequestInit) => Promise<Response>;
  readonly sleep: (milliseconds: number, signal: AbortSignal) => Promise<void>;
  /** Numbers from 0 up to 1, for the jitter of repeated requests. */
  readonly random: () => number;
}

/** The browser's own network. */
export const BROWSER_NET: Net = {
  fetch: async (url, init) => fetch(url, init),
  sleep: async (milliseconds, signal) =>
    new Promise((resolve, reject) => {
      signal.throwIfAborted();
      const timer = setTimeout(done, milliseconds);
      signal.addEventListener('abort', stop, { once: true });
      function done() {
        signal.removeEventListener('abort', stop);
        resolve();
      }
      function stop() {
        clearTimeout(timer);
        reject(signal.reason as Error);
      }
    }),
  random: () => Math.random(),
};
