import { BROWSER_HAS } from '../../domain/browserHas.ts';
import { AppError, appFileMissing, saysFileMissing } from '../../domain/errors.ts';
import { whenWorkerEnds } from './livenessLock.ts';

/** A worker tells of its life as soon as its script has come; one that has not by then came empty, or never does. */
const SILENT_AT_MOST_MS = 60_000;

/** Creates a worker; the only places that do are in this folder. */
export type WorkerFactory = () => Worker;

/**
 * A worker together with its end. Comlink leaves calls hanging for ever when a worker dies; here every pending call rejects.
 * Calls are not raced against one promise of the worker's death: it would hold every result for as long as the worker lives.
 */
export class WorkerHandle {
  readonly worker: Worker;
  readonly #pending = new Set<(reason: unknown) => void>();
  readonly #whenEnded: (() => void)[] = [];
  #end: { readonly reason: unknown } | null = null;

  constructor(create: WorkerFactory) {
    this.worker = create();
    this.worker.addEventListener('error', (event) => this.end(workerFailed(event)));
    this.#endIfSilent();
    whenWorkerEnds(this.worker, () => this.end(workerDied(null)));
  }

  get ended(): boolean {
    return this.#end !== null;
  }

  /** Terminates the worker; every call that waits for it rejects with `reason`. */
  end(reason: unknown): void {
    if (this.#end !== null) return;
    this.#end = { reason };
    this.worker.terminate();
    for (const reject of this.#pending) reject(reason);
    this.#pending.clear();
    for (const tell of this.#whenEnded) tell();
  }

  /** Calls `tell` once the worker has ended, in whichever way. */
  whenEnded(tell: () => void): void {
    if (this.ended) tell();
    else this.#whenEnded.push(tell);
  }

  /** The call's result, or the rejection of a worker that ended meanwhile. */
  async race<T>(call: Promise<T>): Promise<T> {
    if (this.#end !== null) throw this.#end.reason;
    let reject: (reason: unknown) => void = () => undefined;
    try {
      return await new Promise<T>((resolve, refuse) => {
        reject = refuse;
        this.#pending.add(reject);
        call.then(resolve, refuse);
      });
    } finally {
      this.#pending.delete(reject);
    }
  }

  /** Makes a call and ends the worker as soon as `signal` aborts; the call then rejects with an AbortError. */
  async raceUntilAborted<T>(call: () => Promise<T>, signal: AbortSignal): Promise<T> {
    if (signal.aborted) throw abortReason(signal);
    const abort = () => this.end(abortReason(signal));
    signal.addEventListener('abort', abort, { once: true });
    try {
      return await this.race(call());
    } finally {
      signal.removeEventListener('abort', abort);
    }
  }

  #endIfSilent(): void {
    // Over plain HTTP there are no locks, and a worker says nothing before its first answer.
    if (!BROWSER_HAS.locks()) return;
    const end = () => this.end(new AppError(appFileMissing('It gave no sign of life.')));
    const timer = setTimeout(end, SILENT_AT_MOST_MS);
    this.worker.addEventListener('message', () => clearTimeout(timer), { once: true });
  }
}

/** What a stopped call rejects with. */
export function abortReason(signal: AbortSignal): unknown {
  return signal.reason instanceof Error ? signal.reason : new DOMException('Stopped.', 'AbortError');
}

/**
 * What a worker's `error` event says: that its script could not be had, of which browsers give no message, or that it is
 * not the script that was built; else what went wrong while it ran.
 */
export function workerFailed(event: Event): AppError {
  const message = event instanceof ErrorEvent ? event.message : '';
  const isMissing = message === '' || saysFileMissing(message) || /SyntaxError/u.test(message);
  return isMissing ? new AppError(appFileMissing(message)) : workerDied(message);
}

/** What calls of a worker reject with that has stopped by itself. */
export function workerDied(details: string | null): AppError {
  return new AppError({
    code: 'worker-died',
    stage: 'import',
    subject: null,
    message: 'A background worker stopped unexpectedly. Start the job again; what was finished is kept.',
    details,
  });
}
