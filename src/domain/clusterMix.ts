/** Clusters that the plugin may have. */
export const CLUSTER_COUNT_LIMITS = { min: 2, max: 8 } as const;

/** How one cluster sounds in the mix [E1]. */
export interface ClusterTone {
  /** Linear, 0 or more; 1 leaves it as it is. */
  readonly gain: number;
  readonly muted: boolean;
  /** While any cluster is soloed, only the soloed ones sound. */
  readonly soloed: boolean;
  /** Corner of the high-pass filter; 0 for none. */
  readonly highPassHz: number;
  /** Corner of the low-pass filter; null for none. */
  readonly lowPassHz: number | null;
}

/** What is done with the clusters: one tone for each, and how much of the result is mixed with the sound itself. */
export interface ClusterMix {
  readonly tones: readonly ClusterTone[];
  /** 0: the sound untouched; 1: the clusters alone. */
  readonly mix: number;
}

const UNTOUCHED_TONE: ClusterTone = { gain: 1, muted: false, soloed: false, highPassHz: 0, lowPassHz: null };

/** Every cluster as it is: the result equals the sound. */
export function untouchedMix(clusterCount: number): ClusterMix {
  return { tones: Array.from({ length: clusterCount }, () => UNTOUCHED_TONE), mix: 1 };
}

/** One cluster alone, or all of them for null. */
export function soloMix(clusterCount: number, soloCluster: number | null): ClusterMix {
  const soloed: ClusterTone = { ...UNTOUCHED_TONE, soloed: true };
  return {
    tones: Array.from({ length: clusterCount }, (_, c) => (c === soloCluster ? soloed : UNTOUCHED_TONE)),
    mix: 1,
  };
}
