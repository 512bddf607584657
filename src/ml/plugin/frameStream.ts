import { FRAME_SAMPLES, HOP_SAMPLES } from '../dsp/spectrum.ts';
import type { Arithmetic } from '../kernel/pluginKernel.ts';

/** Samples per channel that are held at once. */
const CAPACITY = 16 * FRAME_SAMPLES;
const MAX_CHANNELS = 2;

/** Takes some frames, 1 or more, that begin at samples 0, one hop, … of each channel; they are valid during the call. */
export type FrameSink = (channels: readonly Float32Array[], frames: number) => void;

/** How a signal is cut into frames. */
export interface Framing {
  readonly frameSamples: number;
  readonly hopSamples: number;
  /**
   * Where the first frame begins: at the signal's first sample, as the references for analysis and clustering have it,
   * or so that it ends with the first hop, zeros before it, as in the plugin [G7].
   */
  readonly start: 'sample 0' | 'plugin';
  readonly arithmetic: Arithmetic;
}

/** That of the references for analysis and clustering. */
export const REFERENCE_FRAMING: Framing = {
  frameSamples: FRAME_SAMPLES,
  hopSamples: HOP_SAMPLES,
  start: 'sample 0',
  arithmetic: '64-bit',
};

/** That of the plugin in its default state. */
export const PLUGIN_FRAMING: Framing = { ...REFERENCE_FRAMING, start: 'plugin', arithmetic: '32-bit' };

/** Cuts a signal that arrives in blocks of any size into overlapping frames, and drops the tail [P1, G7]. */
export class FrameStream {
  private readonly sink: FrameSink;
  private readonly framing: Framing;
  private buffers: Float32Array[] | null = null;
  private filled = 0;

  constructor(sink: FrameSink, framing: Framing) {
    this.sink = sink;
    this.framing = framing;
    if (framing.start === 'plugin') this.filled = framing.frameSamples - framing.hopSamples;
  }

  /** Takes the next samples, of which only the first two channels count. All blocks have the same channels, else a RangeError. */
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
    const { frameSamples, hopSamples } = this.framing;
    const frames = Math.floor((this.filled - frameSamples) / hopSamples) + 1;
    if (frames < 1) return;
    this.sink(buffers, frames);
    const taken = frames * hopSamples;
    for (const buffer of buffers) buffer.copyWithin(0, taken, this.filled);
    this.filled -= taken;
  }
}
