import { RealTransform } from '../dsp/realTransform.ts';
import { FRAME_SAMPLES, symmetricHann } from '../dsp/spectrum.ts';
import { PluginKernel } from '../kernel/pluginKernel.ts';

/** Takes |X| of the frame that begins at sample `at`. */
type Transform = (signal: Float32Array, at: number, out: Float32Array) => void;

/** Spectra as the plugin takes them: frames of 2048 samples or another size, symmetric Hann window, not scaled [P1]. */
export class PluginSpectrum {
  private readonly transform: Transform;
  private readonly second: Float32Array;

  constructor(frameSamples = FRAME_SAMPLES) {
    this.transform = frameSamples === FRAME_SAMPLES ? kernelTransform() : plainTransform(frameSamples);
    this.second = new Float32Array(frameSamples / 2 + 1);
  }

  /** |X| of the frame that begins at sample `at`, half as many bins as samples and one, written to `out`. */
  magnitudes(signal: Float32Array, at: number, out: Float32Array): void {
    this.transform(signal, at, out);
  }

  /** The mean of |X| over the first two channels, or |X| of the only one [P1]; otherwise as {@link magnitudes}. */
  channelMean(channels: readonly Float32Array[], at: number, out: Float32Array): void {
    const [first, second] = channels;
    if (first === undefined) throw new RangeError('a spectrum needs at least one channel');
    this.transform(first, at, out);
    if (second === undefined) return;
    this.transform(second, at, this.second);
    for (let k = 0; k < this.second.length; k++) out[k] = 0.5 * (out[k]! + this.second[k]!);
  }
}

function kernelTransform(): Transform {
  const kernel = PluginKernel.instance;
  return (signal, at, out) => {
    kernel.inputs[0].set(signal.subarray(at, at + FRAME_SAMPLES));
    kernel.transform(0);
    out.set(kernel.magnitudes);
  };
}

function plainTransform(frameSamples: number): Transform {
  const transform = new RealTransform(frameSamples);
  const window = Float64Array.from({ length: frameSamples }, (_, n) => symmetricHann(n, frameSamples));
  const frame = new Float64Array(frameSamples);
  return (signal, at, out) => {
    for (let n = 0; n < frameSamples; n++) frame[n] = signal[at + n]! * window[n]!;
    transform.forward(frame);
    const { real, imaginary } = transform;
    for (let k = 0; k < real.length; k++) out[k] = Math.sqrt(real[k]! * real[k]! + imaginary[k]! * imaginary[k]!);
  };
}
