import { AppError, isAbort } from '../../domain/errors.ts';
import { decodeChunks } from './audioDecoder.ts';
import { BlockAssembler } from './blockAssembler.ts';
import { asFileGone, type HeldBytes } from '../bytes/audioBytes.ts';
import { openContainer } from './containerStream.ts';
import type { DecodedPiece } from './decodedSamples.ts';
import { openFlac } from './flacStream.ts';
import type { BlockOptions } from './pcmReader.ts';
import { DEFAULT_BLOCKS } from './pcmReader.ts';
import { stageError, type FileContext } from '../sniff/refusals.ts';
import type { CompressedSniff, GaplessTrim } from '../sniff/sniffResult.ts';
import { truncationNote } from './truncation.ts';

export interface CompressedOptions extends BlockOptions {
  /** Told once at the end where the file is cut short or damaged but could be read in part. */
  readonly onNote?: (note: string) => void;
}

/** Decoded pieces of a file, and which of their frames are the music. */
interface DecodedStream {
  readonly trim: GaplessTrim;
  /** Whoever takes a piece closes it. */
  readonly pieces: AsyncIterable<DecodedPiece>;
}

/**
 * Streams a compressed file through WebCodecs at its native rate: FLAC bit-exactly, the others with the encoder's delay
 * and padding cut off. Works in workers. A damaged or truncated file gives what can be read and a note.
 *
 * @returns blocks of one Float32Array per channel; each block has arrays of its own unless `reuseArrays` is set
 * @throws AppError `damaged-file` where nothing can be decoded, `unsupported-format` without WebCodecs, `file-gone`; the
 *   signal's reason when stopped
 */
export async function* readCompressed(
  source: Blob | HeldBytes,
  sniffed: CompressedSniff,
  options: CompressedOptions = {},
): AsyncGenerator<Float32Array<ArrayBuffer>[]> {
  const { blockFrames, stage, path, signal, reuseArrays, onNote } = { ...DEFAULT_BLOCKS, ...options };
  if (typeof AudioDecoder === 'undefined') {
    throw stageError(
      stage,
      'unsupported-format',
      path,
      'cannot be decoded as a stream: this browser lacks WebCodecs. Update it.',
    );
  }
  let assembler: BlockAssembler | null = null;
  let failure: unknown = null;
  try {
    const stream = await openStream(source, sniffed, { stage, path });
    assembler = new BlockAssembler(sniffed.channels, Math.max(1, Math.floor(blockFrames)), stream.trim, reuseArrays);
    for await (const piece of stream.pieces) {
      try {
        signal?.throwIfAborted();
        if (piece.numberOfChannels !== sniffed.channels) {
          throw new TypeError(`the decoder gave ${piece.numberOfChannels} channels`);
        }
        yield* assembler.append(piece);
      } finally {
        piece.close();
      }
      if (assembler.isComplete) break;
    }
  } catch (cause) {
    const error = asFileGone(cause, { stage, path });
    if (error instanceof AppError || isAbort(error) || signal?.aborted === true) throw error;
    failure = error;
  }
  const frames = assembler?.takenFrames ?? 0;
  if (assembler === null || frames === 0) throw undecodable({ stage, path }, failure);
  const rest = assembler.rest();
  if (rest !== null) yield rest;
  const note = truncationNote(frames, sniffed.declaredFrames, sniffed.sampleRateHz, sniffed.codec === 'flac');
  if (note !== null) onNote?.(note);
  else if (failure !== null) onNote?.('Damaged: decoding stopped before the end of the file.');
}

function undecodable({ stage, path }: FileContext, cause: unknown): AppError {
  return stageError(
    stage,
    'damaged-file',
    path,
    'cannot be decoded: it is damaged. Export or download it again.',
    cause ?? undefined,
  );
}

async function openStream(
  source: Blob | HeldBytes,
  sniffed: CompressedSniff,
  context: FileContext,
): Promise<DecodedStream> {
  const totalFrames = sniffed.declaredFrames ?? Number.POSITIVE_INFINITY;
  if (sniffed.codec === 'flac' && sniffed.container !== 'mp4') {
    const { config, frames } = await openFlac(source, sniffed, context);
    return { trim: { skipFrames: 0, totalFrames }, pieces: decodeChunks(config, frames) };
  }
  const { firstTimestampSec, pieces } = await openContainer(source, sniffed, context.path);
  const skipFrames = Math.max(0, Math.round(-firstTimestampSec * sniffed.sampleRateHz));
  return { trim: sniffed.gapless ?? { skipFrames, totalFrames }, pieces };
}
