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

/**
 * From a worker's first word to its first step it is a moment. After one reload in a hundred in the middle of a job, Firefox
 * stopped the new page's worker in between for good, where it starts the engine's; another one beside it began at once.
 */
const SPOKEN: OpeningStep = { ...STARTING, limitMs: 3_000 };

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
  /** How far each worker has come. */
  readonly #reached = new WeakMap<WorkerHandle, 'spoke' | 'moved'>();
  /** Whether the last one was ended: the next may be slow. */
  #hasEndedOne = false;

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
    this.#at(this.#reached.get(handle) === 'spoke' ? this.#spoken : STARTING);
    try {
      const answer = await handle.race(call());
      this.#hasEndedOne = false;
      return answer;
    } finally {
      clearTimeout(watched.timer);
      if (this.#watched === watched) {
        this.#watched = null;
        this.#step = null;
        this.#tell(null);
      }
    }
  }

  /** The worker has said something, though it may not have taken a step yet. */
  spoke(handle: WorkerHandle): void {
    if (this.#reached.has(handle)) return;
    this.#reached.set(handle, 'spoke');
    if (this.#watched?.handle === handle) this.#at(this.#spoken);
  }

  get #spoken(): OpeningStep {
    return this.#hasEndedOne ? STARTING : SPOKEN;
  }

  /** The worker goes on, with another step or the same one, whose time begins anew. */
  moved(handle: WorkerHandle, step?: OpeningStep): void {
    this.#reached.set(handle, 'moved');
    if (this.#watched?.handle !== handle) return;
    const current = this.#step === SPOKEN ? STARTING : this.#step;
    this.#at(step ?? current ?? STARTING);
  }

  /** Ends the worker that is watched, as somebody does who has waited long enough. */
  giveUp(): void {
    if (this.#watched === null || this.#step === null) return;
    this.#hasEndedOne = true;
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
