/**
 * Text in the encoding that it was saved in: by its byte order mark, UTF-16 without one by its zeros, else
 * UTF-8; Windows-1252, which holds Latin-1, where most of what lies beyond ASCII is no UTF-8.
 */
export function textOfAnyEncoding(bytes: Uint8Array): string {
  return new TextDecoder(encodingOf(bytes, false)).decode(bytes);
}

/** The same, as it comes; the first piece tells the encoding. */
export async function* piecesOfAnyEncoding(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  let decoder: TextDecoder | null = null;
  for await (const piece of pieces) {
    decoder ??= new TextDecoder(encodingOf(piece, true));
    yield decoder.decode(piece, { stream: true });
  }
  yield decoder?.decode() ?? '';
}

/** @param goesOn - whether the bytes may end within a character */
function encodingOf(bytes: Uint8Array, goesOn: boolean): string {
  const [first, second] = bytes;
  if (first === 0xff && second === 0xfe) return 'utf-16le';
  if (first === 0xfe && second === 0xff) return 'utf-16be';
  const head = bytes.subarray(0, 512);
  const zeros = [0, 0];
  for (const [index, byte] of head.entries()) if (byte === 0) zeros[index % 2] = (zeros[index % 2] ?? 0) + 1;
  const [even = 0, odd = 0] = zeros;
  if (even + odd > head.length / 4) return odd > even ? 'utf-16le' : 'utf-16be';
  const text = new TextDecoder().decode(bytes, { stream: goesOn });
  const damaged = text.match(/\uFFFD/gu)?.length ?? 0;
  // eslint-disable-next-line no-control-regex
  return damaged > 0 && damaged >= (text.match(/[^\u0000-\u007F\uFFFD]/gu)?.length ?? 0) ? 'windows-1252' : 'utf-8';
}
