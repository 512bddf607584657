import type { ClusterHyperparameters } from '../../domain/clusterSettings.ts';
import { HYPERPARAMETERS, type Hyperparameters } from '../../domain/hyperparameters.ts';
import { playable } from '../../domain/playable.ts';
import { compensateKnobs } from '../plugin/compensateKnobs.ts';
import type { Bend } from '../plugin/knobBend.ts';
import { DEFAULT_HYPERPARAMETERS } from './pluginDefaults.ts';

/**
 * What a preset of a sound has its knobs at for wanted values: brought into the plugin's ranges and compensated over the
 * sound [B3]. The plugin's defaults are knobs already, those of a plugin that nobody touched.
 *
 * @param bend of the sound, whatever it is mixed with.
 */
export function writtenKnobs(wanted: Hyperparameters, bend: readonly Bend[]): ClusterHyperparameters {
  return isUntouched(wanted) ? wanted : compensateKnobs(bend, playable(wanted)).knobs;
}

/** What was heard where such values were tried: brought into the plugin's ranges, unless they are its defaults. */
export function heardValues(tried: Hyperparameters): Hyperparameters {
  return isUntouched(tried) ? tried : playable(tried);
}

/** Whether these are the plugin's defaults, which nothing makes up for. */
export function isUntouched(values: Hyperparameters): boolean {
  return HYPERPARAMETERS.every(({ key }) => values[key] === DEFAULT_HYPERPARAMETERS[key]);
}
