import { AppError, isAbort } from '../../domain/errors.ts';
import { decodeChunks } from './audioDecoder.ts';
import { answering, SilentDecoderError } from './answering.ts';
import { GaplessBlocks } from './gaplessBlocks.ts';
import { asFileGone, narrowed, type HeldBytes } from '../bytes/audioBytes.ts';
import { openContainer, openPackets } from './containerStream.ts';
import { decoderOf, noteSilent, type DecoderKind } from './decoderChoice.ts';
import { PieceSamples, type DecodedPiece } from './decodedSamples.ts';
import { FlacChecksum } from './flacChecksum.ts';
import { openFlac, type FlacStream } from './flacStream.ts';
import { decodeMp3WithHeadroom } from './mp3Headroom.ts';
import { mp3Packets } from './mp3Stream.ts';
import { decodeMp3InSoftware } from './softDecoders.ts';
import { roundingNote } from './selfTest.ts';
import { BROWSER_CODECS, isBrowserCodec, isStreamedHere } from './streamedHere.ts';
import type { BlockOptions } from './pcmReader.ts';
import { DEFAULT_BLOCKS } from './pcmReader.ts';
import { withoutPreSkip } from '../sniff/opusPackets.ts';
import { stageError, type FileContext } from '../sniff/refusals.ts';
import type { CodedPart, CompressedSniff, GaplessTrim } from '../sniff/sniffResult.ts';
import { joinNotes, truncationNote } from './truncation.ts';

export interface CompressedOptions extends BlockOptions {
  /** Told once at the end where the file is cut short or damaged but could be read in part. */
  readonly onNote?: (note: string) => void;
}

/** Decoded pieces of a part of a file, and which of their frames are the music. */
interface DecodedStream {
  readonly trim: GaplessTrim;
  /** Whoever takes a piece closes it. */
  readonly pieces: AsyncIterable<DecodedPiece>;
  /** Null for another codec, and for FLAC of which its container tells all. */
  readonly flac: FlacStream | null;
}

/**
 * Streams a compressed file through WebCodecs at its native rate: FLAC bit-exactly, the others with the encoder's delay
 * and padding cut off. Works in workers. A damaged or truncated file gives what can be read and a note.
 *
 * @returns blocks of one Float32Array per channel; each block has arrays of its own unless `reuseArrays` is set
 * @throws AppError `damaged-file` where nothing can be decoded, `unsupported-format` without WebCodecs, `file-gone`
 */
export async function* readCompressed(
  source: Blob | HeldBytes,
  sniffed: CompressedSniff,
  options: CompressedOptions = {},
): AsyncGenerator<Float32Array<ArrayBuffer>[]> {
  const { blockFrames, stage, path, reuseArrays, onNote } = { ...DEFAULT_BLOCKS, ...options };
  const way = await decoderOf(sniffed);
  if (way === 'none') {
    throw stageError(
      stage,
      'unsupported-format',
      path,
      'cannot be decoded by this browser: it is too long for it, or damaged. Convert it to WAV, or use another browser.',
    );
  }
  const assembler = new GaplessBlocks(sniffed.channels, Math.max(1, Math.floor(blockFrames)), reuseArrays);
  const samples = new PieceSamples();
  let failure: unknown = null;
  let checksumNote: string | null = null;
  let isDamaged = false;
  let { declaredFrames } = sniffed;
  // More of them where a FLAC ends that was joined with another.
  const parts = [...sniffed.parts];
  for (const [index, part] of parts.entries()) {
    let checksum: FlacChecksum | null = null;
    try {
      const stream = await openPart(source, sniffed, part, way, { stage, path });
      const md5 = stream.flac?.md5 ?? null;
      if (index >= sniffed.parts.length) declaredFrames = sumOf(declaredFrames, stream.flac?.declaredFrames ?? null);
      if (md5 !== null) checksum = await FlacChecksum.of(sniffed.bitsPerSample ?? 16);
      assembler.begin(stream.trim);
      // A decoder of the app's own may have to arrive first, which takes as long as it takes.
      for await (const piece of way === 'software' ? stream.pieces : answering(stream.pieces)) {
        try {
          expectShape(piece, sniffed);
          samples.load(piece);
        } finally {
          piece.close();
        }
        checksum?.update(samples);
        yield* assembler.append(samples);
        if (assembler.isComplete) break;
      }
      checksumNote = checkSum(checksum, md5, sniffed, { stage, path }) ?? checksumNote;
      isDamaged ||= stream.flac?.walk.isDamaged === true;
      const next = (await stream.flac?.follower()) ?? null;
      if (next !== null) parts.push({ ...part, start: part.start + next, frames: null });
    } catch (cause) {
      const error = asFileGone(cause, { stage, path });
      if (error instanceof SilentDecoderError) {
        noteSilent(sniffed);
        // Not half a sound: another decoder may have all of it.
        throw await undecodable(sniffed, { stage, path }, error);
      }
      if (error instanceof AppError || isAbort(error)) throw error;
      failure ??= error;
    }
  }
  const frames = assembler.takenFrames;
  if (frames === 0) throw await undecodable(sniffed, { stage, path }, failure);
  const rest = assembler.rest();
  if (rest !== null) yield rest;
  const cut = noteOfLength(sniffed, frames, declaredFrames) ?? (failure === null ? null : stoppedNote(sniffed));
  const note = joinNotes(
    cut,
    isDamaged && declaredFrames === null ? LEFT_OUT_NOTE : null,
    cut === null ? checksumNote : null,
    way === 'rounding' ? roundingNote(sniffed.codec) : null,
  );
  if (note !== null) onNote?.(note);
}

const LEFT_OUT_NOTE = 'Damaged: what lies among its FLAC frames that is none was left out, and its length is not told.';

function sumOf(a: number | null, b: number | null): number | null {
  return a === null || b === null ? null : a + b;
}

function noteOfLength(sniffed: CompressedSniff, frames: number, declaredFrames: number | null): string | null {
  return truncationNote(frames, declaredFrames, sniffed.sampleRateHz, sniffed.codec, sniffed.container === 'webm');
}

function stoppedNote({ parts }: CompressedSniff): string {
  return `Damaged: decoding stopped before the end of ${parts.length === 1 ? 'the file' : 'a part of the file'}.`;
}

/** Throws a TypeError for a piece of another rate or number of channels than the file's. */
function expectShape({ sampleRate, numberOfChannels }: DecodedPiece, sniffed: CompressedSniff): void {
  if (sampleRate !== sniffed.sampleRateHz) throw new TypeError(`the decoder gave ${sampleRate} Hz`);
  if (numberOfChannels !== sniffed.channels) throw new TypeError(`the decoder gave ${numberOfChannels} channels`);
}

/**
 * What to note of samples that do not add up to the checksum of their file; null where they do or there is none.
 *
 * @throws AppError `bad-samples` for 32 bits, of which decoders are known to give other samples than were encoded
 */
function checkSum(
  checksum: FlacChecksum | null,
  md5: string | null,
  sniffed: CompressedSniff,
  { stage, path }: FileContext,
): string | null {
  const isRight = checksum !== null && checksum.digest() === md5;
  if (isRight || (md5 === null && !isInexact(sniffed))) return null;
  if (isInexact(sniffed)) {
    throw stageError(
      stage,
      'bad-samples',
      path,
      md5 === null
        ? 'is a 32-bit FLAC without a checksum, and browsers do not decode all of these exactly; convert it to 24-bit FLAC or to WAV.'
        : 'is a 32-bit FLAC that this browser does not decode exactly: its checksum (MD5) differs. Convert it to 24-bit FLAC or to WAV.',
    );
  }
  return 'Its samples do not add up to the checksum (MD5) in its header: it was damaged or changed after it was encoded.';
}

function isInexact({ codec, bitsPerSample }: CompressedSniff): boolean {
  return codec === 'flac' && bitsPerSample === 32;
}

async function undecodable(
  { codec }: CompressedSniff,
  { stage, path }: FileContext,
  cause: unknown,
): Promise<AppError> {
  if (cause instanceof SilentDecoderError) {
    const words =
      "cannot be decoded: this browser's decoder does not answer. Convert it to WAV, or use another browser.";
    return stageError(stage, 'unsupported-format', path, words, cause);
  }
  if (isBrowserCodec(codec) && !(await isStreamedHere(codec))) {
    const words = `cannot be decoded: this browser has no ${BROWSER_CODECS[codec].name}. Convert it to WAV, or use another browser.`;
    return stageError(stage, 'unsupported-format', path, words, cause);
  }
  return stageError(
    stage,
    'damaged-file',
    path,
    'cannot be decoded: it is damaged. Export or download it again.',
    cause,
  );
}

async function openPart(
  source: Blob | HeldBytes,
  sniffed: CompressedSniff,
  part: CodedPart,
  way: DecoderKind,
  context: FileContext,
): Promise<DecodedStream> {
  const { container, codec, sampleRateHz, channels } = sniffed;
  const isWhole = part.start === 0 && part.end === source.size;
  const bytes = isWhole ? source : narrowed(source, part.start, part.end);
  const all = { skipFrames: 0, totalFrames: Infinity };
  const timed = (firstTimestampSec: number): GaplessTrim => ({
    skipFrames: Math.max(0, Math.round(-firstTimestampSec * sampleRateHz)),
    totalFrames: part.frames ?? Infinity,
  });
  const decodeMp3 = (packets: AsyncIterable<Uint8Array<ArrayBuffer>>): AsyncIterable<DecodedPiece> => {
    if (way === 'software') return decodeMp3InSoftware(packets, channels);
    return decodeMp3WithHeadroom({ codec: 'mp3', sampleRate: sampleRateHz, numberOfChannels: channels }, packets);
  };
  if (container === 'mp3' || container === 'wav') {
    return { trim: part.gapless ?? all, pieces: decodeMp3(mp3Packets(bytes, context.path)), flac: null };
  }
  if (container === 'flac' || (container === 'ogg' && codec === 'flac')) {
    const flac = await openFlac(bytes, sniffed, context);
    return { trim: all, pieces: decodeChunks(flac.config, flac.frames), flac };
  }
  if (codec === 'mp3') {
    const { firstTimestampSec, packets } = await openPackets(bytes, container);
    return { trim: part.gapless ?? timed(firstTimestampSec), pieces: decodeMp3(packets), flac: null };
  }
  if (codec === 'opus' && part.gapless !== null) {
    const { config, packets } = await openPackets(bytes, container);
    const { description } = config;
    const whole = description === undefined ? config : { ...config, description: withoutPreSkip(description) };
    return { trim: part.gapless, pieces: decodeChunks(whole, packets), flac: null };
  }
  const { firstTimestampSec, pieces } = await openContainer(bytes, container);
  return { trim: part.gapless ?? timed(firstTimestampSec), pieces, flac: null };
}
