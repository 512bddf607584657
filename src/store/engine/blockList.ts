import { PoisonedError } from './storeFailure.ts';
import type { Session } from './session.ts';

/** What DuckDB takes by itself where it runs as WebAssembly. */
const USUAL_LIMIT = '3.2GiB';
/** Less than an open database needs, and enough for the statement that takes it back. */
const LOW_LIMIT = '1MB';

/**
 * Has DuckDB sweep its list of blocks to give up, in which every commit leaves entries of blocks that are gone: by itself it does so
 * from 32,768 entries on. A limit that cannot be reached makes it go through the whole list; it then refuses the limit, and the one of
 * before goes on. Outside of a transaction.
 */
export async function sweepBlockList(session: Session): Promise<void> {
  await session.script(`SET memory_limit = '${LOW_LIMIT}'`).catch((error: unknown) => {
    if (error instanceof PoisonedError) throw error;
  });
  await session.script(`SET memory_limit = '${USUAL_LIMIT}'`);
}
