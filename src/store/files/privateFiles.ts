import { BROWSER_HAS } from '../../domain/browserHas.ts';
import { findLongName, projectFolders } from '../appScope.ts';
import { classifyFailure } from '../engine/storeFailure.ts';
import { DATABASE_FILE, openedInTime } from './opfsFiles.ts';

const TRIAL_FILE = 'inertiabands-trial';

let takesHandles: Promise<boolean> | null = null;

/**
 * The root folder of OPFS, for workers; null where the browser has none, refuses it (private windows of Firefox and Safari) or takes
 * no synchronous handles of its files.
 */
export async function openOpfsRoot(): Promise<FileSystemDirectoryHandle | null> {
  if (!BROWSER_HAS.privateFiles()) return null;
  try {
    const root = await navigator.storage.getDirectory();
    await findLongName(root);
    takesHandles ??= takesSyncHandles(root);
    return (await takesHandles) ? root : null;
  } catch {
    return null;
  }
}

/** The project's folder in OPFS, which is made if need be; null where the browser has none or refuses it. */
export async function openProjectFolder(): Promise<FileSystemDirectoryHandle | null> {
  let folder = await openOpfsRoot();
  for (const name of projectFolders()) folder = (await folder?.getDirectoryHandle(name, { create: true })) ?? null;
  return folder;
}

/**
 * Whether synchronous handles of files work here, tried by writing: some browsers have the function and refuse every file. Where
 * the database is there it has been written by one, so that nothing is tried and a full disk or a slow one costs no data set.
 */
async function takesSyncHandles(root: FileSystemDirectoryHandle): Promise<boolean> {
  if (!BROWSER_HAS.syncHandles()) return false;
  if ((await hasDatabase(root, projectFolders())) || (await hasDatabase(root, []))) return true;
  try {
    const file = await root.getFileHandle(TRIAL_FILE, { create: true });
    const access = await openedInTime(file.createSyncAccessHandle());
    access?.write(new Uint8Array(1));
    access?.close();
    return true;
  } catch (error) {
    return ['full', 'busy'].includes(classifyFailure(error));
  } finally {
    await root.removeEntry(TRIAL_FILE).catch(() => undefined);
  }
}

async function hasDatabase(root: FileSystemDirectoryHandle, folders: readonly string[]): Promise<boolean> {
  try {
    let folder = root;
    for (const name of folders) folder = await folder.getDirectoryHandle(name);
    return (await (await folder.getFileHandle(DATABASE_FILE)).getFile()).size > 0;
  } catch {
    return false;
  }
}
