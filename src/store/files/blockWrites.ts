import { writeWhole, type WritableFile } from './wholeWrites.ts';

/** What {@link BlockWrites} needs of a file, as OPFS has it in workers. */
export interface SyncFile extends WritableFile {
  /** Answers how many bytes there were. */
  read(bytes: Uint8Array, options: { readonly at: number }): number;
  truncate(size: number): void;
  getSize(): number;
}

/** A block as it was before it was written over. */
export interface FormerBlock {
  /** Its place in the database, in bytes. */
  readonly at: number;
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** The checksum that it was to begin with. */
  readonly intended: Uint8Array<ArrayBuffer>;
}

const MAGIC = 0x6b_6c_6f_62;
/** Magic, length, place, and the checksum that the block was to begin with. */
const HEAD_BYTES = 24;
const INTENDED_AT = 16;
/** What every block of a database begins with. */
export const CHECKSUM_BYTES = 8;

/**
 * Writes blocks of a database in place so that each is there whole or as it was [S11]: DuckDB writes over blocks that the last
 * commit refers to (of those that hold its lists, only parts are free), and a write that is cut, on a full disk or by the end of
 * the process, would leave none of the two. What a block was is kept in a file beside the database while it is written over, and
 * is put back when the database is next opened; where there is no room even for that, it is read from there until there is.
 */
export class BlockWrites {
  readonly #database: SyncFile;
  readonly #former: SyncFile;
  /** What is kept of a block, used again: a commit writes over many, and two new buffers of each would soon be all garbage. */
  #room = new Uint8Array();
  /** A block that was cut and is not put back yet. */
  #cut: FormerBlock | null;

  constructor(database: SyncFile, former: SyncFile) {
    this.#database = database;
    this.#former = former;
    const record = new Uint8Array(former.getSize());
    former.read(record, { at: 0 });
    const block = formerBlock(record);
    const begins = new Uint8Array(CHECKSUM_BYTES);
    const count = block === null ? 0 : database.read(begins, { at: block.at });
    this.#cut = block !== null && isOf(block, begins.subarray(0, count)) ? block : null;
    try {
      this.putBack();
    } catch {
      // It is read from where it is kept.
    }
  }

  /** Answers how many bytes there were. */
  read(bytes: Uint8Array, at: number): number {
    const count = this.#database.read(bytes, { at });
    if (this.#cut !== null) lay(this.#cut, bytes.subarray(0, count), at);
    return count;
  }

  /** Throws a `QuotaExceededError` where the disk does not take all of it; the block is then as it was. */
  write(bytes: Uint8Array, at: number): void {
    this.putBack();
    const length = Math.min(bytes.length, this.#database.getSize() - at);
    if (length <= 0) return writeWhole(this.#database, bytes, at);
    const record = this.#recordFor(length);
    const former = { at, bytes: record.subarray(HEAD_BYTES), intended: bytes.slice(0, CHECKSUM_BYTES) };
    this.#database.read(former.bytes, { at });
    try {
      writeWhole(this.#former, recordOf(former, record), 0);
    } catch (error) {
      this.#former.truncate(0);
      throw error;
    }
    // Until the next line of this is done, whoever comes next puts it back.
    this.#cut = former;
    writeWhole(this.#database, bytes, at);
    this.#cut = null;
    this.#former.truncate(0);
  }

  /** Room for what is kept of a block of so many bytes; what was in it is lost. */
  #recordFor(length: number): Uint8Array<ArrayBuffer> {
    if (this.#room.length < HEAD_BYTES + length) this.#room = new Uint8Array(HEAD_BYTES + length);
    return this.#room.subarray(0, HEAD_BYTES + length);
  }

  /** Puts a block that was cut back. Throws a `QuotaExceededError` where the disk does not take it; it is kept then. */
  putBack(): void {
    if (this.#cut !== null) writeWhole(this.#database, this.#cut.bytes, this.#cut.at);
    this.#cut = null;
    if (this.#former.getSize() > 0) this.#former.truncate(0);
  }
}

/** A block as it is kept while it is written over, in `record`, where its bytes may lie in their place already. */
export function recordOf(
  { at, bytes, intended }: FormerBlock,
  record = new Uint8Array(HEAD_BYTES + bytes.length),
): Uint8Array<ArrayBuffer> {
  const head = new DataView(record.buffer, record.byteOffset);
  head.setUint32(0, MAGIC);
  head.setUint32(4, bytes.length);
  head.setFloat64(8, at);
  record.set(intended, INTENDED_AT);
  record.set(bytes, HEAD_BYTES);
  return record;
}

/** What a record says of a block that was being written over; null for what is no such record. */
export function formerBlock(record: Uint8Array<ArrayBuffer>): FormerBlock | null {
  if (record.length < HEAD_BYTES + CHECKSUM_BYTES) return null;
  const head = new DataView(record.buffer, record.byteOffset);
  const at = head.getFloat64(8);
  const [intended, bytes] = [record.subarray(INTENDED_AT, HEAD_BYTES), record.subarray(HEAD_BYTES)];
  const isRecord =
    head.getUint32(0) === MAGIC && head.getUint32(4) === bytes.length && Number.isSafeInteger(at) && at >= 0;
  return isRecord ? { at, bytes, intended } : null;
}

/**
 * Whether a database that begins so at the place of a block is the one that it is of: it begins as the block did, as it was to, or
 * as one that was cut between the two.
 */
export function isOf({ bytes, intended }: FormerBlock, begins: Uint8Array): boolean {
  for (let cut = 0; cut <= CHECKSUM_BYTES; cut += 1) {
    const isCutHere = begins.every((byte, place) => byte === (place < cut ? intended : bytes)[place]);
    if (isCutHere && begins.length === CHECKSUM_BYTES) return true;
  }
  return false;
}

/** Puts the part of a block that lies in it over what was read at a place. */
function lay({ at, bytes }: FormerBlock, read: Uint8Array, readAt: number): void {
  const [from, to] = [Math.max(at, readAt), Math.min(at + bytes.length, readAt + read.length)];
  if (from < to) read.set(bytes.subarray(from - at, to - at), from - readAt);
}
