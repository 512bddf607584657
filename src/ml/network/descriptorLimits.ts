import { DESCRIPTORS, type DescriptorKey } from '../../domain/descriptors.ts';
import { clamp } from '../objective/clamp.ts';

/** The largest value of the descriptors that are never below 0 (D); the others may have any sign. */
const HIGHEST: Partial<Record<DescriptorKey, number>> = {
  logEnergyIqr: Infinity,
  spectralFluxMedian: Infinity,
  spectralFluxIqr: Infinity,
  brightnessMedian: 1,
  transientnessMedian: Infinity,
  lowHighRatio: Infinity,
  dynamicRangeProxy: Infinity,
  silenceRatio: 1,
};

const LIMITS = DESCRIPTORS.map(({ key }) => {
  const high = HIGHEST[key];
  return high === undefined ? { low: -Infinity, high: Infinity } : { low: 0, high };
});

/** Moves twelve made-up values, in place, to where descriptors of a sound can lie. */
export function limitDescriptors(values: Float64Array): void {
  for (const [i, { low, high }] of LIMITS.entries()) values[i] = clamp(values[i]!, low, high);
}
