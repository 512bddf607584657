import { release } from '../../audio/bytes/release.ts';
import { appError, type AppError } from '../../domain/errors.ts';
import { projectFolders } from '../appScope.ts';
import { writeWhole } from './wholeWrites.ts';

/** The names in the project's folder of this site's private file system (OPFS). */
export const DATABASE_FILE = 'training.duckdb';
export const WAL_FILE = `${DATABASE_FILE}.wal`;
/** What the log was that is being folded in. */
export const LOG_COPY_FILE = `${WAL_FILE}.copy`;
/** What the block was that DuckDB is writing over [S11]. */
export const BLOCK_FILE = `${DATABASE_FILE}.block`;
/** The list of files as the database has it. */
export const LIST_FILE = 'training.list';
export const BACKUP_FILE = 'training.bak';
export const BACKUP_DRAFT_FILE = 'training.bak.tmp';
export const DAMAGED_PREFIX = 'training.damaged-';
export const SET_ASIDE_PREFIX = 'training.set-aside-';
/** A database on its way into the place of the present one. */
export const NEW_DATABASE_FILE = 'training.new';
export const STAGING_FOLDER = 'staged';
export const KEPT_FOLDER = 'kept';
export const UNDO_FOLDER = 'undo';

const FILES = new Set([
  BACKUP_FILE,
  BACKUP_DRAFT_FILE,
  NEW_DATABASE_FILE,
  WAL_FILE,
  LOG_COPY_FILE,
  BLOCK_FILE,
  LIST_FILE,
  DATABASE_FILE,
]);
const FOLDERS = new Set([STAGING_FOLDER, KEPT_FOLDER, UNDO_FOLDER]);

/** Of which kind what bears this name is; null for a name that the store does not give. */
export function kindOfName(name: string): FileSystemHandleKind | null {
  if (FOLDERS.has(name)) return 'directory';
  const isFile = FILES.has(name) || [DAMAGED_PREFIX, SET_ASIDE_PREFIX].some((prefix) => name.startsWith(prefix));
  return isFile ? 'file' : null;
}

/** Where DuckDB finds the database. */
export function databasePath(): string {
  return enginePath(DATABASE_FILE);
}

/** Where DuckDB finds or makes an image of Undo. */
export function undoImagePath(name: string): string {
  return enginePath(UNDO_FOLDER, name);
}

function enginePath(...names: readonly string[]): string {
  return `opfs://${[...projectFolders(), ...names].join('/')}`;
}

/** Browsers of before 2023 copy instead. */
interface MovableHandle extends FileSystemFileHandle {
  readonly move?: (folder: FileSystemDirectoryHandle, name: string) => Promise<void>;
}

const COPY_CHUNK_BYTES = 4 << 20;
/** Flushing three gigabytes at once kept this thread for five seconds, and one that stands still for ten is ended. */
const FLUSHED_BYTES = 128 << 20;
/** So large a file is worth a way of its own: it is not taken into memory whole. */
export const LARGE_FILE_BYTES = 16 << 20;

/** Chromium now and then never answers when a file is opened; after this long it counts as not opened. */
const OPENED_WITHIN_MS = 500;
/** The same where the work cannot do without the file. */
const NEEDED_WITHIN_MS = 10_000;

/** What `opening` gives; null where it gives nothing in time, and what it gives later is closed. */
export async function openedInTime<T extends { close(): void }>(
  opening: Promise<T | null>,
  withinMs = OPENED_WITHIN_MS,
): Promise<T | null> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<null>((resolve) => {
    timer = setTimeout(() => resolve(null), withinMs);
  });
  try {
    const opened = await Promise.race([opening, late]);
    if (opened === null) {
      void opening.then(
        (tooLate) => tooLate?.close(),
        () => undefined,
      );
    }
    return opened;
  } finally {
    clearTimeout(timer);
  }
}

/** A file that work cannot do without, opened. Rejects where the browser never answers. */
async function openedFor(handle: FileSystemFileHandle): Promise<FileSystemSyncAccessHandle> {
  const access = await openedInTime(handle.createSyncAccessHandle(), NEEDED_WITHIN_MS);
  if (access === null) throw new Error(`the browser did not open ${handle.name} within ${NEEDED_WITHIN_MS} ms`);
  return access;
}

/** The files of one OPFS folder, by name. */
export class OpfsFiles {
  readonly #folder: FileSystemDirectoryHandle;

  constructor(folder: FileSystemDirectoryHandle) {
    this.#folder = folder;
  }

  /** The file as it is now, null where there is none. It becomes unreadable when the file changes. */
  async file(name: string): Promise<File | null> {
    const handle = await this.#handle(name);
    return handle === null ? null : handle.getFile();
  }

  /** Bytes, null where there is no such file. */
  async size(name: string): Promise<number | null> {
    return (await this.file(name))?.size ?? null;
  }

  async names(): Promise<string[]> {
    const names: string[] = [];
    for await (const name of this.#folder.keys()) names.push(name);
    return names;
  }

  /** Removes a file; that it is not there is fine. */
  async remove(name: string): Promise<void> {
    try {
      await this.#empty(name);
      await this.#folder.removeEntry(name);
    } catch (error) {
      if (!isNotFound(error)) throw error;
    }
  }

  /** Removes a folder and all in it; that it is not there is fine. */
  async removeFolder(name: string): Promise<void> {
    try {
      await this.#folder.removeEntry(name, { recursive: true });
    } catch (error) {
      if (!isNotFound(error)) throw error;
    }
  }

  /**
   * Writes a copy of `source` under `name`, flushed to the disk and read back, over what may be there. Where it does not fit,
   * rejects with a `QuotaExceededError`, where its SHA-256 is another one with `storage-damaged`; both leave an empty file.
   *
   * @param onChunk sees every piece once, in order.
   */
  async write(
    name: string,
    source: Blob | Uint8Array<ArrayBuffer>,
    onChunk?: (chunk: Uint8Array<ArrayBuffer>) => void,
  ): Promise<void> {
    const handle = await this.#folder.getFileHandle(name, { create: true });
    const access = await openedFor(handle);
    try {
      access.truncate(0);
      const hashes: string[] = [];
      const size = source instanceof Blob ? source.size : source.length;
      for (let at = 0; at < size; at += COPY_CHUNK_BYTES) {
        const chunk = await chunkOf(source, at);
        writeWhole(access, chunk, at);
        onChunk?.(chunk);
        hashes.push(await hashOf(chunk));
        if (source instanceof Blob) release(chunk.buffer);
        if ((at + COPY_CHUNK_BYTES) % FLUSHED_BYTES === 0) access.flush();
      }
      access.flush();
      if (access.getSize() !== size) throw new DOMException('the copy is not whole', 'QuotaExceededError');
      const read = new Uint8Array(Math.min(COPY_CHUNK_BYTES, size));
      for (const [index, hash] of hashes.entries()) {
        const at = index * COPY_CHUNK_BYTES;
        const chunk = read.subarray(0, size - at);
        if (access.read(chunk, { at }) !== chunk.length || (await hashOf(chunk)) !== hash) throw readsOtherwise();
      }
      release(read.buffer);
    } catch (error) {
      access.truncate(0);
      throw error;
    } finally {
      access.close();
    }
  }

  /** Opens files that are there, in this order, and closes them after `work`. */
  async inPlace(
    names: readonly string[],
    work: (opened: readonly FileSystemSyncAccessHandle[]) => void,
  ): Promise<void> {
    const opened: FileSystemSyncAccessHandle[] = [];
    try {
      for (const name of names) {
        opened.push(await openedFor(await this.#folder.getFileHandle(name)));
      }
      work(opened);
    } finally {
      for (const access of opened) access.close();
    }
  }

  /** Gives a file another name, in another folder too, replacing what has it. */
  async rename(from: string, to: string, into: OpfsFiles = this): Promise<void> {
    const handle: MovableHandle = await this.#folder.getFileHandle(from);
    if (handle.move !== undefined) {
      await handle.move(into.#folder, to);
      return;
    }
    await into.write(to, await handle.getFile());
    await this.remove(from);
  }

  /** Whether nobody holds the file open; true where there is none. */
  async isFree(name: string): Promise<boolean> {
    const handle = await this.#handle(name);
    if (handle === null) return true;
    try {
      const access = await openedInTime(handle.createSyncAccessHandle());
      access?.close();
      return access !== null;
    } catch (error) {
      if (error instanceof DOMException && error.name === 'NoModificationAllowedError') return false;
      throw error;
    }
  }

  /** A large file that somebody still reads would keep its room taken after it is removed. */
  async #empty(name: string): Promise<void> {
    const handle = await this.#handle(name);
    if (handle === null || (await handle.getFile()).size < LARGE_FILE_BYTES) return;
    const access = await openedInTime(handle.createSyncAccessHandle()).catch(() => null);
    access?.truncate(0);
    access?.close();
  }

  async #handle(name: string): Promise<FileSystemFileHandle | null> {
    try {
      return await this.#folder.getFileHandle(name);
    } catch (error) {
      if (isNotFound(error)) return null;
      throw error;
    }
  }
}

/** Bytes that are here already do not go by way of the browser's own process, as those of a blob do. */
async function chunkOf(source: Blob | Uint8Array<ArrayBuffer>, at: number): Promise<Uint8Array<ArrayBuffer>> {
  const end = at + COPY_CHUNK_BYTES;
  return source instanceof Blob ? new Uint8Array(await source.slice(at, end).arrayBuffer()) : source.subarray(at, end);
}

async function hashOf(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  return new Uint8Array(await crypto.subtle.digest('SHA-256', bytes)).join(' ');
}

/** What is said of a file that does not read back as it was written. */
export function readsOtherwise(): AppError {
  return appError(
    'storage-damaged',
    'import',
    'What was written to the disk reads back otherwise, so the last step was not saved; everything before it was. The disk ' +
      'may be failing: export the database to another one.',
  );
}

function isNotFound(error: unknown): boolean {
  return error instanceof DOMException && error.name === 'NotFoundError';
}

/** Whether a file has lain for so long that nobody can be writing it; a time as far ahead is of a clock that was set back [S9]. */
export function isLeftOver(lastModifiedMs: number, minAgeMs: number): boolean {
  return Math.abs(Date.now() - lastModifiedMs) >= minAgeMs;
}
