/** Gives a database another name, unless one has that name: written in one transaction, then the old one goes. */
export async function carryRecords(from: string, to: string): Promise<void> {
  const source = await opened(indexedDB.open(from), (created) => created.transaction?.abort());
  const stores = await readStores(source).finally(() => source.close());
  const target = await opened(indexedDB.open(to), ({ result }) => {
    for (const { name, keys, values } of stores) {
      const store = result.createObjectStore(name);
      for (const [place, key] of keys.entries()) store.put(values[place], key);
    }
  });
  target.close();
  // Done once nobody has it open.
  indexedDB.deleteDatabase(from);
}

interface StoreContent {
  readonly name: string;
  readonly keys: readonly IDBValidKey[];
  readonly values: readonly unknown[];
}

/** All of a database, as of one moment. */
async function readStores(database: IDBDatabase): Promise<readonly StoreContent[]> {
  const names = [...database.objectStoreNames];
  if (names.length === 0) return [];
  const reading = database.transaction(names);
  return Promise.all(
    names.map(async (name) => {
      const store = reading.objectStore(name);
      const [keys, values] = await Promise.all([answer(store.getAllKeys()), answer<unknown[]>(store.getAll())]);
      return { name, keys, values };
    }),
  );
}

async function opened(request: IDBOpenDBRequest, onNew: (created: IDBOpenDBRequest) => void): Promise<IDBDatabase> {
  request.addEventListener('upgradeneeded', () => onNew(request));
  return answer(request);
}

async function answer<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.addEventListener('success', () => resolve(request.result));
    request.addEventListener('error', () => reject(request.error ?? new Error('no answer')));
  });
}
