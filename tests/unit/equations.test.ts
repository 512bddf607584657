import { describe, expect, it } from 'vitest';
import { decodeBestEquations, encodeBestEquations } from '../../src/formats/bestEquations.ts';
import { someModel } from '../support/arbitraries.ts';
import { thrownBy } from '../support/thrownBy.ts';

const model = someModel(4);
const text = encodeBestEquations(model);

type Json = Record<string, unknown>;
const changed = (change: (file: Json) => void): string => {
  const file = JSON.parse(text) as Json;
  change(file);
  return JSON.stringify(file);
};

describe('best_equations.json', () => {
  it('[equations] has the desktop’s keys and the scaler besides', () => {
    const file = JSON.parse(text) as Json;
    expect(Object.keys(file)).toEqual([
      'model_id',
      'cv_mse',
      'train_mse',
      'degree',
      'alpha',
      'descriptor_keys',
      'target_keys',
      'scaler_mean',
      'scaler_scale',
      'intercept',
      'coefficients',
    ]);
    expect(file['target_keys']).toEqual([
      'distance_penalty',
      'norm_rate',
      'base_penalty_log',
      'penalty_skew',
      'minimax_logit',
    ]);
    const coefficients = (file['coefficients'] as Record<string, Record<string, number>>)['norm_rate']!;
    expect(Object.keys(coefficients)).toHaveLength(454);
    expect(coefficients['log_energy_median']).toBe(model.parameters.coefficients[1]![0]);
    expect(coefficients['silence_ratio^3']).toBe(model.parameters.coefficients[1]![453]);
  });

  it('[equations] reads back what prediction needs', () => {
    const { modelId, parameters, metrics } = model;
    const { cvMse, trainMse, alpha } = metrics;
    expect(decodeBestEquations(text, 'best_equations.json')).toEqual({ modelId, cvMse, trainMse, alpha, parameters });
  });

  it.each(['scaler_mean', 'scaler_scale'])(
    '[equations] refuses the desktop’s file, without %s, and says why',
    (key) => {
      const desktop = changed((file) => delete file[key]);
      const error = thrownBy(() => decodeBestEquations(desktop, 'best_equations.json'));
      expect(error).toMatchObject({ code: 'bad-model-file', subject: 'best_equations.json' });
      expect(error.message).toContain('lacks the scaler');
    },
  );

  it.each([
    ['no JSON', '{', 'it is not valid JSON'],
    ['other descriptors', changed((file) => (file['descriptor_keys'] as string[]).reverse()), '“descriptor_keys”'],
    ['other targets', changed((file) => (file['target_keys'] as string[]).pop()), '“target_keys”'],
    ['another degree', changed((file) => (file['degree'] = 2)), '“degree”'],
    ['a scale of zero', changed((file) => ((file['scaler_scale'] as number[])[3] = 0)), '“scaler_scale.3”'],
    [
      'a missing coefficient',
      changed((file) => delete (file['coefficients'] as Record<string, Json>)['penalty_skew']!['flatness_median^2']),
      'the coefficient “flatness_median^2” of “penalty_skew” is missing',
    ],
    [
      'a missing target',
      changed((file) => delete (file['coefficients'] as Json)['minimax_logit']),
      'of “minimax_logit” is missing',
    ],
  ])('[equations] refuses %s and says why', (_, broken, reason) => {
    const error = thrownBy(() => decodeBestEquations(broken, 'odd.json'));
    expect(error).toMatchObject({ code: 'bad-model-file', stage: 'model' });
    expect(error.message).toContain(reason);
  });
});
