import { clear, createStore, get, setMany, type UseStore } from 'idb-keyval';
import { projectName } from '../appScope.ts';

let store: UseStore | null = null;

export function handleStore(): UseStore {
  store ??= createStore(projectName('files'), 'handles');
  return store;
}

/** Keeps handles to imported files beyond this visit. Resolves with false where the browser keeps none. */
export async function saveHandles(handles: ReadonlyMap<string, FileSystemFileHandle>): Promise<boolean> {
  if (handles.size === 0) return true;
  try {
    await setMany([...handles], handleStore());
    return true;
  } catch {
    return false;
  }
}

/** The handle to a file by its audio id; null where there is none. */
export async function loadHandle(audioId: string): Promise<FileSystemFileHandle | null> {
  try {
    return (await get<FileSystemFileHandle>(audioId, handleStore())) ?? null;
  } catch {
    return null;
  }
}

export async function forgetAllHandles(): Promise<void> {
  await clear(handleStore()).catch(() => undefined);
}
