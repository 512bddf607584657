import type { ClusterHyperparameters } from '../../domain/clusterSettings.ts';
import { DESCRIPTOR_COUNT } from '../../domain/descriptors.ts';
import type { Hyperparameters } from '../../domain/hyperparameters.ts';
import type { RidgeParameters } from '../../domain/model.ts';
import { playable } from '../../domain/playable.ts';
import { predictRaw } from '../model/predictRaw.ts';
import { decodeModelOutput } from '../objective/decode.ts';

/** The plugin divides by no smaller scale of a descriptor [P9]. */
export const MIN_SCALE = 1e-6;
/** The logarithm of confidence falls by this for a standard deviation of distance beyond the first. */
export const CONFIDENCE_FALL = 0.8;

/** What the plugin keeps while it has too few frames for descriptors, at confidence 0 [P8]. */
export const UNPREDICTED: ClusterHyperparameters = {
  distancePenalty: 1,
  normRate: 0.25,
  lowPenalty: 0.35,
  highPenalty: 0.08,
  minimaxStrength: 0.35,
};

export interface PluginPrediction {
  /** Within the plugin's limits, so that the penalties may differ from what base and skew give. */
  readonly hyperparameters: Hyperparameters;
  /** 0 … 1; the plugin blends the prediction in with its square. */
  readonly confidence: number;
}

/** The model as the plugin holds it: every number in 32 bit, no scale below 1e-6 [P9]. */
export function toPluginModel(parameters: RidgeParameters): RidgeParameters {
  return {
    degree: parameters.degree,
    scalerMean: parameters.scalerMean.map(Math.fround),
    scalerScale: parameters.scalerScale.map((scale) => Math.fround(Math.max(scale, MIN_SCALE))),
    intercept: parameters.intercept.map(Math.fround),
    coefficients: parameters.coefficients.map((row) => row.map(Math.fround)),
  };
}

/**
 * What the plugin answers for one set of descriptors [P9].
 *
 * @param model from {@link toPluginModel}.
 * @param descriptors the twelve values of the plugin's domain, in the order of `DESCRIPTORS`.
 */
export function predictInPlugin(model: RidgeParameters, descriptors: ArrayLike<number>): PluginPrediction {
  const vector = Float64Array.from(descriptors);
  return { hyperparameters: answeredInPlugin(model, vector), confidence: pluginConfidence(model, vector) };
}

/** The same without the confidence. */
export function answeredInPlugin(
  model: RidgeParameters,
  descriptors: ArrayLike<number>,
): PluginPrediction['hyperparameters'] {
  return playable(decodeModelOutput(predictRaw(model, Float64Array.from(descriptors))));
}

/**
 * How far the descriptors are from the training data, as the plugin sees it [P9]: 1 within one standard deviation of
 * the means on average, exp(−0.8·(excess)) beyond.
 */
export function pluginConfidence(
  model: Pick<RidgeParameters, 'scalerMean' | 'scalerScale'>,
  descriptors: ArrayLike<number>,
): number {
  let squares = 0;
  for (let i = 0; i < DESCRIPTOR_COUNT; i++) {
    const z = (descriptors[i]! - model.scalerMean[i]!) / Math.max(model.scalerScale[i]!, MIN_SCALE);
    squares += z * z;
  }
  const excess = Math.max(0, Math.sqrt(squares / DESCRIPTOR_COUNT) - 1);
  return Math.exp(-CONFIDENCE_FALL * excess);
}
