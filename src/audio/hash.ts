import type { Progress } from '../domain/job.ts';
import { readBlob } from './byteReader.ts';

const CHUNK_BYTES = 4 * 1024 * 1024;
/** Hex digits of an audio id (S1). */
const ID_DIGITS = 20;

export interface HashOptions {
  /** Bytes hashed so far, and all. */
  readonly onProgress?: (progress: Progress) => void;
  /** Sees every chunk once, in order, and is awaited: e.g. to stage a copy while hashing. */
  readonly onChunk?: (chunk: Uint8Array<ArrayBuffer>, offsetBytes: number) => void | Promise<void>;
  readonly signal?: AbortSignal;
  /** What messages call the file. */
  readonly path?: string | null;
}

/**
 * The identity of a file (S1): the first 20 hex digits of the SHA-256 of its bytes. Reads 4 MiB at a time.
 *
 * @throws AppError `file-gone`; the signal's reason when stopped; what `onChunk` throws
 */
export async function audioIdOf(blob: Blob, options: HashOptions = {}): Promise<string> {
  const { onProgress, onChunk, signal, path = null } = options;
  const { createSHA256 } = await import('hash-wasm');
  const hasher = await createSHA256();
  hasher.init();
  for (let offset = 0; offset < blob.size; offset += CHUNK_BYTES) {
    signal?.throwIfAborted();
    const end = Math.min(offset + CHUNK_BYTES, blob.size);
    const chunk = await readBlob(blob, offset, end, { stage: 'import', path });
    hasher.update(chunk);
    await onChunk?.(chunk, offset);
    onProgress?.({ done: end, total: blob.size });
  }
  return hasher.digest('hex').slice(0, ID_DIGITS);
}
