import type { Stage } from '../domain/stage.ts';
import { readBlob } from './byteReader.ts';
import { convertSamples } from './pcmScaling.ts';
import { BYTES_PER_SAMPLE } from './sniffResult.ts';
import type { PcmSniff } from './sniffResult.ts';

/** The most bytes that one block is read from, however many channels there are. */
const MAX_BLOCK_BYTES = 1 << 24;

export const DEFAULT_BLOCK_FRAMES = 1 << 17;

export interface BlockOptions {
  /** Frames of a block, at least 1; the last one is shorter, and all are where there are very many channels. */
  readonly blockFrames?: number;
  readonly stage?: Stage;
  /** What messages call the file. */
  readonly path?: string | null;
  readonly signal?: AbortSignal;
}

/**
 * Streams the samples of an uncompressed file exactly (rule D1): integers over their full negative range, floats as
 * they are. Memory is bounded by the size of one block.
 *
 * @returns blocks of one Float32Array per channel, in [-1, 1] for integers; each block has arrays of its own
 * @throws AppError `file-gone`; the signal's reason when stopped
 */
export async function* readPcm(
  blob: Blob,
  pcm: PcmSniff,
  options: BlockOptions = {},
): AsyncGenerator<Float32Array<ArrayBuffer>[]> {
  const { blockFrames = DEFAULT_BLOCK_FRAMES, stage = 'descriptors', path = null, signal } = options;
  const frameBytes = BYTES_PER_SAMPLE[pcm.encoding] * pcm.channels;
  const step = Math.max(1, Math.min(Math.floor(blockFrames), Math.floor(MAX_BLOCK_BYTES / frameBytes)));
  for (let frame = 0; frame < pcm.frames; frame += step) {
    signal?.throwIfAborted();
    const frames = Math.min(step, pcm.frames - frame);
    const start = pcm.dataOffset + frame * frameBytes;
    const bytes = await readBlob(blob, start, start + frames * frameBytes, { stage, path });
    yield deinterleave(bytes, pcm, Math.floor(bytes.byteLength / frameBytes));
  }
}

function deinterleave(bytes: Uint8Array<ArrayBuffer>, pcm: PcmSniff, frames: number): Float32Array<ArrayBuffer>[] {
  return Array.from({ length: pcm.channels }, (_, channel) => {
    const out = new Float32Array(frames);
    convertSamples(bytes, pcm.encoding, pcm.littleEndian, channel, pcm.channels, out);
    return out;
  });
}
