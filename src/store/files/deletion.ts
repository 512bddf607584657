import {
  BACKUP_DRAFT_FILE,
  BACKUP_FILE,
  BLOCK_FILE,
  DATABASE_FILE,
  KEPT_FOLDER,
  NEW_DATABASE_FILE,
  STAGING_FOLDER,
  UNDO_FOLDER,
  WAL_FILE,
  type OpfsFiles,
} from './opfsFiles.ts';
import { keptAsideNames } from './keptAside.ts';

/** Removes every file that the store has made: the closed database, backups, files kept aside, copies of audio, undo images. */
export async function removeEverything(files: OpfsFiles): Promise<void> {
  const aside = await keptAsideNames(files);
  // The backup before the database, in whose place it would come where the browser ends in between.
  for (const name of [
    BACKUP_FILE,
    BACKUP_DRAFT_FILE,
    NEW_DATABASE_FILE,
    ...aside,
    DATABASE_FILE,
    WAL_FILE,
    BLOCK_FILE,
  ]) {
    await files.remove(name);
  }
  for (const folder of [STAGING_FOLDER, KEPT_FOLDER, UNDO_FOLDER]) await files.removeFolder(folder);
}
