import type { RidgeParameters } from '../../domain/model.ts';
import { MIN_SCALE, predictInPlugin, type PluginPrediction } from '../plugin/pluginModel.ts';

/**
 * What the plugin makes of its descriptors with a model [P9], in 64 bit: the model is not rounded to what the plugin holds.
 *
 * @param descriptors the plugin's own twelve [P8], in the order of `DESCRIPTORS`.
 */
export function pluginAnswer(parameters: RidgeParameters, descriptors: Float64Array): PluginPrediction {
  const scalerScale = parameters.scalerScale.map((scale) => Math.max(scale, MIN_SCALE));
  return predictInPlugin({ ...parameters, scalerScale }, descriptors);
}
