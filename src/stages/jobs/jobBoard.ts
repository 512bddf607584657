import { signal, type ReadonlySignal } from '@preact/signals-core';
import { isAbort, toErrorFields } from '../../domain/errors.ts';
import { hasEnded, type Job, type JobKind, type JobOutcome, type JobState, type Progress } from '../../domain/job.ts';
import { steadyNowMs } from './steadyClock.ts';
import type { LogBook } from '../shell/logBook.ts';
import { until } from '../shell/until.ts';
import { NEEDS } from './jobNeeds.ts';
import { JobQueue } from './jobQueue.ts';
import { pausesWith, pauseWork, resumeWork } from './pauseGate.ts';

/** What the work of a job is given. */
export interface JobControl {
  readonly signal: AbortSignal;
  readonly onProgress: (progress: Progress) => void;
}

export type JobSpec = Pick<Job, 'kind' | 'stage' | 'title' | 'unit'>;

type EndedState = Exclude<JobState, { readonly kind: 'waiting' | 'running' }>;

/**
 * Answers its summary; further lines of the log, where it did more than one thing, come after it. Null where there was
 * nothing to do: then nothing is said, nor kept in the list.
 */
type Work = (control: JobControl) => Promise<string | readonly string[] | null>;

/** Thrown by the work of a job that finds, when its turn has come, that what was asked for is no longer right. */
export class Refusal extends Error {}

/** The kinds whose work looks between two of its items whether it should wait. */
const PAUSABLE: ReadonlySet<JobKind> = new Set([
  'import',
  'descriptors',
  'keep-audio',
  'reconnect',
  'timbre',
  'sound-map',
  'trials',
  'trials-all',
  'training',
  'network-training',
  'student-training',
  'plugin-training',
  'prediction',
  'predict-all',
  'preset-export',
  'judging-all',
  'run-all',
]);
/** A data set's import keeps its own place and is resumed from its panel; a look at one belongs to its dialog, a layout to its map. */
const NOT_RETRIED: ReadonlySet<JobKind> = new Set(['hub-import', 'hub-inspection', 'sound-map', 'delete-all']);

/** Kinds of which two jobs of one title ask for different things, so that the second waits. */
const REPEATABLE: ReadonlySet<JobKind> = new Set([
  'import',
  'remove',
  'keep-audio',
  'reconnect',
  'model-import',
  'model-measuring',
  'live-view',
  'listening',
  'listening-export',
  'judging',
  'preferences',
  'export',
  'preset-export',
  'database-import',
]);

const NOT_STARTED: JobState = { kind: 'running', done: 0, total: null };
const FINISHED_KEPT = 50;
/** Progress is told at most this often: every view that shows jobs follows it. */
const PROGRESS_EVERY_MS = 80;

/**
 * Everything that waits, runs or ran, in one place. A job's work returns the line that the log then says; work that was
 * stopped returns what it kept.
 */
export class JobBoard {
  readonly #log: LogBook;
  readonly #jobs = signal<readonly Job[]>([]);
  readonly #controllers = new Map<number, AbortController>();
  /** What a job that failed or was stopped did, so that it can be done again. */
  readonly #works = new Map<number, { readonly spec: JobSpec; readonly work: Work }>();
  readonly #queue = new JobQueue();
  /** How each of the jobs that wait is let begin. */
  readonly #begins = new Map<number, () => void>();
  #nextId = 1;
  /** How many wait for all jobs to end: what begins meanwhile is stopped before it does. */
  #stopsAll = 0;

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

  /** The job of a kind that runs or waits, or null. Reads the signal, so that views follow. */
  active(...kinds: readonly JobKind[]): Job | null {
    return this.#jobs.value.find((job) => kinds.includes(job.kind) && !hasEnded(job)) ?? null;
  }

  /** Whether anything runs or waits that leaving the page would lose: what is judged or laid out is so anew. */
  get holdsPage(): boolean {
    return this.#jobs.value.some((job) => !hasEnded(job) && job.kind !== 'judging' && job.kind !== 'sound-map');
  }

  /** Whether anything runs or waits that an update or a reload would interrupt. */
  get busy(): boolean {
    return this.#jobs.value.some((job) => !hasEnded(job));
  }

  /**
   * Runs `work` as a job and says its summary in the log. Never rejects: a failure becomes the job's state and an error in
   * the log. Waits for what it needs, unless it is a step of another job, which holds that already; the same as what runs
   * or waits already is refused.
   *
   * @param parent the signal of the job that this one is a step of.
   */
  async run(spec: JobSpec, work: Work, parent?: AbortSignal): Promise<JobOutcome> {
    const same = parent === undefined ? this.#sameAs(spec) : null;
    if (same !== null) {
      const how = same.state.kind === 'waiting' ? 'waits' : 'runs';
      return this.refuse(spec, `the same ${how} already. Wait for it, or stop it under Jobs.`);
    }
    const controller = new AbortController();
    const abortWithParent = () => controller.abort(parent?.reason);
    if (parent?.aborted === true) abortWithParent();
    parent?.addEventListener('abort', abortWithParent, { once: true });
    if (parent !== undefined) pausesWith(controller.signal, parent);
    const job = this.#list(spec, work, controller);
    const { id } = job;
    const progress = new Pacer((latest: Progress) => this.#change(id, { state: { kind: 'running', ...latest } }));
    const onProgress = (latest: Progress) => progress.offer(latest);
    if (parent === undefined) this.#queue.enter(id, NEEDS[spec.kind]);
    let hasBegun = false;
    try {
      if (parent === undefined && this.#stopsAll > 0) throw stopped();
      if (this.#queue.blockerOf(id) !== null) await this.#turn(job, controller.signal);
      hasBegun = true;
      const answer = await work({ signal: controller.signal, onProgress }).finally(() => progress.end());
      if (answer === null) {
        this.#jobs.value = this.#jobs.value.filter((other) => other.id !== id);
        return 'done';
      }
      const [summary = '', ...more] = [answer].flat();
      const outcome = this.#end(job, { kind: controller.signal.aborted ? 'stopped' : 'done', summary });
      for (const line of more) this.#log.info(spec.stage, line);
      return outcome;
    } catch (error) {
      if (isAbort(error)) {
        const summary = `${spec.title} stopped${hasBegun ? '' : ' before it began'}`;
        return this.#end(job, { kind: 'stopped', summary });
      }
      if (error instanceof Refusal) {
        return this.#end(job, { kind: 'refused', summary: `${spec.title} refused: ${error.message}` });
      }
      return this.#end(job, { kind: 'failed', error: toErrorFields(error, { stage: spec.stage }) });
    } finally {
      parent?.removeEventListener('abort', abortWithParent);
      this.#controllers.delete(id);
      this.#leave(id);
      this.#forgetWorks();
    }
  }

  /** Puts a new job on the board, which forgets the oldest of many that have ended. */
  #list(spec: JobSpec, work: Work, controller: AbortController): Job {
    const id = this.#nextId++;
    this.#controllers.set(id, controller);
    controller.signal.addEventListener('abort', () => this.#change(id, { stopping: true }));
    const job: Job = {
      id,
      ...spec,
      startedAtMs: steadyNowMs(),
      endedAtMs: null,
      paused: false,
      stopping: controller.signal.aborted,
      state: NOT_STARTED,
    };
    this.#works.set(id, { spec, work });
    const all = this.#jobs.value;
    const oldest = all.length - FINISHED_KEPT;
    this.#jobs.value = [...all.filter((other, i) => i >= oldest || !hasEnded(other)), job];
    return job;
  }

  /** Says why something that was asked for does not become a job. */
  refuse({ stage, title }: Pick<JobSpec, 'stage' | 'title'>, reason: string): 'refused' {
    this.#log.info(stage, `${title} refused: ${reason}`);
    return 'refused';
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
  isRetryable(job: Job): boolean {
    const { kind } = job.state;
    return (kind === 'failed' || kind === 'stopped') && this.#works.has(job.id) && this.#sameAs(job) === null;
  }

  /** Does again what failed or was stopped, as a new job. */
  async retry(id: number): Promise<void> {
    const again = this.#works.get(id);
    if (again !== undefined) await this.run(again.spec, again.work);
  }

  /** Takes what has ended off the list. */
  forgetEnded(): void {
    this.#jobs.value = this.#jobs.value.filter((job) => !hasEnded(job));
    this.#forgetWorks();
  }

  /** Asks a job to stop; it keeps what is finished. One that waits never begins. */
  stop(id: number): void {
    this.#controllers.get(id)?.abort(stopped());
  }

  /**
   * Stops all that runs or waits, and what they begin as they end. Resolves when nothing does any more: what was finished is
   * stored.
   */
  async stopAll(): Promise<void> {
    this.#stopsAll += 1;
    try {
      for (const id of this.#controllers.keys()) this.stop(id);
      await until(() => !this.busy);
    } finally {
      this.#stopsAll -= 1;
    }
  }

  /** The job that runs or waits and would do just what is asked for; null for none. */
  #sameAs({ kind, title }: Pick<JobSpec, 'kind' | 'title'>): Job | null {
    if (REPEATABLE.has(kind)) return null;
    return this.#jobs.value.find((job) => job.kind === kind && job.title === title && !hasEnded(job)) ?? null;
  }

  /** Waits until what the job needs is free; rejects where it is stopped before. */
  async #turn({ id, stage, title }: Job, stop: AbortSignal): Promise<void> {
    const turn = new Promise<void>((resolve, reject) => {
      this.#begins.set(id, () => {
        this.#change(id, { state: NOT_STARTED, startedAtMs: steadyNowMs() });
        resolve();
      });
      stop.addEventListener('abort', () => {
        if (!this.#begins.delete(id)) return;
        this.#leave(id);
        reject(stop.reason);
      });
    });
    this.#admit();
    const blocker = this.#queue.blockerOf(id);
    // What is about to end is not worth a line.
    if (this.#jobs.peek().find((job) => job.id === blocker)?.stopping !== true) {
      this.#log.info(stage, `${title} waits for ${this.#titleOf(blocker)}`);
    }
    return turn;
  }

  #leave(id: number): void {
    this.#queue.leave(id);
    this.#admit();
  }

  /** Lets begin what nothing stands in the way of, and tells of the rest what does. */
  #admit(): void {
    for (const [id, begin] of this.#begins) {
      const blocker = this.#queue.blockerOf(id);
      if (blocker === null) {
        this.#begins.delete(id);
        begin();
      } else {
        this.#change(id, { state: { kind: 'waiting', for: this.#titleOf(blocker) } });
      }
    }
  }

  #titleOf(id: number | null): string {
    return this.#jobs.peek().find((job) => job.id === id)?.title ?? 'another job';
  }

  #end({ id, stage }: Job, state: EndedState): JobOutcome {
    this.#change(id, { state, paused: false, endedAtMs: steadyNowMs() });
    if (state.kind === 'failed') this.#log.error(state.error);
    else this.#log.info(stage, state.summary);
    return state.kind;
  }

  #change(id: number, change: Partial<Job>): void {
    this.#jobs.value = this.#jobs.value.map((job) => (job.id === id ? { ...job, ...change } : job));
  }

  /** Lets go of what can no longer be asked for again: it may hold many files. */
  #forgetWorks(): void {
    for (const id of this.#works.keys()) {
      const job = this.#jobs.value.find((other) => other.id === id);
      const wanted = job !== undefined && !['done', 'refused'].includes(job.state.kind) && !NOT_RETRIED.has(job.kind);
      if (!wanted) this.#works.delete(id);
    }
  }
}

function stopped(): DOMException {
  return new DOMException('Stopped.', 'AbortError');
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
