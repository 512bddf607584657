import { RealTransform } from '../dsp/realTransform.ts';
import { BIN_COUNT, FRAME_SAMPLES, HOP_SAMPLES, symmetricHann } from '../dsp/spectrum.ts';

/**
 * Sets the 1025 gains of a frame from its magnitudes, the mean over the channels [P1]; null for the frame before the
 * first, of which only the second half is sound.
 */
export type FrameShaper = (magnitudes: Float32Array | null, gains: Float64Array) => void;

const ANALYSIS_WINDOW = Float64Array.from({ length: FRAME_SAMPLES }, (_, n) => symmetricHann(n));
/** The same window, divided by the sum of squared windows at its place in the hop. */
const SYNTHESIS_WINDOW = ANALYSIS_WINDOW.map((value, n) => {
  const first = ANALYSIS_WINDOW[n % HOP_SAMPLES]!;
  const second = ANALYSIS_WINDOW[(n % HOP_SAMPLES) + HOP_SAMPLES]!;
  return value / (first * first + second * second);
});

interface Channel {
  /** The last 2048 samples, oldest first; the newest hop fills up. */
  readonly latest: Float64Array;
  /** What overlapping frames have added up to: this hop and the next. */
  readonly sum: Float64Array;
  /** The hop that is given out. */
  readonly ready: Float64Array;
  readonly real: Float64Array;
  readonly imaginary: Float64Array;
}

/**
 * Short-time Fourier transform with overlap-add [E1]: frames of 2048 samples every 1024, the window of [P1] before and
 * after. With all gains 1 the result is the sound, 2048 samples later. Frame 0 begins at sample 0, as in the plugin.
 */
export class OverlapAdd {
  private readonly transform = new RealTransform(FRAME_SAMPLES);
  private readonly frame = new Float64Array(FRAME_SAMPLES);
  private readonly magnitudes = new Float32Array(BIN_COUNT);
  private readonly gains = new Float64Array(BIN_COUNT);
  private readonly channels: readonly Channel[];
  private readonly shape: FrameShaper;
  /** Samples of the newest hop. */
  private filled = 0;
  private isFirst = true;

  constructor(channelCount: number, shape: FrameShaper) {
    if (!(channelCount === 1 || channelCount === 2)) throw new RangeError(`one or two channels, not ${channelCount}`);
    this.shape = shape;
    this.channels = Array.from({ length: channelCount }, () => ({
      latest: new Float64Array(FRAME_SAMPLES),
      sum: new Float64Array(FRAME_SAMPLES),
      ready: new Float64Array(HOP_SAMPLES),
      real: new Float64Array(BIN_COUNT),
      imaginary: new Float64Array(BIN_COUNT),
    }));
  }

  /** Takes a block of every channel and writes a block of the same length. A channel that is missing is silent. */
  process(input: readonly Float32Array[], output: readonly Float32Array[]): void {
    const length = output[0]?.length ?? 0;
    for (let taken = 0; taken < length;) {
      const count = Math.min(length - taken, HOP_SAMPLES - this.filled);
      this.channels.forEach(({ latest, ready }, c) => {
        const from = input[c];
        const to = output[c];
        for (let n = 0; n < count; n++) {
          latest[HOP_SAMPLES + this.filled + n] = from === undefined ? 0 : from[taken + n]!;
          if (to !== undefined) to[taken + n] = ready[this.filled + n]!;
        }
      });
      this.filled += count;
      taken += count;
      if (this.filled === HOP_SAMPLES) this.finishHop();
    }
  }

  private finishHop(): void {
    this.analyse();
    this.shape(this.isFirst ? null : this.magnitudes, this.gains);
    this.isFirst = false;
    for (const channel of this.channels) this.synthesise(channel);
    this.filled = 0;
  }

  private analyse(): void {
    const { transform, frame, magnitudes, channels } = this;
    magnitudes.fill(0);
    for (const { latest, real, imaginary } of channels) {
      for (let n = 0; n < FRAME_SAMPLES; n++) frame[n] = latest[n]! * ANALYSIS_WINDOW[n]!;
      transform.forward(frame);
      real.set(transform.real);
      imaginary.set(transform.imaginary);
      for (let k = 0; k < BIN_COUNT; k++) {
        magnitudes[k]! += Math.sqrt(real[k]! * real[k]! + imaginary[k]! * imaginary[k]!) / channels.length;
      }
      latest.copyWithin(0, HOP_SAMPLES);
    }
  }

  private synthesise({ sum, ready, real, imaginary }: Channel): void {
    const { transform, frame, gains } = this;
    for (let k = 0; k < BIN_COUNT; k++) {
      transform.real[k] = real[k]! * gains[k]!;
      transform.imaginary[k] = imaginary[k]! * gains[k]!;
    }
    transform.inverse(frame);
    for (let n = 0; n < FRAME_SAMPLES; n++) sum[n]! += frame[n]! * SYNTHESIS_WINDOW[n]!;
    ready.set(sum.subarray(0, HOP_SAMPLES));
    sum.copyWithin(0, HOP_SAMPLES);
    sum.fill(0, HOP_SAMPLES);
  }
}
