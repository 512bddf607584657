import { AppError } from '../../domain/errors.ts';
import { isLeftOver, openProjectFolder, OpfsFiles, KEPT_FOLDER } from './opfsFiles.ts';
import { classifyFailure, storeError } from '../engine/storeFailure.ts';

/** A whole copy has its audio id and this as its name; until it is whole it is a draft. */
const WHOLE = '.audio';
const DRAFT = '.part';

/** Copies of imported audio that the user asked to keep. For workers only. */
async function keptFolder(create: boolean): Promise<OpfsFiles | null> {
  const project = await openProjectFolder();
  if (project === null) return null;
  try {
    return new OpfsFiles(await project.getDirectoryHandle(KEPT_FOLDER, { create }));
  } catch (error) {
    if (error instanceof DOMException && error.name === 'NotFoundError') return null;
    throw error;
  }
}

/** Keeps a copy of a file's bytes; one that is cut off counts as none. Rejects with `storage-full`, or `storage-unavailable` where there is no OPFS. */
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
    await folder.write(audioId + DRAFT, source);
    await folder.rename(audioId + DRAFT, audioId + WHOLE);
  } catch (error) {
    await folder.remove(audioId + DRAFT);
    throw storeError(error, 'import');
  }
}

/** The kept copy of a file; null where there is none, or an empty one, which no copy is. */
export async function openKept(audioId: string): Promise<File | null> {
  const file = (await (await keptFolder(false))?.file(audioId + WHOLE)) ?? null;
  return file?.size === 0 ? null : file;
}

/** The audio ids of all kept copies. */
export async function listKept(): Promise<string[]> {
  const names = (await (await keptFolder(false))?.names()) ?? [];
  return names.filter((name) => name.endsWith(WHOLE)).map((name) => name.slice(0, -WHOLE.length));
}

/** The audio ids of copies of version 1.0, which could be cut off under their final name: they wait for {@link checkKept}. */
export async function listUncheckedKept(): Promise<string[]> {
  const names = (await (await keptFolder(false))?.names()) ?? [];
  return names.filter((name) => !name.includes('.'));
}

/** Takes over a copy of version 1.0 that is whole and removes one that is cut. Resolves with which it was. */
export async function checkKept(audioId: string, audioIdOf: (file: File) => Promise<string>): Promise<boolean> {
  const folder = await keptFolder(false);
  const file = await folder?.file(audioId);
  if (folder === null || file === null || file === undefined) return false;
  const isWhole = (await audioIdOf(file)) === audioId;
  if (isWhole) await folder.rename(audioId, audioId + WHOLE);
  else await folder.remove(audioId);
  return isWhole;
}

/**
 * Removes drafts that have lain for `minAgeMs` (younger ones may be being written) and the copies of files that are in the
 * data set no more. What is held now goes at the next opening.
 *
 * @param known null where any file may come back
 */
export async function sweepKept(known: ReadonlySet<string> | null, minAgeMs: number): Promise<void> {
  const folder = await keptFolder(false);
  for (const name of (await folder?.names()) ?? []) {
    const [audioId = ''] = name.split('.');
    const isLeft = name.endsWith(DRAFT)
      ? isLeftOver((await folder?.file(name))?.lastModified ?? 0, minAgeMs)
      : known?.has(audioId) === false;
    if (!isLeft) continue;
    await folder?.remove(name).catch((error: unknown) => {
      if (classifyFailure(error) !== 'busy') throw error;
    });
  }
}
