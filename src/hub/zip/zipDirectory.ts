import { memberPath } from '../audioNames.ts';
import { textOfAnyEncoding } from '../bytes/anyEncoding.ts';

/** A file of a zip archive as its directory tells. */
export interface ZipEntry {
  readonly name: string;
  readonly sizeBytes: number;
  readonly packedBytes: number;
  /** 0 stored, 8 deflated. */
  readonly method: number;
  readonly isEncrypted: boolean;
  /** Of its bytes unpacked. */
  readonly crc32: number;
  /** Where its local header begins, counted over all parts. */
  readonly start: number;
}

const END = 0x06054b50;
const END_64 = 0x06064b50;
const END_64_PLACE = 0x07064b50;
const ENTRY = 0x02014b50;
const END_BYTES = 22;
const ENTRY_BYTES = 46;
/** The end of an archive may carry a comment of up to 64 kB. */
const TAIL_BYTES = END_BYTES + 0xffff + 20;
const OPEN_16 = 0xffff;
const OPEN_32 = 0xffff_ffff;

/**
 * The files of a zip archive by its central directory (APPNOTE 4.3, with Zip64). Throws a RangeError where there is none.
 *
 * @param whole - all parts of the archive one behind the other
 * @param partSizes - bytes of each part, in order: places in the archive are told by part
 */
export async function readDirectory(whole: Blob, partSizes: readonly number[]): Promise<ZipEntry[]> {
  const starts = partSizes.map((_, index) => partSizes.slice(0, index).reduce((sum, size) => sum + size, 0));
  const place = (part: number, offset: number): number => {
    const start = starts[part];
    if (start === undefined) throw new RangeError('a part of it is missing; drop all parts together');
    return start + offset;
  };
  const { start, bytes } = await findDirectory(whole, place);
  const view = await viewOf(whole, start, start + bytes);
  const entries: ZipEntry[] = [];
  for (let at = 0; at + ENTRY_BYTES <= view.byteLength && view.getUint32(at, true) === ENTRY;) {
    const nameBytes = view.getUint16(at + 28, true);
    const extraBytes = view.getUint16(at + 30, true);
    const nameStart = at + ENTRY_BYTES;
    const written = textOfAnyEncoding(new Uint8Array(view.buffer, view.byteOffset + nameStart, nameBytes));
    // Old programs on Windows write their own separator.
    const name = memberPath(written.replaceAll('\\', '/'));
    const wide = wideFields(view, nameStart + nameBytes, extraBytes);
    const field = (value: number, open: number) => (value === open ? wide() : value);
    const sizeBytes = field(view.getUint32(at + 24, true), OPEN_32);
    const packedBytes = field(view.getUint32(at + 20, true), OPEN_32);
    const offset = field(view.getUint32(at + 42, true), OPEN_32);
    const part = view.getUint16(at + 34, true);
    if (!name.endsWith('/')) {
      entries.push({
        name,
        sizeBytes,
        packedBytes,
        method: view.getUint16(at + 10, true),
        isEncrypted: (view.getUint16(at + 8, true) & 1) === 1,
        crc32: view.getUint32(at + 16, true),
        start: place(part === OPEN_16 ? 0 : part, offset),
      });
    }
    at = nameStart + nameBytes + extraBytes + view.getUint16(at + 32, true);
  }
  if (entries.length === 0 && bytes > 0) throw new RangeError('its directory is damaged');
  return entries;
}

async function findDirectory(
  whole: Blob,
  place: (part: number, offset: number) => number,
): Promise<{ readonly start: number; readonly bytes: number }> {
  const tailStart = Math.max(0, whole.size - TAIL_BYTES);
  const tail = await viewOf(whole, tailStart, whole.size);
  const end = findEnd(tail);
  if (end < 0) throw new RangeError('it has no directory; it may be cut short');
  const part = tail.getUint16(end + 6, true);
  const bytes = tail.getUint32(end + 12, true);
  const offset = tail.getUint32(end + 16, true);
  const isWide = end >= 20 && tail.getUint32(end - 20, true) === END_64_PLACE;
  if (!isWide) return { start: place(part, offset), bytes };
  const wideStart = place(tail.getUint32(end - 16, true), readUint64(tail, end - 12));
  const wide = await viewOf(whole, wideStart, wideStart + 56);
  if (wide.byteLength < 56 || wide.getUint32(0, true) !== END_64) throw new RangeError('its directory is damaged');
  return { start: place(wide.getUint32(20, true), readUint64(wide, 48)), bytes: readUint64(wide, 40) };
}

/** Where the record at the end begins: its comment reaches to the end of the file, else it is the last that looks like one; -1 for none. */
function findEnd(tail: DataView): number {
  let last = -1;
  for (let at = tail.byteLength - END_BYTES; at >= 0; at -= 1) {
    if (tail.getUint32(at, true) !== END) continue;
    if (at + END_BYTES + tail.getUint16(at + 20, true) === tail.byteLength) return at;
    last = Math.max(last, at);
  }
  return last;
}

/** Reads the Zip64 fields of an entry one by one, in the order in which they are open. */
function wideFields(view: DataView, start: number, bytes: number): () => number {
  let at = start;
  const end = start + bytes;
  while (at + 4 <= end && view.getUint16(at, true) !== 1) at += 4 + view.getUint16(at + 2, true);
  let next = at + 4;
  return () => {
    if (next + 8 > end) throw new RangeError('its directory is damaged');
    next += 8;
    return readUint64(view, next - 8);
  };
}

function readUint64(view: DataView, at: number): number {
  return Number(view.getBigUint64(at, true));
}

async function viewOf(blob: Blob, start: number, end: number): Promise<DataView> {
  return new DataView(await blob.slice(start, end).arrayBuffer());
}
