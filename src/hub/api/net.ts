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
      const policy = refused.policyOf.get(new URL(url).origin);
      throw policy === undefined ? error : outsidePolicy(new URL(url), policy);
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

/**
 * Hears which addresses a content security policy refuses meanwhile, and by which; a script only sees a broken connection. Of a
 * redirect the browser tells where it began and not where it leads.
 */
function watchPolicy(): { readonly policyOf: ReadonlyMap<string, string>; readonly stop: () => void } {
  const policyOf = new Map<string, string>();
  const hear = ({ blockedURI, originalPolicy }: SecurityPolicyViolationEvent) => {
    if (URL.canParse(blockedURI)) policyOf.set(new URL(blockedURI).origin, originalPolicy);
  };
  const listener = hear as unknown as EventListener;
  globalThis.addEventListener('securitypolicyviolation', listener);
  return { policyOf, stop: () => globalThis.removeEventListener('securitypolicyviolation', listener) };
}

function outsidePolicy({ origin, host }: URL, policy: string): AppError {
  const isNamed = policy.split(/[\s;]+/u).includes(origin);
  return new AppError({
    code: 'network',
    stage: 'import',
    subject: host,
    message: isNamed
      ? `${host} keeps this file at an address that this page may not reach, as its content security policy does not name it. Download the file and drop it here, or build the app with IB_CONNECT_SRC naming that address.`
      : `This page may not reach ${host}: its content security policy does not name it. Enter an address of the hub, or build the app with IB_CONNECT_SRC naming this one.`,
  });
}
