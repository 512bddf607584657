import { BIN_COUNT, FRAME_SAMPLES, binFrequencyHz, periodicHann } from '../dsp/spectrum.ts';
import { fillTwiddles, splitWindow } from './tables.ts';
import { instantiateKernel } from './webAssembly.ts';

interface Address {
  readonly value: number;
}

/** What `assembly/index.ts` exports. */
interface KernelExports {
  readonly memory: { readonly buffer: ArrayBuffer };
  readonly MAX_FRAMES: Address;
  readonly SUMS_PER_FRAME: Address;
  readonly input: Address;
  readonly sums: Address;
  readonly windowTable: Address;
  readonly firstTwiddles: Address;
  readonly stageTwiddles: Address;
  readonly splitTwiddles: Address;
  readonly centredLogFrequency: Address;
  readonly highBand: Address;
  readonly evenMagnitudes: Address;
  reset(lowBins: number): void;
  allFinite(from: number, to: number): number;
  analyse(frames: number): void;
  transform(frames: number): void;
}

/** Where each sum lies among those of one frame. */
export const SUM = {
  power: 0,
  lowPower: 1,
  highPower: 2,
  magnitude: 3,
  logMagnitude: 4,
  slopeProduct: 5,
  squaredFlux: 6,
  medianMagnitude: 7,
  p95LowerMagnitude: 8,
  p95UpperMagnitude: 9,
} as const;

const LOW_BAND_HZ = 250;
const HIGH_BAND_HZ = 2000;

/**
 * One instance of the WebAssembly kernel of `assembly/`: window, 64-bit FFT, and the sums over the bins that the frame
 * values are made of. It works on one signal at a time.
 */
export class DescriptorKernel {
  /** The signal, from the beginning of the next frame on. */
  readonly input: Float32Array;
  /** {@link sumsPerFrame} numbers for each frame of the last {@link analyse}, placed as {@link SUM} says. */
  readonly sums: Float64Array;
  /** |X| + ε of the last {@link transform}, 1025 bins. */
  readonly magnitudes: Float64Array;
  readonly maxFrames: number;
  readonly sumsPerFrame: number;
  private readonly exports: KernelExports;

  constructor() {
    const exports = instantiateKernel() as KernelExports;
    this.exports = exports;
    this.maxFrames = exports.MAX_FRAMES.value;
    this.sumsPerFrame = exports.SUMS_PER_FRAME.value;
    this.input = new Float32Array(exports.memory.buffer, exports.input.value, (this.maxFrames + 1) * 1024);
    this.sums = this.table(exports.sums, this.maxFrames * this.sumsPerFrame);
    this.magnitudes = this.table(exports.evenMagnitudes, BIN_COUNT);
    this.table(exports.windowTable, FRAME_SAMPLES).set(
      splitWindow((n) => periodicHann(n, FRAME_SAMPLES), 1 / (FRAME_SAMPLES / 2)),
    );
    fillTwiddles(exports);
  }

  /** Begins a new signal. `centredLogFrequency` holds x − x̄ of the 1025 bins. */
  reset(sampleRateHz: number, centredLogFrequency: Float64Array): void {
    this.table(this.exports.centredLogFrequency, BIN_COUNT).set(centredLogFrequency);
    const highBand = this.table(this.exports.highBand, BIN_COUNT);
    let lowBins = 0;
    for (let k = 0; k < BIN_COUNT; k++) {
      const frequencyHz = binFrequencyHz(k, sampleRateHz);
      highBand[k] = frequencyHz >= HIGH_BAND_HZ ? 1 : 0;
      if (frequencyHz <= LOW_BAND_HZ) lowBins = k + 1;
    }
    this.exports.reset(lowBins);
  }

  /** False when a sample of the input in [from, to) is not finite, perhaps also when one of its neighbours is not. */
  allFinite(from: number, to: number): boolean {
    return this.exports.allFinite(from, to) !== 0;
  }

  /** Analyses `frames` frames, at most {@link maxFrames}, that begin at input samples 0, 1024, …; all must be finite. */
  analyse(frames: number): void {
    this.exports.analyse(frames);
  }

  /** Window, FFT and magnitudes alone of as many frames; {@link magnitudes} holds the last. Forgets the signal. */
  transform(frames: number): void {
    this.exports.transform(frames);
  }

  private table(address: Address, length: number): Float64Array {
    return new Float64Array(this.exports.memory.buffer, address.value, length);
  }
}
