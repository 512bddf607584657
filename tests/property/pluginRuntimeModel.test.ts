import { describe, expect, it } from 'vitest';
import type { RidgeParameters } from '../../src/domain/model.ts';
import { FEATURE_COUNT } from '../../src/domain/polynomial.ts';
import { pluginConfidence, predictInPlugin, toPluginModel } from '../../src/ml/plugin/pluginModel.ts';

/** A model whose answer is its intercepts, and `slope` times the first standardised descriptor in its first target. */
function model(intercept: readonly number[], slope = 0): RidgeParameters {
  const coefficients = intercept.map(() => Array.from({ length: FEATURE_COUNT }, () => 0));
  coefficients[0]![0] = slope;
  return {
    degree: 3,
    scalerMean: Array.from({ length: 12 }, (_, i) => i),
    scalerScale: Array.from({ length: 12 }, () => 2),
    intercept,
    coefficients,
  };
}

const atMeans = Float32Array.from({ length: 12 }, (_, i) => i);

describe('the model in the plugin', () => {
  it('[P9] clamps its answers, and the penalties once more', () => {
    const high = predictInPlugin(toPluginModel(model([9, 9, 9, 9, 9])), atMeans);
    expect(high.hyperparameters).toMatchObject({
      distancePenalty: 2.5,
      normRate: 0.25,
      basePenaltyLog: 4,
      penaltySkew: 3,
      lowPenalty: 4,
      highPenalty: 2,
    });
    expect(high.hyperparameters.minimaxStrength).toBeCloseTo(1 / (1 + Math.exp(-9)), 9);
    const low = predictInPlugin(toPluginModel(model([-9, -9, -9, -9, 0])), atMeans);
    expect(low.hyperparameters).toMatchObject({
      distancePenalty: 0,
      normRate: 0.001,
      basePenaltyLog: -4,
      penaltySkew: -3,
      minimaxStrength: 0.5,
    });
    expect(low.hyperparameters.lowPenalty).toBeCloseTo(Math.exp(-4 + Math.tanh(-3)), 9);
  });

  it('[P9] evaluates the polynomial on standardised descriptors', () => {
    const descriptors = atMeans.slice();
    descriptors[0] = 3;
    const { hyperparameters } = predictInPlugin(toPluginModel(model([0.25, 0, 0, 0, 0], 0.5)), descriptors);
    expect(hyperparameters.distancePenalty).toBeCloseTo(0.25 + 0.5 * 1.5, 9);
  });

  it('[P9] is confident within one standard deviation and ever less beyond', () => {
    const plugin = toPluginModel(model([0, 0, 0, 0, 0]));
    const away = (deviations: number) => atMeans.map((mean) => mean + 2 * deviations);
    expect([0, 0.5, 1].map((z) => pluginConfidence(plugin, away(z)))).toEqual([1, 1, 1]);
    expect(pluginConfidence(plugin, away(-3))).toBeCloseTo(Math.exp(-1.6), 9);
    expect(predictInPlugin(plugin, away(2)).confidence).toBeCloseTo(Math.exp(-0.8), 9);
  });

  it('[P9] holds its numbers in 32 bit and no scale below 1e-6', () => {
    const plugin = toPluginModel({
      ...model([0.1, 0, 0, 0, 0]),
      scalerScale: [0, ...Array.from({ length: 11 }, () => 0.3)],
    });
    expect(plugin.intercept[0]).toBe(Math.fround(0.1));
    expect(plugin.scalerScale.slice(0, 2)).toEqual([Math.fround(1e-6), Math.fround(0.3)]);
  });
});
