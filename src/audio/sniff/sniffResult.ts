import type { CompressedCodec } from '../../domain/audioCodec.ts';

/** How one PCM sample is stored; `alaw` and `ulaw` are those of telephones (ITU-T G.711), 16 bits once expanded. */
export type SampleEncoding = 'u8' | 's8' | 's16' | 's24' | 's32' | 'f32' | 'f64' | 'alaw' | 'ulaw';

export type PcmContainer = 'wav' | 'rf64' | 'w64' | 'aiff' | 'aifc' | 'caf';
export type CompressedContainer = 'flac' | 'ogg' | 'mp3' | 'wav' | 'mp4' | 'webm' | 'adts';

/** How uncompressed samples are read, as the header says. Fewer bits than the encoding has are justified to the left in it. */
export interface PcmFormat {
  readonly encoding: SampleEncoding;
  readonly littleEndian: boolean;
  readonly sampleRateHz: number;
  readonly channels: number;
  /** What a person should know of how the file was read, for example that it is cut short; null for nothing. */
  readonly note: string | null;
}

/** Uncompressed samples: where they lie in the file and how to read them. */
export interface PcmSniff extends PcmFormat {
  readonly kind: 'pcm';
  readonly container: PcmContainer;
  /** First byte of the first frame. */
  readonly dataOffset: number;
  /** Frames that the file really holds. */
  readonly frames: number;
  /** Frames that the header promises; null where it was written without knowing (a pipe). */
  readonly declaredFrames: number | null;
  readonly durationSec: number;
}

/** Which frames of a decoded MP3 are the music: the encoder's delay and padding cut off. */
export interface GaplessTrim {
  readonly skipFrames: number;
  readonly totalFrames: number;
}

/** A stretch of a file that is decoded by itself: one link of chained Ogg, one of several MP3s that were joined. */
export interface CodedPart {
  readonly start: number;
  /** The first byte after it. */
  readonly end: number;
  /** Frames of music; null where neither header nor bytes tell. */
  readonly frames: number | null;
  /** Decoded frames before and after the music; null where its container tells while it is decoded. */
  readonly gapless: GaplessTrim | null;
}

/** A stream that a codec decodes. */
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
  /** At least one, in order, all of one rate and as many channels. */
  readonly parts: readonly CodedPart[];
  /** Whether a browser that opens the file by itself hears the same; else what is in the parts is decoded piece by piece. */
  readonly isPlain: boolean;
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
  alaw: 1,
  ulaw: 1,
};
