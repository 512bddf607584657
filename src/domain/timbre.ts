/**
 * What a timbre profile holds, in order: means over the frames of a sound that are not silent. MFCC after Meyda, centroid
 * and rolloff in Hz, loudness as the sum over the Bark bands, sharpness in 0 … 1, chroma relative to its strongest class.
 */
export const TIMBRE_COLUMNS: readonly string[] = [
  ...Array.from({ length: 13 }, (_, i) => `mfcc_${i}`),
  'spectral_centroid_hz',
  'spectral_rolloff_hz',
  'loudness',
  'perceptual_sharpness',
  ...Array.from({ length: 12 }, (_, i) => `chroma_${i}`),
];

/** The timbre of one file. */
export interface TimbreProfile {
  readonly audioId: string;
  /** In the order of {@link TIMBRE_COLUMNS}. */
  readonly values: readonly number[];
}

/** Rows laid out in a plane by principal components. */
export interface Projection {
  /** Rows × 2, row-major. */
  readonly coordinates: Float64Array;
  /** The share of all variance that each of the two axes shows. */
  readonly explained: readonly [number, number];
  /** What each column, standardised, counts along each of the two axes. */
  readonly loadings: readonly [Float64Array, Float64Array];
}

/** By how many standard deviations the mean of a column differs within a group of rows. */
export interface Trait {
  readonly column: number;
  readonly shift: number;
}

/** Groups of similar rows, the largest first. */
export interface RowClusters {
  /** The group of each row. */
  readonly labels: Uint8Array<ArrayBuffer>;
  /** What sets each group apart, the largest shift first. */
  readonly traits: readonly (readonly Trait[])[];
}
