import { entries } from 'idb-keyval';
import { appName, FIRST_PROJECT, isOtherForm, openProject, projectFolders, projectName } from '../appScope.ts';
import { BACKUP_FILE, DATABASE_FILE, OpfsFiles } from '../files/opfsFiles.ts';
import { giveSettings } from '../projectSettings.ts';
import { recordStore } from '../recordStore.ts';
import { isFolder, leftOver, moveFile, moveFolder } from './leftFiles.ts';
import { openElsewhere } from './openElsewhere.ts';

type Folder = FileSystemDirectoryHandle;

/**
 * Moves what lies under another form of the app's path into the app's folder [S7], a project at a time and its database last:
 * whatever cuts the move off, the next opening goes on with what is left. A project that the app has a database of already comes
 * beside it, as another one; nothing is written over. Nearly always there is nothing to do.
 *
 * Rejects with `storage-busy` where an earlier version has the open project open under the other form, and where the browser does
 * not move a file of it.
 *
 * @param root of OPFS
 * @param onFile is called before each file that is moved
 * @returns a sentence for each project that has come beside another
 */
export async function takeOverOtherForms(root: Folder, onFile: () => void): Promise<readonly string[]> {
  const apps = await folderAt(root, projectFolders().slice(0, 1));
  if (apps === null) return [];
  const others = (await foldersIn(apps)).filter(({ name }) => isOtherForm(name));
  if (others.length === 0) return [];
  // Tabs of two projects do not move at once.
  return navigator.locks.request(appName('takeover'), async () => {
    const notices: string[] = [];
    for (const other of others) notices.push(...(await moveApp(root, other, onFile)));
    for (const { name } of others) await removeEmpty(apps, name);
    return notices;
  });
}

/** Moves the projects of one folder, but for those that are open elsewhere. */
async function moveApp(root: Folder, other: Folder, onFile: () => void): Promise<string[]> {
  const path = decodeURIComponent(other.name);
  const projects = await folderAt(other, ['projects']);
  const notices: string[] = [];
  for (const project of projects === null ? [] : await foldersIn(projects)) {
    const { name } = project;
    try {
      await navigator.locks.request(
        `inertiabands-database ${path}projects/${name}/`,
        { ifAvailable: true },
        async (lock) => {
          if (lock === null) throw openElsewhere();
          const left = await leftOver(project);
          if (left.length === 0) return;
          const id = await freeId(root, project);
          await carryProjectRecords(path, name, id);
          await moveProject(left, project, await madeFolder(root, projectFolders(id)), onFile);
          if (id !== name) notices.push(cameBeside(path));
        },
      );
    } catch (error) {
      // Another one than the open one is tried again at the next opening.
      if (name === openProject()) throw error;
    }
    if (projects !== null) await removeEmpty(projects, name);
  }
  await removeEmpty(other, 'projects');
  return notices;
}

/** Its own, unless the app has such a project: then the first one behind it that is free, the same after a cut. */
async function freeId(root: Folder, project: Folder): Promise<string> {
  const hasBackup = (await new OpfsFiles(project).size(BACKUP_FILE)) !== null;
  for (let number = 1; ; number += 1) {
    const id = number === 1 ? project.name : `${project.name.slice(0, 56)}-${number}`;
    const folder = await folderAt(root, projectFolders(id));
    if (folder === null) return id;
    const files = new OpfsFiles(folder);
    const isTaken =
      (await files.size(DATABASE_FILE)) !== null || (hasBackup && (await files.size(BACKUP_FILE)) !== null);
    if (!isTaken) return id;
  }
}

/** What IndexedDB holds of a project, and where the first one comes beside another, the settings that it shared with the app. */
async function carryProjectRecords(path: string, project: string, id: string): Promise<void> {
  const end = ` ${path}projects/${project}/`;
  const names = (await indexedDB.databases()).flatMap(({ name }) => name ?? []);
  for (const name of names.filter((one) => one.endsWith(end))) {
    const own = projectName(name.slice('inertiabands-'.length, -end.length), id);
    // They are hints, which the data set opens without.
    const carry = async () => (await import('./otherRecords.ts')).carryRecords(name, own);
    if (!names.includes(own)) await carry().catch(() => undefined);
  }
  const settings = `inertiabands-settings ${path}`;
  if (project !== FIRST_PROJECT || id === project || !names.includes(settings)) return;
  const kept = await entries<string, unknown>(recordStore(settings, 'settings')).catch(() => []);
  await giveSettings(id, Object.fromEntries(kept)).catch(() => undefined);
}

/** Moves what the store has made of a project, the database after all else. */
async function moveProject(
  left: readonly FileSystemHandle[],
  from: Folder,
  to: Folder,
  onFile: () => void,
): Promise<void> {
  const isDatabase = ({ name }: FileSystemHandle) => Number(name === DATABASE_FILE);
  for (const entry of left.toSorted((a, b) => isDatabase(a) - isDatabase(b))) {
    onFile();
    if (isFolder(entry)) await moveFolder(entry.name, from, to, onFile);
    else await moveFile(entry.name, new OpfsFiles(from), new OpfsFiles(to));
  }
}

async function foldersIn(folder: Folder): Promise<Folder[]> {
  const found: Folder[] = [];
  for await (const entry of folder.values()) if (entry.kind === 'directory') found.push(entry);
  return found;
}

/** Null where there is none, or something else in its place. */
async function folderAt(root: Folder, names: readonly string[]): Promise<Folder | null> {
  try {
    let folder = root;
    for (const name of names) folder = await folder.getDirectoryHandle(name);
    return folder;
  } catch {
    return null;
  }
}

async function madeFolder(root: Folder, names: readonly string[]): Promise<Folder> {
  let folder = root;
  for (const name of names) folder = await folder.getDirectoryHandle(name, { create: true });
  return folder;
}

/** Where something is left in it, it stays. */
async function removeEmpty(parent: Folder, name: string): Promise<void> {
  await parent.removeEntry(name).catch(() => undefined);
}

function cameBeside(path: string): string {
  return (
    `What was kept for ${path}, another way to write this address, has come here. This address has a data set of its own, ` +
    'so it is a project beside it: choose it in Project.'
  );
}
