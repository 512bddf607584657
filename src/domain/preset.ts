import type { Descriptors } from './descriptors.ts';
import type { Hyperparameters } from './hyperparameters.ts';
import type { KnobKey, PluginParameters } from './pluginParameters.ts';

/** What a preset says of the plugin, beside its hyperparameters, which are the wanted values. */
export interface PresetPlugin {
  /** The plugin that it was made for. */
  readonly version: string;
  /** The id of the model of one's own that is built into it; null for the shipped plugin (B). */
  readonly builtInId: string | null;
  /** The whole state, as it is written to a `.vstpreset`. */
  readonly parameters: PluginParameters;
  /** Whether the five knobs were chosen so that the wanted values remain after the plugin's bend (B3). */
  readonly compensated: boolean;
  /** What the plugin plays instead of the wanted values (B2); null where it is not known. */
  readonly plays: Readonly<Record<KnobKey, number | null>>;
  /** Whether what plays is what was wanted (B3); null where it is not known. */
  readonly reached: Readonly<Record<KnobKey, boolean | null>>;
}

/** What a preset file holds. */
export interface Preset {
  readonly createdAt: Date;
  readonly audioPath: string;
  readonly descriptors: Descriptors;
  readonly hyperparameters: Hyperparameters;
  /** The file of the model that answered. */
  readonly modelPath: string;
  /** Further facts for `metadata`: model id, whether refined, seed, confidence. */
  readonly facts: Readonly<Record<string, string>>;
  /** What the plugin is given for these hyperparameters; absent in presets that know nothing of it. */
  readonly plugin?: PresetPlugin;
}

/** A preset among several that go out together. */
export interface PackagedPreset {
  /** What a musician looks for, such as the sound's name. It need be neither safe as a file name nor unique. */
  readonly name: string;
  /** The name of what is done to the parts. */
  readonly treatment: string;
  /** Which of the sound's presets it is and whether that was judged, as a clause; absent where there was no choice. */
  readonly choice?: string;
  readonly preset: Preset & { readonly plugin: PresetPlugin };
}

/** Which formats a package holds beside `.vstpreset`. */
export interface PackageFormats {
  readonly audioUnit: boolean;
  readonly json: boolean;
}
