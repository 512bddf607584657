import type { CompressedCodec } from '../../domain/audioCodec.ts';
import { formatShort } from '../../domain/numberText.ts';

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

/** A length as notes give it. */
export function inSeconds(frames: number, sampleRateHz: number): string {
  return `${formatShort(Math.round((1000 * frames) / sampleRateHz) / 1000, 12)} s`;
}

/** What there is to note of a file, one sentence after the other; null for nothing. */
export function joinNotes(...notes: readonly (string | null)[]): string | null {
  const present = notes.filter((note) => note !== null);
  return present.length === 0 ? null : present.join(' ');
}
