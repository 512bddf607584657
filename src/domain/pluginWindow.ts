/** A stretch of a file described in both domains: what the plugin would see of it, and what the score judges it by. */
export interface PluginWindow {
  /** Frames of 1024 samples from the start of the file. */
  readonly startFrame: number;
  /** 256, or less for a file shorter than that. */
  readonly frameCount: number;
  /** The plugin's own twelve descriptors (P8), in the order of `DESCRIPTORS`. */
  readonly plugin: Float64Array;
  /** The trainer's twelve (D) over the same samples. */
  readonly trainer: Float64Array;
}
