import * as v from 'valibot';
import type { ImportedModel, RidgeParameters, TrainedModel } from '../domain/model.ts';
import { decodeBestEquations } from './bestEquations.ts';
import { decodeTrainedModel } from './modelFile.ts';
import { badModelFile } from './modelRefusal.ts';
import { decodePluginHeader } from './pluginHeader.ts';
import { readJson } from './validation.ts';

/** A model from a file: one of ours whole, or the polynomial of another trainer's. */
export type ForeignModel =
  | { readonly kind: 'own'; readonly model: TrainedModel }
  | {
      readonly kind: 'polynomial';
      readonly origin: ImportedModel['origin'];
      readonly parameters: RidgeParameters;
      readonly claimed: ImportedModel['claimed'];
    };

/**
 * Reads any file that holds a model: our own model file, `best_equations.json` with its scaler, `AutoHyperModelData.h`.
 *
 * @param fileName tells headers from JSON, and names the file in the error.
 * @throws AppError `bad-model-file` that says what does not fit.
 */
export function decodeAnyModel(text: string, fileName: string): ForeignModel {
  if (/\.(?:h|hpp|hh)$/i.test(fileName)) {
    const parameters = decodePluginHeader(text, fileName);
    return { kind: 'polynomial', origin: 'header', parameters, claimed: null };
  }
  const value = readJson(text, (reason, cause) => badModelFile(fileName, reason, cause));
  if (!v.is(v.looseObject({ target_keys: v.unknown(), intercept: v.unknown(), coefficients: v.unknown() }), value)) {
    return { kind: 'own', model: decodeTrainedModel(value, fileName) };
  }
  const { parameters, alpha, cvMse, trainMse } = decodeBestEquations(text, fileName);
  const claimed = alpha === null || cvMse === null || trainMse === null ? null : { alpha, cvMse, trainMse };
  return { kind: 'polynomial', origin: 'equations', parameters, claimed };
}
