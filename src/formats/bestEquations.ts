import * as v from 'valibot';
import { DESCRIPTOR_COLUMNS, DESCRIPTOR_COUNT } from '../domain/descriptors.ts';
import { TARGET_COLUMNS, TARGET_COUNT } from '../domain/hyperparameters.ts';
import type { PolynomialModel, RidgeParameters } from '../domain/model.ts';
import { POLYNOMIAL_DEGREE, polynomialFeatureNames } from '../domain/polynomial.ts';
import { badModelFile } from './modelRefusal.ts';
import { namesInOrder, scalerScale } from './modelSchemas.ts';
import { finiteNumber, numberList, readJson, validate } from './validation.ts';
import type { RefusalOf } from './validation.ts';

export const BEST_EQUATIONS_FILE_NAME = 'best_equations.json';

/** What `best_equations.json` tells of a model. */
export interface BestEquations {
  readonly modelId: string;
  /** Null, like the next two, for a model that was not fitted so. */
  readonly cvMse: number | null;
  readonly trainMse: number | null;
  readonly alpha: number | null;
  readonly parameters: RidgeParameters;
}

/** The desktop's `best_equations.json`, with the scaler it lacks (`scaler_mean`, `scaler_scale`) added. @param methods how it came about */
export function encodeBestEquations(model: PolynomialModel, methods?: string): string {
  const { parameters } = model;
  const names = polynomialFeatureNames();
  const file = {
    model_id: model.modelId,
    ...fitOf(model),
    ...(methods === undefined ? {} : { methods }),
    descriptor_keys: DESCRIPTOR_COLUMNS,
    target_keys: TARGET_COLUMNS,
    scaler_mean: parameters.scalerMean,
    scaler_scale: parameters.scalerScale,
    intercept: parameters.intercept,
    coefficients: Object.fromEntries(
      TARGET_COLUMNS.map((target, i) => [
        target,
        Object.fromEntries(names.map((name, a) => [name, parameters.coefficients[i]?.[a]])),
      ]),
    ),
  };
  return `${JSON.stringify(file, null, 2)}\n`;
}

/**
 * Reads a `best_equations.json`.
 *
 * @param subject the file's name, for the error.
 * @throws AppError `bad-model-file`: also for the desktop's own file, which lacks the scaler and cannot predict.
 */
export function decodeBestEquations(text: string, subject: string): BestEquations {
  const refuse: RefusalOf = (reason, cause) => badModelFile(subject, reason, cause);
  const value = readJson(text, refuse);
  const { scaler_mean: mean, scaler_scale: scale } = validate(scalerPresence, value, refuse);
  if (mean === undefined || scale === undefined) {
    throw refuse(
      'it lacks the scaler (“scaler_mean”, “scaler_scale”), without which its equations cannot be applied; ' +
        'the desktop trainer leaves it out',
    );
  }
  const file = validate(equationsSchema, value, refuse);
  return {
    modelId: file.model_id,
    cvMse: file.cv_mse,
    trainMse: file.train_mse,
    alpha: file.alpha,
    parameters: {
      degree: file.degree,
      scalerMean: file.scaler_mean,
      scalerScale: file.scaler_scale,
      intercept: file.intercept,
      coefficients: TARGET_COLUMNS.map((target) => coefficientsOf(target, file.coefficients[target] ?? {}, refuse)),
    },
  };
}

/** The figures that the desktop writes, as far as the kind of model has them. */
function fitOf(model: PolynomialModel): Readonly<Record<'cv_mse' | 'train_mse' | 'degree' | 'alpha', number | null>> {
  const { degree } = model.parameters;
  if (model.kind === 'ridge') {
    return { cv_mse: model.metrics.cvMse, train_mse: model.metrics.trainMse, degree, alpha: model.metrics.alpha };
  }
  if (model.kind === 'student') return { cv_mse: model.metrics.cvMse, train_mse: null, degree, alpha: null };
  if (model.kind === 'imported') {
    const { cvMse, trainMse, alpha } = model.claimed ?? { cvMse: null, trainMse: null, alpha: null };
    return { cv_mse: cvMse, train_mse: trainMse, degree, alpha };
  }
  return { cv_mse: null, train_mse: null, degree, alpha: null };
}

function coefficientsOf(target: string, named: Readonly<Record<string, number>>, refuse: RefusalOf): number[] {
  return polynomialFeatureNames().map((name) => {
    const coefficient = named[name];
    if (coefficient === undefined) throw refuse(`the coefficient “${name}” of “${target}” is missing`);
    return coefficient;
  });
}

const scalerPresence = v.object({ scaler_mean: v.optional(v.unknown()), scaler_scale: v.optional(v.unknown()) });

const equationsSchema = v.object({
  model_id: v.string(),
  cv_mse: v.nullable(finiteNumber),
  train_mse: v.nullable(finiteNumber),
  degree: v.literal(POLYNOMIAL_DEGREE),
  alpha: v.nullable(finiteNumber),
  descriptor_keys: namesInOrder(DESCRIPTOR_COLUMNS),
  target_keys: namesInOrder(TARGET_COLUMNS),
  scaler_mean: numberList(DESCRIPTOR_COUNT),
  scaler_scale: scalerScale,
  intercept: numberList(TARGET_COUNT),
  coefficients: v.record(v.string(), v.record(v.string(), finiteNumber)),
});
