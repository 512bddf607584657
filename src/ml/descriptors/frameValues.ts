import { BIN_COUNT } from '../dsp/spectrum.ts';
import { SUM } from '../kernel/descriptorKernel.ts';
import type { FrameValues } from './frameColumns.ts';

/** ε of the definitions [D4]. */
const EPSILON = 1e-8;

/** Where P95 of 1025 values lies between the order statistics 972 and 973 [D7]. */
const P95_FRACTION = 0.95 * (BIN_COUNT - 1) - 972;

/**
 * The values of one frame [D5] from the kernel's sums, which begin at `at`; written to `out`.
 *
 * @param slopeSumOfSquares Σ(x − x̄)² of the slope
 * @param previousLogEnergy of the frame before; null for the first
 */
export function frameValuesFromSums(
  sums: Float64Array,
  at: number,
  slopeSumOfSquares: number,
  previousLogEnergy: number | null,
  out: FrameValues,
): void {
  const energy = sums[at + SUM.power]!;
  const highPower = sums[at + SUM.highPower]!;
  const logEnergy = Math.log(energy + EPSILON);
  out.energy = energy;
  out.logEnergy = logEnergy;
  out.slope = sums[at + SUM.slopeProduct]! / (slopeSumOfSquares + EPSILON);
  out.flux = Math.sqrt(sums[at + SUM.squaredFlux]! / BIN_COUNT);
  const lower = Math.log(sums[at + SUM.p95LowerMagnitude]! + EPSILON);
  const upper = Math.log(sums[at + SUM.p95UpperMagnitude]! + EPSILON);
  const median = Math.log(sums[at + SUM.medianMagnitude]! + EPSILON);
  out.peakiness = lower + P95_FRACTION * (upper - lower) - median;
  out.brightness = highPower / (energy + EPSILON);
  out.lowHigh = Math.log1p(sums[at + SUM.lowPower]! / (highPower + EPSILON));
  out.flatness = Math.exp(sums[at + SUM.logMagnitude]! / BIN_COUNT) / (sums[at + SUM.magnitude]! / BIN_COUNT + EPSILON);
  out.transientness = previousLogEnergy === null ? 0 : Math.max(logEnergy - previousLogEnergy, 0);
}
