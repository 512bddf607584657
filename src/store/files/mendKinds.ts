import { projectFolders } from '../appScope.ts';
import { freeAsideName } from './keptAside.ts';
import { DAMAGED_PREFIX, kindOfName, OpfsFiles } from './opfsFiles.ts';
import { openOpfsRoot } from './privateFiles.ts';

/** What a file on the project's path is called until it has a place in the project's folder. */
const IN_THE_WAY = '.in-the-way';

/**
 * Sees to it that what lies under the names of the store is of their kind, before anything reads it: a file where a folder
 * belongs, on the project's path too, is kept aside, and so is every file in a folder where a file belongs. Nothing is lost;
 * cut off, the next opening goes on.
 *
 * @returns a sentence for each thing that was in the way
 */
export async function mendKinds(): Promise<readonly string[]> {
  const path = await mendedPath();
  const project = path.at(-1);
  if (project === undefined) return [];
  const files = new OpfsFiles(project);
  const notices: string[] = [];
  for (const [depth, name] of projectFolders().entries()) {
    const parent = new OpfsFiles(path[depth] ?? project);
    if ((await parent.size(name + IN_THE_WAY)) === null) continue;
    notices.push(inTheWay(`the folder ${name}`, 'file', [await keepAsideFrom(parent, name + IN_THE_WAY, files)]));
  }
  for (const { entry, parent } of await misplaced(project)) {
    if (entry.kind === 'file') {
      notices.push(inTheWay(`the folder ${entry.name}`, 'file', [await keepAsideFrom(files, entry.name, files)]));
    } else {
      const kept = await keepFilesAside(entry, files);
      await new OpfsFiles(parent).removeFolder(entry.name);
      notices.push(inTheWay(`the file ${entry.name}`, 'folder', kept));
    }
  }
  return notices;
}

/** The folders from the root of OPFS down to the project's; none where the browser has none or refuses it. */
async function mendedPath(): Promise<readonly FileSystemDirectoryHandle[]> {
  const root = await openOpfsRoot();
  if (root === null) return [];
  const path = [root];
  for (const name of projectFolders()) {
    const parent = path.at(-1) ?? root;
    try {
      path.push(await parent.getDirectoryHandle(name, { create: true }));
    } catch (error) {
      if (!(error instanceof DOMException && error.name === 'TypeMismatchError')) throw error;
      await new OpfsFiles(parent).rename(name, name + IN_THE_WAY);
      path.push(await parent.getDirectoryHandle(name, { create: true }));
    }
  }
  return path;
}

interface Misplaced {
  readonly entry: FileSystemFileHandle | FileSystemDirectoryHandle;
  readonly parent: FileSystemDirectoryHandle;
}

/** What is of another kind than its name in the project's folder, and folders in folders that hold files only. */
async function misplaced(project: FileSystemDirectoryHandle): Promise<readonly Misplaced[]> {
  const found: Misplaced[] = [];
  for await (const entry of project.values()) {
    const kind = kindOfName(entry.name);
    if (kind !== null && entry.kind !== kind) found.push({ entry, parent: project });
    else if (kind === 'directory' && entry.kind === 'directory') {
      for await (const inner of entry.values()) {
        if (inner.kind === 'directory') found.push({ entry: inner, parent: entry });
      }
    }
  }
  return found;
}

/** Moves every file below a folder out of it. Resolves with their new names. */
async function keepFilesAside(folder: FileSystemDirectoryHandle, project: OpfsFiles): Promise<string[]> {
  const inner: (FileSystemFileHandle | FileSystemDirectoryHandle)[] = [];
  for await (const entry of folder.values()) inner.push(entry);
  const kept: string[] = [];
  for (const entry of inner) {
    if (entry.kind === 'file') kept.push(await keepAsideFrom(new OpfsFiles(folder), entry.name, project));
    else kept.push(...(await keepFilesAside(entry, project)));
  }
  return kept;
}

async function keepAsideFrom(folder: OpfsFiles, name: string, project: OpfsFiles): Promise<string> {
  const kept = await freeAsideName(project, DAMAGED_PREFIX);
  await folder.rename(name, kept, project);
  return kept;
}

function inTheWay(place: string, kind: 'file' | 'folder', kept: readonly string[]): string {
  const what = kept.length === 0 ? 'an empty folder' : `a ${kind}`;
  const aside = kept.length === 0 ? 'it was removed' : `what was in it is kept as ${kept.join(', ')}`;
  return `Something has put ${what} in the place of ${place} of the data set; ${aside}.`;
}
