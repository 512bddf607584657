import { readBytes, readPieces } from './byteReader.ts';
import { release } from './release.ts';

const CHUNK_BYTES = 4 * 1024 * 1024;
/** Up to here a file is hashed in one go by the browser itself, which has the processor's own instructions for it. */
const WHOLE_BYTES = 8 * 1024 * 1024;
/** Hex digits of an audio id (S1). */
const ID_DIGITS = 20;

export interface HashOptions {
  /** Sees every chunk once, in order, and is awaited: e.g. to stage a copy while hashing. A chunk is good until then. */
  readonly onChunk?: (chunk: Uint8Array<ArrayBuffer>, offsetBytes: number) => void | Promise<void>;
  /** What messages call the file. */
  readonly path?: string | null;
}

/**
 * The identity of a file (S1): the first 20 hex digits of the SHA-256 of its bytes. Reads small files whole
 * and large ones 4 MiB at a time.
 *
 * @throws AppError `file-gone`; what `onChunk` throws
 */
export async function audioIdOf(blob: Blob, options: HashOptions = {}): Promise<string> {
  const { onChunk, path = null } = options;
  // On plain HTTP the browser does not lend its own hashing.
  if (blob.size > 0 && blob.size <= WHOLE_BYTES && 'subtle' in crypto) {
    const bytes = await readBytes(blob, 0, blob.size, { stage: 'import', path });
    const [digest] = await Promise.all([crypto.subtle.digest('SHA-256', bytes), onChunk?.(bytes, 0)]);
    release(bytes.buffer);
    return [...new Uint8Array(digest)].map(hexPair).join('').slice(0, ID_DIGITS);
  }
  const { createSHA256 } = await import('hash-wasm');
  const hasher = await createSHA256();
  hasher.init();
  let offset = 0;
  for await (const chunk of readPieces(blob, 0, blob.size, CHUNK_BYTES, { stage: 'import', path })) {
    hasher.update(chunk);
    await onChunk?.(chunk, offset);
    offset += chunk.length;
  }
  return hasher.digest('hex').slice(0, ID_DIGITS);
}

const hexPair = (byte: number): string => byte.toString(16).padStart(2, '0');
