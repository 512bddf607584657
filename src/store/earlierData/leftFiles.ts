import { freeAsideName } from '../files/keptAside.ts';
import { DAMAGED_PREFIX, kindOfName, OpfsFiles } from '../files/opfsFiles.ts';

/** What bears a name that the store gives, and is of its kind. */
export async function leftOver(folder: FileSystemDirectoryHandle): Promise<FileSystemHandle[]> {
  const left: FileSystemHandle[] = [];
  for await (const entry of folder.values()) {
    if (entry.kind === kindOfName(entry.name)) left.push(entry);
  }
  return left;
}

/** Moves a file; what was kept aside from the app's own files stays beside what comes. */
export async function moveFile(name: string, from: OpfsFiles, to: OpfsFiles): Promise<void> {
  const isTaken = name.startsWith(DAMAGED_PREFIX) && (await to.size(name)) !== null;
  await from.rename(name, isTaken ? await freeAsideName(to, DAMAGED_PREFIX) : name, to);
}

/** Moves the files of a folder. A folder in it is nothing that the store made, and stays. */
export async function moveFolder(
  name: string,
  root: FileSystemDirectoryHandle,
  project: FileSystemDirectoryHandle,
  onFile: () => void,
): Promise<void> {
  const folder = await root.getDirectoryHandle(name);
  const old = new OpfsFiles(folder);
  const own = new OpfsFiles(await project.getDirectoryHandle(name, { create: true }));
  const inner: FileSystemHandle[] = [];
  for await (const entry of folder.values()) inner.push(entry);
  for (const file of inner.filter((entry) => !isFolder(entry))) {
    onFile();
    await old.rename(file.name, file.name, own);
  }
  if (!inner.some(isFolder)) await new OpfsFiles(root).removeFolder(name);
}

export const isFolder = ({ kind }: FileSystemHandle): boolean => kind === 'directory';
