import { clear, entries, setMany, type UseStore } from 'idb-keyval';
import { projectFolders } from '../appScope.ts';
import { markerStore } from '../engine/marker.ts';
import { recordStore } from '../recordStore.ts';
import { handleStore } from '../files/fileHandles.ts';
import { DATABASE_FILE, OpfsFiles } from '../files/opfsFiles.ts';
import { openProjectFolder } from '../files/privateFiles.ts';
import { claimTakeover, noteTakeover, takeoverState } from './claim.ts';
import { openElsewhere } from './openElsewhere.ts';
import { isFolder, leftOver, moveFile, moveFolder } from './leftFiles.ts';

/** What 1.0 holds while it has its data open. */
const LOCK_OF_1_0 = 'inertiabands-database';
const MARKER_OF_1_0 = 'inertiabands-marker';
const HANDLES_OF_1_0 = 'inertiabands-files';

/**
 * Moves what version 1.0 left in this site into the project's folder [S8]: once, by the first app that opens, and never
 * over data of its own. The database goes last, so that until then either version finds it where it was; whatever cuts the
 * move off, the next opening goes on with what is left. Nearly always there is nothing to do.
 *
 * Rejects with `storage-busy` where 1.0 has its data open in another tab, and with what the browser says where it does not
 * move a file: nothing is lost then, and the next opening tries again.
 *
 * @param root of OPFS
 * @param onFile is called before each file that is moved
 */
export async function takeOverFiles(root: FileSystemDirectoryHandle, onFile: () => void): Promise<void> {
  const left = await leftOver(root);
  const records = new Set((await indexedDB.databases().catch(() => [])).map(({ name }) => name));
  if (left.length === 0 && !records.has(MARKER_OF_1_0)) return;
  if (!(await claimTakeover(!(await hasProject(root)))) || (await takeoverState()) === 'finished') return;
  await navigator.locks.request(LOCK_OF_1_0, { ifAvailable: true }, async (lock) => {
    if (lock === null) throw openElsewhere();
    const project = await openProjectFolder();
    if (project === null) return;
    const [old, own] = [new OpfsFiles(root), new OpfsFiles(project)];
    // A database that 1.0 has made since this one was moved is not part of the data set.
    const isMoved = (await own.size(DATABASE_FILE)) !== null && (await takeoverState()) !== 'copying';
    if (!isMoved) {
      for (const { name } of left.filter(isFolder)) await moveFolder(name, root, project, onFile);
      if (records.has(MARKER_OF_1_0)) await moveEntries(recordStore(MARKER_OF_1_0, 'marker'), markerStore());
      if (records.has(HANDLES_OF_1_0)) await moveEntries(recordStore(HANDLES_OF_1_0, 'handles'), handleStore());
      const names = left.filter((entry) => !isFolder(entry)).map(({ name }) => name);
      for (const name of names) {
        onFile();
        if (name !== DATABASE_FILE) await moveFile(name, old, own);
      }
      onFile();
      if (names.includes(DATABASE_FILE)) await moveDatabase(old, own);
    }
    await noteTakeover('finished');
  });
}

/** Cut off between the two steps it does the same again. What cannot be read is a hint at most. */
async function moveEntries(from: UseStore, to: UseStore): Promise<void> {
  try {
    await setMany(await entries(from), to);
    await clear(from);
  } catch {
    // The data set opens without.
  }
}

async function moveDatabase(old: OpfsFiles, own: OpfsFiles): Promise<void> {
  if ('move' in FileSystemFileHandle.prototype) return old.rename(DATABASE_FILE, DATABASE_FILE, own);
  const file = await old.file(DATABASE_FILE);
  if (file === null) return undefined;
  await noteTakeover('copying');
  await own.write(DATABASE_FILE, file);
  await noteTakeover('finished');
  return old.remove(DATABASE_FILE);
}

/** Whether this app has opened its data set before. */
async function hasProject(root: FileSystemDirectoryHandle): Promise<boolean> {
  let folder = root;
  try {
    for (const name of projectFolders()) folder = await folder.getDirectoryHandle(name);
    return (await new OpfsFiles(folder).size(DATABASE_FILE)) !== null;
  } catch {
    return false;
  }
}
