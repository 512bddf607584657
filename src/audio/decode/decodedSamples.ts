import { convertSamples } from './pcmScaling.ts';
import { BYTES_PER_SAMPLE } from '../sniff/sniffResult.ts';
import type { SampleEncoding } from '../sniff/sniffResult.ts';

/** What WebCodecs' `AudioData` and mediabunny's `AudioSample` have in common. Whoever takes one closes it. */
export interface DecodedPiece {
  readonly format: AudioSampleFormat | null;
  readonly sampleRate: number;
  readonly numberOfFrames: number;
  readonly numberOfChannels: number;
  allocationSize(options: { planeIndex: number }): number;
  copyTo(destination: Uint8Array<ArrayBuffer>, options: { planeIndex: number }): void;
  /** Gives its memory back. */
  close(): void;
}

/**
 * The samples of one decoded piece after the other, scaled as [D1] says. They are copied out as they are stored, because
 * browsers differ in how they convert integers to floats, into buffers that the next piece takes over.
 */
export class PieceSamples {
  frames = 0;
  channels = 0;
  encoding: SampleEncoding = 'f32';
  isPlanar = false;
  private readonly planes: Uint8Array<ArrayBuffer>[] = [];

  /** Copies a piece. Throws a TypeError for one without a format. */
  load(piece: DecodedPiece): void {
    const { format, numberOfFrames: frames, numberOfChannels: channels } = piece;
    if (format === null) throw new TypeError('the decoder gave samples of no known format');
    this.isPlanar = format.endsWith('-planar');
    this.encoding = ENCODINGS[format];
    this.frames = frames;
    this.channels = channels;
    for (let planeIndex = 0; planeIndex < (this.isPlanar ? channels : 1); planeIndex++) {
      const bytes = Math.max(piece.allocationSize({ planeIndex }), frames * BYTES_PER_SAMPLE[this.encoding]);
      let plane = this.planes[planeIndex];
      if (plane === undefined || plane.length < bytes) plane = this.planes[planeIndex] = new Uint8Array(bytes);
      piece.copyTo(plane, { planeIndex });
    }
  }

  /** What a plane holds, as it is stored; all channels in turn where they are not planar. Good until the next piece. */
  stored(planeIndex: number): Uint8Array | Int16Array | Int32Array | Float32Array {
    const plane = this.planes[planeIndex] ?? new Uint8Array();
    const count = this.frames * (this.isPlanar ? 1 : this.channels);
    if (this.encoding === 'u8') return plane.subarray(0, count);
    if (this.encoding === 's16') return new Int16Array(plane.buffer, 0, count);
    return this.encoding === 's32' ? new Int32Array(plane.buffer, 0, count) : new Float32Array(plane.buffer, 0, count);
  }

  /** Writes the samples of a channel from frame `from` on; `out` says how many. */
  read(channel: number, from: number, out: Float32Array): void {
    const plane = this.planes[this.isPlanar ? channel : 0];
    if (plane === undefined) return;
    const stride = this.isPlanar ? 1 : this.channels;
    convertSamples(plane, this.encoding, true, from * stride + (this.isPlanar ? 0 : channel), stride, out);
  }
}

/** Samples in memory as a piece. */
export function planarPiece(channels: readonly Float32Array[], sampleRate: number): DecodedPiece {
  const frames = channels[0]?.length ?? 0;
  return {
    format: 'f32-planar',
    sampleRate,
    numberOfFrames: frames,
    numberOfChannels: channels.length,
    allocationSize: () => frames * Float32Array.BYTES_PER_ELEMENT,
    copyTo(destination, { planeIndex }) {
      const { buffer, byteOffset, byteLength } = channels[planeIndex] ?? new Float32Array(frames);
      destination.set(new Uint8Array(buffer, byteOffset, byteLength));
    },
    close: () => undefined,
  };
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
