import type { ClusterMix } from '../../domain/clusterMix.ts';
import type { ClusterSettings } from '../../ml/plugin/clusterSettings.ts';

/** Name under which the worklet registers what it does. */
export const CLUSTER_PROCESSOR = 'inertiabands-clusters';

/** What the worklet is made with. */
export interface ClusterProcessorSetup {
  /** 1 or 2. */
  readonly channelCount: number;
  /** One or more, all of the same number of clusters. */
  readonly candidates: readonly ClusterSettings[];
  readonly chosen: number;
  readonly mix: ClusterMix;
}

/** What the page tells the worklet. */
export type ClusterProcessorOrder =
  | { readonly kind: 'mix'; readonly mix: ClusterMix }
  | { readonly kind: 'choose'; readonly candidate: number }
  /** Other candidates, perhaps of another number of clusters: all start anew. */
  | { readonly kind: 'restart'; readonly setup: ClusterProcessorSetup }
  | { readonly kind: 'end' };

/** What the worklet tells the page of a frame, some twenty times a second. */
export interface ClusterFrame {
  /** Σ magnitude of the 64 perceptual bins. */
  readonly energy: Float32Array;
  /** Masks of the chosen candidate, clusters × 64. */
  readonly masks: Float32Array;
}

/** Rendering that waits for nobody's ears. */
export interface ListeningService {
  /** A sound as the plugin gives it out, as a WAV file: 24 bit, or 32-bit float where it would clip. */
  renderWav(
    channels: readonly Float32Array[],
    sampleRateHz: number,
    settings: ClusterSettings,
    mix: ClusterMix,
  ): Promise<Blob>;
}
