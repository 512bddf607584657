import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * Notes beside every file of the offline copy the SHA-256 of its bytes as built, which the service worker checks.
 *
 * @param {string} buildPath folder with the build
 * @returns {import('workbox-build').ManifestTransform}
 */
export function shippedHashes(buildPath) {
  return async (entries) => ({
    manifest: await Promise.all(
      entries.map(async (entry) => {
        const bytes = await readFile(join(buildPath, entry.url));
        return { ...entry, integrity: `sha256-${createHash('sha256').update(bytes).digest('base64')}` };
      }),
    ),
  });
}
