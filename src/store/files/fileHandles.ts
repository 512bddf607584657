import { clear, entries, get, keys, setMany, type UseStore } from 'idb-keyval';
import { projectName } from '../appScope.ts';
import { recordStore } from '../recordStore.ts';

let store: UseStore | null = null;

export function handleStore(): UseStore {
  store ??= recordStore(projectName('files'), 'handles');
  return store;
}

/** Keeps handles beyond this visit, those to imported files by audio id. Resolves with false where the browser keeps none. */
export async function saveHandles(handles: ReadonlyMap<string, FileSystemHandle>): Promise<boolean> {
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
  return loadAny(audioId, isFile);
}

const AUDIO_ID = /^[0-9a-f]{20}$/u;

/** The audio ids of files that there are handles to. */
export async function listHandles(): Promise<string[]> {
  try {
    const all = await keys<IDBValidKey>(handleStore());
    return all.filter((key) => typeof key === 'string').filter((key) => AUDIO_ID.test(key));
  } catch {
    return [];
  }
}

/** What is no handle of that kind counts as none. */
async function loadAny<Handle extends FileSystemHandle>(
  key: string,
  isOfKind: (found: unknown) => found is Handle,
): Promise<Handle | null> {
  try {
    const found: unknown = await get(key, handleStore());
    return isOfKind(found) ? found : null;
  } catch {
    return null;
  }
}

/** Some browsers have no handles, and no name for them. */
function isFile(found: unknown): found is FileSystemFileHandle {
  return 'FileSystemFileHandle' in globalThis && found instanceof FileSystemFileHandle;
}

function isFolder(found: unknown): found is FileSystemDirectoryHandle {
  return 'FileSystemDirectoryHandle' in globalThis && found instanceof FileSystemDirectoryHandle;
}

export async function forgetAllHandles(): Promise<void> {
  await clear(handleStore()).catch(() => undefined);
}

/** No audio id. */
const PRESET_FOLDER = 'preset folder';

/** Keeps the handle to the folder that presets go to. Resolves with false where the browser keeps none. */
export async function savePresetFolder(folder: FileSystemDirectoryHandle): Promise<boolean> {
  return saveHandles(new Map([[PRESET_FOLDER, folder]]));
}

/** The folder that presets go to; null where none was chosen. */
export async function loadPresetFolder(): Promise<FileSystemDirectoryHandle | null> {
  return loadAny(PRESET_FOLDER, isFolder);
}

/** No audio id either; the folder's name follows. */
const AUDIO_FOLDER = 'audio folder ';

/** Keeps the handle to a folder of audio, in place of one of the same name. Resolves with false where the browser keeps none. */
export async function saveFolder(folder: FileSystemDirectoryHandle): Promise<boolean> {
  return saveHandles(new Map([[AUDIO_FOLDER + folder.name, folder]]));
}

/** The folders of audio that are kept, by name. */
export async function loadFolders(): Promise<FileSystemDirectoryHandle[]> {
  try {
    const all = await entries<IDBValidKey, unknown>(handleStore());
    return all.flatMap(([key, folder]) =>
      typeof key === 'string' && key.startsWith(AUDIO_FOLDER) && isFolder(folder) ? [folder] : [],
    );
  } catch {
    return [];
  }
}
