import type { CompressedSniff, SniffResult } from '../sniff/sniffResult.ts';

export type DecodingRoute = 'pcm' | 'webcodecs' | 'webaudio';

export interface DecodingPlan {
  readonly route: DecodingRoute;
  /** What to try when the route fails; null where nothing else can read it. */
  readonly fallback: DecodingRoute | null;
  /** What to note on the file once the fallback had to be used; null where it is as exact. */
  readonly fallbackNote: string | null;
}

/** Decoded samples that Web Audio may hold at once: its peak is about 2.7 times that. */
export const WEB_AUDIO_BUDGET_BYTES = 96 * 1024 * 1024;
/** Where the length is not known: how many times larger than the file its samples are taken to be. */
const EXPANSION = 24;
/** How many times larger they are at least, whatever a header claims. */
const LEAST_EXPANSION = 4;
/** Bits that Web Audio decodes exactly. */
const EXACT_BITS = 24;

/**
 * Chooses how to decode: PCM by reading it; FLAC by WebCodecs, which is bit-exact, MP3 and short Vorbis; other codecs by Web Audio
 * up to a size budget and by streaming WebCodecs above it; each of the two is the fallback of the other.
 */
export function decodingPlan(sniffed: SniffResult, blobBytes: number): DecodingPlan {
  if (sniffed.kind === 'pcm') return { route: 'pcm', fallback: null, fallbackNote: null };
  // A browser that opens the file by itself would hear something else.
  if (!sniffed.isPlain || sniffed.codec === 'pcm') return { route: 'webcodecs', fallback: null, fallbackNote: null };
  if (sniffed.codec === 'flac') {
    if (sniffed.bitsPerSample === 32) return { route: 'webcodecs', fallback: null, fallbackNote: null };
    return { route: 'webcodecs', fallback: 'webaudio', fallbackNote: flacFallbackNote(sniffed) };
  }
  // Web Audio may cut MP3 off at full scale.
  if (sniffed.codec === 'mp3') return { route: 'webcodecs', fallback: 'webaudio', fallbackNote: null };
  // Of Vorbis, Web Audio leaves out the last block, which is all there is of a very short sound.
  const isShortVorbis = sniffed.codec === 'vorbis' && (sniffed.durationSec ?? Infinity) < 1;
  // Of Opus in MP4, Chromium's Web Audio leaves the pre-skip out twice.
  const isOpusInMp4 = sniffed.codec === 'opus' && sniffed.container === 'mp4';
  const isSmall = !isShortVorbis && !isOpusInMp4 && decodedBytes(sniffed, blobBytes) <= WEB_AUDIO_BUDGET_BYTES;
  return isSmall
    ? { route: 'webaudio', fallback: 'webcodecs', fallbackNote: null }
    : { route: 'webcodecs', fallback: 'webaudio', fallbackNote: null };
}

/** How much memory the samples of a file take at least, as far as can be told before decoding. */
export function decodedBytes(sniffed: CompressedSniff, blobBytes: number): number {
  const { declaredFrames, channels, codec } = sniffed;
  if (declaredFrames === null) return blobBytes * EXPANSION;
  const declaredBytes = declaredFrames * channels * Float32Array.BYTES_PER_ELEMENT;
  return codec === 'flac' ? declaredBytes : Math.max(declaredBytes, blobBytes * LEAST_EXPANSION);
}

function flacFallbackNote(sniffed: CompressedSniff): string | null {
  if (sniffed.bitsPerSample !== null && sniffed.bitsPerSample >= EXACT_BITS) return null;
  return 'Decoded by Web Audio: samples are rounded slightly (up to 2e-5 at 16 bits), so the descriptors are less exact.';
}
