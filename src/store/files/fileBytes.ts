import type { FileBytes, RemovableKind } from '../../domain/storage.ts';
import { classifyFailure } from '../engine/storeFailure.ts';
import { keptAsideNames } from './keptAside.ts';
import { keptBytes, lookAnew } from './keptAudio.ts';
import {
  BACKUP_DRAFT_FILE,
  BACKUP_FILE,
  BLOCK_FILE,
  DATABASE_FILE,
  KEPT_FOLDER,
  LIST_FILE,
  LOG_COPY_FILE,
  NEW_DATABASE_FILE,
  OpfsFiles,
  STAGING_FOLDER,
  UNDO_FOLDER,
  WAL_FILE,
} from './opfsFiles.ts';
import { openProjectFolder } from './privateFiles.ts';

const FOLDERS: Readonly<Record<Exclude<RemovableKind, 'aside'>, string>> = {
  undo: UNDO_FOLDER,
  kept: KEPT_FOLDER,
  staged: STAGING_FOLDER,
};

/** What the store's files take, whether or not the database is open; null where the browser keeps none. */
export async function fileBytes(): Promise<FileBytes | null> {
  const project = await openProjectFolder();
  if (project === null) return null;
  const files = new OpfsFiles(project);
  const removable = async (kind: RemovableKind) => {
    const found = await filesOf(project, kind);
    return found === null ? 0 : bytesOf(found.files, found.names);
  };
  return {
    database: await bytesOf(files, [DATABASE_FILE, WAL_FILE, LOG_COPY_FILE, BLOCK_FILE, NEW_DATABASE_FILE, LIST_FILE]),
    backup: await bytesOf(files, [BACKUP_FILE, BACKUP_DRAFT_FILE]),
    aside: await removable('aside'),
    undo: await removable('undo'),
    kept: await keptBytes(),
    staged: await removable('staged'),
  };
}

/** Removes all files of these kinds and nothing else. One that somebody reads just now stays. */
export async function removeKinds(kinds: readonly RemovableKind[]): Promise<void> {
  const project = await openProjectFolder();
  if (project === null) return;
  for (const kind of kinds) {
    const found = await filesOf(project, kind);
    for (const name of found?.names ?? []) {
      await found?.files.remove(name).catch((error: unknown) => {
        if (classifyFailure(error) !== 'busy') throw error;
      });
    }
  }
  lookAnew();
}

interface NamedFiles {
  readonly files: OpfsFiles;
  readonly names: readonly string[];
}

/** The files of a kind; null where they have no folder. */
async function filesOf(project: FileSystemDirectoryHandle, kind: RemovableKind): Promise<NamedFiles | null> {
  if (kind === 'aside') {
    const files = new OpfsFiles(project);
    return { files, names: await keptAsideNames(files) };
  }
  try {
    const files = new OpfsFiles(await project.getDirectoryHandle(FOLDERS[kind]));
    return { files, names: await files.names() };
  } catch (error) {
    if (error instanceof DOMException && error.name === 'NotFoundError') return null;
    throw error;
  }
}

async function bytesOf(files: OpfsFiles, names: readonly string[]): Promise<number> {
  const sizes = await Promise.all(names.map(async (name) => (await files.size(name)) ?? 0));
  return sizes.reduce((sum, size) => sum + size, 0);
}
