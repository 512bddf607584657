import { describe, expect, it } from 'vitest';
import { descriptorsToVector } from '../../src/domain/descriptors.ts';
import { HYPERPARAMETERS } from '../../src/domain/hyperparameters.ts';
import { inputRange } from '../../src/ml/model/inputRange.ts';
import { fitRidge } from '../../src/ml/model/trainRidge.ts';
import { trainingMatrix } from '../../src/ml/model/trainingMatrix.ts';
import { proxyTerms } from '../../src/ml/objective/proxy.ts';
import { predict } from '../../src/ml/prediction/predict.ts';
import { polynomialModel } from '../support/someModels.ts';
import { namedDescriptors, ridgeCases, rowsOf } from '../support/ridgeReference.ts';

describe.each(ridgeCases)('predictions of the model of $n reference rows', (reference) => {
  const matrix = trainingMatrix(rowsOf(reference));
  const { parameters } = fitRidge(matrix, reference.metrics.alpha);
  const model = polynomialModel(parameters, inputRange(matrix));

  it('[H1] decode to the reference’s hyperparameters', () => {
    for (const { descriptors, decoded } of reference.predict) {
      const { hyperparameters } = predict(model, descriptorsToVector(namedDescriptors(descriptors)));
      for (const { key, column } of HYPERPARAMETERS) {
        const expected = decoded[column];
        expect(Math.abs(hyperparameters[key] - expected)).toBeLessThanOrEqual(1e-8 * Math.max(1, Math.abs(expected)));
      }
    }
  });

  it('[Q] are scored on the unperturbed descriptors', () => {
    for (const { descriptors } of reference.predict) {
      const vector = descriptorsToVector(namedDescriptors(descriptors));
      const { hyperparameters, score } = predict(model, vector);
      expect(score).toBe(proxyTerms(vector, hyperparameters).score);
      expect(score).toBeGreaterThan(0);
      expect(score).toBeLessThan(1);
    }
  });
});
