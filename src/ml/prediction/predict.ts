import type { Answerer, Prediction } from '../../domain/model.ts';
import { predictRaw } from '../model/predictRaw.ts';
import { networkAnswer } from '../network/scoreNetwork.ts';
import { decodeModelOutput } from '../objective/decode.ts';
import { proxyTerms } from '../objective/proxy.ts';
import { confidence } from './confidence.ts';

/** The five raw outputs of a model in the order of `TARGETS`, not decoded. @param descriptors twelve values in order. */
export function rawAnswer(model: Answerer, descriptors: Float64Array): Float64Array {
  return model.kind === 'network'
    ? networkAnswer(model.network, descriptors)
    : predictRaw(model.parameters, descriptors);
}

/**
 * What a model answers for a sound, decoded [H1], with its proxy score on the unperturbed descriptors [O1] and how far
 * that is to be trusted (Q).
 *
 * @param descriptors the twelve values in the order of `DESCRIPTORS`.
 */
export function predict(model: Answerer, descriptors: Float64Array): Prediction {
  const hyperparameters = decodeModelOutput(rawAnswer(model, descriptors));
  const { score } = proxyTerms(descriptors, hyperparameters);
  return { hyperparameters, score, confidence: confidence(model, descriptors) };
}
