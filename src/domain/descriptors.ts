/**
 * The twelve descriptors of a sound (rules D), in the order that every vector, table and file uses.
 * `key` is the name in TypeScript, `column` the same name in the database, in CSV and in JSON.
 */
export const DESCRIPTORS = [
  { key: 'logEnergyMedian', column: 'log_energy_median' },
  { key: 'logEnergyIqr', column: 'log_energy_iqr' },
  { key: 'spectralSlopeMedian', column: 'spectral_slope_median' },
  { key: 'spectralFluxMedian', column: 'spectral_flux_median' },
  { key: 'spectralFluxIqr', column: 'spectral_flux_iqr' },
  { key: 'peakinessMedian', column: 'peakiness_median' },
  { key: 'brightnessMedian', column: 'brightness_median' },
  { key: 'flatnessMedian', column: 'flatness_median' },
  { key: 'transientnessMedian', column: 'transientness_median' },
  { key: 'lowHighRatio', column: 'low_high_ratio' },
  { key: 'dynamicRangeProxy', column: 'dynamic_range_proxy' },
  { key: 'silenceRatio', column: 'silence_ratio' },
] as const;

export type DescriptorKey = (typeof DESCRIPTORS)[number]['key'];
export type DescriptorColumn = (typeof DESCRIPTORS)[number]['column'];
export type Descriptors = Readonly<Record<DescriptorKey, number>>;

export const DESCRIPTOR_COUNT = DESCRIPTORS.length;
export const DESCRIPTOR_COLUMNS: readonly DescriptorColumn[] = DESCRIPTORS.map((d) => d.column);

/** The twelve values in the order of {@link DESCRIPTORS}. */
export function descriptorsToVector(descriptors: Descriptors): Float64Array {
  return Float64Array.from(DESCRIPTORS, ({ key }) => descriptors[key]);
}

/** Puts the twelve values into one row of rows × 12. */
export function writeDescriptors(descriptors: Descriptors, into: Float64Array, row: number): void {
  const offset = row * DESCRIPTOR_COUNT;
  DESCRIPTORS.forEach(({ key }, i) => {
    into[offset + i] = descriptors[key];
  });
}

/** Names the twelve values of a vector in the order of {@link DESCRIPTORS}. Throws a RangeError on another length. */
export function descriptorsFromVector(vector: ArrayLike<number>): Descriptors {
  if (vector.length !== DESCRIPTOR_COUNT) {
    throw new RangeError(`a descriptor vector holds ${DESCRIPTOR_COUNT} values, not ${vector.length}`);
  }
  return Object.fromEntries(DESCRIPTORS.map(({ key }, i) => [key, vector[i]])) as unknown as Descriptors;
}

/** Of silence; 16-bit dither comes to −18.39. */
const SILENT_LOG_ENERGY = -18.3;
const SILENT_RANGE = 0.2;

/**
 * Whether a sound is silent, or all but a twentieth of it: nothing can be split then, and a score of its descriptors says
 * nothing of it (J7).
 */
export function isSilent({
  logEnergyMedian,
  dynamicRangeProxy,
}: Pick<Descriptors, 'logEnergyMedian' | 'dynamicRangeProxy'>): boolean {
  return logEnergyMedian < SILENT_LOG_ENERGY && dynamicRangeProxy < SILENT_RANGE;
}

/** The same in words. */
export const SILENT_WORDS = 'silent, or nearly all of it is';
