import * as v from 'valibot';
import { DESCRIPTOR_COLUMNS, DESCRIPTOR_COUNT } from '../domain/descriptors.ts';
import { TARGET_COLUMNS, TARGET_COUNT } from '../domain/hyperparameters.ts';
import type { TrainedModel } from '../domain/model.ts';
import { FEATURE_COUNT, POLYNOMIAL_DEGREE } from '../domain/polynomial.ts';
import { safeFileName } from './fileNames.ts';
import { badModelFile } from './modelRefusal.ts';
import { namesInOrder, scalerScale } from './modelSchemas.ts';
import { finiteNumber, numberList, readJson, validate } from './validation.ts';
import type { Refusal } from './validation.ts';

const MODEL_FORMAT = 'inertiabands-trainer-model';
const MODEL_FORMAT_VERSION = 1;
/** Whose definition of the descriptors the model was trained on. */
const DESCRIPTOR_DOMAIN = 'trainer';

/**
 * The text of the product's own model file: all that prediction needs, the metrics, how it was trained and what it said
 * of each training row out of fold. On one line, for it holds mostly numbers.
 */
export function encodeModelFile(model: TrainedModel): string {
  const { parameters, metrics } = model;
  const file = {
    format: MODEL_FORMAT,
    format_version: MODEL_FORMAT_VERSION,
    model_id: model.modelId,
    created_at_utc: model.createdAt.toISOString(),
    kind: model.kind,
    descriptor_domain: DESCRIPTOR_DOMAIN,
    descriptor_keys: DESCRIPTOR_COLUMNS,
    target_keys: TARGET_COLUMNS,
    training: {
      rows: metrics.rows,
      k_folds: metrics.kFolds,
      alpha_grid: model.alphaGrid,
      fold_seed: model.foldSeed,
      data_fingerprint: model.dataFingerprint,
    },
    metrics: {
      alpha: metrics.alpha,
      alpha_on_edge: metrics.alphaOnEdge,
      cv_mse: metrics.cvMse,
      train_mse: metrics.trainMse,
      target_r2: metrics.targetR2,
      cv_curve: metrics.cvCurve.map(({ alpha, cvMse }) => ({ alpha, cv_mse: cvMse })),
    },
    parameters: {
      degree: parameters.degree,
      scaler_mean: parameters.scalerMean,
      scaler_scale: parameters.scalerScale,
      intercept: parameters.intercept,
      coefficients: parameters.coefficients,
    },
    input_range: { min: model.inputRange.min, max: model.inputRange.max },
    out_of_fold: { actual: [...model.outOfFold.actual], predicted: [...model.outOfFold.predicted] },
  };
  return `${JSON.stringify(file)}\n`;
}

/**
 * Reads a model file.
 *
 * @param subject the file's name, for the error.
 * @throws AppError `bad-model-file` that says what does not fit.
 */
export function decodeModelFile(text: string, subject: string): TrainedModel {
  const refuse: Refusal = (reason, cause) => badModelFile(subject, reason, cause);
  return decodeTrainedModel(readJson(text, refuse), subject);
}

/**
 * Checks a value read from JSON and gives the model it describes.
 *
 * @param subject what it came from, for the error.
 * @throws AppError `bad-model-file` that says what does not fit.
 */
export function decodeTrainedModel(value: unknown, subject: string): TrainedModel {
  const refuse: Refusal = (reason, cause) => badModelFile(subject, reason, cause);
  const head = validate(headSchema, value, refuse);
  if (head.format !== MODEL_FORMAT) throw refuse('it is not a model file of this app');
  if (head.format_version !== MODEL_FORMAT_VERSION) {
    throw refuse(
      `it has format version ${head.format_version} and this app reads version ${MODEL_FORMAT_VERSION}; ` +
        'another version of the app may read it',
    );
  }
  const file = validate(modelSchema, value, refuse);
  const { training, metrics, parameters, out_of_fold: outOfFold } = file;
  const cells = training.rows * TARGET_COUNT;
  if (outOfFold.actual.length !== cells || outOfFold.predicted.length !== cells) {
    throw refuse(`“out_of_fold” does not hold ${TARGET_COUNT} numbers for each of ${training.rows} rows`);
  }
  return {
    modelId: file.model_id,
    createdAt: new Date(file.created_at_utc),
    kind: file.kind,
    alphaGrid: training.alpha_grid,
    foldSeed: training.fold_seed,
    dataFingerprint: training.data_fingerprint,
    parameters: {
      degree: parameters.degree,
      scalerMean: parameters.scaler_mean,
      scalerScale: parameters.scaler_scale,
      intercept: parameters.intercept,
      coefficients: parameters.coefficients,
    },
    metrics: {
      rows: training.rows,
      alpha: metrics.alpha,
      degree: parameters.degree,
      kFolds: training.k_folds,
      cvMse: metrics.cv_mse,
      trainMse: metrics.train_mse,
      targetR2: metrics.target_r2,
      cvCurve: metrics.cv_curve.map(({ alpha, cv_mse: cvMse }) => ({ alpha, cvMse })),
      alphaOnEdge: metrics.alpha_on_edge,
    },
    inputRange: file.input_range,
    outOfFold: {
      actual: Float64Array.from(outOfFold.actual),
      predicted: Float64Array.from(outOfFold.predicted),
    },
  };
}

/** `<model id>.json` */
export function modelFileName(modelId: string): string {
  return `${safeFileName(modelId, 'model')}.json`;
}

const headSchema = v.object({ format: v.optional(v.unknown()), format_version: v.optional(v.number()) });

const count = v.pipe(v.number(), v.integer(), v.minValue(0));

const modelSchema = v.object({
  model_id: v.pipe(v.string(), v.nonEmpty()),
  created_at_utc: v.pipe(v.string(), v.isoTimestamp()),
  kind: v.literal('ridge'),
  descriptor_domain: v.literal(DESCRIPTOR_DOMAIN),
  descriptor_keys: namesInOrder(DESCRIPTOR_COLUMNS),
  target_keys: namesInOrder(TARGET_COLUMNS),
  training: v.object({
    rows: count,
    k_folds: count,
    alpha_grid: v.picklist(['desktop', 'extended']),
    fold_seed: count,
    data_fingerprint: v.string(),
  }),
  metrics: v.object({
    alpha: finiteNumber,
    alpha_on_edge: v.boolean(),
    cv_mse: finiteNumber,
    train_mse: finiteNumber,
    target_r2: numberList(TARGET_COUNT),
    cv_curve: v.array(v.object({ alpha: finiteNumber, cv_mse: finiteNumber })),
  }),
  parameters: v.object({
    degree: v.literal(POLYNOMIAL_DEGREE),
    scaler_mean: numberList(DESCRIPTOR_COUNT),
    scaler_scale: scalerScale,
    intercept: numberList(TARGET_COUNT),
    coefficients: v.pipe(v.array(numberList(FEATURE_COUNT)), v.length(TARGET_COUNT)),
  }),
  input_range: v.object({ min: numberList(DESCRIPTOR_COUNT), max: numberList(DESCRIPTOR_COUNT) }),
  out_of_fold: v.object({ actual: v.array(finiteNumber), predicted: v.array(finiteNumber) }),
});
