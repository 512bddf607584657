import type { Preference } from '../../domain/blindComparison.ts';
import type { ClusterMix } from '../../domain/clusterMix.ts';
import type { Hyperparameters } from '../../domain/hyperparameters.ts';
import type { ClusterSettings } from '../../ml/plugin/clusterSettings.ts';
import type { MeasuredSetting } from '../../ml/preference/measuredPrior.ts';

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

/** What is known of one sound when settings are proposed for it. */
export interface PreferenceRequest {
  /** Of all sounds whose descriptors are at hand. */
  readonly preferences: readonly Preference[];
  /** The twelve descriptors of every sound that the preferences name, and of the sound asked about. */
  readonly descriptors: ReadonlyMap<string, Float64Array>;
  /** Settings by audio id with their measured score, or with what a collection predicts: what is expected beforehand. */
  readonly measured: ReadonlyMap<string, readonly MeasuredSetting[]>;
  readonly audioId: string;
  /** Settings that are worth hearing; the first is what a gain is measured from. */
  readonly known: readonly Hyperparameters[];
  readonly seed: number;
}

/** The setting of greatest expected utility. */
export interface LearnedSetting {
  readonly hyperparameters: Hyperparameters;
  /** Expected utility above the first of the known settings, in units of the listener's uncertainty. */
  readonly gain: number;
}

/** Two WAV files of 24 bit, equally loud: an example sound with one hyperparameter low and high. */
export interface HyperparameterSounds {
  readonly low: Blob;
  readonly high: Blob;
}

/** Rendering that waits for nobody's ears, and learning from what they told. */
export interface ListeningService {
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
  /** The two settings to compare next (E3). */
  proposePair(request: PreferenceRequest): Promise<readonly [Hyperparameters, Hyperparameters]>;
  learnSetting(request: PreferenceRequest): Promise<LearnedSetting>;
}
