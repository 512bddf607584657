import { BIN_COUNT, FRAME_SAMPLES, periodicHann, symmetricHann } from '../dsp/spectrum.ts';
import { DescriptorKernel } from '../kernel/descriptorKernel.ts';

/** Σ of the kernel's window, by which it divides. */
const KERNEL_SCALE = FRAME_SAMPLES / 2;
/** What the kernel adds to every magnitude. */
const KERNEL_EPSILON = 1e-8;

/** The plugin's window over the kernel's, which is periodic and 0 where the plugin's is. */
const WINDOW_QUOTIENT = Float64Array.from({ length: FRAME_SAMPLES }, (_, n) =>
  n === 0 ? 0 : (KERNEL_SCALE * symmetricHann(n)) / periodicHann(n, FRAME_SAMPLES),
);

/** Shared by all: one transform needs nothing of the last, and memory of an instance is costly to reserve. */
let sharedKernel: DescriptorKernel | null = null;

/** Spectra as the plugin takes them: frames of 2048 samples, symmetric Hann window, not scaled [P1]. */
export class PluginSpectrum {
  private readonly kernel = (sharedKernel ??= new DescriptorKernel());

  /** |X| of the frame that begins at sample `at`, 1025 bins, written to `out`. */
  magnitudes(signal: Float32Array, at: number, out: Float32Array): void {
    const kernelMagnitudes = this.transform(signal, at);
    for (let k = 0; k < BIN_COUNT; k++) out[k] = kernelMagnitudes[k]! - KERNEL_EPSILON;
  }

  /** The mean of |X| over the first two channels, or |X| of the only one [P1]; otherwise as {@link magnitudes}. */
  channelMean(channels: readonly Float32Array[], at: number, out: Float32Array): void {
    const [first, second] = channels;
    if (first === undefined) throw new RangeError('a spectrum needs at least one channel');
    this.magnitudes(first, at, out);
    if (second === undefined) return;
    const kernelMagnitudes = this.transform(second, at);
    for (let k = 0; k < BIN_COUNT; k++) out[k] = 0.5 * (out[k]! + kernelMagnitudes[k]! - KERNEL_EPSILON);
  }

  private transform(signal: Float32Array, at: number): Float64Array {
    const { input, magnitudes } = this.kernel;
    for (let n = 0; n < FRAME_SAMPLES; n++) input[n] = signal[at + n]! * WINDOW_QUOTIENT[n]!;
    this.kernel.transform(1);
    return magnitudes;
  }
}
