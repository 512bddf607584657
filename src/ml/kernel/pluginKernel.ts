import { BIN_COUNT, FRAME_SAMPLES, symmetricHann } from '../dsp/spectrum.ts';
import { fillTwiddles, splitWindow } from './tables.ts';
import { instantiateKernel } from './webAssembly.ts';

interface Address {
  readonly value: number;
}

/** What `assembly/plugin.ts` and `assembly/fft.ts` need and give. */
interface PluginExports {
  readonly memory: { readonly buffer: ArrayBuffer };
  readonly MAX_FRAMES: Address;
  readonly input: Address;
  readonly secondInput: Address;
  readonly pluginWindow: Address;
  readonly firstTwiddles: Address;
  readonly stageTwiddles: Address;
  readonly splitTwiddles: Address;
  readonly edges: Address;
  readonly pluginMagnitudes: Address;
  readonly binEnergies: Address;
  readonly binLogEnergies: Address;
  readonly totalEnergy: Address;
  readonly medianSlope: Address;
  readonly medianPeak: Address;
  transformPlugin(at: number): void;
  measureBins(at: number, channels: number): void;
  sumBins(): void;
}

const PERCEPTUAL_BINS = 64;
const MAX_BIN_COUNT = 4096 / 2 + 1;

let shared: PluginKernel | null = null;

/** The plugin's analysis of single frames in WebAssembly, from `assembly/plugin.ts` [P1–P3, P7]. */
export class PluginKernel {
  /** Where the samples of the first and of the second channel go. */
  readonly inputs: readonly [Float32Array, Float32Array];
  /** |X| of the last frame, the mean of both channels: 1025 bins. */
  readonly magnitudes: Float64Array;
  /** The same memory with room for frames of 4096 samples, for {@link sumBins}. */
  readonly anyMagnitudes: Float64Array;
  /** S of the 64 perceptual bins of the last frame that was measured. */
  readonly energy: Float32Array;
  /** L = ln(ε + S). */
  readonly logEnergy: Float32Array;
  readonly #exports: PluginExports;
  readonly #edges: Int32Array;

  private constructor() {
    const exports = instantiateKernel() as PluginExports;
    this.#exports = exports;
    const { buffer } = exports.memory;
    const samples = (exports.MAX_FRAMES.value + 1) * (FRAME_SAMPLES / 2);
    this.inputs = [
      new Float32Array(buffer, exports.input.value, samples),
      new Float32Array(buffer, exports.secondInput.value, samples),
    ];
    this.magnitudes = new Float64Array(buffer, exports.pluginMagnitudes.value, BIN_COUNT);
    this.anyMagnitudes = new Float64Array(buffer, exports.pluginMagnitudes.value, MAX_BIN_COUNT);
    this.energy = new Float32Array(buffer, exports.binEnergies.value, PERCEPTUAL_BINS);
    this.logEnergy = new Float32Array(buffer, exports.binLogEnergies.value, PERCEPTUAL_BINS);
    this.#edges = new Int32Array(buffer, exports.edges.value, PERCEPTUAL_BINS + 1);
    fillTwiddles(exports);
    new Float64Array(buffer, exports.pluginWindow.value, FRAME_SAMPLES).set(splitWindow(symmetricHann, 1));
  }

  /** One for the thread: a frame needs nothing of the last. */
  static get instance(): PluginKernel {
    shared ??= new PluginKernel();
    return shared;
  }

  /** Σ S of the last frame that was measured. */
  get totalEnergy(): number {
    return Math.fround(this.#exports.totalEnergy.value);
  }

  /** The median of L_(i+1) − L_i; NaN where one is NaN. */
  get medianSlope(): number {
    return this.#exports.medianSlope.value;
  }

  /** The median of L_i less the mean of its neighbours; NaN where one is NaN. */
  get medianPeak(): number {
    return this.#exports.medianPeak.value;
  }

  /** Which FFT bins each perceptual bin holds, for {@link measure}: 65 ascending indices. */
  divide(edges: Int32Array): void {
    this.#edges.set(edges);
  }

  /** Writes {@link magnitudes} of the frame that begins at sample `at` of the first input. */
  transform(at: number): void {
    this.#exports.transformPlugin(at);
  }

  /** Measures the frame that begins at sample `at` of the first one or two inputs: everything here is then of it. */
  measure(at: number, channels: number): void {
    this.#exports.measureBins(at, channels);
  }

  /** Measures {@link anyMagnitudes}, as {@link measure} does those of its frame. */
  sumBins(): void {
    this.#exports.sumBins();
  }
}
