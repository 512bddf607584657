import { AppError } from '../../domain/errors.ts';

/** What the hub's client takes from its surroundings. */
export interface Net {
  readonly fetch: (url: string, init: RequestInit) => Promise<Response>;
  readonly sleep: (milliseconds: number, signal: AbortSignal) => Promise<void>;
  /** Numbers from 0 up to 1, for the jitter of repeated requests. */
  readonly random: () => number;
}

/** The browser's own network. */
export const BROWSER_NET: Net = {
  fetch: async (url, init) => {
    const refused = watchPolicy();
    try {
      return await fetch(url, init);
    } catch (error) {
      // The report of a refusal comes as a task of its own.
      if (error instanceof TypeError) await new Promise((resolve) => setTimeout(resolve));
      throw refused.origins.has(new URL(url).origin) ? outsidePolicy(new URL(url).host) : error;
    } finally {
      refused.stop();
    }
  },
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

/** Hears which addresses the content security policy refuses meanwhile; a script only sees a broken connection. */
function watchPolicy(): { readonly origins: ReadonlySet<string>; readonly stop: () => void } {
  const origins = new Set<string>();
  const hear = ({ blockedURI }: SecurityPolicyViolationEvent) => {
    if (URL.canParse(blockedURI)) origins.add(new URL(blockedURI).origin);
  };
  const listener = hear as unknown as EventListener;
  globalThis.addEventListener('securitypolicyviolation', listener);
  return { origins, stop: () => globalThis.removeEventListener('securitypolicyviolation', listener) };
}

function outsidePolicy(host: string): AppError {
  return new AppError({
    code: 'bad-hub-source',
    stage: 'import',
    subject: host,
    message: `This page may not reach ${host}: its content security policy does not name it. Enter an address of the hub, or build the app with IB_CONNECT_SRC naming this one.`,
  });
}
