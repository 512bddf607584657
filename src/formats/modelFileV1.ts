import * as v from 'valibot';
import { DESCRIPTOR_COLUMNS, DESCRIPTOR_COUNT } from '../domain/descriptors.ts';
import { TARGET_COLUMNS, TARGET_COUNT } from '../domain/hyperparameters.ts';
import type { RidgeModel } from '../domain/model.ts';
import { FEATURE_COUNT, POLYNOMIAL_DEGREE } from '../domain/polynomial.ts';
import { namesInOrder, scalerScale } from './modelSchemas.ts';
import { finiteNumber, numberList, validate } from './validation.ts';
import type { RefusalOf } from './validation.ts';

/**
 * Reads a model file of format version 1, which knew ridge models only and did not measure regret.
 *
 * @param value the file's JSON, parsed.
 * @throws what `refuse` makes of the reason, where a field is missing or of another shape.
 */
export function decodeModelFileV1(value: unknown, refuse: RefusalOf): RidgeModel {
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
    objective: 'proxy',
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
    quality: null,
    confidence: null,
  };
}

const count = v.pipe(v.number(), v.integer(), v.minValue(0));

const modelSchema = v.object({
  model_id: v.pipe(v.string(), v.nonEmpty()),
  created_at_utc: v.pipe(v.string(), v.isoTimestamp()),
  kind: v.literal('ridge'),
  descriptor_domain: v.literal('trainer'),
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
