import { DESCRIPTOR_COUNT } from '../../domain/descriptors.ts';
import { FEATURE_COUNT, POLYNOMIAL_DEGREE, monomialCount } from '../../domain/polynomial.ts';

/**
 * The monomials of degree `degree` lie one after another in lexicographic order, so those that begin with variable v
 * or a later one are the end of their list. The monomials of the next degree that begin with v are v times that end.
 */

/** Where the monomials of a degree begin in the list of all monomials from degree 1 on. */
export function degreeStart(degree: number): number {
  let start = 0;
  for (let lower = 1; lower < degree; lower++) start += monomialCount(lower);
  return start;
}

/** Where, among the monomials of a degree, those begin whose first variable is `variable` or a later one. */
export function suffixStart(degree: number, variable: number): number {
  return monomialCount(degree) - monomialCount(degree, DESCRIPTOR_COUNT - variable);
}

/** suffixStart of degrees 1 and 2 in the list of all monomials, for the twelve variables. */
const SUFFIXES = Array.from({ length: POLYNOMIAL_DEGREE - 1 }, (_, i) =>
  Array.from({ length: DESCRIPTOR_COUNT }, (__, variable) => degreeStart(i + 1) + suffixStart(i + 1, variable)),
);

/**
 * The 454 features of one row (M2).
 *
 * @param row 12 standardised inputs, beginning at `rowOffset`.
 * @param features receives them, from `offset` on, in the order of `polynomialTerms`.
 */
export function expandFeatures(row: Float64Array, rowOffset: number, features: Float64Array, offset: number): void {
  for (let variable = 0; variable < DESCRIPTOR_COUNT; variable++) {
    features[offset + variable] = row[rowOffset + variable]!;
  }
  let out = offset + DESCRIPTOR_COUNT;
  let end = out;
  for (const suffixes of SUFFIXES) {
    for (let variable = 0; variable < DESCRIPTOR_COUNT; variable++) {
      const factor = row[rowOffset + variable]!;
      for (let from = offset + suffixes[variable]!; from < end; from++) features[out++] = factor * features[from]!;
    }
    end = out;
  }
}

/** The features of every row: rows × 454, row-major. */
export function polynomialFeatures(standardised: Float64Array): Float64Array {
  const rows = standardised.length / DESCRIPTOR_COUNT;
  const features = new Float64Array(rows * FEATURE_COUNT);
  for (let i = 0; i < rows; i++) expandFeatures(standardised, i * DESCRIPTOR_COUNT, features, i * FEATURE_COUNT);
  return features;
}
