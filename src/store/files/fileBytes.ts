import type { FileBytes, SpareKind } from '../../domain/storage.ts';
import { classifyFailure } from '../engine/storeFailure.ts';
import { keptAsideNames } from './keptAside.ts';
import {
  BACKUP_DRAFT_FILE,
  BACKUP_FILE,
  BLOCK_FILE,
  DATABASE_FILE,
  KEPT_FOLDER,
  NEW_DATABASE_FILE,
  openProjectFolder,
  OpfsFiles,
  STAGING_FOLDER,
  UNDO_FOLDER,
  WAL_FILE,
} from './opfsFiles.ts';

const SPARE_FOLDERS: Readonly<Record<SpareKind, string>> = {
  undo: UNDO_FOLDER,
  kept: KEPT_FOLDER,
  staged: STAGING_FOLDER,
};

/** What the store's files take, whether or not the database is open; null where the browser keeps none. */
export async function fileBytes(): Promise<FileBytes | null> {
  const project = await openProjectFolder();
  if (project === null) return null;
  const files = new OpfsFiles(project);
  const spare = async (kind: SpareKind) => {
    const folder = await folderOf(project, kind);
    return folder === null ? 0 : bytesOf(folder, await folder.names());
  };
  return {
    database: await bytesOf(files, [DATABASE_FILE, WAL_FILE, BLOCK_FILE, NEW_DATABASE_FILE]),
    backup: await bytesOf(files, [BACKUP_FILE, BACKUP_DRAFT_FILE]),
    aside: await bytesOf(files, await keptAsideNames(files)),
    undo: await spare('undo'),
    kept: await spare('kept'),
    staged: await spare('staged'),
  };
}

/** Removes all files of these kinds and nothing else. One that somebody reads just now stays. */
export async function removeSpare(kinds: readonly SpareKind[]): Promise<void> {
  const project = await openProjectFolder();
  if (project === null) return;
  for (const kind of kinds) {
    const folder = await folderOf(project, kind);
    for (const name of (await folder?.names()) ?? []) {
      await folder?.remove(name).catch((error: unknown) => {
        if (classifyFailure(error) !== 'busy') throw error;
      });
    }
  }
}

async function folderOf(project: FileSystemDirectoryHandle, kind: SpareKind): Promise<OpfsFiles | null> {
  try {
    return new OpfsFiles(await project.getDirectoryHandle(SPARE_FOLDERS[kind]));
  } catch (error) {
    if (error instanceof DOMException && error.name === 'NotFoundError') return null;
    throw error;
  }
}

async function bytesOf(files: OpfsFiles, names: readonly string[]): Promise<number> {
  const sizes = await Promise.all(names.map(async (name) => (await files.size(name)) ?? 0));
  return sizes.reduce((sum, size) => sum + size, 0);
}
