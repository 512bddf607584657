import type { Page } from '@playwright/test';

/** What a site has stored: its private files and its databases of keys and plain values, as JSON can keep them. */
export interface StoredOrigin {
  /** The bytes by path, compressed, as most of a database is empty, and in Base64. */
  readonly files: Readonly<Record<string, string>>;
  readonly databases: readonly StoredDatabase[];
  readonly localStorage: Readonly<Record<string, string>>;
}

interface StoredDatabase {
  readonly name: string;
  readonly store: string;
  readonly entries: readonly (readonly [keyJson: string, value: unknown])[];
}

export const NOTHING_STORED: StoredOrigin = { files: {}, databases: [], localStorage: {} };

/** Reads what the site of the page has stored. Rejects where a value is not plain. */
export async function readStorage(page: Page): Promise<StoredOrigin> {
  return page.evaluate(async () => {
    const settled = async <T>(request: IDBRequest<T>): Promise<T> =>
      new Promise((resolve, reject) => {
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error ?? new Error('the database was refused'));
      });
    const files: Record<string, string> = {};
    const readFolder = async (folder: FileSystemDirectoryHandle, path: string): Promise<void> => {
      for await (const handle of folder.values()) {
        if (handle.kind === 'directory') {
          await readFolder(handle, `${path}${handle.name}/`);
          continue;
        }
        const reader = new FileReader();
        const packed = (await handle.getFile()).stream().pipeThrough(new CompressionStream('gzip'));
        reader.readAsDataURL(await new Response(packed).blob());
        await new Promise((resolve) => (reader.onload = resolve));
        const { result } = reader;
        if (typeof result === 'string') files[path + handle.name] = result.split(',')[1] ?? '';
      }
    };
    await readFolder(await navigator.storage.getDirectory(), '');
    const databases = [];
    for (const { name = '' } of await indexedDB.databases()) {
      const database = await settled(indexedDB.open(name));
      for (const store of database.objectStoreNames) {
        const objects = database.transaction(store).objectStore(store);
        const [keys, values] = [await settled(objects.getAllKeys()), await settled<unknown[]>(objects.getAll())];
        databases.push({ name, store, entries: keys.map((key, i) => [JSON.stringify(key), values[i]] as const) });
      }
      database.close();
    }
    const plain = JSON.stringify(databases);
    if (plain.includes('{}')) throw new Error(`A value of these cannot be kept as JSON: ${plain}`);
    return { files, databases, localStorage: Object.fromEntries(Object.entries(localStorage)) };
  });
}

/** Exchanges all that the site of the page has stored, but for its offline copy; nothing of the site may be open. */
export async function replaceStorage(page: Page, stored: StoredOrigin): Promise<void> {
  await page.evaluate(async ({ files, databases, localStorage: values }) => {
    const settled = async <T>(request: IDBRequest<T>): Promise<T> =>
      new Promise((resolve, reject) => {
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error ?? new Error('the database was refused'));
      });
    const root = await navigator.storage.getDirectory();
    // A worker that has just ended still holds its files for a moment.
    const emptied = async (attempts: number): Promise<void> => {
      try {
        for await (const name of root.keys()) await root.removeEntry(name, { recursive: true });
      } catch (error) {
        if (attempts === 0) throw error;
        await new Promise((resolve) => setTimeout(resolve, 50));
        await emptied(attempts - 1);
      }
    };
    await emptied(100);
    for (const { name = '' } of await indexedDB.databases()) await settled(indexedDB.deleteDatabase(name));
    localStorage.clear();
    for (const [key, value] of Object.entries(values)) localStorage.setItem(key, value);
    for (const { name, store, entries } of databases) {
      const opening = indexedDB.open(name);
      opening.onupgradeneeded = () => void opening.result.createObjectStore(store);
      const database = await settled(opening);
      const objects = database.transaction(store, 'readwrite').objectStore(store);
      for (const [key, value] of entries) await settled(objects.put(value, JSON.parse(key) as IDBValidKey));
      database.close();
    }
    for (const [path, base64] of Object.entries(files)) {
      const names = path.split('/');
      let folder = root;
      for (const name of names.slice(0, -1)) folder = await folder.getDirectoryHandle(name, { create: true });
      const handle = await folder.getFileHandle(names.at(-1) ?? '', { create: true });
      const packed = new Blob([Uint8Array.from(atob(base64), (character) => character.charCodeAt(0))]);
      const bytes = packed.stream().pipeThrough(new DecompressionStream('gzip'));
      const writable = await handle.createWritable();
      await writable.write(await new Response(bytes).arrayBuffer());
      await writable.close();
    }
  }, stored);
}
