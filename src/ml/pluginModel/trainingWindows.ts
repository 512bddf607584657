import type { PluginWindows } from '../../domain/training.ts';
import { DESCRIPTOR_COUNT, DESCRIPTORS } from '../../domain/descriptors.ts';
import type { PluginWindow } from '../../domain/pluginWindow.ts';

/** Training is over in a minute with these, and more teach it little. */
const MAX_TRAINING_WINDOWS = 2400;

/** Below this Σ S the plugin gives every cluster the same mask, whatever the hyperparameters [C7]. */
const SILENT_ENERGY = 1e-5;
const LOG_ENERGY = DESCRIPTORS.findIndex(({ key }) => key === 'logEnergyMedian');

/** A window and the recording that it belongs to. */
export interface GroupedWindow extends Pick<PluginWindow, 'plugin' | 'trainer'> {
  readonly group: string;
}

/**
 * The windows that a plugin model is trained on: those that are silent at their median are left out, because the
 * hyperparameters do nothing there; of more than `limit` as many are taken at even steps.
 */
export function trainingWindows(windows: readonly GroupedWindow[], limit = MAX_TRAINING_WINDOWS): PluginWindows {
  const audible = windows.filter(({ plugin }) => (plugin[LOG_ENERGY] ?? 0) > Math.log(SILENT_ENERGY));
  const count = Math.min(audible.length, limit);
  const taken = Array.from({ length: count }, (_, i) => audible[Math.floor((i * audible.length) / count)]!);
  const matrix = (vectors: readonly Float64Array[]) => {
    const values = new Float64Array(vectors.length * DESCRIPTOR_COUNT);
    for (const [row, vector] of vectors.entries()) values.set(vector, row * DESCRIPTOR_COUNT);
    return values;
  };
  return {
    inputs: matrix(taken.map(({ plugin }) => plugin)),
    scored: matrix(taken.map(({ trainer }) => trainer)),
    groups: taken.map(({ group }) => group),
  };
}
