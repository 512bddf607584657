import { readPieces, type AudioBytes } from '../bytes/audioBytes.ts';
import { convertSamples } from './pcmScaling.ts';
import type { FileContext } from '../sniff/refusals.ts';
import { BYTES_PER_SAMPLE } from '../sniff/sniffResult.ts';
import type { PcmSniff } from '../sniff/sniffResult.ts';

/** The most bytes that one block is read from, however many channels there are. */
const MAX_BLOCK_BYTES = 1 << 24;

export interface BlockOptions extends Partial<FileContext> {
  /** Frames of a block, at least 1; the last one is shorter, and all are where there are very many channels. */
  readonly blockFrames?: number;
  /** Every block is written into the arrays of the one before: fit where each is used up before the next is asked for. */
  readonly reuseArrays?: boolean;
}

export interface PcmOptions extends BlockOptions {
  /** Sees the bytes of every block before they become samples; they are good until it returns. */
  readonly onBytes?: (bytes: Uint8Array<ArrayBuffer>) => void;
}

export const DEFAULT_BLOCKS = {
  blockFrames: 1 << 17,
  stage: 'descriptors',
  path: null,
  reuseArrays: false,
} as const satisfies BlockOptions;

/** A direct read costs nothing, fresh memory does: blocks that the processor's cache holds, and that malloc keeps. */
const DIRECT_BLOCKS = { ...DEFAULT_BLOCKS, blockFrames: 1 << 13 } as const satisfies BlockOptions;

/**
 * Streams the samples of an uncompressed file exactly (rule D1): integers over their full negative range, floats as
 * they are. Memory is bounded by the size of one block.
 *
 * @returns blocks of one Float32Array per channel, in [-1, 1] for integers; each block has arrays of its own
 *   unless `reuseArrays` is set
 * @throws AppError `file-gone`
 */
export async function* readPcm(
  source: AudioBytes,
  pcm: PcmSniff,
  options: PcmOptions = {},
): AsyncGenerator<Float32Array<ArrayBuffer>[]> {
  const defaults = 'readInto' in source ? DIRECT_BLOCKS : DEFAULT_BLOCKS;
  const { blockFrames, stage, path, reuseArrays, onBytes } = { ...defaults, ...options };
  const frameBytes = BYTES_PER_SAMPLE[pcm.encoding] * pcm.channels;
  const step = Math.max(1, Math.min(Math.floor(blockFrames), Math.floor(MAX_BLOCK_BYTES / frameBytes)));
  const arraysOf = (frames: number) => Array.from({ length: pcm.channels }, () => new Float32Array(frames));
  const shared = reuseArrays ? arraysOf(Math.min(step, pcm.frames)) : null;
  const end = pcm.dataOffset + pcm.frames * frameBytes;
  for await (const bytes of readPieces(source, pcm.dataOffset, end, step * frameBytes, { stage, path })) {
    onBytes?.(bytes);
    const frames = Math.floor(bytes.byteLength / frameBytes);
    const block = shared?.map((array) => array.subarray(0, frames)) ?? arraysOf(frames);
    block.forEach((out, channel) => {
      convertSamples(bytes, pcm.encoding, pcm.littleEndian, channel, pcm.channels, out);
    });
    yield block;
  }
}
