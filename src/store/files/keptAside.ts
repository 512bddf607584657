import type { KeptAside } from '../../domain/storage.ts';
import { DAMAGED_PREFIX, DATABASE_FILE, SET_ASIDE_PREFIX, type OpfsFiles } from './opfsFiles.ts';
import { makeDatabaseWhole } from './wholeDatabase.ts';

type Prefix = typeof DAMAGED_PREFIX | typeof SET_ASIDE_PREFIX;

/** The names of all files that were kept aside. */
export async function keptAsideNames(files: OpfsFiles): Promise<string[]> {
  const names = await files.names();
  return names
    .filter((name) => [DAMAGED_PREFIX, SET_ASIDE_PREFIX].some((prefix) => name.startsWith(prefix)))
    .toSorted();
}

/** All files that were kept aside, by name. */
export async function listKeptAside(files: OpfsFiles): Promise<KeptAside[]> {
  const names = await keptAsideNames(files);
  return Promise.all(names.map(async (name) => ({ name, bytes: (await files.size(name)) ?? 0 })));
}

/** The next name of its kind that no file has. */
export async function freeAsideName(files: OpfsFiles, prefix: Prefix): Promise<string> {
  const numbers = (await keptAsideNames(files))
    .filter((name) => name.startsWith(prefix))
    .map((name) => Number.parseInt(name.slice(prefix.length), 10) || 0);
  return prefix + (Math.max(0, ...numbers) + 1);
}

/** Takes a file out of the way, the database whole as it was last committed [S11]. Resolves with its new name. */
export async function keepAside(files: OpfsFiles, name: string): Promise<string> {
  const kept = await freeAsideName(files, DAMAGED_PREFIX);
  if (name === DATABASE_FILE) await makeDatabaseWhole(files);
  await files.rename(name, kept);
  return kept;
}
