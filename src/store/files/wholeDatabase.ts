import { BlockWrites, CHECKSUM_BYTES, formerBlock, isOf } from './blockWrites.ts';
import { BLOCK_FILE, DATABASE_FILE, type OpfsFiles } from './opfsFiles.ts';

/**
 * The database's file as it is, with a block that was cut as it was before [S11]; null where there is none. It becomes unreadable
 * when the file changes.
 */
export async function wholeDatabase(files: OpfsFiles): Promise<Blob | null> {
  const file = await files.file(DATABASE_FILE);
  const record = await files.file(BLOCK_FILE);
  if (file === null || record === null || record.size === 0) return file;
  const block = formerBlock(new Uint8Array(await record.arrayBuffer()));
  if (block === null) return file;
  const { at, bytes } = block;
  const begins = new Uint8Array(await file.slice(at, at + CHECKSUM_BYTES).arrayBuffer());
  return isOf(block, begins) ? new Blob([file.slice(0, at), bytes, file.slice(at + bytes.length)]) : file;
}

/**
 * Makes the closed database's file whole where it lies, before it gets another name [S11]. Rejects with a `QuotaExceededError` where
 * the disk does not take the block; both files are then as they were.
 */
export async function makeDatabaseWhole(files: OpfsFiles): Promise<void> {
  if (((await files.size(BLOCK_FILE)) ?? 0) === 0) return;
  await files.inPlace([DATABASE_FILE, BLOCK_FILE], ([database, former]) => {
    if (database !== undefined && former !== undefined) new BlockWrites(database, former).putBack();
  });
}
