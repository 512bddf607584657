import type { Stage } from '../domain/stage.ts';
import { AppError } from '../domain/errors.ts';
import { stageError } from './refusals.ts';

/** Bytes fetched at once unless told otherwise, so that a walk over small headers costs few reads. */
const WINDOW_BYTES = 8192;

/** The most that one call reads, whatever a header declares. */
const MAX_READ_BYTES = 1 << 20;

/**
 * Reads the bytes [start, end) of a blob. A file that changed or vanished since it was chosen becomes an `AppError`
 * with code `file-gone`.
 */
export async function readBlob(
  blob: Blob,
  start: number,
  end: number,
  context: { stage: Stage; path: string | null },
): Promise<Uint8Array<ArrayBuffer>> {
  try {
    return new Uint8Array(await blob.slice(start, end).arrayBuffer());
  } catch (cause) {
    throw asFileGone(cause, context);
  }
}

/**
 * The bytes [start, end) of a blob in pieces of `stepBytes`, the last one shorter. A piece is good until the next is asked
 * for: where the browser can, all share one buffer, which is several times faster than slices and leaves no garbage.
 *
 * @throws AppError `file-gone`
 */
export async function* readPieces(
  blob: Blob,
  start: number,
  end: number,
  stepBytes: number,
  context: { stage: Stage; path: string | null },
): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  const reader = byteStreamReader(blob.slice(start, end));
  if (reader === null) {
    for (let from = start; from < end; from += stepBytes) {
      yield await readBlob(blob, from, Math.min(from + stepBytes, end), context);
    }
    return;
  }
  let buffer = new ArrayBuffer(Math.min(stepBytes, end - start));
  try {
    for (let from = start; from < end;) {
      const wanted = Math.min(stepBytes, end - from);
      let filled = 0;
      while (filled < wanted) {
        const { value, done } = await reader.read(new Uint8Array(buffer, filled, wanted - filled));
        if (done) throw new DOMException('the stream ended before the file', 'NotReadableError');
        buffer = value.buffer;
        filled += value.byteLength;
      }
      yield new Uint8Array(buffer, 0, filled);
      from += filled;
    }
  } catch (cause) {
    // A read of its own says more exactly than the stream what is wrong.
    await readBlob(blob, start, Math.min(start + 1, end), context);
    throw asFileGone(cause, context);
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}

/** Null where blobs are not byte streams (Safari). */
function byteStreamReader(blob: Blob): ReadableStreamBYOBReader | null {
  try {
    return blob.stream().getReader({ mode: 'byob' });
  } catch {
    return null;
  }
}

/** Turns the browser's word for an unreadable file into `file-gone`; any other error stays itself. */
export function asFileGone(cause: unknown, context: { stage: Stage; path: string | null }): unknown {
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
export class ByteReader {
  readonly path: string | null;
  private readonly blob: Blob;
  private readonly windowBytes: number;
  private windowStart = 0;
  private window: Uint8Array<ArrayBuffer> = new Uint8Array(0);

  constructor(blob: Blob, path: string | null, windowBytes: number = WINDOW_BYTES) {
    this.blob = blob;
    this.path = path;
    this.windowBytes = windowBytes;
  }

  get size(): number {
    return this.blob.size;
  }

  /** Up to `length` bytes (at most 1 MiB) from `offset`; fewer where the file ends. */
  async view(offset: number, length: number): Promise<DataView<ArrayBuffer>> {
    const start = Math.min(Math.max(0, offset), this.size);
    const end = Math.min(start + Math.min(length, MAX_READ_BYTES), this.size);
    if (start < this.windowStart || end > this.windowStart + this.window.byteLength) {
      const windowEnd = Math.min(this.size, Math.max(end, start + this.windowBytes));
      this.window = await readBlob(this.blob, start, windowEnd, { stage: 'import', path: this.path });
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
