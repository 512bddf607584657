import { FRAME_SAMPLES, HOP_SAMPLES } from '../dsp/spectrum.ts';

/** Samples per channel that are held at once. */
const CAPACITY = 16 * FRAME_SAMPLES;
const MAX_CHANNELS = 2;

/** Takes some frames, 1 or more, that begin at samples 0, 1024, … of each channel; the samples are valid during the call. */
export type FrameSink = (channels: readonly Float32Array[], frames: number) => void;

/** Cuts a signal that arrives in blocks of any size into frames of 2048 samples every 1024, and drops the tail [P1]. */
export class FrameStream {
  private readonly sink: FrameSink;
  private buffers: Float32Array[] | null = null;
  private filled = 0;

  constructor(sink: FrameSink) {
    this.sink = sink;
  }

  /** Takes the next samples, of which only the first two channels count. All blocks have the same channels. */
  push(channels: readonly Float32Array[]): void {
    const used = channels.slice(0, MAX_CHANNELS);
    this.buffers ??= used.map(() => new Float32Array(CAPACITY));
    if (used.length === 0 || used.length !== this.buffers.length) {
      throw new RangeError(`a block of ${channels.length} channels does not continue ${this.buffers.length}`);
    }
    const length = used[0]!.length;
    for (let taken = 0; taken < length;) {
      const count = Math.min(length - taken, CAPACITY - this.filled);
      this.buffers.forEach((buffer, c) => buffer.set(used[c]!.subarray(taken, taken + count), this.filled));
      this.filled += count;
      taken += count;
      this.emit(this.buffers);
    }
  }

  private emit(buffers: readonly Float32Array[]): void {
    const frames = Math.floor((this.filled - FRAME_SAMPLES) / HOP_SAMPLES) + 1;
    if (frames < 1) return;
    this.sink(buffers, frames);
    const taken = frames * HOP_SAMPLES;
    for (const buffer of buffers) buffer.copyWithin(0, taken, this.filled);
    this.filled -= taken;
  }
}
