/**
 * How the plugin's own model bends the knobs along a sound, as one transferable array: of each cluster update the share of
 * the way, then the five values that it goes towards [B2].
 */
export type PackedBend = Float32Array<ArrayBuffer>;
