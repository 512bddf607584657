import type { CompressedCodec } from '../../domain/audioCodec.ts';
import { formatShort } from '../../domain/numberText.ts';
import type { CompressedSniff } from '../sniff/sniffResult.ts';

/** Differences of length up to here need no words. */
export const NOTED_SEC = 0.05;

/** The most frames that one packet of a codec decodes to; 0 where nothing is lost. */
const PACKET_FRAMES: Readonly<Record<CompressedCodec, number>> = {
  flac: 0,
  pcm: 0,
  mp3: 1152,
  vorbis: 4096,
  opus: 5760,
  aac: 2048,
};

/**
 * The visible warning for a file that ends before its header promised; null where nothing is missing.
 *
 * @param codec the one that it was decoded by; null for samples that are stored as they are
 * @param isRounded whether the header tells milliseconds rather than frames
 */
export function truncationNote(
  decodedFrames: number,
  declaredFrames: number | null,
  sampleRateHz: number,
  codec: CompressedCodec | null,
  isRounded = false,
): string | null {
  if (declaredFrames === null) return null;
  const missing = declaredFrames - decodedFrames;
  const packetFrames = codec === null ? 0 : PACKET_FRAMES[codec];
  const tolerance = packetFrames === 0 && !isRounded ? 0 : Math.max(NOTED_SEC * sampleRateHz, packetFrames);
  if (Math.abs(missing) <= tolerance) return null;
  return missing > 0
    ? `Cut short or damaged: ${inSeconds(decodedFrames, sampleRateHz)} of the declared ${inSeconds(declaredFrames, sampleRateHz)} could be read.`
    : `Its header tells of ${inSeconds(declaredFrames, sampleRateHz)}, but it holds ${inSeconds(decodedFrames, sampleRateHz)}, which were read.`;
}

/**
 * The frames that every decoder has to give of a file: of AAC in MP4, whose container tells what to leave out before the sound, decoders
 * may give what fills the last packet besides, but none may be missing. Null for others.
 */
export function leastFrames({ codec, container, declaredFrames }: CompressedSniff): number | null {
  return codec === 'aac' && container === 'mp4' ? declaredFrames : null;
}

/** What to note of a sound of which a decoder left out some of a packet; null where it gave all. */
export function leftOutNote(decodedFrames: number, least: number | null, sampleRateHz: number): string | null {
  // Less than a millisecond is the rounding of a container.
  if (least === null || 1000 * (least - decodedFrames) < sampleRateHz) return null;
  return `This browser leaves out ${inSeconds(least - decodedFrames, sampleRateHz)} of this sound, so the descriptors are less exact than in others.`;
}

/** A length as notes give it. */
export function inSeconds(frames: number, sampleRateHz: number): string {
  return `${formatShort(Math.round((1000 * frames) / sampleRateHz) / 1000, 12)} s`;
}

/** What there is to note of a file, one sentence after the other; null for nothing. */
export function joinNotes(...notes: readonly (string | null)[]): string | null {
  const present = notes.filter((note) => note !== null);
  return present.length === 0 ? null : present.join(' ');
}
