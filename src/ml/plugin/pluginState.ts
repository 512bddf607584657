import type { ClusterSettings } from '../../domain/clusterSettings.ts';

/** Every plugin has as many, of which the first K are in use. */
export const MAX_CLUSTERS = 8;
/** Stereo outputs beside the main one. */
export const AUX_COUNT = 8;

/** FFT sizes of the plugin, in samples. */
export type FrameSamples = 512 | 1024 | 2048 | 4096;

/** How the sound is split. The five hyperparameters are the knobs, before they are bent. */
export interface SplitState extends ClusterSettings {
  /** `fftSize`. */
  readonly frameSamples: FrameSamples;
  /** Frames that overlap at any time: `hopMode` N/2 or N/4. */
  readonly overlap: 2 | 4;
  /** `freeze`: centres stand still. */
  readonly isFrozen: boolean;
  /** `featureAdaptive`, which the plugin has but does not heed. */
  readonly isAdaptive: boolean;
}

/** What is done to one cluster. */
export interface ClusterTreatment {
  /** −120 … 24; silent at −119.5 and below. */
  readonly gainDb: number;
  /** 20 … 2000. */
  readonly highPassHz: number;
  /** 200 … 20,000. */
  readonly lowPassHz: number;
  readonly isMuted: boolean;
  /** 0 for the main output, 1 … 8 for an auxiliary one. */
  readonly route: number;
}

export interface GateState {
  readonly isOn: boolean;
  /** In ln of the magnitude, −12 … 2. */
  readonly threshold: number;
  /** 0.5 … 40. */
  readonly sharpness: number;
  /** What the gate lets through when shut, 0 … 0.2. */
  readonly floor: number;
}

/** What is done to all clusters and to their sum. */
export interface OutputState {
  readonly hasAutoLevel: boolean;
  /** `outputMode`: 0 for the mix of all, 1 … 8 for one cluster. */
  readonly mode: number;
  /** Share of the treated sound, 0 … 1. */
  readonly mix: number;
  /** −24 … 12. */
  readonly gainDb: number;
  /** 0 … 1. */
  readonly saturation: number;
  /** Drive that loud clusters add, 0 … 2. */
  readonly driveFromLevel: number;
  readonly gate: GateState;
}

/** All 67 parameters of the plugin, in real units. Where nothing else is said they are named as the plugin names them. */
export interface PluginState {
  readonly isBypassed: boolean;
  readonly split: SplitState;
  /** {@link MAX_CLUSTERS}. */
  readonly clusters: readonly ClusterTreatment[];
  readonly output: OutputState;
}
