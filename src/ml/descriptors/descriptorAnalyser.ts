import { appError } from '../../domain/errors.ts';
import { FRAME_SAMPLES, HOP_SAMPLES, centredLogFrequencies } from '../dsp/spectrum.ts';
import { DescriptorKernel } from '../kernel/descriptorKernel.ts';
import { FRAME_VALUES, FrameColumns, type FrameValues } from './frameColumns.ts';
import { frameValuesFromSums } from './frameValues.ts';
import { summariseFrames } from './summary.ts';

export interface DescriptorResult {
  /** The twelve values in the order of `DESCRIPTORS`. */
  readonly descriptors: Float64Array;
  /** STFT frames they were computed from. */
  readonly frameCount: number;
  /** The twelve values of each stretch that was asked for: those of a signal of its samples alone. */
  readonly stretches: readonly Float64Array[];
}

/** Some frames of a signal. */
export interface FrameStretch {
  readonly startFrame: number;
  readonly frameCount: number;
}

/** Samples that are NaN or infinite: how many, and the index of the first in the signal. */
export interface NonFiniteSamples {
  readonly count: number;
  readonly firstSample: number;
}

/** Kernels of finished analysers, ready for the next one: memory of an instance is costly to reserve. */
const idleKernels: DescriptorKernel[] = [];

/**
 * Computes the twelve descriptors of one signal [D1–D8] that arrives in blocks of any size; the result does not depend
 * on how it was cut. Memory: a fixed window on the signal and 72 bytes per frame.
 *
 * @example
 * const analyser = new DescriptorAnalyser(44_100);
 * for (const block of blocks) analyser.push(mixToMono(block));
 * const { descriptors } = analyser.finish();
 */
export class DescriptorAnalyser {
  private kernel: DescriptorKernel | null;
  private readonly frames = new FrameColumns();
  private readonly values = Object.fromEntries(FRAME_VALUES.map((name) => [name, 0])) as FrameValues;
  private readonly slopeSumOfSquares: number;
  private previousLogEnergy: number | null = null;
  /** Samples in the kernel's input. */
  private filled = 0;
  private received = 0;
  private nonFiniteCount = 0;
  private firstNonFinite = -1;

  /** @param sampleRateHz the signal's own rate, above 0; anything else throws a RangeError */
  constructor(sampleRateHz: number) {
    if (!(sampleRateHz > 0 && sampleRateHz < Infinity)) {
      throw new RangeError(`a sample rate is a positive number of Hz, not ${sampleRateHz}`);
    }
    const { x, sumOfSquares } = centredLogFrequencies(sampleRateHz);
    this.slopeSumOfSquares = sumOfSquares;
    this.kernel = idleKernels.pop() ?? new DescriptorKernel();
    this.kernel.reset(sampleRateHz, x);
  }

  /** Samples received so far. */
  get sampleCount(): number {
    return this.received;
  }

  /** NaN and infinite samples received so far; null for none. */
  get nonFinite(): NonFiniteSamples | null {
    return this.nonFiniteCount === 0 ? null : { count: this.nonFiniteCount, firstSample: this.firstNonFinite };
  }

  /** Takes the next samples of the mono signal. Once one is not finite, the rest is only counted. */
  push(mono: Float32Array): void {
    const kernel = this.openKernel();
    const { input } = kernel;
    let taken = 0;
    while (taken < mono.length && this.nonFiniteCount === 0) {
      const block = mono.subarray(taken, taken + input.length - this.filled);
      const end = this.filled + block.length;
      input.set(block, this.filled);
      if (!kernel.allFinite(this.filled, end)) this.countNonFinite(block);
      this.filled = end;
      if (end === input.length && this.nonFiniteCount === 0) this.analyseFilled(kernel);
      taken += block.length;
      this.received += block.length;
    }
    const rest = mono.subarray(taken);
    if (rest.length > 0) this.countNonFinite(rest);
    this.received += rest.length;
  }

  /**
   * The descriptors of all samples, and of stretches of them; the analyser ends with it. Throws an AppError 'no-audio'
   * for an empty signal [D8] and 'bad-samples' when a sample was not finite.
   */
  finish(stretches: readonly FrameStretch[] = []): DescriptorResult {
    const kernel = this.openKernel();
    this.kernel = null;
    try {
      this.refuseUnusable();
      if (this.received < FRAME_SAMPLES) {
        kernel.input.fill(0, this.filled, FRAME_SAMPLES);
        this.filled = FRAME_SAMPLES;
      }
      this.analyseFilled(kernel);
      const parts = stretches.map(({ startFrame, frameCount }) =>
        summariseFrames(this.frames.stretch(startFrame, frameCount)),
      );
      // Last, because it reorders the frames.
      const descriptors = summariseFrames(this.frames);
      return { descriptors, frameCount: this.frames.frameCount, stretches: parts };
    } finally {
      idleKernels.push(kernel);
    }
  }

  private openKernel(): DescriptorKernel {
    if (this.kernel === null) throw new Error('the analyser has finished');
    return this.kernel;
  }

  private refuseUnusable(): void {
    if (this.received === 0) {
      throw appError(
        'no-audio',
        'descriptors',
        'The file holds no audio samples, so it has no descriptors. Remove it or import another export of it.',
      );
    }
    if (this.nonFiniteCount > 0) {
      throw appError(
        'bad-samples',
        'descriptors',
        `${this.nonFiniteCount} of ${this.received} samples are NaN or infinite, the first at sample ` +
          `${this.firstNonFinite}. Export the file again with finite samples.`,
      );
    }
  }

  /** Analyses all complete frames of the input and moves what the next frame needs to its beginning. */
  private analyseFilled(kernel: DescriptorKernel): void {
    const frames = Math.floor((this.filled - FRAME_SAMPLES) / HOP_SAMPLES) + 1;
    if (frames < 1) return;
    kernel.analyse(frames);
    for (let frame = 0; frame < frames; frame++) {
      const at = frame * kernel.sumsPerFrame;
      frameValuesFromSums(kernel.sums, at, this.slopeSumOfSquares, this.previousLogEnergy, this.values);
      this.previousLogEnergy = this.values.logEnergy;
      this.frames.append(this.values);
    }
    kernel.input.copyWithin(0, frames * HOP_SAMPLES, this.filled);
    this.filled -= frames * HOP_SAMPLES;
  }

  private countNonFinite(block: Float32Array): void {
    for (let i = 0; i < block.length; i++) {
      if (Number.isFinite(block[i])) continue;
      if (this.nonFiniteCount === 0) this.firstNonFinite = this.received + i;
      this.nonFiniteCount++;
    }
  }
}
