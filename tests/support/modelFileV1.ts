import type { RidgeModel } from '../../src/domain/model.ts';
import { DESCRIPTOR_COLUMNS } from '../../src/domain/descriptors.ts';
import { TARGET_COLUMNS } from '../../src/domain/hyperparameters.ts';

/** A model file of format version 1, as earlier versions of the app wrote it. */
export function modelFileV1({ metrics, parameters, ...model }: RidgeModel): string {
  return JSON.stringify({
    format: 'inertiabands-trainer-model',
    format_version: 1,
    model_id: model.modelId,
    created_at_utc: model.createdAt.toISOString(),
    kind: model.kind,
    descriptor_domain: 'trainer',
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
    input_range: model.inputRange,
    out_of_fold: { actual: [...model.outOfFold.actual], predicted: [...model.outOfFold.predicted] },
  });
}
