import {
  clampParameter,
  isOfTreatment,
  PLUGIN_PARAMETERS,
  pluginParameters,
  type PluginParameterId,
  type PluginParameters,
} from './pluginParameters.ts';

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

/** One that the user saved. */
export type OwnTreatmentId = `own:${string}`;

export interface OwnTreatment {
  readonly id: OwnTreatmentId;
  /** Distinct, whatever its case, from the names of all others. */
  readonly name: string;
  /** Of all parameters those that say what is done to the clusters. */
  readonly parameters: Readonly<Partial<Record<PluginParameterId, number>>>;
}

export function isOwnTreatment(id: TreatmentId | OwnTreatmentId): id is OwnTreatmentId {
  return id.startsWith('own:');
}

/** What a state does to the clusters, without how it splits the sound. */
export function treatmentOf(state: PluginParameters): OwnTreatment['parameters'] {
  const ids = PLUGIN_PARAMETERS.map(({ id }) => id).filter(isOfTreatment);
  return Object.fromEntries(ids.map((id) => [id, state[id]]));
}

/** The same split with another treatment; what it leaves open stands at the plugin's defaults. */
export function withTreatment(state: PluginParameters, treatment: OwnTreatment['parameters']): PluginParameters {
  return pluginParameters((parameter) => {
    const { id, default: value } = parameter;
    return isOfTreatment(id) ? clampParameter(parameter, treatment[id] ?? value) : state[id];
  });
}

/** What a treatment does to a sound, against the same split with the plugin's default treatment. */
export interface TreatmentFigures {
  /** Energy above 8 kHz, and of all below, in dB. */
  readonly airDb: number;
  readonly belowAirDb: number;
  /** Energy from 120 to 800 Hz against all else, in dB. */
  readonly bodyDb: number;
  /** Crest factor, in dB. */
  readonly crestDb: number;
  /** Power of the attacks against that of the whole, in dB. */
  readonly attackDb: number;
  /** How far loud parts lie above quiet ones, in dB. */
  readonly rangeDb: number;
  /** By BS.1770; 0 where one of them is silent. */
  readonly loudnessLu: number;
}

/** A treatment as it was fitted to a sound. */
export interface FittedTreatment {
  readonly parameters: PluginParameters;
  readonly figures: TreatmentFigures;
  /** Whether it does to this sound what it is meant to. */
  readonly isReached: boolean;
  /** Whether it does the opposite, however strongly or gently it is done (E4). */
  readonly isOpposite: boolean;
}
