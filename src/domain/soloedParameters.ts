import { CLUSTERS, type PluginParameters } from './pluginParameters.ts';

/** A gain that silences a cluster (G3). */
export const SILENT_DB = -120;

/** A state in which only some clusters are heard, from 0: the others at −120 dB, auto level off. All for none. */
export function soloedParameters(state: PluginParameters, soloed: readonly number[]): PluginParameters {
  if (soloed.length === 0) return state;
  const others = CLUSTERS.filter((c) => !soloed.includes(c));
  const silent = Object.fromEntries(others.map((c) => [`clusterGainDb${c}`, SILENT_DB]));
  return { ...state, ...silent, autoLevel: 0, outputMode: 0 };
}
