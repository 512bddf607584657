import type { ClusterSettings } from '../../domain/clusterSettings.ts';
import type { ClusterMix } from '../../domain/clusterMix.ts';

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

/** One setting as it is to be heard in a comparison, looped without a click. */
export interface RenderedOption {
  readonly channels: readonly Float32Array<ArrayBuffer>[];
  /** What it is to be multiplied by, so that all options are equally loud. */
  readonly gain: number;
  /** Before that; null for silence. */
  readonly loudnessLkfs: number | null;
  readonly maskChange: number;
  readonly maskContrast: number;
}

/** Two WAV files of 24 bit, equally loud: an example sound with one hyperparameter low and high. */
export interface HyperparameterSounds {
  readonly low: Blob;
  readonly high: Blob;
}

/** Rendering of sounds as the plugin gives them out (rules E). */
export interface ListeningCalls {
  /** A sound as the plugin gives it out, as a WAV file: 24 bit, or 32-bit float where it would clip. */
  renderWav(
    channels: readonly Float32Array[],
    sampleRateHz: number,
    settings: ClusterSettings,
    mix: ClusterMix,
  ): Promise<Blob>;
  /** An excerpt with each of some settings, equally loud by BS.1770, with one cluster alone or (null) all of them. */
  renderOptions(
    excerpt: readonly Float32Array[],
    sampleRateHz: number,
    options: readonly ClusterSettings[],
    soloCluster: number | null,
  ): Promise<readonly RenderedOption[]>;
  /** What a hyperparameter does to the ear, by its place in `TARGETS`. */
  renderHyperparameter(target: number): Promise<HyperparameterSounds>;
}
