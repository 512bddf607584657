import { FRAME_SAMPLES } from '../dsp/spectrum.ts';
import { type Arithmetic, PluginKernel } from '../kernel/pluginKernel.ts';

/** Spectra as the plugin takes them: frames of 2048 samples or another size, symmetric Hann window, not scaled [P1]. */
export class PluginSpectrum {
  private readonly frameSamples: number;
  private readonly arithmetic: Arithmetic;
  private readonly kernel = PluginKernel.instance;
  /** The kernel's magnitudes, as many as there are bins. */
  private readonly found: Float32Array;

  constructor(frameSamples = FRAME_SAMPLES, arithmetic: Arithmetic = '64-bit') {
    this.frameSamples = frameSamples;
    this.arithmetic = arithmetic;
    this.found = this.kernel.magnitudes.subarray(0, frameSamples / 2 + 1);
  }

  /** |X| of the frame that begins at sample `at`, half as many bins as samples and one, written to `out`. */
  magnitudes(signal: Float32Array, at: number, out: Float32Array): void {
    this.measure(signal, at);
    out.set(this.found);
  }

  /** The mean of |X| over the first two channels, or |X| of the only one [P1]; otherwise as {@link magnitudes}. Throws a RangeError for none. */
  channelMean(channels: readonly Float32Array[], at: number, out: Float32Array): void {
    const [first, second] = channels;
    if (first === undefined) throw new RangeError('a spectrum needs at least one channel');
    this.magnitudes(first, at, out);
    if (second === undefined) return;
    this.measure(second, at);
    for (let k = 0; k < this.found.length; k++) out[k] = 0.5 * (out[k]! + this.found[k]!);
  }

  private measure(signal: Float32Array, at: number): void {
    this.kernel.select(this.frameSamples, this.arithmetic);
    this.kernel.inputs[0].set(signal.subarray(at, at + this.frameSamples));
    this.kernel.measureMagnitudes(0);
  }
}
