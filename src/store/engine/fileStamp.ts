import { hexOf } from '../../domain/hex.ts';
import { HEADS_BYTES } from './databaseHeader.ts';
import type { OpfsFiles } from '../files/opfsFiles.ts';
import { wholeDatabase } from '../files/wholeDatabase.ts';

/**
 * What tells the database's file as of its last commit from any other, read and written by a build: its heads, in which every commit
 * counts on and says anew where everything lies. Null where there is no file.
 */
export async function fileStamp(files: OpfsFiles, build: string): Promise<string | null> {
  const heads = await (await wholeDatabase(files))?.slice(0, HEADS_BYTES).arrayBuffer();
  if (heads === undefined) return null;
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', heads));
  return `${build} ${hexOf(digest)}`;
}
