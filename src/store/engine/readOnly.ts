import { OPENING_STEPS } from './openingSteps.ts';
import { openInMemory, type OpeningOptions } from './opening.ts';
import { BACKUP_FILE, type OpfsFiles } from '../files/opfsFiles.ts';
import { wholeDatabase } from '../files/wholeDatabase.ts';
import type { Session } from './session.ts';
import { withIncoming } from '../transfer/incomingDatabase.ts';
import { mergeIncoming, TAKE_ALL } from '../transfer/mergeIncoming.ts';

/** What is said where the data set can only be read. */
export const READ_ONLY_NOTICE =
  'The browser has no room left for what must be written before the data set can be changed, so it is open for reading ' +
  'only. Nothing is lost: Free Space on the Data tab lists what may go, and then this page goes on.';

/**
 * What the database file holds, or else the backup, in memory: for a disk that has no room for what opening must write. The
 * files stay as they are. Null where there is none.
 */
export async function openReadOnly(files: OpfsFiles, options: OpeningOptions): Promise<Session | null> {
  const found = [await wholeDatabase(files), await files.file(BACKUP_FILE)];
  const file = found.find((one) => one !== null && one.size > 0);
  if (file === undefined || file === null) return null;
  options.onStep(OPENING_STEPS.readOnly);
  const session = await openInMemory(options);
  options.onStep(OPENING_STEPS.readOnly);
  try {
    await withIncoming(session, file, { origin: 'damaged', canRead: () => true }, async ({ writtenBy }) =>
      session.sideTransaction(async () => mergeIncoming(session, writtenBy, TAKE_ALL)),
    );
    return session;
  } catch (error) {
    session.terminate();
    throw error;
  }
}
