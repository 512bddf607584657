import { DESCRIPTOR_COLUMNS, DESCRIPTOR_COUNT } from './descriptors.ts';

/** The degree of the model's polynomial (M2). */
export const POLYNOMIAL_DEGREE = 3;

/**
 * How many features a polynomial of degree 3 in the twelve descriptors has, without the constant (M2):
 * 12 of degree one, 78 of degree two and 364 of degree three.
 */
export const FEATURE_COUNT = monomialCount(1) + monomialCount(2) + monomialCount(3);

/** How many monomials of exactly `degree` there are in `variables` variables: C(variables + degree − 1, degree). */
export function monomialCount(degree: number, variables: number = DESCRIPTOR_COUNT): number {
  let count = 1;
  for (let i = 1; i <= degree; i++) count = (count * (variables + i - 1)) / i;
  return count;
}

/**
 * The monomials of degree 1 … 3 in scikit-learn's order (M2): by degree, then combinations with replacement in
 * lexicographic order. Each is the ascending list of the descriptors it multiplies: `[0, 0, 3]` is x₀²·x₃.
 */
export function polynomialTerms(): readonly (readonly number[])[] {
  const terms: number[][] = [];
  let previous: number[][] = [[]];
  for (let degree = 1; degree <= POLYNOMIAL_DEGREE; degree++) {
    const next: number[][] = [];
    for (let variable = 0; variable < DESCRIPTOR_COUNT; variable++) {
      for (const term of previous) {
        if (term[0] === undefined || term[0] >= variable) next.push([variable, ...term]);
      }
    }
    terms.push(...next);
    previous = next;
  }
  return terms;
}

/** The features' names as scikit-learn writes them, of the descriptors' columns: `a`, `a^2`, `a b`, `a^2 b`, `a b c`, `a^3`. */
export function polynomialFeatureNames(): readonly string[] {
  return polynomialTerms().map((term) =>
    [...new Set(term)]
      .map((variable) => {
        const power = term.filter((other) => other === variable).length;
        const name = DESCRIPTOR_COLUMNS[variable] ?? `x${variable}`;
        return power === 1 ? name : `${name}^${power}`;
      })
      .join(' '),
  );
}
