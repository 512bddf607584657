/** How one PCM sample is stored; `s8` is found in AIFF only, `u8` in WAV and in AIFC `raw `. */
export type SampleEncoding = 'u8' | 's8' | 's16' | 's24' | 's32' | 'f32' | 'f64';

export type PcmContainer = 'wav' | 'rf64' | 'aiff' | 'aifc';
export type CompressedContainer = 'flac' | 'ogg' | 'mp3' | 'mp4';
export type CompressedCodec = 'flac' | 'mp3' | 'vorbis' | 'opus' | 'aac';

/** Uncompressed samples: where they lie in the file and how to read them. */
export interface PcmSniff {
  readonly kind: 'pcm';
  readonly container: PcmContainer;
  readonly encoding: SampleEncoding;
  readonly littleEndian: boolean;
  /** Bits that carry the signal; they are left-justified in the bytes of the encoding. */
  readonly validBits: number;
  readonly sampleRateHz: number;
  readonly channels: number;
  /** First byte of the first frame. */
  readonly dataOffset: number;
  /** Bytes of whole frames that the file really holds. */
  readonly dataBytes: number;
  /** Frames that the file really holds. */
  readonly frames: number;
  /** Frames that the header promises; null where it was written without knowing (a pipe). */
  readonly declaredFrames: number | null;
  readonly durationSec: number;
  /** What a person should know of the file, e.g. that it is cut short; null for nothing. */
  readonly note: string | null;
}

/** Which frames of a decoded MP3 are the music: the encoder's delay and padding cut off. */
export interface GaplessTrim {
  readonly skipFrames: number;
  readonly totalFrames: number;
}

/** A stream that a codec of the browser decodes. */
export interface CompressedSniff {
  readonly kind: 'compressed';
  readonly container: CompressedContainer;
  readonly codec: CompressedCodec;
  readonly sampleRateHz: number;
  readonly channels: number;
  /** Null where the codec has no such thing. */
  readonly bitsPerSample: number | null;
  /** Frames that the headers promise after trimming; null where they do not say. */
  readonly declaredFrames: number | null;
  readonly durationSec: number | null;
  readonly gapless: GaplessTrim | null;
  readonly note: string | null;
}

export type SniffResult = PcmSniff | CompressedSniff;

/** Bytes of one stored sample of each encoding. */
export const BYTES_PER_SAMPLE: Readonly<Record<SampleEncoding, number>> = {
  u8: 1,
  s8: 1,
  s16: 2,
  s24: 3,
  s32: 4,
  f32: 4,
  f64: 8,
};
