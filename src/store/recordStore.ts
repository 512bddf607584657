import type { UseStore } from 'idb-keyval';
import { normalForm } from './appScope.ts';

/** How long another page may take to let go of a database that is to be mended. */
const HELD_MS = 3000;

/**
 * A database of IndexedDB with one object store, for the functions of idb-keyval, opened when it is first used. Where something
 * has left the database without that object store, or with another one of its name, it is given it [S10]: else nothing could
 * ever be kept in it again. One that is not there begins with what lies under another form of the app's path [S7].
 */
export function recordStore(databaseName: string, storeName: string): UseStore {
  let opening: Promise<IDBDatabase> | null = null;
  const opened = async (): Promise<IDBDatabase> => {
    const closed = () => (opening = null);
    opening ??= openMended(databaseName, storeName, closed).catch((error: unknown) => {
      closed();
      throw error;
    });
    return opening;
  };
  return async (mode, work) => work((await opened()).transaction(storeName, mode).objectStore(storeName));
}

/**
 * The same store for writes that read nothing first: they are committed as they stand. Else a commit waits until the page has heard that they
 * were made, and goes with a page that is left meanwhile.
 */
export function committedAtOnce(store: UseStore): UseStore {
  return async (mode, work) =>
    store(mode, (objectStore) => {
      const done = work(objectStore);
      objectStore.transaction.commit();
      return done;
    });
}

async function openMended(databaseName: string, storeName: string, closed: () => void): Promise<IDBDatabase> {
  await beginWithOtherForm(databaseName);
  let database = await open(databaseName, storeName);
  if (!isFit(database, storeName)) {
    database.close();
    database = await open(databaseName, storeName, database.version + 1);
  }
  database.addEventListener('close', closed);
  // Nobody who mends or removes it has to wait for this one.
  database.addEventListener('versionchange', () => {
    database.close();
    closed();
  });
  return database;
}

/** Whatever goes wrong, it begins empty, and what was there stays there. */
async function beginWithOtherForm(databaseName: string): Promise<void> {
  try {
    const forms = (await indexedDB.databases()).filter(({ name = '' }) => normalForm(name) === databaseName);
    const names = forms.map(({ name = '' }) => name);
    if (names[0] === undefined || names.includes(databaseName)) return;
    await (await import('./earlierData/otherRecords.ts')).carryRecords(names[0], databaseName);
  } catch {
    // A browser that does not list them has none.
  }
}

/** Keys are told with each value, not read from it. */
function isFit(database: IDBDatabase, storeName: string): boolean {
  return (
    database.objectStoreNames.contains(storeName) &&
    database.transaction(storeName).objectStore(storeName).keyPath === null
  );
}

async function open(databaseName: string, storeName: string, version?: number): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(databaseName, version);
    request.addEventListener('upgradeneeded', () => {
      const { result } = request;
      if (result.objectStoreNames.contains(storeName)) result.deleteObjectStore(storeName);
      result.createObjectStore(storeName);
    });
    request.addEventListener('success', () => resolve(request.result));
    request.addEventListener('error', () => reject(request.error ?? new Error(`${databaseName} does not open`)));
    // Whoever has it open closes it when asked to; a tab that has just ended takes a moment.
    request.addEventListener('blocked', () => {
      const timer = setTimeout(() => {
        reject(new Error(`${databaseName} is held open elsewhere`));
        request.addEventListener('success', () => request.result.close());
      }, HELD_MS);
      request.addEventListener('success', () => clearTimeout(timer));
    });
  });
}
