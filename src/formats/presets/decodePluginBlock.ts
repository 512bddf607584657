import * as v from 'valibot';
import { byKnob, HYPERPARAMETER_KNOBS, SORTED_PARAMETER_IDS } from '../../domain/pluginParameters.ts';
import { finiteNumber } from '../validation.ts';
import type { PresetPlugin } from '../../domain/preset.ts';
import { SHIPPED } from './pluginBlock.ts';
import { writtenParameters } from './writtenParameters.ts';

const KNOB_COLUMNS = HYPERPARAMETER_KNOBS.map(({ column }) => column);

/** The `plugin` block of a preset file. What it repeats of the hyperparameters and parameters is not read twice. */
export const pluginBlockSchema = v.object({
  version: v.string(),
  model: v.optional(v.string(), SHIPPED),
  parameters: v.object(v.entriesFromList(SORTED_PARAMETER_IDS, finiteNumber)),
  plays: ofKnobs(v.nullable(finiteNumber)),
  compensation: v.object({ on: v.boolean(), knobs: ofKnobs(v.object({ reached: v.nullable(v.boolean()) })) }),
});

export function decodePluginBlock(block: v.InferOutput<typeof pluginBlockSchema>): PresetPlugin {
  const { version, model, parameters, plays, compensation } = block;
  return {
    version,
    builtInId: model === SHIPPED ? null : model,
    parameters: writtenParameters(parameters),
    compensated: compensation.on,
    plays: byKnob(({ column }) => plays[column]),
    reached: byKnob(({ column }) => compensation.knobs[column].reached),
  };
}

/** A value for each knob, named in the file as hyperparameters are. */
function ofKnobs<TSchema extends v.GenericSchema>(schema: TSchema) {
  return v.object(v.entriesFromList(KNOB_COLUMNS, schema));
}
