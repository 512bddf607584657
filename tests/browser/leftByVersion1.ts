/** A record as it lies in IndexedDB. */
export interface OldRecord {
  readonly database: string;
  readonly store: string;
  readonly key: string;
  readonly value: unknown;
}

/** Puts records where 1.0 kept them. */
export async function writeRecords(records: readonly OldRecord[]): Promise<void> {
  for (const { database, store, key, value } of records) {
    await inStore(database, store, (objects) => objects.put(value, key));
  }
}

/** The record of a database with one store; undefined where there is none. */
export async function readRecord(database: string, store: string, key: string): Promise<unknown> {
  return inStore(database, store, (objects) => objects.get(key));
}

/**
 * Puts a database of the same name in the place of another: without any object store, or with one of that name which takes its
 * keys from the values.
 */
export async function replaceDatabase(name: string, oddStore: string | null): Promise<void> {
  await answer(indexedDB.deleteDatabase(name));
  const opening = indexedDB.open(name);
  opening.addEventListener('upgradeneeded', () => {
    if (oddStore !== null) opening.result.createObjectStore(oddStore, { keyPath: 'key' });
  });
  (await answer(opening)).close();
}

async function inStore<T>(name: string, store: string, work: (objects: IDBObjectStore) => IDBRequest<T>): Promise<T> {
  const opening = indexedDB.open(name);
  opening.addEventListener('upgradeneeded', () => opening.result.createObjectStore(store));
  const database = await answer(opening);
  try {
    return await answer(work(database.transaction(store, 'readwrite').objectStore(store)));
  } finally {
    database.close();
  }
}

async function answer<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.addEventListener('success', () => resolve(request.result));
    request.addEventListener('error', () => reject(request.error ?? new Error('no answer')));
  });
}

/** Removes what 1.0 and its takeover leave in IndexedDB. */
export async function removeOldRecords(): Promise<void> {
  for (const { name = '' } of await indexedDB.databases()) {
    if (/^inertiabands-(takeover|marker|files|settings)$/u.test(name)) await answer(indexedDB.deleteDatabase(name));
  }
}

export type Tree = Readonly<Record<string, string>>;

/** Writes files of text below a folder of OPFS, by their paths. */
export async function writeTree(tree: Readonly<Record<string, string | Uint8Array<ArrayBuffer>>>): Promise<void> {
  for (const [path, content] of Object.entries(tree)) {
    const parts = path.split('/');
    const name = parts.pop() ?? '';
    let folder = await navigator.storage.getDirectory();
    for (const part of parts) folder = await folder.getDirectoryHandle(part, { create: true });
    const writable = await (await folder.getFileHandle(name, { create: true })).createWritable();
    await writable.write(content);
    await writable.close();
  }
}

/** All files below the root of OPFS, by their paths. */
export async function readTree(): Promise<Tree> {
  const found: Record<string, string> = {};
  const walk = async (folder: FileSystemDirectoryHandle, path: string): Promise<void> => {
    for await (const [name, handle] of folder.entries()) {
      if (handle.kind === 'file') found[path + name] = await (await handle.getFile()).text();
      else await walk(handle, `${path}${name}/`);
    }
  };
  await walk(await navigator.storage.getDirectory(), '');
  return found;
}
