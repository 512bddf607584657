import { BROWSER_HAS } from '../../domain/browserHas.ts';
import { classifyFailure, storeError } from '../engine/storeFailure.ts';
import { isLeftOver, openedInTime, OpfsFiles, STAGING_FOLDER } from './opfsFiles.ts';
import { openProjectFolder } from './privateFiles.ts';
import { writeWhole } from './wholeWrites.ts';

/** Share of the browser's quota that staged copies may fill: the database comes first. */
const STAGING_QUOTA_SHARE = 0.8;

/** Longer than any browser takes that answers at all. */
const CREATED_WITHIN_MS = 5000;

/** A copy of a dropped file's bytes that is being written. */
export interface StagedCopyWriter {
  /** Its random name in the staging folder. */
  readonly name: string;
  /** Appends bytes. Throws `storage-full` where there is no room. */
  write(chunk: Uint8Array): void;
  /** The copy is whole: closed, and so safe from anything that ends the browser. */
  finish(): void;
  /** Throws the copy away. */
  discard(): Promise<void>;
}

/**
 * Begins a copy in the staging folder; null where the browser has no OPFS, no room for a new file or never opens it. For workers only. Files
 * that the store is not told of within some minutes count as left over and are swept when the database is opened next.
 */
export async function createStagedCopy(): Promise<StagedCopyWriter | null> {
  const name = crypto.randomUUID();
  const access = await openNew(name);
  if (access === null) return null;
  let at = 0;
  return {
    name,
    write(chunk) {
      try {
        writeWhole(access, chunk, at);
        at += chunk.length;
      } catch (error) {
        throw storeError(error, 'import');
      }
    },
    finish() {
      access.close();
    },
    async discard() {
      access.close();
      await removeStaged([name]);
    },
  };
}

async function openNew(name: string): Promise<FileSystemSyncAccessHandle | null> {
  try {
    const handle = await stagedFile(name, true);
    return handle === null ? null : await openedInTime(handle.createSyncAccessHandle(), CREATED_WITHIN_MS);
  } catch (error) {
    if (classifyFailure(error) === 'full') return null;
    throw error;
  }
}

/** Begins a copy of so many bytes as {@link createStagedCopy} does; null also where they would take the room of what comes later. */
export async function createCopyIfRoom(bytes: number): Promise<StagedCopyWriter | null> {
  if (!BROWSER_HAS.privateFiles()) return null;
  const { usage = 0, quota = 0 } = await navigator.storage.estimate();
  return usage + bytes < quota * STAGING_QUOTA_SHARE ? createStagedCopy() : null;
}

/** The copy of that name; null where there is none, or an empty one, which no copy is. */
export async function openStaged(name: string): Promise<File | null> {
  const folder = await stagingFolder(false);
  const file = folder === null ? null : await new OpfsFiles(folder).file(name);
  return file?.size === 0 ? null : file;
}

/** Whether the copy of that name holds the bytes of the audio id: it may have been cut or damaged on the disk since. */
export async function isStagedWhole(
  name: string,
  audioId: string,
  audioIdOf: (file: File) => Promise<string>,
): Promise<boolean> {
  const file = await openStaged(name);
  return file !== null && (await audioIdOf(file)) === audioId;
}

/** A copy that is open for reading. Whoever opened it closes it. */
export interface OpenStagedCopy {
  readonly size: number;
  readInto(into: Uint8Array<ArrayBuffer>, at: number): number;
  close(): void;
}

/**
 * The copy of that name, to be read without the browser's other processes; null where there is none or it is empty, where somebody else
 * holds it, or where the browser does not open it so. For workers only.
 */
export async function openStagedForReading(name: string): Promise<OpenStagedCopy | null> {
  try {
    const access = await openedInTime(openShared(name));
    if (access === null) return null;
    const copy = {
      size: access.getSize(),
      readInto: (into: Uint8Array<ArrayBuffer>, at: number) => access.read(into, { at }),
      close: () => access.close(),
    };
    if (copy.size > 0) return copy;
    copy.close();
    return null;
  } catch (error) {
    if (error instanceof DOMException) return null;
    throw error;
  }
}

async function openShared(name: string): Promise<FileSystemSyncAccessHandle | null> {
  const handle: SharedAccessHandle | null = await stagedFile(name, false);
  return (await handle?.createSyncAccessHandle({ mode: 'read-only' })) ?? null;
}

/** The library of types knows no mode yet. */
interface SharedAccessHandle extends FileSystemFileHandle {
  createSyncAccessHandle(options?: { readonly mode: 'read-only' }): Promise<FileSystemSyncAccessHandle>;
}

/** Removes copies; those that are gone or still being read stay for the next sweep. */
export async function removeStaged(names: readonly string[]): Promise<void> {
  if (names.length === 0) return;
  const folder = await stagingFolder(false);
  if (folder === null) return;
  const files = new OpfsFiles(folder);
  for (const name of names) {
    await files.remove(name).catch((error: unknown) => {
      if (classifyFailure(error) !== 'busy') throw error;
    });
  }
}

/**
 * Removes copies that no file of the data set refers to and that have lain for `minAgeMs`: younger ones may belong to an
 * import that has not been stored yet. Resolves with the names of all that were there.
 */
export async function sweepStaged(referenced: ReadonlySet<string>, minAgeMs: number): Promise<ReadonlySet<string>> {
  const folder = await stagingFolder(false);
  if (folder === null) return new Set();
  const files = new OpfsFiles(folder);
  const orphans: string[] = [];
  const names = await files.names();
  for (const name of names) {
    if (referenced.has(name)) continue;
    const file = await files.file(name);
    if (file !== null && isLeftOver(file.lastModified, minAgeMs)) orphans.push(name);
  }
  await removeStaged(orphans);
  return new Set(names);
}

/** Asked for once by a worker that opens many files; another worker may remove it with all data. */
let folderInUse: FileSystemDirectoryHandle | null = null;

async function stagedFile(name: string, create: boolean): Promise<FileSystemFileHandle | null> {
  try {
    const file = await folderInUse?.getFileHandle(name, { create });
    if (file !== undefined) return file;
  } catch (error) {
    if (!(error instanceof DOMException && error.name === 'NotFoundError')) throw error;
  }
  folderInUse = await stagingFolder(create);
  return (await folderInUse?.getFileHandle(name, { create })) ?? null;
}

async function stagingFolder(create: boolean): Promise<FileSystemDirectoryHandle | null> {
  const project = await openProjectFolder();
  if (project === null) return null;
  try {
    return await project.getDirectoryHandle(STAGING_FOLDER, { create });
  } catch (error) {
    if (error instanceof DOMException && error.name === 'NotFoundError') return null;
    throw error;
  }
}
