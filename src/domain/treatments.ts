import type { PluginParameters } from './pluginParameters.ts';

/** What can be done to the clusters by name, in the order in which it is offered. */
export const TREATMENTS = [
  { id: 'transients-forward', label: 'Transients forward' },
  { id: 'transients-back', label: 'Transients back' },
  { id: 'tame-air', label: 'Tame the air' },
  { id: 'lift-body', label: 'Lift the body' },
  { id: 'tame-body', label: 'Tame the body' },
  { id: 'gentle-glue', label: 'Gentle glue' },
  { id: 'isolate', label: 'Isolate one cluster' },
  { id: 'stems', label: 'Stems to aux' },
  { id: 'defaults', label: 'Plugin defaults' },
] as const;

export type TreatmentId = (typeof TREATMENTS)[number]['id'];

/** What a treatment does to a sound, against the same split with the plugin's default treatment. */
export interface TreatmentFigures {
  /** Energy above 8 kHz, and of all below, in dB. */
  readonly airDb: number;
  readonly belowAirDb: number;
  /** Energy from 120 to 800 Hz against all else, in dB. */
  readonly bodyDb: number;
  /** Crest factor, in dB. */
  readonly crestDb: number;
  /** By BS.1770; 0 where one of them is silent. */
  readonly loudnessLu: number;
}

/** A treatment as it was fitted to a sound. */
export interface FittedTreatment {
  readonly parameters: PluginParameters;
  readonly figures: TreatmentFigures;
  /** Whether it does to this sound what it is meant to. */
  readonly isReached: boolean;
}
