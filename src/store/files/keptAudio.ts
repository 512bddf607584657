import { AppError } from '../../domain/errors.ts';
import { openOpfsRoot, OpfsFiles, KEPT_FOLDER } from './opfsFiles.ts';
import { storeError } from '../engine/storeFailure.ts';

/** Copies of imported audio that the user asked to keep, by audio id. For workers only. */
async function keptFolder(create: boolean): Promise<OpfsFiles | null> {
  const root = await openOpfsRoot();
  if (root === null) return null;
  try {
    return new OpfsFiles(await root.getDirectoryHandle(KEPT_FOLDER, { create }));
  } catch (error) {
    if (error instanceof DOMException && error.name === 'NotFoundError') return null;
    throw error;
  }
}

/** Keeps a copy of a file's bytes. Rejects with `storage-full`, or `storage-unavailable` where there is no OPFS. */
export async function writeKept(audioId: string, source: Blob): Promise<void> {
  const folder = await keptFolder(true);
  if (folder === null) {
    throw new AppError({
      code: 'storage-unavailable',
      stage: 'import',
      subject: null,
      message:
        'This window keeps no files (a private window, perhaps), so audio cannot be copied into the browser. Open the app in an ordinary window for that.',
    });
  }
  try {
    await folder.write(audioId, source);
  } catch (error) {
    await folder.remove(audioId);
    throw storeError(error, 'import');
  }
}

/** The kept copy of a file; null where there is none. */
export async function openKept(audioId: string): Promise<File | null> {
  return (await (await keptFolder(false))?.file(audioId)) ?? null;
}

/** The audio ids of all kept copies. */
export async function listKept(): Promise<string[]> {
  return (await (await keptFolder(false))?.names()) ?? [];
}

/** Removes the copies of files that are in the data set no more. */
export async function sweepKept(known: ReadonlySet<string>): Promise<void> {
  const folder = await keptFolder(false);
  for (const audioId of (await folder?.names()) ?? []) {
    if (!known.has(audioId)) await folder?.remove(audioId);
  }
}
