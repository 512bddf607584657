import { appError, type AppError } from '../../domain/errors.ts';
import type { OpeningStep } from '../../domain/storage.ts';
import type { WorkerHandle } from '../pool/workerHandle.ts';

/** Until the worker says what it does. */
const STARTING: OpeningStep = {
  doing: 'Starting.',
  stuck:
    'The part of the app that holds the data set does not start. Your data is where it was. Reload the page, or try again.',
  limitMs: 60_000,
};

interface Watched {
  readonly handle: WorkerHandle;
  timer?: ReturnType<typeof setTimeout>;
}

/** Ends the store's worker where it stands still for longer than the step that it is at may take. */
export class StepWatch {
  readonly #tell: (step: OpeningStep | null) => void;
  #watched: Watched | null = null;
  #step: OpeningStep | null = null;

  /** @param tell hears each step, and null once nothing is watched any more. */
  constructor(tell: (step: OpeningStep | null) => void) {
    this.#tell = tell;
  }

  /** What the worker is at; null where nothing is watched. */
  get step(): OpeningStep | null {
    return this.#step;
  }

  /** Watches the worker during a call. Rejects with what ended it where that was sooner. */
  async during<T>(handle: WorkerHandle, call: () => Promise<T>): Promise<T> {
    const watched: Watched = { handle };
    this.#watched = watched;
    this.moved(STARTING);
    try {
      return await handle.race(call());
    } finally {
      clearTimeout(watched.timer);
      if (this.#watched === watched) {
        this.#watched = null;
        this.#step = null;
        this.#tell(null);
      }
    }
  }

  /** The worker goes on, with another step or the same one, whose time begins anew. */
  moved(step = this.#step ?? STARTING): void {
    const watched = this.#watched;
    if (watched === null) return;
    this.#step = step;
    this.#tell(step);
    clearTimeout(watched.timer);
    watched.timer = setTimeout(() => watched.handle.end(stuck(step)), step.limitMs);
  }
}

/** Why a worker that stands still at a step is ended. */
export function stuck({ stuck: message }: OpeningStep): AppError {
  return appError('storage-unavailable', 'import', message);
}
