import { DESCRIPTORS, type DescriptorKey } from '../../domain/descriptors.ts';
import { clamp } from '../objective/clamp.ts';

/**
 * The descriptors that enter the proxy objective and the range beyond which it does not tell values apart (O). The other
 * five (both log energies, slope, peakiness, flatness) would only be noise to a network that learns from the score.
 */
const SCORED_DESCRIPTORS = [
  { key: 'spectralFluxMedian', high: 3 },
  { key: 'spectralFluxIqr', high: 3 },
  { key: 'brightnessMedian', high: 1 },
  { key: 'transientnessMedian', high: 3 },
  { key: 'lowHighRatio', high: 6 },
  { key: 'dynamicRangeProxy', high: 20 },
  { key: 'silenceRatio', high: 1 },
] as const satisfies readonly { readonly key: DescriptorKey; readonly high: number }[];

const COLUMNS = SCORED_DESCRIPTORS.map(({ key, high }) => ({
  column: DESCRIPTORS.findIndex((descriptor) => descriptor.key === key),
  high,
}));

/**
 * What a network sees of a sound: the seven descriptors that enter the score, limited to the ranges of the objective.
 *
 * @param descriptors twelve values from `offset` on, in the order of `DESCRIPTORS`.
 * @param out receives seven values from `outOffset` on.
 */
export function networkInputs(
  descriptors: ArrayLike<number>,
  offset: number,
  out: Float64Array | Float32Array,
  outOffset: number,
): void {
  COLUMNS.forEach(({ column, high }, i) => {
    out[outOffset + i] = clamp(descriptors[offset + column]!, 0, high);
  });
}
