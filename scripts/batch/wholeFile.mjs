import { rename, rm } from 'node:fs/promises';

/**
 * Has a file written beside `path` and gives it its name once it is whole; what fails leaves nothing.
 *
 * @template T
 * @param {string} path
 * @param {(draft: string) => Promise<T>} write
 * @returns {Promise<T>} what `write` resolves with
 */
export async function writeWhole(path, write) {
  const draft = `${path}.${process.pid}.tmp`;
  try {
    const written = await write(draft);
    await rename(draft, path);
    return written;
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  }
}
