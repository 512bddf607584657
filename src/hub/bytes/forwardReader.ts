/** Reads forwards through bytes that come in pieces. Every method rejects with a RangeError past the end. */
export interface ForwardReader {
  /** The next `count` bytes; valid until the next call. */
  read(count: number): Promise<Uint8Array<ArrayBuffer>>;
  skip(count: number): Promise<void>;
  /** The next `count` bytes, which may be many, as a Blob. */
  blob(count: number): Promise<Blob>;
}

/** The pieces that a long value is put together from. */
const PIECE_BYTES = 4 * 1024 * 1024;

/** Collects a value piece by piece, so that no buffer of its whole length is needed. */
export async function collectBlob(reader: ForwardReader, count: number): Promise<Blob> {
  const parts: Uint8Array<ArrayBuffer>[] = [];
  let blob = new Blob();
  for await (const piece of piecesOf(reader, count, PIECE_BYTES)) {
    parts.push(piece.slice());
    if (parts.length === 4) blob = new Blob([blob, ...parts.splice(0)]);
  }
  return new Blob([blob, ...parts]);
}

/** A long value piece by piece; each is valid until the next. */
export async function* piecesOf(
  reader: ForwardReader,
  count: number,
  pieceBytes: number,
): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  for (let left = count; left > 0;) {
    const size = Math.min(left, pieceBytes);
    yield await reader.read(size);
    left -= size;
  }
}
