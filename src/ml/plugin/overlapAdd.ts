import { RealTransform } from '../dsp/realTransform.ts';
import { symmetricHann } from '../dsp/spectrum.ts';
import { type Arithmetic, PluginKernel } from '../kernel/pluginKernel.ts';
import type { Framing } from './frameStream.ts';

const LOUDEST = 1e6;

/** What the bins of one output are multiplied by. */
export interface BusGains {
  readonly gains: Float64Array;
  /** Whether all gains are 0, whatever they are. */
  isSilent: boolean;
}

/**
 * Sets what each output's bins are multiplied by in a frame.
 *
 * @param magnitudes of the frame's bins, the mean over the channels [P1].
 * @param isHeard false for frames before the start of {@link Framing}, which hold the first samples and zeros.
 */
export type FrameShaper = (magnitudes: Float32Array, buses: readonly BusGains[], isHeard: boolean) => void;

interface Spectrum {
  /** The last samples of one channel, as many as a frame has, oldest first; the newest hop fills up. */
  readonly latest: Float32Array;
  readonly real: Float32Array;
  readonly imaginary: Float32Array;
}

/** One channel of one output. */
interface Overlap {
  /** What overlapping frames have added up to. */
  readonly sum: Float64Array;
  /** The hop that is given out. */
  readonly ready: Float64Array;
}

interface Bus extends BusGains {
  readonly overlaps: readonly Overlap[];
  /** Frames until everything that was added up has been given out. */
  ringing: number;
}

/**
 * Short-time Fourier transform with overlap-add [G7, E1]: the window of [P1] before and after, one input and any number of
 * outputs. An output with all gains 1 is the sound, as many samples later as a frame has.
 */
export class OverlapAdd {
  /** Samples from the input to the output. */
  readonly delaySamples: number;
  private readonly hopSamples: number;
  private readonly arithmetic: Arithmetic;
  private readonly transform: RealTransform;
  /** The window of [P1], divided by the sum of squared windows at its place in the hop. */
  private readonly window: Float64Array;
  private readonly kernel = PluginKernel.instance;
  private readonly found: Pick<PluginKernel, 'real' | 'imaginary' | 'magnitudes'>;
  private readonly frame: Float64Array;
  private readonly magnitudes: Float32Array;
  private readonly spectra: readonly Spectrum[];
  private readonly buses: readonly Bus[];
  private readonly shape: FrameShaper;
  /** Samples of the newest hop. */
  private filled = 0;
  private framesBeforeStart: number;

  /** Throws a RangeError for more than two channels or none. */
  constructor(channelCount: number, shape: FrameShaper, framing: Framing, busCount: number) {
    if (!(channelCount === 1 || channelCount === 2)) throw new RangeError(`one or two channels, not ${channelCount}`);
    const { frameSamples, hopSamples, start, arithmetic } = framing;
    this.shape = shape;
    this.delaySamples = frameSamples;
    this.hopSamples = hopSamples;
    this.arithmetic = arithmetic;
    this.framesBeforeStart = start === 'plugin' ? 0 : frameSamples / hopSamples - 1;
    this.transform = new RealTransform(frameSamples);
    this.window = synthesisWindow(framing);
    this.frame = new Float64Array(frameSamples);
    const bins = frameSamples / 2 + 1;
    this.magnitudes = new Float32Array(bins);
    this.found = {
      real: this.kernel.real.subarray(0, bins),
      imaginary: this.kernel.imaginary.subarray(0, bins),
      magnitudes: this.kernel.magnitudes.subarray(0, bins),
    };
    this.spectra = Array.from({ length: channelCount }, () => ({
      latest: new Float32Array(frameSamples),
      real: new Float32Array(bins),
      imaginary: new Float32Array(bins),
    }));
    this.buses = Array.from({ length: busCount }, () => ({
      gains: new Float64Array(bins),
      isSilent: false,
      ringing: 0,
      overlaps: Array.from({ length: channelCount }, () => ({
        sum: new Float64Array(frameSamples),
        ready: new Float64Array(hopSamples),
      })),
    }));
  }

  /**
   * Takes `length` samples of every channel, from sample `from` on, and writes as many of every output, from sample `to`
   * on. A channel that is missing is silent; an output that is missing is not written.
   */
  process(
    input: readonly Float32Array[],
    outputs: readonly (readonly Float32Array[])[],
    length: number,
    from: number,
    to: number,
  ): void {
    for (let taken = 0; taken < length;) {
      const count = Math.min(length - taken, this.hopSamples - this.filled);
      this.take(input, from + taken, count);
      for (let bus = 0; bus < this.buses.length; bus++) {
        const channels = outputs[bus];
        if (channels !== undefined) this.give(this.buses[bus]!, channels, to + taken, count);
      }
      this.filled += count;
      taken += count;
      if (this.filled === this.hopSamples) this.finishHop();
    }
  }

  private take(input: readonly Float32Array[], from: number, count: number): void {
    const at = this.delaySamples - this.hopSamples + this.filled;
    for (let c = 0; c < this.spectra.length; c++) {
      const { latest } = this.spectra[c]!;
      const samples = input[c];
      if (samples === undefined) latest.fill(0, at, at + count);
      else for (let n = 0; n < count; n++) latest[at + n] = audible(samples[from + n]!);
    }
  }

  private give({ overlaps }: Bus, output: readonly Float32Array[], to: number, count: number): void {
    for (let c = 0; c < overlaps.length; c++) {
      const samples = output[c];
      if (samples === undefined) continue;
      const { ready } = overlaps[c]!;
      for (let n = 0; n < count; n++) samples[to + n] = ready[this.filled + n]!;
    }
  }

  private finishHop(): void {
    this.analyse();
    this.shape(this.magnitudes, this.buses, this.framesBeforeStart <= 0);
    this.framesBeforeStart--;
    for (const bus of this.buses) this.synthesise(bus);
    this.filled = 0;
  }

  private analyse(): void {
    const { kernel, found, magnitudes, spectra, hopSamples } = this;
    kernel.select(this.delaySamples, this.arithmetic);
    for (let c = 0; c < spectra.length; c++) {
      const { latest, real, imaginary } = spectra[c]!;
      kernel.inputs[0].set(latest);
      kernel.measureMagnitudes(0);
      // In 32 bit the magnitudes come from this spectrum.
      if (this.arithmetic === '64-bit') kernel.transform(0);
      real.set(found.real);
      imaginary.set(found.imaginary);
      if (c === 0) magnitudes.set(found.magnitudes);
      else for (let k = 0; k < magnitudes.length; k++) magnitudes[k] = 0.5 * (magnitudes[k]! + found.magnitudes[k]!);
      latest.copyWithin(0, hopSamples);
    }
  }

  private synthesise(bus: Bus): void {
    const { hopSamples } = this;
    if (!bus.isSilent) bus.ringing = this.delaySamples / hopSamples + 1;
    if (bus.ringing === 0) return;
    bus.ringing--;
    for (let c = 0; c < bus.overlaps.length; c++) {
      const { sum, ready } = bus.overlaps[c]!;
      if (!bus.isSilent) this.add(this.spectra[c]!, bus.gains, sum);
      for (let n = 0; n < hopSamples; n++) ready[n] = sum[n]!;
      sum.copyWithin(0, hopSamples);
      sum.fill(0, sum.length - hopSamples);
    }
  }

  private add({ real, imaginary }: Spectrum, gains: Float64Array, sum: Float64Array): void {
    const { transform, frame, window } = this;
    for (let k = 0; k < gains.length; k++) {
      transform.real[k] = real[k]! * gains[k]!;
      transform.imaginary[k] = imaginary[k]! * gains[k]!;
    }
    transform.inverse(frame);
    for (let n = 0; n < frame.length; n++) sum[n]! += frame[n]! * window[n]!;
  }
}

/** A sample that is no number, or beyond all sound, would spoil all that follows: it counts as silence. */
function audible(sample: number): number {
  return Math.abs(sample) <= LOUDEST ? sample : 0;
}

function synthesisWindow({ frameSamples, hopSamples }: Framing): Float64Array {
  const window = Float64Array.from({ length: frameSamples }, (_, n) => symmetricHann(n, frameSamples));
  const squares = new Float64Array(hopSamples);
  window.forEach((value, n) => (squares[n % hopSamples]! += value * value));
  return window.map((value, n) => value / squares[n % hopSamples]!);
}
