import { expose } from 'comlink';
import type { DuckDbEngine } from '../../src/store/engine/duckdbEngine.ts';
import { audioIdOf, createIdHasher } from '../../src/audio/bytes/hash.ts';
import { useAppPath } from '../../src/store/appScope.ts';
import { LIST_FILE } from '../../src/store/files/opfsFiles.ts';
import { checkKept, writeKept } from '../../src/store/files/keptAudio.ts';
import { createStagedCopy, isStagedWhole, openStagedForReading } from '../../src/store/files/stagedAudio.ts';
import { toRows, type SqlRow } from '../../src/store/engine/rows.ts';
import { DATABASE_NAME } from '../../src/store/engine/session.ts';
import { DATA_TABLES, UNDO_TABLES } from '../../src/store/schema/schema.ts';
import type { Unkept } from '../../src/domain/storage.ts';
import type { StoredModel } from '../../src/store/tables/records.ts';
import type { TrainingStoreOptions } from '../../src/store/engine/storeOptions.ts';
import { randomName } from '../../src/store/engine/randomName.ts';
import { DuckDbTrainingStore } from '../../src/store/trainingStore.ts';
import { installErrorTransfer } from '../../src/workers/pool/errorTransfer.ts';
import { cutWrites } from './cutWrites.ts';
import { canRead } from '../../src/workers/store/storedTexts.ts';
import { createSharedEngine } from './sharedEngine.ts';

installErrorTransfer();
cutWrites('store');
useAppPath('/');

interface SyncHandle {
  write(this: SyncHandle, data: ArrayBuffer, options?: { readonly at: number }): number;
  close(): void;
}

interface SyncHandleFactory {
  createSyncAccessHandle(this: FileSystemFileHandle): Promise<SyncHandle>;
}

export interface HarnessOptions extends Omit<TrainingStoreOptions, 'createEngine' | 'canRead' | 'writeModel'> {
  /** Whether models and outcomes have to be such, as in the app; most tests keep others. */
  readonly readsTexts?: true;
}

/** What other browsers do not have. */
const LACKING = {
  files: () => {
    Object.defineProperty(navigator.storage, 'getDirectory', {
      value: async () => Promise.reject(new DOMException('no private files here', 'SecurityError')),
    });
  },
  handles: () => {
    Reflect.set(FileSystemFileHandle.prototype, 'createSyncAccessHandle', async () =>
      Promise.reject(new DOMException('no handles of files here', 'InvalidStateError')),
    );
  },
  records: () => {
    Object.defineProperty(indexedDB, 'open', {
      value: () => {
        throw new DOMException('no records here', 'SecurityError');
      },
    });
  },
} as const;
export type Lacking = keyof typeof LACKING;

let store: DuckDbTrainingStore | null = null;
const engines: DuckDbEngine[] = [];
const unkept: Unkept[] = [];
const living = new Set<DuckDbEngine>();
const now = Date.now.bind(Date);

let goOn = (): void => undefined;

/** Engines whose store reads rows page by page: what another connection commits meanwhile never ends. */
const reading = new Set<DuckDbEngine>();

function noteReading(engine: DuckDbEngine): void {
  const { db } = engine;
  const [start, poll, fetch] = [
    db.startPendingQuery.bind(db),
    db.pollPendingQuery.bind(db),
    db.fetchQueryResults.bind(db),
  ];
  const noted = async (answer: Promise<Uint8Array | null>, isEnd: (message: Uint8Array | null) => boolean) => {
    try {
      const message = await answer;
      if (isEnd(message)) reading.delete(engine);
      return message;
    } catch (error) {
      reading.delete(engine);
      throw error;
    }
  };
  db.startPendingQuery = async (connection, sql, isRead) => {
    if (isRead === true) reading.add(engine);
    else reading.delete(engine);
    return noted(start(connection, sql, isRead), () => false);
  };
  db.pollPendingQuery = async (connection) => noted(poll(connection), () => false);
  db.fetchQueryResults = async (connection) => noted(fetch(connection), (message) => message?.length === 0);
}

/** Tests give models as the database keeps them. */
const asItIs = (model: unknown) => model as StoredModel;

/** The store in its worker, with short time-outs and a hand on its engine. */
let openedCopies: number | null = null;

export const harness = {
  create({ readsTexts, ...options }: HarnessOptions, lacks: readonly Lacking[], compiled: WebAssembly.Module): void {
    for (const lacking of lacks) LACKING[lacking]();
    const createEngine = async (): Promise<DuckDbEngine> => {
      const started = await createSharedEngine(Promise.resolve(compiled));
      const engine = {
        ...started,
        terminate: () => {
          living.delete(engine);
          started.terminate();
        },
      };
      noteReading(engine);
      engines.push(engine);
      living.add(engine);
      return engine;
    };
    store = new DuckDbTrainingStore(
      {
        createEngine,
        writeModel: asItIs,
        onUnkept: (one) => void unkept.push(one),
        ...(readsTexts === true ? { canRead } : {}),
        ...options,
      },
      (storeMessage) => postMessage({ storeMessage }),
    );
  },

  async call(method: string, args: readonly unknown[], key = randomName()): Promise<unknown> {
    if (store === null) throw new Error('create the store first');
    const isCall = method in store.calls;
    const answer = Reflect.get(isCall ? store.calls : store, method) as (...values: readonly unknown[]) => unknown;
    return answer.apply(store, isCall ? [key, ...args] : [...args]);
  },

  /** Empties every table of the data set past the store, which so keeps no account of it, and sets the clock right. */
  async reset(): Promise<void> {
    Date.now = now;
    const tables = [...DATA_TABLES, ...UNDO_TABLES].map(({ name }) => `DELETE FROM ${DATABASE_NAME}.${name}`);
    await harness.query(`BEGIN; ${tables.join('; ')}; COMMIT`);
  },

  /** Asks the database past the store, under the name of its file. */
  async query(sql: string): Promise<SqlRow[]> {
    const engine = [...living].at(-1)!;
    while (reading.has(engine)) await new Promise((resolve) => setTimeout(resolve, 5));
    const connection = await engine.db.connect();
    try {
      return toRows(await connection.query(sql));
    } finally {
      await connection.close();
    }
  },

  /** Ends DuckDB's worker without a word, as a browser that is short of memory does. */
  killEngine(): void {
    engines.at(-1)?.terminate();
  },

  /** DuckDB's worker ends right after the next COMMIT, before anybody hears of it. */
  loseNextCommit(): void {
    const engine = engines.at(-1);
    if (engine === undefined) throw new Error('open the store first');
    const { db } = engine;
    const run = db.runQuery.bind(db);
    db.runQuery = async (connection, text) => {
      const answer = await run(connection, text);
      if (text !== 'COMMIT') return answer;
      engine.terminate();
      return new Promise<never>(() => undefined);
    };
  },

  /** Sets this worker's clock by so much from now on; DuckDB's worker keeps the right one. */
  shiftClock(byMs: number): void {
    Date.now = () => now() + byMs;
  },

  /** What the store has said of steps that are not kept. */
  unkept(): readonly Unkept[] {
    return unkept;
  },

  /** From now on whatever is put under `key` in IndexedDB is refused, or is not done as long as this worker lives. */
  interceptPut(key: string, how: 'refuse' | 'hold'): void {
    const put = Reflect.get(IDBObjectStore.prototype, 'put') as (...values: readonly unknown[]) => IDBRequest;
    Reflect.set(IDBObjectStore.prototype, 'put', function intercepted(this: IDBObjectStore, ...args: unknown[]) {
      if (args[1] !== key) return Reflect.apply(put, this, args);
      if (how === 'refuse') throw new DOMException('the disk is full', 'QuotaExceededError');
      const again = () => this.get(key).addEventListener('success', again);
      again();
      postMessage({ held: key });
      return this.get(key);
    });
  },

  /** The file that is renamed to this name next stands still before or after that, and says so, until {@link goOn}. */
  holdRenaming(to: string, when: 'before' | 'after'): void {
    const prototype: object = FileSystemFileHandle.prototype;
    const move = Reflect.get(prototype, 'move') as (...values: readonly unknown[]) => Promise<void>;
    const released = new Promise<void>((resolve) => (goOn = resolve));
    Reflect.set(prototype, 'move', async function held(this: unknown, ...args: unknown[]) {
      if (args[1] !== to) return Reflect.apply(move, this, args);
      Reflect.set(prototype, 'move', move);
      if (when === 'after') await Reflect.apply(move, this, args);
      postMessage({ held: to });
      await released;
      if (when === 'before') await Reflect.apply(move, this, args);
    });
  },

  /** The same of the next opening of a file of this name for writing. */
  holdOpening(name: string): void {
    const prototype = FileSystemFileHandle.prototype as FileSystemFileHandle & SyncHandleFactory;
    const open = Reflect.get(prototype, 'createSyncAccessHandle') as (this: unknown) => Promise<SyncHandle>;
    const released = new Promise<void>((resolve) => (goOn = resolve));
    prototype.createSyncAccessHandle = async function held() {
      if (this.name === name) {
        prototype.createSyncAccessHandle = open;
        postMessage({ held: name });
        await released;
      }
      return open.call(this);
    };
  },

  goOn(): void {
    goOn();
  },

  /** Says when a file of this name, which was there, has been removed. */
  tellRemoval(name: string): void {
    const prototype: object = FileSystemDirectoryHandle.prototype;
    const removeEntry = Reflect.get(prototype, 'removeEntry') as (...values: readonly unknown[]) => Promise<void>;
    Reflect.set(prototype, 'removeEntry', async function told(this: unknown, ...args: unknown[]) {
      await Reflect.apply(removeEntry, this, args);
      if (args[0] === name) postMessage({ held: name });
    });
  },

  /** Says when the engine has run a statement that has these words in it. */
  tellStatement(words: string): void {
    const engine = engines.at(-1);
    if (engine === undefined) throw new Error('open the store first');
    const run = engine.db.runQuery.bind(engine.db);
    engine.db.runQuery = async (connection, text) => {
      const answer = await run(connection, text);
      if (text.includes(words)) postMessage({ held: words });
      return answer;
    };
  },

  /** Whatever copies the database from now on makes this change to the copy, which it calls `compact_copy`. */
  changeCopies(sql: string): void {
    const engine = engines.at(-1);
    if (engine === undefined) throw new Error('open the store first');
    const run = engine.db.runQuery.bind(engine.db);
    engine.db.runQuery = async (connection, text) =>
      run(connection, text.includes('TO compact_copy;') ? text.replace('; CHECKPOINT', `; ${sql}; CHECKPOINT`) : text);
  },

  engineCount(): number {
    return engines.length;
  },

  /**
   * The next so many writes of the store's own files run into a full disk; those of DuckDB do not, and those of the list of
   * files, which is written whenever there is time for it, neither.
   */
  refuseFiles(times: number): void {
    const prototype = FileSystemFileHandle.prototype as FileSystemFileHandle & SyncHandleFactory;
    const open = Reflect.get(prototype, 'createSyncAccessHandle') as (this: unknown) => Promise<SyncHandle>;
    let left = times;
    prototype.createSyncAccessHandle = async function opened() {
      const access = await open.call(this);
      if (this.name === LIST_FILE) return access;
      const write = access.write.bind(access);
      access.write = (...args) => {
        left -= 1;
        if (left < 0) return write(...args);
        throw new DOMException('the disk is full', 'QuotaExceededError');
      };
      return access;
    };
  },

  /** What is read back of the store's files has one bit changed. */
  garbleReading(): void {
    const { prototype } = Reflect.get(globalThis, 'FileSystemSyncAccessHandle') as { readonly prototype: object };
    const read = Reflect.get(prototype, 'read') as (...values: readonly unknown[]) => number;
    Reflect.set(prototype, 'read', function garbled(this: unknown, bytes: Uint8Array, options: unknown) {
      const count = Reflect.apply(read, this, [bytes, options]);
      if (count > 0) bytes[count - 1]! ^= 1;
      return count;
    });
  },

  async stageCopy(bytes: Uint8Array): Promise<string | null> {
    const copy = await createStagedCopy();
    copy?.write(bytes);
    copy?.finish();
    return copy?.name ?? null;
  },

  async keepCopy(audioId: string, bytes: Uint8Array<ArrayBuffer>): Promise<void> {
    await writeKept(audioId, new Blob([bytes]));
  },

  /** As the compute workers do it. */
  async keepCopyOf(file: Blob, audioId: string, byHand: boolean): Promise<void> {
    await writeKept(audioId, file, byHand, await createIdHasher());
  },

  /** Begins a copy whose source never gives its second half; resolves when the first is written. */
  async keepHalf(audioId: string): Promise<void> {
    const source = new Blob([new Uint8Array(8 << 20)]);
    const slice = source.slice.bind(source);
    await new Promise<void>((halfWritten) => {
      source.slice = (start, end) => {
        if (start === 0) return slice(start, end);
        halfWritten();
        return Object.assign(slice(start, end), { arrayBuffer: async () => new Promise<never>(() => undefined) });
      };
      void writeKept(audioId, source);
    });
  },

  async checkKept(audioId: string): Promise<boolean> {
    return checkKept(audioId, async (file) => audioIdOf(file));
  },

  /** How many copies of audio were asked for their size or bytes since this was first called. */
  async openedCopies(): Promise<number> {
    if (openedCopies === null) {
      openedCopies = 0;
      const prototype: object = FileSystemFileHandle.prototype;
      const getFile = Reflect.get(prototype, 'getFile') as () => Promise<File>;
      Reflect.set(prototype, 'getFile', async function counted(this: FileSystemFileHandle) {
        if (this.name.endsWith('.auto')) openedCopies = (openedCopies ?? 0) + 1;
        return Reflect.apply(getFile, this, []);
      });
    }
    return openedCopies;
  },

  async checkStaged(audioId: string, name: string): Promise<boolean> {
    return isStagedWhole(name, audioId, async (file) => audioIdOf(file));
  },

  /** What two readers at a time get of a staged copy from byte 1 on; null where it does not open. */
  async readStaged(name: string): Promise<number[][] | null> {
    const readers = await Promise.all([openStagedForReading(name), openStagedForReading(name)]);
    return readers.includes(null)
      ? null
      : readers.map((reader) => {
          const bytes = new Uint8Array(8);
          const count = reader!.readInto(bytes, 1);
          reader!.close();
          return Array.from(bytes.subarray(0, count));
        });
  },

  /** Lets files never open, as Chromium does now and then. */
  async stallOpening(): Promise<void> {
    const prototype = FileSystemFileHandle.prototype as FileSystemFileHandle & SyncHandleFactory;
    prototype.createSyncAccessHandle = async () => new Promise(() => undefined);
  },
};

expose(harness);
