import type { Hyperparameters } from '../../domain/hyperparameters.ts';
import {
  HYPERPARAMETER_KNOBS,
  PLUGIN,
  SORTED_PARAMETER_IDS,
  type HyperparameterKnob,
  type KnobKey,
  type PluginParameters,
} from '../../domain/pluginParameters.ts';
import { writtenParameters } from './writtenParameters.ts';

/** What a preset says of the plugin, beside its hyperparameters, which are the wanted values. */
export interface PresetPlugin {
  /** The plugin that it was made for. */
  readonly version: string;
  /** The whole state, as it is written to a `.vstpreset`. */
  readonly parameters: PluginParameters;
  /** Whether the five knobs were chosen so that the wanted values remain after the plugin's bend (B3). */
  readonly compensated: boolean;
  /** What the plugin plays instead of the wanted values (B2); null where it is not known. */
  readonly plays: Readonly<Record<KnobKey, number | null>>;
  /** Whether what plays is what was wanted (B3); null where it is not known. */
  readonly reached: Readonly<Record<KnobKey, boolean | null>>;
}

/**
 * The `plugin` block of a preset file.
 *
 * @throws AppError `bad-input` where a parameter is not finite.
 */
export function pluginBlock(plugin: PresetPlugin, wanted: Hyperparameters): object {
  const parameters = writtenParameters(plugin.parameters);
  return {
    name: PLUGIN.name,
    version: plugin.version,
    parameters: Object.fromEntries(SORTED_PARAMETER_IDS.map((id) => [id, parameters[id]])),
    plays: byColumn(({ key }) => plugin.plays[key]),
    compensation: {
      on: plugin.compensated,
      knobs: byColumn(({ key, id }) => ({
        wanted: wanted[key],
        written: parameters[id],
        plays: plugin.plays[key],
        reached: plugin.reached[key],
      })),
    },
  };
}

function byColumn(value: (knob: HyperparameterKnob) => unknown): object {
  return Object.fromEntries(HYPERPARAMETER_KNOBS.map((knob) => [knob.column, value(knob)]));
}
