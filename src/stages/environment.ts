import { effect, signal, type ReadonlySignal } from '@preact/signals-core';
import type { StoreOpening, StoreStatus, TrainingStore } from '../workers/contracts/store.ts';
import type { JobBoard } from './jobBoard.ts';
import type { LogBook } from './logBook.ts';

/** How the database is: being opened, held by another tab, open, or not to be opened. */
export type DatabaseState = 'opening' | 'held-elsewhere' | 'open' | 'failed';

/** A new version of the app that waits to be taken. */
export interface Update {
  readonly apply: () => void;
}

/** What surrounds the work: network, storage, a waiting update. */
export class Environment {
  readonly #store: TrainingStore;
  readonly #jobs: JobBoard;
  readonly #log: LogBook;
  readonly #online = signal(navigator.onLine);
  readonly #update = signal<Update | null>(null);
  readonly #offlineReady = signal(false);
  readonly #storage = signal<StoreStatus | null>(null);
  readonly #database = signal<DatabaseState>('opening');

  constructor(store: TrainingStore, jobs: JobBoard, log: LogBook) {
    this.#store = store;
    this.#jobs = jobs;
    this.#log = log;
    addEventListener('online', () => (this.#online.value = true));
    addEventListener('offline', () => (this.#online.value = false));
    addEventListener('beforeunload', (event) => {
      if (jobs.busy) event.preventDefault();
    });
  }

  get online(): ReadonlySignal<boolean> {
    return this.#online;
  }

  /** A version that waits; null where this is the newest. */
  get update(): ReadonlySignal<Update | null> {
    return this.#update;
  }

  /** Whether everything is kept for use without a network. */
  get offlineReady(): ReadonlySignal<boolean> {
    return this.#offlineReady;
  }

  get storage(): ReadonlySignal<StoreStatus | null> {
    return this.#storage;
  }

  get database(): ReadonlySignal<DatabaseState> {
    return this.#database;
  }

  offerUpdate(update: Update): void {
    this.#update.value = update;
  }

  noteOfflineReady(): void {
    this.#offlineReady.value = true;
  }

  /** Takes the waiting version, unless a job runs: an update never interrupts one. */
  applyUpdate(): void {
    if (this.#jobs.busy) {
      this.#log.warn('import', 'The update waits: a job is running. Reload when it has ended.');
    } else {
      this.#update.value?.apply();
    }
  }

  /** Another tab has taken the new version: this one follows as soon as no job runs. */
  reloadWhenIdle(): void {
    const dispose = effect(() => {
      if (!this.#jobs.busy) {
        queueMicrotask(() => dispose());
        location.reload();
      }
    });
  }

  /** Opens the database as soon as no other tab of this browser holds it, and holds it until this tab ends. */
  async openDatabase(): Promise<StoreOpening> {
    await this.#holdDatabase();
    try {
      const opening = await this.#store.open();
      this.#database.value = 'open';
      for (const notice of opening.notices) this.#log.warn('import', notice);
      await this.refreshStorage();
      return opening;
    } catch (error) {
      this.#database.value = 'failed';
      throw error;
    }
  }

  async refreshStorage(): Promise<void> {
    this.#storage.value = await this.#store.status();
  }

  /** Asks the browser to keep the data for good; needs a user's gesture. */
  async keepMyData(): Promise<void> {
    const granted = await navigator.storage.persist();
    await this.refreshStorage();
    if (granted) this.#log.info('export', 'The browser keeps this data until you delete it.');
    else {
      this.#log.warn(
        'export',
        'The browser did not grant persistent storage; it may clear this data when the disk runs full. ' +
          'Installing the app or bookmarking the page often helps; export the database as a safeguard.',
      );
    }
  }

  async #holdDatabase(): Promise<void> {
    const name = 'inertiabands-database';
    const hold = async (options: LockOptions) =>
      new Promise<boolean>((resolve, reject) => {
        navigator.locks
          .request(name, options, async (lock) => {
            resolve(lock !== null);
            // Held until the tab ends.
            if (lock !== null) await new Promise<never>(() => undefined);
          })
          .catch(reject);
      });
    if (await hold({ ifAvailable: true })) return;
    this.#database.value = 'held-elsewhere';
    this.#log.warn(
      'import',
      'InertiaBands Trainer is open in another tab, which holds the data. Close it to work here.',
    );
    await hold({});
    this.#database.value = 'opening';
  }
}
