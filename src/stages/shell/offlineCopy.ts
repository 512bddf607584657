import { BROWSER_HAS } from '../../domain/browserHas.ts';
import { effect, signal, type ReadonlySignal } from '@preact/signals-core';
import type { JobBoard } from '../jobs/jobBoard.ts';
import type { LogBook } from './logBook.ts';

/** Whether the app can be opened without a network: not known yet, kept whole, why not, or that nothing can be kept. */
export type OfflineState =
  | { readonly kind: 'unknown' }
  /** With the file for which a newer version could not be kept, where that was so. */
  | { readonly kind: 'kept'; readonly refused: string | null }
  /** The host, or what stands between, sends these files otherwise than they were published, or not at all. */
  | { readonly kind: 'altered'; readonly files: readonly string[] }
  /** The network gave out; it is tried again. */
  | { readonly kind: 'interrupted' }
  /** The browser has no place for it, or refuses it; what may change is tried again. */
  | { readonly kind: 'unavailable' };

/** What the worker answers. */
interface Wholeness {
  readonly lost: readonly string[];
  readonly isKept?: boolean;
}

const SCRIPT = './serviceWorker.js';
const LOOK_FOR_UPDATES_EVERY_MS = 60 * 60_000;
const TRY_AGAIN_AFTER_MS = 10 * 60_000;
/** How long the worker may take to say how the copy is. */
const ANSWERS_WITHIN_MS = 60_000;
/** What jobs may take to stop, and a new version to come into force, before the page is loaded again all the same. */
const RELOADS_AFTER_MS = 5000;

/** The copy of the app that a service worker keeps for use without a network, and the next version of the app. */
export class OfflineCopy {
  readonly #jobs: JobBoard;
  readonly #log: LogBook;
  readonly #state = signal<OfflineState>({ kind: 'unknown' });
  readonly #updateReady = signal(false);
  #registration: ServiceWorkerRegistration | null = null;
  readonly #followed = new WeakSet<ServiceWorker>();
  #triedAtMs = -Infinity;
  #refused: string | null = null;
  #isTold = false;

  readonly state: ReadonlySignal<OfflineState> = this.#state;
  /** Whether a newer version waits to be taken. */
  readonly updateReady: ReadonlySignal<boolean> = this.#updateReady;

  constructor({ jobs, log }: { readonly jobs: JobBoard; readonly log: LogBook }) {
    this.#jobs = jobs;
    this.#log = log;
  }

  /** Keeps the app from now on, and looks for newer versions. */
  async keep(): Promise<void> {
    // Over plain HTTP the browser has none, which is told with what else is missing there.
    if (!BROWSER_HAS.offlineCopy()) {
      this.#state.value = { kind: 'unavailable' };
      return;
    }
    const { serviceWorker } = navigator;
    // That of a deployment above this one is none of its own.
    let isFollowed = serviceWorker.controller?.scriptURL === new URL(SCRIPT, location.href).href;
    serviceWorker.addEventListener('controllerchange', () => {
      // The first worker of all takes a page over that is of its own version.
      if (isFollowed) this.#reloadWhenIdle();
      isFollowed = true;
    });
    serviceWorker.addEventListener('message', ({ data }: MessageEvent<unknown>) => this.#hear(data));
    addEventListener('online', () => void this.#tryAgain());
    document.addEventListener('visibilitychange', () => {
      if (!document.hidden && this.#isDue()) void this.#tryAgain();
    });
    setInterval(() => {
      if (this.#isDue()) void this.#tryAgain();
    }, TRY_AGAIN_AFTER_MS);
    await this.#tryAgain();
  }

  /** Has every kept file read and what is wrong or missing fetched; for who asks how it is. */
  async check(): Promise<void> {
    await this.#tryAgain(true);
  }

  /** Takes the version that waits and loads the page again. Jobs are stopped first, and keep what is finished. */
  async takeUpdate(): Promise<void> {
    await Promise.race([this.#jobs.stopAll(), new Promise((resolve) => setTimeout(resolve, RELOADS_AFTER_MS))]);
    const waiting = this.#registration?.waiting ?? null;
    if (waiting === null) return location.reload();
    waiting.addEventListener('statechange', () => {
      if (waiting.state === 'activated') location.reload();
    });
    setTimeout(() => location.reload(), RELOADS_AFTER_MS);
    waiting.postMessage({ type: 'SKIP_WAITING' });
  }

  #isDue(): boolean {
    const { kind } = this.#state.peek();
    const isWanting = kind !== 'kept' || this.#refused !== null;
    const everyMs = isWanting ? TRY_AGAIN_AFTER_MS : LOOK_FOR_UPDATES_EVERY_MS;
    return performance.now() - this.#triedAtMs >= everyMs;
  }

  async #tryAgain(readsAll = false): Promise<void> {
    this.#triedAtMs = performance.now();
    try {
      const isFirst = this.#registration === null;
      this.#registration = await navigator.serviceWorker.register(SCRIPT);
      if (isFirst) this.#registration.addEventListener('updatefound', () => this.#follow());
      this.#follow();
      if (!isFirst) await this.#registration.update();
    } catch (error) {
      // What is kept goes on; without a network there is nothing to say.
      if (this.#registration === null) {
        if (navigator.onLine) this.#tellUnregistered(error);
        else this.#state.value = { kind: 'interrupted' };
      }
    }
    this.#registration?.active?.postMessage({ type: 'MAKE_WHOLE', readsAll }, [this.#answerPort()]);
  }

  #answerPort(): MessagePort {
    const { port1, port2 } = new MessageChannel();
    // A worker whose caches hang, or that has ended, never answers.
    const unanswered = setTimeout(() => {
      if (this.#state.peek().kind === 'unknown') this.#state.value = { kind: 'unavailable' };
    }, ANSWERS_WITHIN_MS);
    port1.onmessage = ({ data }: MessageEvent<Wholeness>) => {
      clearTimeout(unanswered);
      this.#state.value = this.#stateOf(data);
      port1.close();
    };
    return port2;
  }

  #stateOf({ lost, isKept }: Wholeness): OfflineState {
    if (lost.length > 0) return { kind: 'altered', files: lost.map(nameOf) };
    // An earlier worker does not say.
    return isKept === false ? { kind: 'unavailable' } : { kind: 'kept', refused: this.#refused };
  }

  /** Follows what is being installed to its end, and offers what waits beside a version in force. */
  #follow(): void {
    const registration = this.#registration;
    const worker = registration?.installing ?? registration?.waiting ?? null;
    if (registration === null || worker === null) return;
    const look = () => {
      if (worker.state === 'installed') this.#refused = null;
      if (worker.state === 'installed' && registration.active !== null) this.#updateReady.value = true;
      if (worker.state === 'activated') this.#state.value = { kind: 'kept', refused: null };
      if (worker.state !== 'redundant') return;
      this.#updateReady.value = registration.waiting !== null;
      if (registration.active !== null) return;
      // Without a worker the browser drops the registration.
      this.#registration = null;
      const { kind } = this.#state.peek();
      if (kind !== 'altered' && kind !== 'unavailable') this.#state.value = { kind: 'interrupted' };
    };
    if (!this.#followed.has(worker)) worker.addEventListener('statechange', look);
    this.#followed.add(worker);
    look();
  }

  /** Why an installation failed. */
  #hear(data: unknown): void {
    if (typeof data !== 'object' || data === null || !('type' in data) || data.type !== 'NOT_KEPT') return;
    const { url = null, wasAnswered = false } = data as {
      readonly url?: string | null;
      readonly wasAnswered?: boolean;
    };
    const state = this.#state.peek();
    const file = url !== null && wasAnswered ? nameOf(url) : null;
    if (this.#registration?.active == null) {
      if (file !== null) this.#state.value = { kind: 'altered', files: [file] };
      else this.#state.value = { kind: url === null ? 'unavailable' : 'interrupted' };
    } else if (file !== null) {
      this.#refused = file;
      if (state.kind === 'kept') this.#state.value = { kind: 'kept', refused: file };
    }
  }

  #tellUnregistered(error: unknown): void {
    this.#state.value = { kind: 'unavailable' };
    if (this.#isTold) return;
    this.#isTold = true;
    this.#log.info(
      'import',
      `The app cannot be kept for use without a network here; online it works as ever (${error instanceof Error ? error.message : String(error)})`,
    );
  }

  /** Another tab has taken the new version: this one follows as soon as no job runs. */
  #reloadWhenIdle(): void {
    const dispose = effect(() => {
      if (this.#jobs.busy) return;
      queueMicrotask(() => dispose());
      location.reload();
    });
  }
}

function nameOf(url: string): string {
  return url.replace(new URL('.', location.href).href, '');
}
