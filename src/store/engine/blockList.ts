import { PoisonedError } from './storeFailure.ts';
import type { Session } from './session.ts';

/**
 * DuckDB gives up what it has read before it takes more. By itself it would take 3.2 GiB, and WebAssembly gives none back: a data set of
 * a million files then held 4.5 GB of the page's process.
 */
export const USUAL_LIMIT = '1.5GiB';
/** Of a database that lies in the engine's memory itself: DuckDB's own limit, 80 % of what WebAssembly has. */
export const IN_MEMORY_LIMIT = '3.2GiB';
/** What taking in a file may need, after which another engine goes on: 1.5 GiB were too little for a million files. */
const IMPORT_LIMIT = '2.25GiB';
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
  await session.script(`SET memory_limit = '${session.memoryLimit}'`);
}

/** Runs work that goes over all rows of a large data set with the memory that this needs. */
export async function withImportLimit<T>(session: Session, work: () => Promise<T>): Promise<T> {
  if (session.memoryLimit === IN_MEMORY_LIMIT) return work();
  await session.script(`SET memory_limit = '${IMPORT_LIMIT}'`);
  try {
    return await work();
  } finally {
    // Refused where more is needed, and then the higher one goes on.
    if (!session.broken) await session.script(`SET memory_limit = '${session.memoryLimit}'`).catch(() => undefined);
  }
}
