import { describe, expect, it } from 'vitest';
import { DESCRIPTOR_COLUMNS } from '../../src/domain/descriptors.ts';
import { TARGETS } from '../../src/domain/hyperparameters.ts';
import { globalBest } from '../../src/ml/objective/globalSearch.ts';
import { proxyTerms } from '../../src/ml/objective/proxy.ts';
import reference from '../fixtures/reference/regret.json' with { type: 'json' };

const cases = reference.test.map((golden, index) => ({ index, golden }));

describe('globalBest', () => {
  it.each(cases)('[Q] reaches the best score of test set $index inside the ranges', ({ golden }) => {
    const descriptors = DESCRIPTOR_COLUMNS.map((column) => golden.descriptors[column]);
    const best = globalBest(descriptors);
    expect(best.score).toBeGreaterThanOrEqual(golden.best_score - 1e-6);
    expect(best.score).toBe(proxyTerms(descriptors, best.hyperparameters).score);
    TARGETS.forEach(({ low, high }, i) => {
      expect(best.targets[i]).toBeGreaterThanOrEqual(low);
      expect(best.targets[i]).toBeLessThanOrEqual(high);
    });
  });
});
