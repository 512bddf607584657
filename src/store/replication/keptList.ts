import type { AudioColumns } from '../../domain/audioColumns.ts';
import {
  changedRows,
  packedChanges,
  unpackedChanges,
  type FileChanges,
} from '../../workers/contracts/packedChanges.ts';
import { release } from '../../audio/bytes/release.ts';
import { fileStamp } from '../engine/fileStamp.ts';
import { readMarker } from '../engine/marker.ts';
import { LIST_FILE, WAL_FILE, type OpfsFiles } from '../files/opfsFiles.ts';
import { writeWhole } from '../files/wholeWrites.ts';
import { listRecords, recordHead } from './listRecords.ts';
import { mergedChanges } from './mergedChanges.ts';

/** What is larger is not kept: it is in memory once while it is read. */
const MOST_BYTES = 256 << 20;
const WRITTEN_BYTES = 4 << 20;
/** So many rows may have changed; then the list is left to be written anew with the next snapshot. */
const MOST_CHANGED = 200_000;

/**
 * The list of files beside the database, so that it is there before the engine is [S20]: the pages of a snapshot, then what changed since.
 * The marker says how long it is and of which commit of the database, and of any other it counts as none, so nothing of it has to be
 * whole at any moment. Where something fails here the list is read from the database.
 */
export class KeptList {
  readonly #files: OpfsFiles;
  readonly #build: string;
  /** What the file has of what followers were told, `pending` being the rest; null where it has nothing of it. */
  #bytes: number | null = null;
  #pending: FileChanges[] = [];
  /** How many rows have changed since its pages were written. */
  #changed = 0;
  /** How many bytes were found, and the stamp of the database that they were found with. */
  #found: { readonly bytes: number; readonly stamp: string } | null = null;
  #isTold = false;

  /** @param build which build this is */
  constructor(files: OpfsFiles, build: string) {
    this.#files = files;
    this.#build = build;
  }

  /** Whether what lies there is the list of the database as it is, which nothing may have opened yet. */
  async find(): Promise<boolean> {
    const marker = await readMarker();
    if (marker?.list === undefined || marker.suspect) return false;
    if (((await this.#files.size(WAL_FILE)) ?? 0) > 0) return false;
    const stamp = await fileStamp(this.#files, this.#build);
    if (marker.lookedThrough !== stamp || (await this.#files.size(LIST_FILE)) !== marker.list) return false;
    this.#found = { bytes: marker.list, stamp };
    return true;
  }

  /** Tells the pages of the list that was found, packed; resolves with what changed since, null where it cannot be read to its end. */
  async tell(page: (bytes: ArrayBuffer) => void): Promise<FileChanges | null> {
    try {
      const file = await this.#files.file(LIST_FILE);
      const whole = (await file?.arrayBuffer()) ?? new ArrayBuffer(0);
      const changes: FileChanges[] = [];
      for await (const { isPage, bytes } of listRecords(whole)) {
        if (isPage) page(bytes.buffer);
        else changes.push(unpackedChanges(bytes.buffer));
      }
      release(whole);
      const merged = mergedChanges(changes);
      this.#changed = changes.reduce((sum, some) => sum + changedRows(some), 0);
      this.#isTold = true;
      return merged;
    } catch {
      return null;
    }
  }

  /** Once the database is open and settled: from then on what was told counts, where that has left it as the list has it. */
  async settle(): Promise<void> {
    const found = this.#found;
    if (found === null || !this.#isTold || (await fileStamp(this.#files, this.#build)) !== found.stamp) return;
    this.#bytes = found.bytes;
  }

  /** Whether followers know the files from {@link tell}, and nothing has changed since: asked once, by the first snapshot. */
  takeTold(): boolean {
    const isTold = this.#isTold && this.#bytes !== null;
    this.#isTold = false;
    return isTold;
  }

  /** What a transaction has changed. */
  note({ files, best }: FileChanges): void {
    if (this.#bytes === null || (files === undefined && best === undefined)) return;
    const changes = { ...(files === undefined ? {} : { files }), ...(best === undefined ? {} : { best }) };
    this.#pending.push(changes);
    this.#isTold = false;
    this.#changed += changedRows(changes);
    if (this.#changed > MOST_CHANGED) this.lost();
  }

  /** What is there is no longer told by what changed since. */
  lost(): void {
    this.#bytes = null;
    this.#pending = [];
  }

  /** Passes the pages of a snapshot on and writes them; none may be changed meanwhile. */
  async *written(pages: AsyncIterable<AudioColumns>): AsyncGenerator<AudioColumns> {
    this.lost();
    let draft: Draft | null = new Draft(this.#files, 0);
    for await (const page of pages) {
      yield page;
      const open: Draft | null = draft;
      if (open !== null)
        draft = await this.#guarded(async () => open.add(true, { files: { saved: page, removed: [] } }));
    }
    const whole = draft;
    if (whole === null) return;
    this.#bytes = await this.#guarded(async () => whole.end());
    this.#changed = 0;
  }

  /** Writes what changed. Resolves with how many bytes of the file tell the list, null for none. */
  async bytes(): Promise<number | null> {
    if (this.#bytes === null || this.#pending.length === 0) return this.#bytes;
    const pending = this.#pending.splice(0);
    const from = this.#bytes;
    this.#bytes = await this.#guarded(async () => {
      const draft = new Draft(this.#files, from);
      for (const changes of pending) await draft.add(false, changes);
      return draft.end();
    });
    return this.#bytes;
  }

  /** A full disk, or a file that somebody holds, only costs the next visit time. */
  async #guarded<T>(work: () => Promise<T>): Promise<T | null> {
    try {
      return await work();
    } catch {
      this.lost();
      return null;
    }
  }
}

/** Records on their way to the file, some megabytes at a time. */
class Draft {
  readonly #files: OpfsFiles;
  #bytes: number;
  readonly #waiting: Uint8Array<ArrayBuffer>[] = [];
  #waitingBytes = 0;

  constructor(files: OpfsFiles, bytes: number) {
    this.#files = files;
    this.#bytes = bytes;
  }

  async add(isPage: boolean, changes: FileChanges): Promise<this> {
    const bytes = packedChanges(changes);
    const head = await recordHead({ isPage, bytes });
    this.#waiting.push(head, bytes);
    this.#waitingBytes += head.length + bytes.length;
    if (this.#bytes + this.#waitingBytes > MOST_BYTES) throw new RangeError('the list is too long');
    if (this.#waitingBytes >= WRITTEN_BYTES) await this.#write();
    return this;
  }

  /** Resolves with how long the list is; where that is nothing, it has no file. */
  async end(): Promise<number> {
    if (this.#bytes + this.#waitingBytes === 0) await this.#files.remove(LIST_FILE);
    else await this.#write();
    return this.#bytes;
  }

  async #write(): Promise<void> {
    const waiting = this.#waiting.splice(0);
    this.#waitingBytes = 0;
    if (this.#bytes === 0) await this.#files.write(LIST_FILE, new Uint8Array());
    await this.#files.inPlace([LIST_FILE], ([file]) => {
      if (file === undefined) return;
      file.truncate(this.#bytes);
      for (const bytes of waiting) {
        writeWhole(file, bytes, this.#bytes);
        this.#bytes += bytes.length;
      }
      file.flush();
    });
  }
}
