import type { Prediction, TrainedModel } from '../../domain/model.ts';
import { predictRaw } from '../model/predictRaw.ts';
import { decodeModelOutput } from '../objective/decode.ts';
import { proxyTerms } from '../objective/proxy.ts';
import { confidence } from './confidence.ts';

/**
 * What a model answers for a sound, decoded [H1], with its proxy score on the unperturbed descriptors [O1] and how much
 * the model has seen of such sounds [P9].
 *
 * @param descriptors the twelve values in the order of `DESCRIPTORS`.
 */
export function predict(model: Pick<TrainedModel, 'parameters' | 'inputRange'>, descriptors: Float64Array): Prediction {
  const hyperparameters = decodeModelOutput(predictRaw(model.parameters, descriptors));
  const { score } = proxyTerms(descriptors, hyperparameters);
  return { hyperparameters, score, confidence: confidence(model, descriptors) };
}
