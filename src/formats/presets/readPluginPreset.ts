import { PLUGIN_DEFAULTS, withHyperparameters, type PluginParameters } from '../../domain/pluginParameters.ts';
import { fileStem } from '../fileNames.ts';
import type { Preset } from '../../domain/preset.ts';
import { decodeAuPreset } from './auPreset.ts';
import { decodePreset } from './decodePresetJson.ts';
import { PresetRefusal, type RefusePreset } from './presetRefusal.ts';
import { decodeVstPreset, looksLikeVstPreset } from './vstPreset.ts';
import { writtenParameters } from './writtenParameters.ts';

const MAX_BYTES = 2 ** 20;

/** A preset from a file: a state that is within the parameters' ranges, and what else the file says. */
export type ReadPluginPreset = {
  /** What a person reads: as the file says, else the file's name without its extension. */
  readonly name: string;
  /** As written; `loadedParameters` says what the plugin makes of them. */
  readonly parameters: PluginParameters;
} & (
  | { readonly kind: 'vstpreset'; readonly hostBypass: boolean }
  | { readonly kind: 'aupreset' }
  | { readonly kind: 'json'; readonly preset: Preset }
);

/**
 * Reads a preset of the plugin, of whatever kind its bytes say it is: `.vstpreset`, `.aupreset` or a preset JSON. One
 * without a `plugin` block stands for the plugin's defaults with its five knobs at the wanted values.
 *
 * @param fileName names the file in the refusal, and the preset.
 * @throws PresetRefusal
 */
export function readPluginPreset(bytes: Uint8Array, fileName: string): ReadPluginPreset {
  const refuse: RefusePreset = (reason, facts) => new PresetRefusal(fileName, reason, facts);
  const name = fileStem(fileName);
  if (bytes.length === 0) throw refuse('empty-file');
  if (bytes.length > MAX_BYTES) throw refuse('too-large');
  if (looksLikeVstPreset(bytes)) return { kind: 'vstpreset', name, ...decodeVstPreset(bytes, refuse) };

  const text = new TextDecoder().decode(bytes).trim();
  if (text.startsWith('bplist')) throw refuse('binary-property-list');
  if (text.startsWith('<')) {
    const { parameters, name: ownName } = decodeAuPreset(text, refuse);
    return { kind: 'aupreset', name: ownName ?? name, parameters };
  }
  if (!/^[{[]/u.test(text)) throw refuse('unknown-content');
  const preset = decodePreset(text, fileName);
  const parameters =
    preset.plugin?.parameters ?? writtenParameters(withHyperparameters(PLUGIN_DEFAULTS, preset.hyperparameters));
  return { kind: 'json', name, parameters, preset };
}
