import { isAbort } from '../../domain/errors.ts';
import { backoffMs, MAX_ATTEMPTS, requestedWaitMs } from './backoff.ts';
import { HubFailure, UNEXPECTED_ANSWER } from './hubFailure.ts';
import type { Net } from './net.ts';

/** Requests under way at once; the hub asks for few. */
const CONCURRENCY = 3;
/** Longer waits are the user's to decide. */
const LONGEST_WAIT_MS = 300_000;
/** The same where there is another way: so many times, waiting for no answer longer than this. */
const REPLACEABLE = { attempts: 3, longestMs: 20_000 } as const;
/** Failures of the service that pass by themselves. */
const PASSING_CODES = new Set(['ResponseNotReady', 'ResponseAlreadyComputedError', '']);

export interface RequestOptions {
  readonly signal: AbortSignal;
  /** Inclusive first and exclusive last byte. */
  readonly range?: readonly [start: number, end: number];
  /** Whether there is another way to what is asked for: then a service that fails is not waited for long. */
  readonly isReplaceable?: boolean;
}

/** Sends requests to the hub: few at once, again after a wait where that can help, with the token where it belongs. */
export class HttpClient {
  readonly #net: Net;
  readonly #token: string | null;
  readonly #tokenOrigins: ReadonlySet<string>;
  readonly #waiting: (() => void)[] = [];
  #running = 0;

  /** @param tokenOrigins - the origins that the token is for; signed addresses elsewhere must not see it */
  constructor(net: Net, token: string | null, tokenOrigins: readonly string[]) {
    this.#net = net;
    this.#token = token;
    this.#tokenOrigins = new Set(tokenOrigins);
  }

  get net(): Net {
    return this.#net;
  }

  /** The parsed answer and its headers. Rejects with HubFailure, also where something else than JSON answers. */
  async json(
    url: string,
    options: Pick<RequestOptions, 'signal' | 'isReplaceable'>,
  ): Promise<{ readonly body: unknown; readonly headers: Headers }> {
    return this.request(url, options, async (response) => {
      const text = await response.text();
      try {
        return { body: JSON.parse(text) as unknown, headers: response.headers };
      } catch {
        throw new HubFailure(url, 502, UNEXPECTED_ANSWER, text.slice(0, 200));
      }
    });
  }

  /**
   * Hands a successful response to `use` while the request counts as under way. What `use` throws, a TypeError of a
   * broken connection excepted, is not tried again. Rejects with HubFailure.
   */
  async request<T>(url: string, options: RequestOptions, use: (response: Response) => Promise<T>): Promise<T> {
    for (let attempt = 0; ; attempt += 1) {
      const failure = await this.#limited(async () => {
        try {
          const response = await this.#send(url, options);
          if (response.ok) return { kind: 'done', value: await use(response) } as const;
          return { kind: 'failed', failure: await this.#readFailure(url, response) } as const;
        } catch (error) {
          if (isTimeout(error)) throw new HubFailure(url, 0, '', 'no answer came');
          if (isAbort(error) || !(error instanceof TypeError)) throw error;
          // A refusal without CORS headers looks the same as a broken connection.
          return { kind: 'failed', failure: new HubFailure(url, 0, '', error.message) } as const;
        }
      });
      if (failure.kind === 'done') return failure.value;
      const isShort = options.isReplaceable === true && failure.failure.status !== 429;
      const attempts = isShort ? REPLACEABLE.attempts : MAX_ATTEMPTS;
      if (!mayPass(failure.failure) || attempt + 1 >= attempts) throw failure.failure;
      const wait = failure.failure.waitSec * 1000 + backoffMs(attempt, this.#net.random);
      if (wait > (isShort ? REPLACEABLE.longestMs : LONGEST_WAIT_MS)) throw failure.failure;
      await this.#net.sleep(wait, options.signal);
    }
  }

  async #send(url: string, { signal, range, isReplaceable = false }: RequestOptions): Promise<Response> {
    const headers: Record<string, string> = {};
    if (range !== undefined) headers['Range'] = `bytes=${range[0]}-${range[1] - 1}`;
    if (this.#token !== null && this.#tokenOrigins.has(new URL(url).origin)) {
      headers['Authorization'] = `Bearer ${this.#token}`;
    }
    const patience = isReplaceable ? AbortSignal.any([signal, AbortSignal.timeout(REPLACEABLE.longestMs)]) : signal;
    return this.#net.fetch(url, { headers, signal: patience, referrerPolicy: 'no-referrer', credentials: 'omit' });
  }

  async #readFailure(url: string, response: Response): Promise<HubFailure> {
    const text = await response.text().catch(() => '');
    const waitSec = Math.ceil(requestedWaitMs(response.headers) / 1000);
    return new HubFailure(url, response.status, response.headers.get('x-error-code') ?? '', text, waitSec);
  }

  async #limited<T>(work: () => Promise<T>): Promise<T> {
    if (this.#running >= CONCURRENCY) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    this.#running += 1;
    try {
      return await work();
    } finally {
      this.#running -= 1;
      this.#waiting.shift()?.();
    }
  }
}

function isTimeout(error: unknown): boolean {
  return error instanceof DOMException && error.name === 'TimeoutError';
}

function mayPass({ status, code }: HubFailure): boolean {
  return (
    status === 0 || status === 408 || status === 429 || (status >= 500 && status !== 501 && PASSING_CODES.has(code))
  );
}
