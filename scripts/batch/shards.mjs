import { access, constants, readdir, readFile, stat } from 'node:fs/promises';
import { dirname, join, relative, resolve, sep } from 'node:path';

/** @typedef {import('./options.mjs').Shard} Shard */
/** @typedef {{ path: string, name: string }} Sound a file on the disk, and its path from the input on, with slashes */

/** A list of 13 million paths is a gigabyte of text; what has a zero byte in its beginning is none. */
const LOOKED_AT_BYTES = 4096;

/**
 * The files that an input names, in an order that does not depend on the machine: those of a folder and its folders that are not
 * hidden, through links to files too, or the lines of a list.
 *
 * @param {string} input
 * @returns {Promise<Sound[]>}
 * @throws {Error} where it is not there, no list, or names nothing
 */
export async function soundsOf(input) {
  const found = await stat(input).catch(() => null);
  if (found === null) throw new Error(`${input} is not there, or may not be read: it is a folder, or a list of paths.`);
  const isFolder = found.isDirectory();
  const base = isFolder ? resolve(input) : dirname(resolve(input));
  const names = isFolder ? await namesIn(base) : await linesOf(input);
  if (names.length === 0) throw new Error(`${input} ${isFolder ? 'has no files in it' : 'names no files'}.`);
  return [...new Set(names)]
    .toSorted(byBytes)
    .map((name) => ({ path: resolve(base, name), name: nameFrom(base, name) }));
}

/**
 * Every `count`th of a list. One more file at the end of the list moves no other into another shard.
 *
 * @template T
 * @param {readonly T[]} items
 * @param {Shard} shard
 * @returns {T[]}
 */
export function shareOf(items, { number, count }) {
  return items.filter((_, index) => index % count === number - 1);
}

/** What a shard's own file is called. @param {string} what @param {Shard} shard @param {string} ending */
export function shardName(what, { number, count }, ending) {
  return `${what}-${number}-of-${count}.${ending}`;
}

/**
 * The shards of one kind among the names of a folder: a whole set of them.
 *
 * @param {string} what
 * @param {readonly string[]} names
 * @returns {string[]} empty where there are none
 * @throws {Error} where one is missing, or where two sets lie there
 */
export function wholeSet(what, names) {
  const found = names.flatMap((name) => {
    const [, number, count] = new RegExp(`^${what}-(\\d+)-of-(\\d+)\\.parquet$`, 'u').exec(name) ?? [];
    return number === undefined ? [] : [{ name, number: Number(number), count: Number(count) }];
  });
  const [first] = found;
  if (first === undefined) return [];
  if (found.some(({ count }) => count !== first.count)) {
    throw new Error(
      `Shards of different sets lie together: ${first.name} is one of ${first.count}, others are not. Keep those of one set.`,
    );
  }
  const there = new Set(found.map(({ number }) => number));
  const missing = Array.from({ length: first.count }, (_, index) => index + 1).filter((number) => !there.has(number));
  if (missing.length > 0) {
    throw new Error(
      `${missing.length} of ${first.count} ${what} shards are missing: ${missing.join(', ')}. Run them first.`,
    );
  }
  return found.toSorted((a, b) => a.number - b.number).map(({ name }) => name);
}

/**
 * Why a file cannot be given to the app, in a sentence; null where it can.
 *
 * @param {Sound} sound
 * @returns {Promise<string | null>}
 */
export async function whyUnreadable({ path, name }) {
  const found = await stat(path).catch(() => null);
  if (found === null) return `“${name}” is not there: it was moved or deleted, or the list has its path wrong.`;
  if (!found.isFile()) return `“${name}” is no file; name a folder as the input, or each of its files in the list.`;
  const isReadable = await access(path, constants.R_OK).then(
    () => true,
    () => false,
  );
  return isReadable ? null : `“${name}” may not be read by you; change who may read it.`;
}

/** @param {string} folder @returns {Promise<string[]>} */
async function namesIn(folder) {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const links = new Set();
  for (const entry of entries) {
    if (!entry.isSymbolicLink()) continue;
    const target = await stat(join(entry.parentPath, entry.name)).catch(() => null);
    // One that leads nowhere is told as a file that cannot be read.
    if (target === null || target.isFile()) links.add(entry);
  }
  return entries
    .filter((entry) => entry.isFile() || links.has(entry))
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
    .filter((name) => !name.split(sep).some((part) => part.startsWith('.')));
}

/** @param {string} path */
async function linesOf(path) {
  const bytes = await readFile(path);
  if (bytes.subarray(0, LOOKED_AT_BYTES).includes(0))
    throw new Error(
      `${path} is no list of paths. To describe one file, name its folder, or a text file with its path.`,
    );
  return bytes
    .toString('utf8')
    .replace(/^\uFEFF/u, '')
    .split(/\r?\n/u)
    .filter((line) => line.trim() !== '');
}

/** @param {string} base @param {string} name */
function nameFrom(base, name) {
  const from = relative(base, resolve(base, name)).split(sep).join('/');
  return from.startsWith('../') ? resolve(base, name).split(sep).join('/').replace(/^\//u, '') : from;
}

/** @param {string} a @param {string} b */
function byBytes(a, b) {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}
