import { AppError } from '../../domain/errors.ts';
import { stageError, type FileContext } from '../sniff/refusals.ts';
import { release } from './release.ts';

/** Bytes fetched at once unless told otherwise, so that a walk over small headers costs few reads. */
const WINDOW_BYTES = 8192;

/** The most that one call reads, whatever a header declares. */
const MAX_READ_BYTES = 1 << 20;

/** Bytes that are read where they lie, while the caller waits: ten times as fast as a blob's, and without garbage. */
export interface DirectBytes {
  readonly size: number;
  /** Fills `into` with what begins at byte `at`. @returns how many bytes there were */
  readInto(into: Uint8Array<ArrayBuffer>, at: number): number;
}

/** What the readers of this folder read. */
export type AudioBytes = Blob | DirectBytes;

/**
 * Reads the bytes [start, end), fewer where the source ends before. A file that changed or vanished since it was chosen
 * becomes an `AppError` with code `file-gone`.
 */
async function readBytes(
  source: AudioBytes,
  start: number,
  end: number,
  context: FileContext,
): Promise<Uint8Array<ArrayBuffer>> {
  try {
    if ('readInto' in source) {
      const bytes = new Uint8Array(Math.max(0, Math.min(end, source.size) - start));
      return bytes.subarray(0, source.readInto(bytes, start));
    }
    return new Uint8Array(await source.slice(start, end).arrayBuffer());
  } catch (cause) {
    throw asFileGone(cause, context);
  }
}

/** The bytes [start, end) of a source as a source of its own. */
export function narrowed(source: Blob | HeldBytes, start: number, end: number): Blob | HeldBytes;
export function narrowed(source: AudioBytes, start: number, end: number): AudioBytes;
export function narrowed(source: AudioBytes, start: number, end: number): AudioBytes {
  if (!('readInto' in source)) return source.slice(start, end);
  if (isHeld(source)) return heldBytes(source.held.subarray(start, end));
  const size = Math.max(0, Math.min(end, source.size) - start);
  return {
    size,
    readInto: (into, at) => source.readInto(into.subarray(0, Math.max(0, size - at)), start + at),
  };
}

/** Whether all bytes of a source are in memory. */
export function isHeld(source: AudioBytes): source is HeldBytes {
  return 'held' in source;
}

/** Up to here a file is read in one go. */
const SMALL_BYTES = 16 * 1024 * 1024;

/** All bytes of a small file. */
export interface HeldBytes extends DirectBytes {
  readonly held: Uint8Array<ArrayBuffer>;
}

/** Bytes in memory as a source, not copied: reads past the end give what there is. */
export function heldBytes(held: Uint8Array<ArrayBuffer>): HeldBytes {
  return {
    held,
    size: held.length,
    readInto(into, at) {
      const part = held.subarray(at, at + into.length);
      into.set(part);
      return part.length;
    },
  };
}

/**
 * The bytes of a file of up to 16 MiB: every read of a blob crosses to the browser's process and back, so that headers
 * cost as much as megabytes. Null for a larger file, and for one that says it is empty.
 *
 * @throws AppError `file-gone`
 */
export async function holdIfSmall(blob: Blob, context: FileContext): Promise<HeldBytes | null> {
  if (blob.size === 0 || blob.size > SMALL_BYTES) return null;
  return heldBytes(await readBytes(blob, 0, blob.size, context));
}

/** From here on a blob is read as a stream: faster, and into one buffer, while slices leave as much garbage as bytes. */
const STREAMED_FROM_BYTES = 32 * 1024 * 1024;

/** Chromium's byte streams of blobs now and then never answer a read; after this long the rest is read in slices. */
const STALLED_AFTER_MS = 3000;

/**
 * The bytes [start, end) in pieces of `stepBytes`, the last one shorter. A piece is good until the next is asked for.
 *
 * @throws AppError `file-gone`
 */
export function readPieces(
  source: AudioBytes,
  start: number,
  end: number,
  stepBytes: number,
  context: FileContext,
): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  return 'readInto' in source
    ? directPieces(source, start, end, stepBytes)
    : blobPieces(source, start, end, stepBytes, context);
}

/** All in one buffer. */
async function* directPieces(
  source: DirectBytes,
  start: number,
  end: number,
  stepBytes: number,
): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  const buffer = new Uint8Array(Math.min(stepBytes, Math.max(0, end - start)));
  for (let from = start; from < end; from += stepBytes) {
    const count = source.readInto(buffer.subarray(0, Math.min(stepBytes, end - from)), from);
    if (count === 0) return;
    yield buffer.subarray(0, count);
  }
}

/** Slices are fetched while the piece before is worked on. */
async function* blobPieces(
  blob: Blob,
  start: number,
  end: number,
  stepBytes: number,
  context: FileContext,
): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  let from = start;
  if (end - start >= STREAMED_FROM_BYTES) {
    for await (const piece of streamedPieces(blob.slice(start, end), stepBytes)) {
      yield piece;
      from += piece.length;
    }
  }
  const fetchFrom = async (at: number) => readBytes(blob, at, Math.min(at + stepBytes, end), context);
  let next = from < end ? fetchFrom(from) : null;
  while (next !== null) {
    const piece = await next;
    from += stepBytes;
    next = from < end ? fetchFrom(from) : null;
    // Where nobody asks for it any more, its failure is nobody's either.
    next?.catch(() => undefined);
    yield piece;
    release(piece.buffer);
  }
}

/** Full pieces from the start of a blob, in one buffer, until its end or until the stream fails or stalls. */
async function* streamedPieces(blob: Blob, stepBytes: number): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  const reader = byteStreamReader(blob);
  if (reader === null) return;
  let buffer = new ArrayBuffer(stepBytes);
  try {
    for (let left = blob.size; left > 0;) {
      const wanted = Math.min(stepBytes, left);
      for (let filled = 0; filled < wanted;) {
        const read = reader.read(new Uint8Array(buffer, filled, wanted - filled));
        const value = await withoutStall(read);
        if (value === null) return;
        buffer = value.buffer;
        filled += value.byteLength;
      }
      left -= wanted;
      yield new Uint8Array(buffer, 0, wanted);
    }
  } finally {
    reader.cancel().catch(() => undefined);
  }
}

/** What was read; null where the stream ended, failed or does not answer. A read of its own then says what is wrong. */
async function withoutStall(
  read: Promise<ReadableStreamReadResult<Uint8Array<ArrayBuffer>>>,
): Promise<Uint8Array<ArrayBuffer> | null> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const stalled = new Promise<null>((resolve) => {
    timer = setTimeout(() => resolve(null), STALLED_AFTER_MS);
  });
  try {
    const result = await Promise.race([read, stalled]);
    return result === null || result.done ? null : result.value;
  } catch {
    return null;
  } finally {
    clearTimeout(timer);
  }
}

/** Null where blobs are no byte streams (Safari). */
function byteStreamReader(blob: Blob): ReadableStreamBYOBReader | null {
  try {
    return blob.stream().getReader({ mode: 'byob' });
  } catch {
    return null;
  }
}

/** Turns the browser's word for an unreadable file into `file-gone`; any other error stays itself. */
export function asFileGone(cause: unknown, context: FileContext): unknown {
  if (cause instanceof AppError || !(cause instanceof Error)) return cause;
  if (cause.name !== 'NotReadableError' && cause.name !== 'NotFoundError') return cause;
  return stageError(
    context.stage,
    'file-gone',
    context.path,
    'has changed or is gone since it was chosen; choose it again and the work goes on.',
    cause,
  );
}

/** Random access to the headers of a file in small reads; nothing is read by a declared size. */
export class HeaderReader {
  readonly path: string | null;
  private readonly source: AudioBytes;
  private readonly windowBytes: number;
  private windowStart = 0;
  private window: Uint8Array<ArrayBuffer> = new Uint8Array(0);

  constructor(source: AudioBytes, path: string | null, windowBytes: number = WINDOW_BYTES) {
    this.source = source;
    this.path = path;
    this.windowBytes = windowBytes;
  }

  get size(): number {
    return this.source.size;
  }

  /** The same bytes in large reads, for a walk from one end to the other. */
  wide(): HeaderReader {
    return new HeaderReader(this.source, this.path, MAX_READ_BYTES);
  }

  /** Up to `length` bytes (at most 1 MiB) from `offset`; fewer where the file ends. */
  async view(offset: number, length: number): Promise<DataView<ArrayBuffer>> {
    const start = Math.min(Math.max(0, offset), this.size);
    const end = Math.min(start + Math.max(0, Math.min(length, MAX_READ_BYTES)), this.size);
    if (start < this.windowStart || end > this.windowStart + this.window.byteLength) {
      const windowEnd = Math.min(this.size, Math.max(end, start + this.windowBytes));
      this.window = await readBytes(this.source, start, windowEnd, { stage: 'import', path: this.path });
      this.windowStart = start;
    }
    return new DataView(this.window.buffer, start - this.windowStart, end - start);
  }
}

/** Four characters at an offset, e.g. a chunk's or a box's name; empty where the view ends before. */
export function fourCc(view: DataView, offset: number): string {
  return latin1(view, offset, 4);
}

/** `length` bytes as Latin-1 text; empty where the view ends before. */
export function latin1(view: DataView, offset: number, length: number): string {
  if (offset + length > view.byteLength) return '';
  let text = '';
  for (let i = 0; i < length; i++) text += String.fromCodePoint(view.getUint8(offset + i));
  return text;
}
