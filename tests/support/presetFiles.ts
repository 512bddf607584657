import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { PLUGIN } from '../../src/domain/pluginInUse.ts';
import {
  byKnob,
  PLUGIN_DEFAULTS,
  PLUGIN_PARAMETERS,
  pluginParameters,
  withHyperparameters,
  type PluginParameters,
} from '../../src/domain/pluginParameters.ts';
import type { Preset, PresetPlugin } from '../../src/domain/preset.ts';
import { PresetRefusal } from '../../src/formats/presets/presetRefusal.ts';
import { readPluginPreset } from '../../src/formats/presets/readPluginPreset.ts';
import { SOME_DESCRIPTORS, SOME_HYPERPARAMETERS } from './someTrainedFile.ts';
import { thrownBy } from './thrownBy.ts';

/** A file of the presets that the real plugin wrote or was tried with. */
export function presetFile(name: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(
    readFileSync(fileURLToPath(new URL(`../fixtures/reference/plugin/preset/${name}`, import.meta.url))),
  );
}

/** Golden values, where text, as a state; those that are not given are `rest`. */
export function stateOf(values: Readonly<Record<string, string | number>>, rest?: PluginParameters): PluginParameters {
  return pluginParameters(({ id }) => Number(values[id] ?? rest?.[id]));
}

/** Any other outcome fails the test. */
export function refusalBy(work: () => unknown): PresetRefusal {
  const error = thrownBy(work);
  if (error instanceof PresetRefusal) return error;
  throw error;
}

/** Reads what may be a preset. Throws where it is neither refused as one nor a state within the plugin's ranges. */
export function expectRefusedOrSound(bytes: Uint8Array): void {
  try {
    const { parameters } = readPluginPreset(bytes, 'x');
    const outside = PLUGIN_PARAMETERS.find(({ id, min, max }) => !(parameters[id] >= min && parameters[id] <= max));
    if (outside !== undefined) throw new TypeError(`let ${outside.id} = ${parameters[outside.id]} pass`);
  } catch (error) {
    if (!(error instanceof PresetRefusal)) throw error;
  }
}

/** A preset that says what the plugin was given. */
export function somePreset(plugin: Partial<PresetPlugin>): Preset & { readonly plugin: PresetPlugin } {
  return {
    createdAt: new Date(Date.UTC(2026, 0, 31, 12)),
    audioPath: 'drums/kick.wav',
    descriptors: SOME_DESCRIPTORS,
    hyperparameters: SOME_HYPERPARAMETERS,
    modelPath: 'ridge-1.json',
    facts: { model_id: 'ridge-1' },
    plugin: {
      version: PLUGIN.version,
      builtInId: null,
      parameters: withHyperparameters(PLUGIN_DEFAULTS, SOME_HYPERPARAMETERS),
      compensated: true,
      plays: byKnob(() => null),
      reached: byKnob(() => null),
      ...plugin,
    },
  };
}
