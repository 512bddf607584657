import { BIN_COUNT, FRAME_SAMPLES } from '../dsp/spectrum.ts';
import { PluginKernel } from '../kernel/pluginKernel.ts';

/** Spectra as the plugin takes them: frames of 2048 samples, symmetric Hann window, not scaled [P1]. */
export class PluginSpectrum {
  private readonly kernel = PluginKernel.instance;

  /** |X| of the frame that begins at sample `at`, 1025 bins, written to `out`. */
  magnitudes(signal: Float32Array, at: number, out: Float32Array): void {
    const { inputs, magnitudes } = this.kernel;
    inputs[0].set(signal.subarray(at, at + FRAME_SAMPLES));
    this.kernel.transform(0);
    out.set(magnitudes);
  }

  /** The mean of |X| over the first two channels, or |X| of the only one [P1]; otherwise as {@link magnitudes}. */
  channelMean(channels: readonly Float32Array[], at: number, out: Float32Array): void {
    const [first, second] = channels;
    if (first === undefined) throw new RangeError('a spectrum needs at least one channel');
    this.magnitudes(first, at, out);
    if (second === undefined) return;
    const { inputs, magnitudes } = this.kernel;
    inputs[0].set(second.subarray(at, at + FRAME_SAMPLES));
    this.kernel.transform(0);
    for (let k = 0; k < BIN_COUNT; k++) out[k] = 0.5 * (out[k]! + magnitudes[k]!);
  }
}
