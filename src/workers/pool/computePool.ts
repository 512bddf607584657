import { wrap, type Remote } from 'comlink';
import { workerName } from '../../store/appScope.ts';
import type { ComputeCalls } from '../contracts/compute.ts';
import { installErrorTransfer } from './errorTransfer.ts';
import { giveKernel } from './sharedKernel.ts';
import { abortReason, WorkerHandle, type WorkerFactory } from './workerHandle.ts';

interface Slot {
  readonly handle: WorkerHandle;
  readonly remote: Remote<ComputeCalls>;
  readonly startedMs: number;
  /** Ends it while nobody has work for it. */
  idleTimer?: ReturnType<typeof setTimeout>;
}

interface Waiting {
  readonly interactive: boolean;
  readonly take: (slot: Slot) => void;
}

export interface RunOptions {
  readonly signal: AbortSignal;
  /** Somebody waits for it: goes before the waiting batch work, and has a worker more where all are busy, or hold paused work. */
  readonly interactive?: boolean;
  /** Its worker ends with it: for work that takes seconds and leaves far more memory behind than starting another costs. */
  readonly isLast?: boolean;
}

const IDLE_MS = 30_000;
/** WebAssembly memory never shrinks, and what a worker leaves behind is collected late or, where it is idle, not at all. */
const LIVES_MS = 120_000;

/**
 * One compute worker per core, and one more while interactive calls find all of them busy. A call takes a free one or waits;
 * aborting terminates its worker, which is replaced. A worker that has been idle, or has lived for two minutes when a call ends, or
 * has done work that leaves much behind, is dropped with all memory that it took.
 */
export class ComputePool {
  readonly size: number;
  readonly #create: WorkerFactory;
  readonly #free: Slot[] = [];
  readonly #waiting: Waiting[] = [];
  #alive = 0;

  constructor(size: number, create: WorkerFactory = () => createComputeWorker()) {
    installErrorTransfer();
    this.size = size;
    this.#create = create;
  }

  /** Runs `work` on one worker. Rejects with an AbortError when `signal` aborts, also while it waits. */
  async run<T>(
    work: (worker: Remote<ComputeCalls>) => Promise<T>,
    { signal, interactive = false, isLast = false }: RunOptions,
  ): Promise<T> {
    const slot = await this.#acquire(signal, interactive);
    try {
      return await slot.handle.raceUntilAborted(async () => work(slot.remote), signal);
    } finally {
      this.#release(slot, isLast);
    }
  }

  async #acquire(signal: AbortSignal, interactive: boolean): Promise<Slot> {
    if (signal.aborted) throw abortReason(signal);
    for (let free = this.#free.pop(); free !== undefined; free = this.#free.pop()) {
      clearTimeout(free.idleTimer);
      if (!free.handle.ended) return free;
      this.#alive -= 1;
    }
    if (this.#alive < this.size + (interactive ? 1 : 0)) return this.#spawn();
    return new Promise<Slot>((resolve, reject) => {
      const waiting: Waiting = {
        interactive,
        take: (slot) => {
          signal.removeEventListener('abort', abort);
          resolve(slot);
        },
      };
      const abort = () => {
        this.#waiting.splice(this.#waiting.indexOf(waiting), 1);
        reject(abortReason(signal));
      };
      signal.addEventListener('abort', abort, { once: true });
      if (interactive) this.#waiting.unshift(waiting);
      else this.#waiting.push(waiting);
    });
  }

  #spawn(): Slot {
    const handle = new WorkerHandle(this.#create);
    this.#alive += 1;
    return { handle, remote: wrap<ComputeCalls>(handle.worker), startedMs: performance.now() };
  }

  #release(slot: Slot, isLast: boolean): void {
    const tooMany = this.#alive > this.size && this.#waiting[0]?.interactive !== true;
    if (tooMany || isLast || performance.now() - slot.startedMs >= LIVES_MS) slot.handle.end(replaced());
    const reusable = !slot.handle.ended;
    if (!reusable) this.#alive -= 1;
    if (tooMany) return;
    const next = this.#waiting.shift();
    if (next !== undefined) next.take(reusable ? slot : this.#spawn());
    else if (reusable) {
      this.#free.push(slot);
      slot.idleTimer = setTimeout(() => this.#drop(slot), IDLE_MS);
    }
  }

  #drop(slot: Slot): void {
    this.#free.splice(this.#free.indexOf(slot), 1);
    slot.handle.end(replaced());
    this.#alive -= 1;
  }
}

/** Nobody waits for a worker that is dropped. */
const replaced = (): DOMException => new DOMException('Stopped.', 'AbortError');

/** Of the open project, or of another one. */
export function createComputeWorker(project?: string): Worker {
  const worker = new Worker(new URL('../compute/compute.worker.ts', import.meta.url), {
    type: 'module',
    name: workerName('compute', project),
  });
  giveKernel(worker);
  return worker;
}
