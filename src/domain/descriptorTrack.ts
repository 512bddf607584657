/** The plugin's descriptors along a signal, as it would know them while the signal plays. */
export interface DescriptorTrack {
  /** When each point is known, in seconds from the start; ascending. */
  readonly timesSec: Float64Array;
  /** points × 12, row-major; zeros while fewer than 24 frames have been heard [P8]. */
  readonly descriptors: Float32Array;
}
