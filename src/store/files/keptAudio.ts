import { AppError } from '../../domain/errors.ts';
import type { KeptCopy } from '../../domain/storage.ts';
import { isLeftOver, OpfsFiles, KEPT_FOLDER } from './opfsFiles.ts';
import { openProjectFolder } from './privateFiles.ts';
import { classifyFailure, storeError } from '../engine/storeFailure.ts';

/** A whole copy has its audio id and one of these as its name; until it is whole it is a draft. */
const BY_HAND = '.audio';
const BY_ITSELF = '.auto';
const DRAFT = '.part';
/** An empty file that says of a copy which was kept by itself that it is asked for by now: another name would take it from its readers. */
const ASKED_FOR = '.asked';

/** Copies of imported audio: those that the user asked for, and those that are kept by themselves within a room. For workers only. */
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

/** Identifies bytes that come piece by piece. */
interface Identifying {
  update(chunk: Uint8Array<ArrayBuffer>): void;
  audioId(): string;
}

/**
 * Keeps a copy of a file's bytes; one that is cut off counts as none [S12]. Rejects with `storage-full`, with `file-gone` where the
 * bytes are not those of the audio id, and with `storage-unavailable` where there is no OPFS.
 *
 * @param byHand whether the user asked for it: then it makes room for no other.
 */
export async function writeKept(
  audioId: string,
  source: Blob,
  byHand = true,
  identifying: Identifying | null = null,
): Promise<void> {
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
    if (byHand && ((await folder.size(audioId + BY_ITSELF)) ?? 0) > 0) {
      await folder.write(audioId + ASKED_FOR, new Blob());
      known?.set(audioId + ASKED_FOR, 0);
      return;
    }
    await folder.write(audioId + DRAFT, source, (chunk) => identifying?.update(chunk));
    if (identifying !== null && identifying.audioId() !== audioId) throw changedSince(audioId);
    await folder.rename(audioId + DRAFT, audioId + (byHand ? BY_HAND : BY_ITSELF));
    noteCopies([{ audioId, bytes: source.size, byHand }]);
  } catch (error) {
    await folder.remove(audioId + DRAFT);
    throw storeError(error, 'import');
  }
}

/** The kept copy of a file; null where there is none, or an empty one, which no copy is. */
export async function openKept(audioId: string): Promise<File | null> {
  const folder = await keptFolder(false);
  for (const kind of [BY_HAND, BY_ITSELF]) {
    const file = (await folder?.file(audioId + kind)) ?? null;
    if (file !== null && file.size > 0) return file;
  }
  return null;
}

/**
 * The names in the folder, each with what it takes as far as that was asked; null until they were listed. A listing holds 4 kB of
 * this process for each name, a question 6 kB more, and more of another process, until garbage is collected, which in a worker that
 * mostly waits it is not.
 */
let known: Map<string, number | null> | null = null;

/** Learns of copies that another worker has made. */
export function noteCopies(copies: readonly KeptCopy[]): void {
  for (const { audioId, bytes, byHand } of copies) known?.set(audioId + (byHand ? BY_HAND : BY_ITSELF), bytes);
}

/** Somebody else may have changed what is there. */
export function lookAnew(): void {
  known = null;
}

async function namesIn(folder: OpfsFiles | null): Promise<readonly string[]> {
  known ??= new Map(((await folder?.names()) ?? []).map((name) => [name, null]));
  return [...known.keys()];
}

async function sizeOf(folder: OpfsFiles | null, name: string): Promise<number> {
  const bytes = known?.get(name) ?? (await folder?.size(name)) ?? 0;
  if (isWhole(name)) known?.set(name, bytes);
  return bytes;
}

/** The audio ids of all kept copies. */
export async function listKept(): Promise<string[]> {
  const names = await namesIn(await keptFolder(false));
  return [...new Set(names.filter(isWhole).map(audioIdIn))];
}

/** All kept copies with what they take. */
export async function listCopies(): Promise<KeptCopy[]> {
  const folder = await keptFolder(false);
  const names = await namesIn(folder);
  const askedFor = new Set(names.filter((name) => name.endsWith(ASKED_FOR)));
  return Promise.all(
    names.filter(isWhole).map(async (name) => ({
      audioId: audioIdIn(name),
      bytes: await sizeOf(folder, name),
      byHand: name.endsWith(BY_HAND) || askedFor.has(audioIdIn(name) + ASKED_FOR),
    })),
  );
}

/** What kept copies take. */
export async function keptBytes(): Promise<number> {
  const folder = await keptFolder(false);
  const bytes = await Promise.all((await namesIn(folder)).map(async (name) => sizeOf(folder, name)));
  return bytes.reduce((sum, one) => sum + one, 0);
}

/** Removes copies that nobody asked for by hand. One that is held now stays. */
export async function dropKept(audioIds: readonly string[]): Promise<void> {
  const folder = await keptFolder(false);
  for (const audioId of audioIds) await removeUnlessHeld(folder, audioId + BY_ITSELF);
}

/** The audio ids of copies of version 1.0, which could be cut off under their final name: they wait for {@link checkKept}. */
export async function listUncheckedKept(): Promise<string[]> {
  return (await namesIn(await keptFolder(false))).filter((name) => !name.includes('.'));
}

/**
 * Reads a copy of a file: one with other bytes than the file's, cut or damaged on the disk, is removed, a whole one of version 1.0
 * taken over. Resolves with whether there is a whole one.
 */
export async function checkKept(audioId: string, audioIdOf: (file: File) => Promise<string>): Promise<boolean> {
  const folder = await keptFolder(false);
  for (const kind of [BY_HAND, BY_ITSELF, '']) {
    const file = (await folder?.file(audioId + kind)) ?? null;
    if (folder === null || file === null) continue;
    if ((await audioIdOf(file)) === audioId) {
      if (kind === '') {
        await folder.rename(audioId, audioId + BY_HAND);
        lookAnew();
      }
      return true;
    }
    await removeUnlessHeld(folder, audioId + kind);
  }
  return false;
}

/**
 * Removes drafts that have lain for `minAgeMs` (younger ones may be being written) and the copies of files that are in the
 * data set no more. What is held now goes at the next opening.
 *
 * @param unknownAmong which of some files are in the data set no more, and brought back by no step
 */
export async function sweepKept(
  unknownAmong: (audioIds: readonly string[]) => Promise<ReadonlySet<string>>,
  minAgeMs: number,
): Promise<void> {
  const folder = await keptFolder(false);
  lookAnew();
  const names = await namesIn(folder);
  const unknown = await unknownAmong(names.filter((name) => !name.endsWith(DRAFT)).map(audioIdIn));
  for (const name of names) {
    const isLeft = name.endsWith(DRAFT)
      ? isLeftOver((await folder?.file(name))?.lastModified ?? 0, minAgeMs)
      : unknown.has(audioIdIn(name));
    if (isLeft) await removeUnlessHeld(folder, name);
  }
}

async function removeUnlessHeld(folder: OpfsFiles | null, name: string): Promise<void> {
  try {
    await folder?.remove(name);
    known?.delete(name);
  } catch (error) {
    if (classifyFailure(error) !== 'busy') throw error;
  }
}

const isWhole = (name: string): boolean => name.endsWith(BY_HAND) || name.endsWith(BY_ITSELF);
const audioIdIn = (name: string): string => name.split('.')[0] ?? '';

function changedSince(subject: string): AppError {
  return new AppError({
    code: 'file-gone',
    stage: 'import',
    subject,
    message:
      'This file has changed since it was imported, so no copy of it was made. Add it again to import it as it is now.',
  });
}
