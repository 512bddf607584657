import { AppError } from '../domain/errors.ts';
import { lifeLockOf } from './lifelineLock.ts';

/** Creates a worker; the only places that do are in this folder. */
export type WorkerFactory = () => Worker;

/**
 * A worker together with the promise of its death. Comlink leaves calls hanging for ever when a worker dies; racing them
 * against `died` makes every pending call reject.
 */
export class Lifeline {
  readonly worker: Worker;
  readonly died: Promise<never>;
  #reject: (reason: unknown) => void = () => undefined;
  #ended = false;

  constructor(create: WorkerFactory) {
    this.worker = create();
    this.died = new Promise<never>((_, reject) => {
      this.#reject = reject;
    });
    this.died.catch(() => undefined);
    this.worker.addEventListener('error', (event) => this.end(workerDied(event.message)));
    this.worker.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
      const name = lifeLockOf(data);
      // Granted when the worker has ended, however it did: a worker that closes or is killed fires no event.
      if (name !== null) void navigator.locks.request(name, () => this.end(workerDied(null)));
    });
  }

  get ended(): boolean {
    return this.#ended;
  }

  /** Terminates the worker; every call that waits for it rejects with `reason`. */
  end(reason: unknown): void {
    if (this.#ended) return;
    this.#ended = true;
    this.worker.terminate();
    this.#reject(reason);
  }

  /** The call's result, or the rejection of a worker that died meanwhile. */
  async race<T>(call: Promise<T>): Promise<T> {
    return Promise.race([call, this.died]);
  }
}

function workerDied(details: string | null): AppError {
  return new AppError({
    code: 'worker-died',
    stage: 'import',
    subject: null,
    message: 'A background worker stopped unexpectedly. Start the job again; what was finished is kept.',
    details,
  });
}
