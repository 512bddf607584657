import { effect, signal, type ReadonlySignal } from '@preact/signals-core';
import { isAbort, toErrorFields } from '../../domain/errors.ts';
import type { Job, JobKind, JobState, Progress } from '../../domain/job.ts';
import type { Stage } from '../../domain/stage.ts';
import type { LogBook } from '../shell/logBook.ts';
import { pausesWith, pauseWork, resumeWork } from './pauseGate.ts';

/** What the work of a job is given. */
export interface JobControl {
  readonly signal: AbortSignal;
  readonly onProgress: (progress: Progress) => void;
}

export interface JobSpec {
  readonly kind: JobKind;
  readonly stage: Stage;
  readonly title: string;
  readonly unit: string;
}

type Work = (control: JobControl) => Promise<string>;

/** The kinds whose work looks between two of its items whether it should wait. */
const PAUSABLE: ReadonlySet<JobKind> = new Set([
  'import',
  'examples',
  'descriptors',
  'keep-audio',
  'timbre',
  'trials',
  'trials-all',
  'training',
  'network-training',
  'student-training',
  'plugin-training',
  'prediction',
  'predict-all',
  'run-all',
]);
/** A data set's import keeps its own place and is resumed from its panel; a look at one belongs to its dialog. */
const NOT_RETRIED: ReadonlySet<JobKind> = new Set(['dataset', 'dataset-inspection', 'delete-all']);

const FINISHED_KEPT = 50;
/** Progress is told at most this often: every view that shows jobs follows it. */
const PROGRESS_EVERY_MS = 80;

/**
 * Everything that runs or ran, in one place. A job's work returns the line that the log then says; work that was stopped
 * returns what it kept.
 */
export class JobBoard {
  readonly #log: LogBook;
  readonly #jobs = signal<readonly Job[]>([]);
  readonly #controllers = new Map<number, AbortController>();
  /** What a job that failed or was stopped did, so that it can be done again. */
  readonly #works = new Map<number, { readonly spec: JobSpec; readonly work: Work }>();
  #nextId = 1;

  constructor(log: LogBook) {
    this.#log = log;
  }

  /** Newest last. */
  get jobs(): ReadonlySignal<readonly Job[]> {
    return this.#jobs;
  }

  /** The running job of a kind, or null. Reads the signal, so that views follow. */
  running(...kinds: readonly JobKind[]): Job | null {
    return this.#jobs.value.find((job) => kinds.includes(job.kind) && job.state.kind === 'running') ?? null;
  }

  /** Whether anything runs that an update or a reload would interrupt. */
  get busy(): boolean {
    return this.#jobs.value.some((job) => job.state.kind === 'running');
  }

  /**
   * Runs `work` as a job and says its summary in the log. Never rejects: a failure becomes the job's state and an error in
   * the log. Resolves to whether it was done. A job of a kind that runs already is not started again.
   */
  async run(spec: JobSpec, work: Work, parent?: AbortSignal): Promise<boolean> {
    if (this.running(spec.kind) !== null) return false;
    const id = this.#nextId++;
    const controller = new AbortController();
    const abortWithParent = () => controller.abort(parent?.reason);
    if (parent?.aborted === true) abortWithParent();
    parent?.addEventListener('abort', abortWithParent, { once: true });
    if (parent !== undefined) pausesWith(controller.signal, parent);
    this.#controllers.set(id, controller);
    controller.signal.addEventListener('abort', () => this.#change(id, { stopping: true }));
    const job: Job = {
      id,
      ...spec,
      startedAtMs: Date.now(),
      endedAtMs: null,
      paused: false,
      stopping: controller.signal.aborted,
      state: { kind: 'running', done: 0, total: null },
    };
    this.#works.set(id, { spec, work });
    const all = this.#jobs.value;
    const oldest = all.length - FINISHED_KEPT;
    const kept = all.filter((other, i) => i >= oldest || other.state.kind === 'running');
    this.#jobs.value = [...kept, job];
    const progress = new Pacer((latest: Progress) => this.#update(id, { kind: 'running', ...latest }));
    const onProgress = (latest: Progress) => progress.offer(latest);
    try {
      const summary = await work({ signal: controller.signal, onProgress }).finally(() => progress.end());
      this.#update(id, { kind: controller.signal.aborted ? 'stopped' : 'done', summary });
      this.#log.info(spec.stage, summary);
      return !controller.signal.aborted;
    } catch (error) {
      if (isAbort(error)) {
        const summary = `${spec.title} stopped`;
        this.#update(id, { kind: 'stopped', summary });
        this.#log.info(spec.stage, summary);
      } else {
        const fields = toErrorFields(error, { stage: spec.stage });
        this.#update(id, { kind: 'failed', error: fields });
        this.#log.error(fields);
      }
      return false;
    } finally {
      parent?.removeEventListener('abort', abortWithParent);
      this.#controllers.delete(id);
      this.#forgetWorks();
    }
  }

  isPausable(job: Job): boolean {
    return PAUSABLE.has(job.kind) && job.state.kind === 'running';
  }

  /** Makes a job wait before its next item; what it has begun it ends. */
  pause(id: number): void {
    const controller = this.#controllers.get(id);
    if (controller === undefined) return;
    pauseWork(controller.signal);
    this.#change(id, { paused: true });
  }

  resume(id: number): void {
    const controller = this.#controllers.get(id);
    if (controller === undefined) return;
    resumeWork(controller.signal);
    this.#change(id, { paused: false });
  }

  /** Whether a job that failed or was stopped can be done again now. Reads the signal, so that views follow. */
  isRetryable({ id, kind, state }: Job): boolean {
    return (state.kind === 'failed' || state.kind === 'stopped') && this.#works.has(id) && this.running(kind) === null;
  }

  /** Does again what failed or was stopped, as a new job. */
  async retry(id: number): Promise<boolean> {
    const again = this.#works.get(id);
    return again !== undefined && this.run(again.spec, again.work);
  }

  /** Takes what has ended off the list. */
  forgetEnded(): void {
    this.#jobs.value = this.#jobs.value.filter(({ state }) => state.kind === 'running');
    this.#forgetWorks();
  }

  /** Asks a job to stop; it keeps what is finished. */
  stop(id: number): void {
    this.#controllers.get(id)?.abort(new DOMException('Stopped.', 'AbortError'));
  }

  /** Stops all that runs. Resolves when nothing does any more: what was finished is stored. */
  async stopAll(): Promise<void> {
    for (const id of this.#controllers.keys()) this.stop(id);
    await new Promise<void>((resolve) => {
      const dispose = effect(() => {
        if (this.busy) return;
        queueMicrotask(() => dispose());
        resolve();
      });
    });
  }

  #update(id: number, state: JobState): void {
    this.#change(id, state.kind === 'running' ? { state } : { state, paused: false, endedAtMs: Date.now() });
  }

  #change(id: number, change: Partial<Job>): void {
    this.#jobs.value = this.#jobs.value.map((job) => (job.id === id ? { ...job, ...change } : job));
  }

  /** Lets go of what can no longer be asked for again: it may hold many files. */
  #forgetWorks(): void {
    for (const id of this.#works.keys()) {
      const job = this.#jobs.value.find((other) => other.id === id);
      const wanted = job !== undefined && job.state.kind !== 'done' && !NOT_RETRIED.has(job.kind);
      if (!wanted) this.#works.delete(id);
    }
  }
}

/** Hands on the first of the values it is offered, then the latest one every {@link PROGRESS_EVERY_MS}. */
class Pacer<T> {
  readonly #tell: (value: T) => void;
  #waiting: { readonly value: T } | null = null;
  #timer: ReturnType<typeof setTimeout> | null = null;
  #ended = false;

  constructor(tell: (value: T) => void) {
    this.#tell = tell;
  }

  offer(value: T): void {
    if (this.#ended) return;
    if (this.#timer !== null) {
      this.#waiting = { value };
      return;
    }
    this.#tell(value);
    this.#timer = setTimeout(() => {
      this.#timer = null;
      const waiting = this.#waiting;
      this.#waiting = null;
      if (waiting !== null) this.offer(waiting.value);
    }, PROGRESS_EVERY_MS);
  }

  /** Nothing is told any more, not even what a worker that is being ended still sends. */
  end(): void {
    this.#ended = true;
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#waiting = null;
  }
}
