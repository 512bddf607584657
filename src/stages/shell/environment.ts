import { effect, signal, type ReadonlySignal } from '@preact/signals-core';
import type { BackupStatus } from '../../domain/backup.ts';
import { appError } from '../../domain/errors.ts';
import type { EngineProgress, OpeningStep, Unkept } from '../../domain/storage.ts';
import type { StoreStatus, TrainingStore } from '../../workers/contracts/store.ts';
import { ALERTED, BROWSER_HAS } from '../../domain/browserHas.ts';
import { arrived } from './arrived.ts';
import { until } from './until.ts';
import { TabTurn } from '../tabs/tabTurn.ts';
import type * as Capabilities from './capabilities.ts';
import type { JobBoard } from '../jobs/jobBoard.ts';
import { download } from './download.ts';
import type { LogBook } from './logBook.ts';

/**
 * How the database is: being opened, held by another tab, asked of it, about to come from it, open, about to go to another
 * tab, or not to be opened.
 */
export type DatabaseState = 'opening' | 'held-elsewhere' | 'asked-for' | 'coming' | 'open' | 'going' | 'failed';

/** Longer than a browser that works takes to say who has a lock or where the files are. */
const BROWSER_SILENT_MS = 10_000;
const LOCKS_SILENT =
  'The browser does not say whether another tab has the data set open. Your data is where it was. Close other tabs and ' +
  'windows of this app, or restart the browser, then reload this page.';

/** What surrounds the work: network and storage. */
export class Environment {
  readonly #store: TrainingStore;
  readonly #jobs: JobBoard;
  readonly #log: LogBook;
  readonly #online = signal(navigator.onLine);
  readonly #storage = signal<(StoreStatus & BackupStatus) | null>(null);
  readonly #database = signal<DatabaseState>('opening');
  #turn: TabTurn | null = null;
  #load: () => Promise<void> = async () => undefined;

  readonly online: ReadonlySignal<boolean> = this.#online;
  readonly storage: ReadonlySignal<(StoreStatus & BackupStatus) | null> = this.#storage;
  readonly database: ReadonlySignal<DatabaseState> = this.#database;

  /** How much of the database's engine has arrived; null before any of it has. */
  readonly engineLoading: ReadonlySignal<EngineProgress | null>;
  /** What is being done while the data set opens; null where nothing is. */
  readonly openingStep: ReadonlySignal<OpeningStep | null>;
  /** Steps that are not kept yet, where the database's file is kept as a whole; null where it is not. */
  readonly unkept: ReadonlySignal<Unkept | null>;

  constructor({
    store,
    engineLoading,
    openingStep,
    unkept,
    jobs,
    log,
  }: {
    readonly store: TrainingStore;
    readonly engineLoading: ReadonlySignal<EngineProgress | null>;
    readonly openingStep: ReadonlySignal<OpeningStep | null>;
    readonly unkept: ReadonlySignal<Unkept | null>;
    readonly jobs: JobBoard;
    readonly log: LogBook;
  }) {
    this.engineLoading = engineLoading;
    this.openingStep = openingStep;
    this.unkept = unkept;
    this.#store = store;
    this.#jobs = jobs;
    this.#log = log;
    addEventListener('online', () => (this.#online.value = true));
    addEventListener('offline', () => (this.#online.value = false));
    addEventListener('beforeunload', (event) => {
      if (jobs.holdsPage || (unkept.peek()?.steps ?? 0) > 0) event.preventDefault();
    });
    effect(() => {
      const failure = unkept.value?.failure ?? null;
      if (failure !== null) log.warn('export', `The data set is not kept as it is: ${failure}`);
    });
    // What a job has stored shows in the room that is left and in the backup.
    effect(() => {
      if (!jobs.busy && this.#database.peek() === 'open') {
        this.refreshStorage().catch((error: unknown) => log.thrown(error, 'export'));
      }
    });
  }

  /**
   * Opens the database and loads what it holds whenever it is this tab's turn: where no other tab holds it, and later each
   * time that another has let go. Resolves after the first time.
   */
  async useDatabase(load: () => Promise<void>): Promise<void> {
    this.#load = load;
    if (!ALERTED.every((name) => BROWSER_HAS[name]())) void this.#say('warn', ({ browserGaps }) => browserGaps());
    const turn = BROWSER_HAS.locks() ? await this.#firstTurn() : null;
    // Without locks no tab can wait for another; none replaces what another has kept [S14].
    if (turn === null) return this.#openDatabase(load);
    try {
      await this.#openDatabase(load);
    } finally {
      void this.#followTurns(turn, load);
    }
  }

  /** Null where the browser is told to keep nothing of this site: it refuses locks like all else, and no other tab has anything open. */
  async #firstTurn(): Promise<TabTurn | null> {
    try {
      const turn = new TabTurn({
        letGo: async () => this.#letGo(),
        acknowledged: () => (this.#database.value = 'coming'),
      });
      this.#turn = turn;
      await this.#inTime(async (answered) => this.#takeTurn(turn, answered), LOCKS_SILENT);
      return turn;
    } catch (error) {
      this.#turn = null;
      if (error instanceof DOMException && error.name === 'SecurityError') return null;
      this.#database.value = 'failed';
      throw error;
    }
  }

  /** Asks the tab that holds the data set to let this one have it. */
  async useHere(): Promise<void> {
    if (this.#database.value !== 'held-elsewhere' || this.#turn === null) return;
    this.#database.value = 'asked-for';
    const isAcknowledged = await this.#turn.ask();
    if (isAcknowledged || this.#database.peek() !== 'asked-for') return;
    this.#database.value = 'held-elsewhere';
    this.#log.warn('import', 'The other tab does not answer. Close it; then this one takes over by itself.');
  }

  /** Gives the database's file as it is, also where it does not open. */
  async exportFile(): Promise<void> {
    const file = await this.#store.databaseFile();
    if (file === null) this.#log.warn('export', 'There is no database file in this browser.');
    else download(file, 'training.duckdb');
  }

  /** Where the database did not open, or stands still while it opens: tries it once more. */
  async tryAgain(): Promise<void> {
    if (this.#database.value === 'opening') return this.#store.retryNow();
    if (this.#database.value !== 'failed') return;
    this.#database.value = 'opening';
    await this.#openDatabase(this.#load);
  }

  /** Where the database does not open: keeps it aside, puts the backup or an empty one in its place, and opens that. */
  async startOver(from: 'backup' | 'nothing'): Promise<void> {
    if (this.#database.value !== 'failed') return;
    this.#database.value = 'opening';
    try {
      await this.#store.startOver(from);
    } catch (error) {
      this.#database.value = 'failed';
      throw error;
    }
    await this.#openDatabase(this.#load);
    this.#log.info('import', `The database that did not open is kept aside: Data, Kept aside gives it as a file.`);
  }

  /** After room was made: where the data set is not open, or for reading only, opens it again. */
  async goOn(): Promise<void> {
    await this.tryAgain();
    if (this.#database.value !== 'open') return;
    if (this.#storage.peek()?.mode === 'read-only') {
      this.#database.value = 'opening';
      await this.#jobs.stopAll();
      await this.#store.close();
      await this.#openDatabase(this.#load);
    } else await this.#readStorage();
  }

  /** Reads anew how much is stored; nothing while the database is not open. */
  async refreshStorage(): Promise<void> {
    if (this.#database.value === 'open') await this.#readStorage();
  }

  /** Asks the browser to keep the data for good; needs a user's gesture. */
  async requestPersistence(): Promise<void> {
    const granted = BROWSER_HAS.persistence() && (await navigator.storage.persist());
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

  /** What is missing here; where the part that has the words does not come, that is said instead. */
  async #say(as: 'info' | 'warn', words: (part: typeof Capabilities) => readonly string[]): Promise<void> {
    try {
      for (const sentence of words(await arrived(import('./capabilities.ts')))) this.#log[as]('import', sentence);
    } catch (error) {
      this.#log.thrown(error, 'import');
    }
  }

  async #readStorage(): Promise<void> {
    this.#storage.value = await this.#store.status();
  }

  async #openDatabase(load: () => Promise<void>): Promise<void> {
    try {
      const { mode, notices } = await this.#store.open();
      for (const notice of notices) this.#log.warn('import', notice);
      if (mode === 'whole') void this.#say('info', ({ missingHere }) => missingHere(mode).slice(0, 1));
      await Promise.all([load(), this.#readStorage()]);
      this.#database.value = 'open';
    } catch (error) {
      this.#database.value = 'failed';
      throw error;
    }
  }

  /**
   * What `work` gives, where the browser answers in time. Where it does not, the data set counts as not opened; when it
   * answers later all the same, what was begun goes on.
   *
   * @param work calls `answered` where it waits for something else from then on.
   */
  async #inTime<T>(work: (answered: () => void) => Promise<T>, silent: string): Promise<T> {
    const tell = () => {
      this.#database.value = 'failed';
      this.#log.thrown(appError('storage-unavailable', 'import', silent), 'import');
    };
    const timer = setTimeout(tell, BROWSER_SILENT_MS);
    try {
      return await work(() => clearTimeout(timer));
    } finally {
      clearTimeout(timer);
    }
  }

  async #takeTurn(turn: TabTurn, answered: () => void = () => undefined): Promise<void> {
    // Nothing heavy is made ready while the tab waits: people leave many of them open.
    await turn.take(() => {
      answered();
      this.#database.value = 'held-elsewhere';
      this.#log.info('import', 'Another tab has the data set open; this one waits for it');
    });
    this.#database.value = 'opening';
  }

  async #followTurns(turn: TabTurn, load: () => Promise<void>): Promise<void> {
    for (;;) {
      await turn.passed();
      await this.#takeTurn(turn);
      await this.#openDatabase(load).catch((error: unknown) => this.#log.thrown(error, 'import', 'training.duckdb'));
    }
  }

  /** Stops the jobs, which keep what is finished, and closes the database. */
  async #letGo(): Promise<void> {
    // Until it is open, or will not be.
    await until(() => this.#database.value === 'open' || this.#database.value === 'failed');
    this.#database.value = 'going';
    await this.#jobs.stopAll();
    await this.#store.close();
    this.#log.info('import', 'The data set was handed over to another tab');
    this.#database.value = 'held-elsewhere';
  }
}
