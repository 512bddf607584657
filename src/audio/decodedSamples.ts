import { convertSamples } from './pcmScaling.ts';
import { BYTES_PER_SAMPLE } from './sniffResult.ts';
import type { SampleEncoding } from './sniffResult.ts';

/** What WebCodecs' `AudioData` and mediabunny's `AudioSample` have in common. */
export interface DecodedPiece {
  readonly format: AudioSampleFormat | null;
  readonly numberOfFrames: number;
  readonly numberOfChannels: number;
  allocationSize(options: { planeIndex: number }): number;
  copyTo(destination: Uint8Array<ArrayBuffer>, options: { planeIndex: number }): void;
}

/**
 * The samples of a decoded piece, one array per channel, scaled by rule D1. They are copied out as they are stored,
 * because browsers differ in how they convert integers to floats.
 *
 * @throws TypeError for a piece without a format
 */
export function samplesOf(piece: DecodedPiece): Float32Array<ArrayBuffer>[] {
  const { format, numberOfFrames: frames, numberOfChannels: channels } = piece;
  if (format === null) throw new TypeError('the decoder gave samples of no known format');
  const isPlanar = format.endsWith('-planar');
  const encoding = ENCODINGS[format];
  const planes = Array.from({ length: isPlanar ? channels : 1 }, (_, planeIndex) => {
    const bytes = new Uint8Array(Math.max(piece.allocationSize({ planeIndex }), frames * BYTES_PER_SAMPLE[encoding]));
    piece.copyTo(bytes, { planeIndex });
    return bytes;
  });
  return Array.from({ length: channels }, (_, channel) => {
    const out = new Float32Array(frames);
    const plane = planes[isPlanar ? channel : 0];
    if (plane !== undefined)
      convertSamples(plane, encoding, true, isPlanar ? 0 : channel, isPlanar ? 1 : channels, out);
    return out;
  });
}

const ENCODINGS: Readonly<Record<AudioSampleFormat, SampleEncoding>> = {
  u8: 'u8',
  'u8-planar': 'u8',
  s16: 's16',
  's16-planar': 's16',
  s32: 's32',
  's32-planar': 's32',
  f32: 'f32',
  'f32-planar': 'f32',
};
