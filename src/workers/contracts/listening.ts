import type { ClusterHyperparameters } from '../../domain/clusterSettings.ts';
import type { RidgeParameters } from '../../domain/model.ts';
import type { PluginInUse } from '../../domain/pluginInUse.ts';
import type { PluginParameters } from '../../domain/pluginParameters.ts';
import type { FittedTreatment, TreatmentId } from '../../domain/treatments.ts';

/** Name under which the worklet registers what it does. */
export const CLUSTER_PROCESSOR = 'inertiabands-clusters';

/** What the worklet is made with. */
export interface ClusterProcessorSetup {
  /** 1 or 2. */
  readonly channelCount: number;
  /** The model that is built into the plugin (B). */
  readonly model: RidgeParameters;
  readonly parameters: PluginParameters;
}

/** What the page tells the worklet. */
export type ClusterProcessorOrder =
  | { readonly kind: 'play'; readonly parameters: PluginParameters }
  | { readonly kind: 'end' };

/** What the worklet tells the page: some twenty times a second a frame, and null when it has come to its end. */
export type ClusterNews = ClusterFrame | null;

/** What the worklet heard and did in a frame. */
export interface ClusterFrame {
  /** Σ magnitude of the 64 perceptual bins. */
  readonly energy: Float32Array;
  /** Masks, clusters × 64. */
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

/** A render as a file. */
export interface RenderedFile {
  readonly wav: Blob;
  /** Greatest |sample|; 1 is full scale, which 32-bit floats may exceed. */
  readonly peak: number;
}

/** Two WAV files of 24 bit, equally loud: an example sound with one hyperparameter low and high. */
export interface HyperparameterSounds {
  readonly low: Blob;
  readonly high: Blob;
}

/** What the plugin's own model did at one cluster update (B2): the part of the way from the knobs to what it inferred. */
export interface KnobUpdate {
  readonly share: number;
  readonly inferred: ClusterHyperparameters;
}

/** Samples of a sound, one or two channels of equal length. */
export interface Samples {
  readonly channels: readonly Float32Array<ArrayBuffer>[];
  readonly sampleRateHz: number;
}

/** What the preset of a sound is made from. */
export interface TracedSound {
  readonly updates: readonly KnobUpdate[];
  /** The loudest part, for fitting treatments. */
  readonly part: Samples;
}

/**
 * Rendering of sounds as the plugin in use gives them out (rules E, G). Sounds are at the project's rate already, but for those
 * that are only traced.
 */
export interface ListeningCalls {
  /** A whole sound through the plugin from a fresh state, in time with it, as a WAV file of 32-bit floats. */
  renderWav(sound: Samples, parameters: PluginParameters, plugin: PluginInUse): Promise<RenderedFile>;
  /** The same of each cluster alone, as an auxiliary output of its own plays it. */
  renderStems(sound: Samples, parameters: PluginParameters, plugin: PluginInUse): Promise<readonly RenderedFile[]>;
  /** How the plugin bends its knobs along a sound, whatever they are (B1). */
  traceKnobs(sound: Samples, parameters: PluginParameters, plugin: PluginInUse): Promise<readonly KnobUpdate[]>;
  /** The same, with the loudest part of at most `partSec` seconds: long sounds are neither copied nor read by the page. */
  traceSound(sound: Samples, parameters: PluginParameters, partSec: number, plugin: PluginInUse): Promise<TracedSound>;
  /** The state with another treatment of its clusters, fitted to a sound. */
  fitTreatment(
    sound: Samples,
    parameters: PluginParameters,
    treatment: TreatmentId,
    plugin: PluginInUse,
  ): Promise<FittedTreatment>;
  /** What each state's render of an excerpt is to be multiplied by so that all are as loud as the excerpt, by BS.1770. */
  matchedGains(excerpt: Samples, states: readonly PluginParameters[], plugin: PluginInUse): Promise<readonly number[]>;
  /** An excerpt with each of some states, looped and equally loud by BS.1770. */
  renderOptions(
    excerpt: Samples,
    states: readonly PluginParameters[],
    plugin: PluginInUse,
  ): Promise<readonly RenderedOption[]>;
  /** What a hyperparameter does to the ear, by its place in `TARGETS`. */
  renderHyperparameter(target: number): Promise<HyperparameterSounds>;
}
