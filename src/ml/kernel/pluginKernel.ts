import { FRAME_SAMPLES } from '../dsp/spectrum.ts';
import { fillPluginTables, pluginWindow } from './pluginTables.ts';
import { fillTwiddles, splitWindow } from './tables.ts';
import { instantiateKernel } from './webAssembly.ts';

interface Address {
  readonly value: number;
}

/** What `assembly/plugin.ts` and `assembly/pluginFft.ts` need and give. */
interface PluginExports {
  readonly memory: { readonly buffer: ArrayBuffer };
  readonly MAX_FRAMES: Address;
  readonly input: Address;
  readonly secondInput: Address;
  readonly firstTwiddles: Address;
  readonly stageTwiddles: Address;
  readonly splitTwiddles: Address;
  readonly wideWindow: Address;
  readonly pluginWindows: Address;
  readonly pluginOrders: Address;
  readonly pluginTwiddles: Address;
  readonly pluginReal: Address;
  readonly pluginImaginary: Address;
  readonly edges: Address;
  readonly pluginMagnitudes: Address;
  readonly binEnergies: Address;
  readonly binLogEnergies: Address;
  readonly totalEnergy: Address;
  readonly medianSlope: Address;
  readonly medianPeak: Address;
  selectFrames(samples: number, wide: boolean): void;
  transformPlugin(at: number): void;
  measureMagnitudes(at: number): void;
  measureBins(at: number, channels: number): void;
  sumBins(): void;
}

/**
 * How the transform behind the magnitudes is computed: in 32 bit with every rounding of the plugin, which the quiet bins of
 * a spectrum show, or in 64 bit as the references for analysis and clustering were, for frames of 2048 samples only.
 */
export type Arithmetic = '32-bit' | '64-bit';

const PERCEPTUAL_BINS = 64;
const MIN_FRAME_SAMPLES = 512;
const MAX_FRAME_SAMPLES = 4096;
const MAX_BIN_COUNT = MAX_FRAME_SAMPLES / 2 + 1;

let shared: PluginKernel | null = null;

/**
 * The plugin's analysis of single frames in WebAssembly, from `assembly/plugin.ts` [P1–P3, P7]. The arrays are the kernel's
 * own memory, which the next user writes over.
 */
export class PluginKernel {
  /** Where the samples of the first and of the second channel go. */
  readonly inputs: readonly [Float32Array, Float32Array];
  /**
   * X of the last frame that was transformed, in 32 bit, as many bins as half its samples and one; what lies behind is no
   * bin.
   */
  readonly real: Float32Array;
  readonly imaginary: Float32Array;
  /** |X| of the last frame, the mean of both channels where it was measured. */
  readonly magnitudes: Float32Array;
  /** S of the 64 perceptual bins of the last frame that was measured. */
  readonly energy: Float32Array;
  /** L = ln(ε + S). */
  readonly logEnergy: Float32Array;
  readonly #exports: PluginExports;
  readonly #edges: Int32Array;
  readonly #filledSizes = new Set<number>();

  private constructor() {
    const exports = instantiateKernel() as PluginExports;
    this.#exports = exports;
    const floats = ({ value }: Address, length: number) => new Float32Array(exports.memory.buffer, value, length);
    const samples = (exports.MAX_FRAMES.value + 1) * (FRAME_SAMPLES / 2);
    this.inputs = [floats(exports.input, samples), floats(exports.secondInput, samples)];
    this.real = floats(exports.pluginReal, MAX_BIN_COUNT);
    this.imaginary = floats(exports.pluginImaginary, MAX_BIN_COUNT);
    this.magnitudes = floats(exports.pluginMagnitudes, MAX_BIN_COUNT);
    this.energy = floats(exports.binEnergies, PERCEPTUAL_BINS);
    this.logEnergy = floats(exports.binLogEnergies, PERCEPTUAL_BINS);
    this.#edges = new Int32Array(exports.memory.buffer, exports.edges.value, PERCEPTUAL_BINS + 1);
    fillTwiddles(exports);
    const window = pluginWindow(FRAME_SAMPLES);
    new Float64Array(exports.memory.buffer, exports.wideWindow.value, FRAME_SAMPLES).set(
      splitWindow((n) => window[n]!, 1),
    );
  }

  /** One for the thread: a frame needs nothing of the last. */
  static get instance(): PluginKernel {
    shared ??= new PluginKernel();
    return shared;
  }

  /** Σ S of the last frame that was measured. */
  get totalEnergy(): number {
    return this.#exports.totalEnergy.value;
  }

  /** The median of L_(i+1) − L_i; NaN where one is NaN. */
  get medianSlope(): number {
    return this.#exports.medianSlope.value;
  }

  /** The median of L_i less the mean of its neighbours; NaN where one is NaN. */
  get medianPeak(): number {
    return this.#exports.medianPeak.value;
  }

  /** Chooses how many samples the next frames have. Throws a RangeError for a size that the plugin or arithmetic lacks. */
  select(frameSamples: number, arithmetic: Arithmetic): void {
    const isWide = arithmetic === '64-bit';
    if (isWide && frameSamples !== FRAME_SAMPLES) throw new RangeError(`no 64-bit frames of ${frameSamples} samples`);
    if (!this.#filledSizes.has(frameSamples)) this.#fillTables(frameSamples);
    this.#exports.selectFrames(frameSamples, isWide);
  }

  /** Which FFT bins each perceptual bin holds, for {@link measure} and {@link sumBins}: 65 ascending indices. */
  divide(edges: Int32Array): void {
    this.#edges.set(edges);
  }

  /** Writes {@link real} and {@link imaginary} of the frame that begins at sample `at` of the first input. */
  transform(at: number): void {
    this.#exports.transformPlugin(at);
  }

  /**
   * Writes {@link magnitudes} of the frame that begins at sample `at` of the first input; in 32 bit, what they come from
   * too, as {@link transform} does.
   */
  measureMagnitudes(at: number): void {
    this.#exports.measureMagnitudes(at);
  }

  /** Measures the frame that begins at sample `at` of the first one or two inputs: everything here is then of it. */
  measure(at: number, channels: number): void {
    this.#exports.measureBins(at, channels);
  }

  /** Measures {@link magnitudes}, as {@link measure} does those of its frame. */
  sumBins(): void {
    this.#exports.sumBins();
  }

  #fillTables(frameSamples: number): void {
    if (![512, 1024, 2048, MAX_FRAME_SAMPLES].includes(frameSamples)) {
      throw new RangeError(`the plugin has no frames of ${frameSamples} samples`);
    }
    const { memory, pluginWindows, pluginOrders, pluginTwiddles } = this.#exports;
    const skipped = frameSamples - MIN_FRAME_SAMPLES;
    fillPluginTables({
      window: new Float32Array(memory.buffer, pluginWindows.value + 4 * skipped, frameSamples),
      order: new Int32Array(memory.buffer, pluginOrders.value + 4 * skipped, frameSamples),
      twiddles: new Float32Array(memory.buffer, pluginTwiddles.value + 8 * skipped, 2 * frameSamples),
    });
    this.#filledSizes.add(frameSamples);
  }
}
