import { DESCRIPTOR_COUNT } from './descriptors.ts';

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

/** Windows of many files as columns: there may be tens of thousands. */
export interface PackedPluginWindows {
  readonly audioIds: readonly string[];
  readonly startFrames: Float64Array;
  readonly frameCounts: Float64Array;
  /** windows × 12, as is the next. */
  readonly plugin: Float64Array;
  readonly trainer: Float64Array;
}

/** The windows one by one; their descriptors are views of the columns. */
export function unpackPluginWindows(packed: PackedPluginWindows): (PluginWindow & { readonly audioId: string })[] {
  const { audioIds, startFrames, frameCounts, plugin, trainer } = packed;
  return audioIds.map((audioId, row) => {
    const [from, end] = [row * DESCRIPTOR_COUNT, (row + 1) * DESCRIPTOR_COUNT];
    return {
      audioId,
      startFrame: startFrames[row] ?? 0,
      frameCount: frameCounts[row] ?? 0,
      plugin: plugin.subarray(from, end),
      trainer: trainer.subarray(from, end),
    };
  });
}
