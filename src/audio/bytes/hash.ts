import { hexOf } from '../../domain/hex.ts';
import { readPieces, type AudioBytes, type HeldBytes } from './audioBytes.ts';

const CHUNK_BYTES = 4 * 1024 * 1024;
/** Hex digits of an audio id (S1). */
const ID_DIGITS = 20;

export interface HashOptions {
  /** Sees every chunk once, in order, and is awaited: e.g. to stage a copy while hashing. A chunk is good until then. */
  readonly onChunk?: (chunk: Uint8Array<ArrayBuffer>) => void | Promise<void>;
  /** What messages call the file. */
  readonly path?: string | null;
}

/**
 * The identity of a file (S1): the first 20 hex digits of the SHA-256 of its bytes. What is held is hashed in one go by
 * the browser itself, which has the processor's own instructions for it; anything else 4 MiB at a time.
 *
 * @throws AppError `file-gone`; what `onChunk` throws
 */
export async function audioIdOf(source: AudioBytes | HeldBytes, options: HashOptions = {}): Promise<string> {
  const { onChunk, path = null } = options;
  // On plain HTTP the browser does not lend its own hashing.
  if ('held' in source && 'subtle' in crypto) {
    const [digest] = await Promise.all([crypto.subtle.digest('SHA-256', source.held), onChunk?.(source.held)]);
    return hexOf(new Uint8Array(digest)).slice(0, ID_DIGITS);
  }
  const hasher = await createIdHasher();
  for await (const chunk of readPieces(source, 0, source.size, CHUNK_BYTES, { stage: 'import', path })) {
    hasher.update(chunk);
    await onChunk?.(chunk);
  }
  return hasher.audioId();
}

/** The identity of a file whose bytes come by piece by piece. */
export interface IdHasher {
  update(chunk: Uint8Array<ArrayBuffer>): void;
  audioId(): string;
}

/** A hasher of one file, whose audio id [S1] is asked for once, after the last piece. */
export async function createIdHasher(): Promise<IdHasher> {
  const { createSHA256 } = await import('hash-wasm');
  const hasher = await createSHA256();
  hasher.init();
  return {
    update: (chunk) => void hasher.update(chunk),
    audioId: () => hasher.digest('hex').slice(0, ID_DIGITS),
  };
}
