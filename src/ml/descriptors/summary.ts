import { DESCRIPTORS, type DescriptorKey } from '../../domain/descriptors.ts';
import { percentileInPlace } from '../dsp/percentile.ts';
import type { FrameColumns } from './frameColumns.ts';

/** Frames below this share of the median energy count as silent [D6]. */
const SILENT_SHARE = 0.01;

/**
 * The twelve descriptors, in the order of {@link DESCRIPTORS}, of at least one frame [D6, D7]; one that is not finite
 * becomes 0 [D8]. Reorders the columns.
 */
export function summariseFrames(frames: FrameColumns): Float64Array {
  const energy = frames.column('energy');
  const logEnergy = frames.column('logEnergy');
  const flux = frames.column('flux');
  const silentBelow = SILENT_SHARE * percentileInPlace(energy, 0.5);
  let silent = 0;
  for (let i = 0; i < energy.length; i++) if (energy[i]! < silentBelow) silent++;
  const values: Record<DescriptorKey, number> = {
    logEnergyMedian: percentileInPlace(logEnergy, 0.5),
    logEnergyIqr: percentileInPlace(logEnergy, 0.75) - percentileInPlace(logEnergy, 0.25),
    spectralSlopeMedian: percentileInPlace(frames.column('slope'), 0.5),
    spectralFluxMedian: percentileInPlace(flux, 0.5),
    spectralFluxIqr: percentileInPlace(flux, 0.75) - percentileInPlace(flux, 0.25),
    peakinessMedian: percentileInPlace(frames.column('peakiness'), 0.5),
    brightnessMedian: percentileInPlace(frames.column('brightness'), 0.5),
    flatnessMedian: percentileInPlace(frames.column('flatness'), 0.5),
    transientnessMedian: percentileInPlace(frames.column('transientness'), 0.5),
    lowHighRatio: percentileInPlace(frames.column('lowHigh'), 0.5),
    dynamicRangeProxy: percentileInPlace(logEnergy, 0.95) - percentileInPlace(logEnergy, 0.1),
    silenceRatio: silent / energy.length,
  };
  return Float64Array.from(DESCRIPTORS, ({ key }) => (Number.isFinite(values[key]) ? values[key] : 0));
}
