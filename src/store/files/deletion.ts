import {
  BACKUP_DRAFT_FILE,
  BACKUP_FILE,
  DAMAGED_PREFIX,
  DATABASE_FILE,
  KEPT_FOLDER,
  STAGING_FOLDER,
  UNDO_FOLDER,
  WAL_FILE,
  type OpfsFiles,
} from './opfsFiles.ts';

/** Removes every file that the store has made: the closed database, backups, damaged ones, copies of audio, undo images. */
export async function removeEverything(files: OpfsFiles): Promise<void> {
  const damaged = (await files.names()).filter((name) => name.startsWith(DAMAGED_PREFIX));
  for (const name of [DATABASE_FILE, WAL_FILE, BACKUP_FILE, BACKUP_DRAFT_FILE, ...damaged]) await files.remove(name);
  for (const folder of [STAGING_FOLDER, KEPT_FOLDER, UNDO_FOLDER]) await files.removeFolder(folder);
}
