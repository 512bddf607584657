import { LOG_COPY_FILE, WAL_FILE, type OpfsFiles } from '../files/opfsFiles.ts';
import { wholeDatabase } from '../files/wholeDatabase.ts';
import { readDatabaseHeader } from './databaseHeader.ts';

/** The generation of the database that the log goes on from, and the log's length. */
const HEAD_WORDS = 2;
const HEAD_BYTES = HEAD_WORDS * BigUint64Array.BYTES_PER_ELEMENT;

/** Copies the write-ahead log before it is folded in: in OPFS DuckDB writes over its beginning before the database holds its steps. */
export async function copyLog(files: OpfsFiles): Promise<void> {
  const log = await files.file(WAL_FILE);
  if (log === null) return;
  const head = BigUint64Array.of(await generationOf(files), BigInt(log.size));
  await files.write(LOG_COPY_FILE, new Blob([head, log]));
}

/** Where folding a log in was cut off: puts the log back as it was, or removes it where the database holds its steps already. */
export async function restoreLog(files: OpfsFiles): Promise<void> {
  const copy = await files.file(LOG_COPY_FILE);
  if (copy === null) return;
  const log = copy.slice(HEAD_BYTES);
  if (copy.size > HEAD_BYTES) {
    const [generation, bytes] = new BigUint64Array(await copy.slice(0, HEAD_BYTES).arrayBuffer());
    const isWhole = bytes === BigInt(log.size);
    if (isWhole && generation === (await generationOf(files))) await files.write(WAL_FILE, log);
    else if (isWhole) await files.remove(WAL_FILE);
  }
  await files.remove(LOG_COPY_FILE);
}

/** Removes the log and its copy, in the order in which a kill between them brings no step back twice. */
export async function removeLog(files: OpfsFiles): Promise<void> {
  await files.remove(WAL_FILE);
  await files.remove(LOG_COPY_FILE);
}

/** Which checkpoint of the database its file holds; 0 where there is none. */
export async function generationOf(files: OpfsFiles): Promise<bigint> {
  const database = await wholeDatabase(files);
  return (database === null ? null : await readDatabaseHeader(database))?.generation ?? 0n;
}
