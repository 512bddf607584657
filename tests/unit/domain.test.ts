import { describe, expect, it } from 'vitest';
import { DESCRIPTOR_COLUMNS, descriptorsFromVector, descriptorsToVector } from '../../src/domain/descriptors.ts';

describe('descriptor vectors', () => {
  it('[D6] name and vector round-trip in the documented order', () => {
    const vector = Float64Array.from({ length: 12 }, (_, i) => i + 0.5);
    const named = descriptorsFromVector(vector);
    expect(named.logEnergyMedian).toBe(0.5);
    expect(named.silenceRatio).toBe(11.5);
    expect(descriptorsToVector(named)).toEqual(vector);
    expect(DESCRIPTOR_COLUMNS[9]).toBe('low_high_ratio');
  });

  it('refuses a vector of another length', () => {
    expect(() => descriptorsFromVector([1, 2, 3])).toThrow(/12 values, not 3/);
  });
});
