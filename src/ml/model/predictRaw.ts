import { DESCRIPTOR_COUNT } from '../../domain/descriptors.ts';
import type { RidgeParameters } from '../../domain/model.ts';
import { FEATURE_COUNT } from '../../domain/polynomial.ts';
import { expandFeatures } from './monomials.ts';

/**
 * What a model answers for one sound, before it is decoded (H1).
 *
 * @param descriptors the twelve values in the order of `DESCRIPTORS`.
 * @returns the five targets in the order of `TARGETS`, not clamped.
 */
export function predictRaw(parameters: RidgeParameters, descriptors: Float64Array): Float64Array {
  const standardised = new Float64Array(DESCRIPTOR_COUNT);
  for (let i = 0; i < DESCRIPTOR_COUNT; i++) {
    standardised[i] = (descriptors[i]! - parameters.scalerMean[i]!) / parameters.scalerScale[i]!;
  }
  const features = new Float64Array(FEATURE_COUNT);
  expandFeatures(standardised, 0, features, 0);
  return Float64Array.from(parameters.intercept, (intercept, target) => {
    const weights = parameters.coefficients[target]!;
    let sum = intercept;
    for (let a = 0; a < FEATURE_COUNT; a++) sum += weights[a]! * features[a]!;
    return sum;
  });
}
