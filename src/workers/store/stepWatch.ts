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

/** A timer that rings so much too late tells of the page, not of the worker. */
const LATE_MS = 500;

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
    this.#at(STARTING);
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
  moved(handle: WorkerHandle, step?: OpeningStep): void {
    if (this.#watched?.handle === handle) this.#at(step ?? this.#step ?? STARTING);
  }

  /** Ends the worker that is watched, as somebody does who has waited long enough. */
  giveUp(): void {
    if (this.#watched === null || this.#step === null) return;
    this.#watched.handle.end(stuck(this.#step));
  }

  #at(step: OpeningStep): void {
    const watched = this.#watched;
    if (watched === null) return;
    this.#step = step;
    this.#tell(step);
    clearTimeout(watched.timer);
    const dueMs = performance.now() + step.limitMs;
    const end = () => {
      // The page itself stood still, or slept: what the worker has said meanwhile is read first.
      if (performance.now() > dueMs + LATE_MS) this.#at(step);
      else this.giveUp();
    };
    watched.timer = setTimeout(end, step.limitMs);
  }
}

/** Why a worker that stands still at a step is ended. */
function stuck({ stuck: message }: OpeningStep): AppError {
  return appError('storage-unavailable', 'import', message);
}
