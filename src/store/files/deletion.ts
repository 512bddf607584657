import {
  BACKUP_DRAFT_FILE,
  BACKUP_FILE,
  BLOCK_FILE,
  DATABASE_FILE,
  LOG_COPY_FILE,
  KEPT_FOLDER,
  LIST_FILE,
  NEW_DATABASE_FILE,
  STAGING_FOLDER,
  UNDO_FOLDER,
  WAL_FILE,
  type OpfsFiles,
} from './opfsFiles.ts';
import { classifyFailure } from '../engine/storeFailure.ts';
import { keptAsideNames } from './keptAside.ts';
import { lookAnew } from './keptAudio.ts';

/** A worker that was ended lets go of its files a little later. */
const HELD_AT_MOST_MS = 5000;
const TRIED_EVERY_MS = 50;

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
    LOG_COPY_FILE,
    BLOCK_FILE,
    LIST_FILE,
  ]) {
    await onceFree(async () => files.remove(name));
  }
  for (const folder of [STAGING_FOLDER, KEPT_FOLDER, UNDO_FOLDER])
    await onceFree(async () => files.removeFolder(folder));
  lookAnew();
}

async function onceFree(remove: () => Promise<void>): Promise<void> {
  for (let heldMs = 0; ; heldMs += TRIED_EVERY_MS) {
    try {
      return await remove();
    } catch (error) {
      if (classifyFailure(error) !== 'busy' || heldMs >= HELD_AT_MOST_MS) throw error;
      await new Promise((resolve) => setTimeout(resolve, TRIED_EVERY_MS));
    }
  }
}
