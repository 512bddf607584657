import type { Hyperparameters } from '../../domain/hyperparameters.ts';
import { PLUGIN } from '../../domain/pluginInUse.ts';
import { HYPERPARAMETER_KNOBS, SORTED_PARAMETER_IDS, type HyperparameterKnob } from '../../domain/pluginParameters.ts';
import type { PresetPlugin } from '../../domain/preset.ts';
import { writtenParameters } from './writtenParameters.ts';

/** What a preset file says of the plugin's own model where it is the one that it ships with. */
export const SHIPPED = 'shipped';

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
    model: plugin.builtInId ?? SHIPPED,
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
