import { release } from '../../audio/bytes/release.ts';

/** What is read of a file on the disk at once. */
const READ_BYTES = 1024 * 1024;

type Pieces = AsyncIterable<Uint8Array<ArrayBuffer>>;

/**
 * Unpacks bytes as they come. A piece is good until the one after the next is asked for: then its memory is given back, as is
 * that of what was packed. Left to garbage collection both would be a hundred megabytes of a large archive.
 */
export function unpacked(packed: Pieces, format: CompressionFormat): Pieces {
  return released(inflated(released(packed), format));
}

/** The bytes of a file in slices: its stream in Chromium now and then never answers. */
export async function* sliced(file: Blob, signal: AbortSignal): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  for (let at = 0; at < file.size; at += READ_BYTES) {
    signal.throwIfAborted();
    yield new Uint8Array(await file.slice(at, at + READ_BYTES).arrayBuffer());
  }
}

async function* inflated(packed: Pieces, format: CompressionFormat): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  const { readable, writable } = new DecompressionStream(format);
  const fed = feed(packed, writable);
  const reader = readable.getReader();
  try {
    for (let step = await reader.read(); !step.done; step = await reader.read()) yield step.value;
  } finally {
    await reader.cancel().catch(() => undefined);
    await fed;
  }
}

/** Whatever goes wrong here is met by who reads what is unpacked. */
async function feed(packed: Pieces, writable: WritableStream<BufferSource>): Promise<void> {
  const writer = writable.getWriter();
  try {
    for await (const piece of packed) await writer.write(piece);
    await writer.close();
  } catch (error) {
    await writer.abort(error).catch(() => undefined);
  }
}

/** Gives the memory of each piece back when the one after the next is asked for. */
export async function* released(from: Pieces): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  let before: Uint8Array<ArrayBuffer> | null = null;
  for await (const piece of from) {
    yield piece;
    // What is only a part of a buffer shares it with others.
    if (before !== null && before.length > 0 && before.length === before.buffer.byteLength) release(before.buffer);
    before = piece;
  }
}
