import { describe, expect, it } from 'vitest';
import { FEATURE_COUNT } from '../../src/domain/polynomial.ts';
import type { RidgeParameters } from '../../src/domain/model.ts';
import { predict } from '../../src/ml/prediction/predict.ts';
import { polynomialModel } from '../support/someModels.ts';

const parameters: RidgeParameters = {
  degree: 3,
  scalerMean: Array.from({ length: 12 }, () => 0),
  scalerScale: Array.from({ length: 12 }, (_, i) => (i === 2 ? 10 : 1)),
  intercept: [9, -1, 9, -9, 0],
  coefficients: Array.from({ length: 5 }, () => Array.from({ length: FEATURE_COUNT }, () => 0)),
};
const inputRange = { min: Array.from({ length: 12 }, () => -1), max: Array.from({ length: 12 }, () => 1) };
const model = polynomialModel(parameters, inputRange);

describe('a prediction', () => {
  it('[H1] is clamped to the ranges of the search', () => {
    const { hyperparameters } = predict(model, new Float64Array(12));
    expect(hyperparameters).toMatchObject({
      distancePenalty: 2.5,
      normRate: 0.001,
      basePenaltyLog: 4,
      penaltySkew: -3,
      minimaxStrength: 0.5,
    });
  });

  it('[P9] is sure within one standard deviation and less so beyond', () => {
    expect(predict(model, new Float64Array(12)).confidence).toEqual({
      value: 1,
      basis: 'distance',
      expectedRegret: null,
      outOfRange: [],
      unusual: [],
    });
    const far = new Float64Array(12);
    far[0] = Math.sqrt(12) * 3;
    expect(predict(model, far).confidence.value).toBeCloseTo(Math.exp(-0.8 * 2), 12);
  });

  it('[P9] names what lies outside the training range, the farthest in standard deviations first', () => {
    const vector = new Float64Array(12);
    vector[2] = 12;
    vector[5] = -4;
    vector[7] = 1;
    expect(predict(model, vector).confidence.outOfRange).toEqual(['peakiness_median', 'spectral_slope_median']);
  });
});
