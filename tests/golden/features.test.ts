import { describe, expect, it } from 'vitest';
import { FEATURE_COUNT, polynomialFeatureNames, polynomialTerms } from '../../src/domain/polynomial.ts';
import { polynomialFeatures } from '../../src/ml/model/monomials.ts';
import { plainFeatures } from '../referenceImplementations/plainRidge.ts';
import { ridgeCases } from '../support/ridgeReference.ts';

describe('polynomial features', () => {
  const names = polynomialFeatureNames();

  it('[M2] are 454, named in scikit-learn’s order', () => {
    expect(FEATURE_COUNT).toBe(454);
    expect(names).toHaveLength(454);
    for (const { feature_names_first_20_and_last_3: expected } of ridgeCases) {
      expect([...names.slice(0, 20), ...names.slice(-3)]).toEqual(expected);
    }
  });

  it('[M2] name squares, products and cubes as scikit-learn does', () => {
    expect(names[12]).toBe('log_energy_median^2');
    expect(names[90]).toBe('log_energy_median^3');
    expect(names[91]).toBe('log_energy_median^2 log_energy_iqr');
    expect(names).toContain('log_energy_median log_energy_iqr^2');
    expect(names).toContain('log_energy_median log_energy_iqr silence_ratio');
    expect(new Set(names).size).toBe(454);
  });

  it('[M2] come by degree, then in lexicographic order', () => {
    const terms = polynomialTerms();
    for (let i = 1; i < terms.length; i++) {
      const [before, after] = [terms[i - 1]!, terms[i]!];
      const key = (term: readonly number[]): string => [term.length, ...term].map((v) => String(v + 100)).join();
      expect(key(before) < key(after)).toBe(true);
    }
  });

  it('[M2] are the products that their terms name', () => {
    const row = Array.from({ length: 12 }, (_, i) => Math.cos(i + 1) * 2);
    const features = polynomialFeatures(Float64Array.from([...row, ...row.toReversed()]));
    const expected = plainFeatures([row, row.toReversed()]).flat();
    expect(features).toHaveLength(expected.length);
    for (const [i, value] of expected.entries()) expect(features[i]).toBeCloseTo(value, 12);
  });
});
