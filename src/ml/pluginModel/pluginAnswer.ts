import { DESCRIPTOR_COUNT } from '../../domain/descriptors.ts';
import type { Hyperparameters } from '../../domain/hyperparameters.ts';
import type { RidgeParameters } from '../../domain/model.ts';
import { playable } from '../../domain/playable.ts';
import { predictRaw } from '../model/predictRaw.ts';
import { decodeModelOutput } from '../objective/decode.ts';

const SMALLEST_SCALE = 1e-6;
const CONFIDENCE_DECAY = 0.8;

/** The five raw answers of a model inside the plugin decoded and limited, and its confidence 0 … 1 [P9]. */
export interface PluginAnswer {
  readonly hyperparameters: Hyperparameters;
  readonly confidence: number;
}

/**
 * What the plugin makes of its descriptors with a model [P9].
 *
 * @param descriptors the plugin's own twelve [P8], in the order of `DESCRIPTORS`.
 */
export function pluginAnswer(parameters: RidgeParameters, descriptors: Float64Array): PluginAnswer {
  const scalerScale = parameters.scalerScale.map((scale) => Math.max(scale, SMALLEST_SCALE));
  const raw = predictRaw({ ...parameters, scalerScale }, descriptors);
  let squares = 0;
  for (let i = 0; i < DESCRIPTOR_COUNT; i++) {
    squares += ((descriptors[i]! - parameters.scalerMean[i]!) / scalerScale[i]!) ** 2;
  }
  const distance = Math.sqrt(squares / DESCRIPTOR_COUNT);
  return {
    hyperparameters: playable(decodeModelOutput(raw)),
    confidence: Math.exp(-CONFIDENCE_DECAY * Math.max(0, distance - 1)),
  };
}
