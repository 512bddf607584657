import { DESCRIPTOR_COUNT } from '../../domain/descriptors.ts';
import { TARGET_COUNT } from '../../domain/hyperparameters.ts';
import { FEATURE_COUNT, POLYNOMIAL_DEGREE, monomialCount, polynomialTerms } from '../../domain/polynomial.ts';
import { degreeStart, suffixStart } from './monomials.ts';

/** The product of two features has at most this degree. */
const TOP_DEGREE = 2 * POLYNOMIAL_DEGREE;
const MOMENT_COUNT = degreeStart(TOP_DEGREE + 1);
/** Monomials of the top degree are summed and not kept. */
const KEPT_COUNT = degreeStart(TOP_DEGREE);
const STARTS = Array.from({ length: TOP_DEGREE + 2 }, (_, degree) => degreeStart(degree));

/** The Gram matrix of centred features and its right-hand sides. */
export interface NormalEquations {
  /** 454 × 454, row-major, the lower triangle only. */
  readonly gram: Float64Array;
  /** 5 × 454: the centred features times each centred target. */
  readonly crossProducts: Float64Array;
  /** 454 means of the features. */
  readonly featureMean: Float64Array;
}

/**
 * The normal equations of the 454 features (M2) of standardised rows against centred targets.
 *
 * An entry of the Gram matrix is the sum of a monomial of degree ≤ 6, and there are 18,563 of these against 103,285
 * entries: the sums are taken once each, and the matrix is filled from them.
 *
 * @param standardised rows × 12, row-major.
 * @param centredTargets rows × 5, row-major, each column of mean 0.
 */
export function normalEquations(standardised: Float64Array, centredTargets: Float64Array): NormalEquations {
  const rows = standardised.length / DESCRIPTOR_COUNT;
  const moments = new Float64Array(MOMENT_COUNT);
  const crossProducts = new Float64Array(TARGET_COUNT * FEATURE_COUNT);
  sumMonomials(standardised, centredTargets, moments, crossProducts);

  const featureMean = new Float64Array(FEATURE_COUNT);
  for (let a = 0; a < FEATURE_COUNT; a++) featureMean[a] = moments[a]! / rows;
  const gram = new Float64Array(FEATURE_COUNT * FEATURE_COUNT);
  const indices = productIndices();
  let next = 0;
  for (let a = 0; a < FEATURE_COUNT; a++) {
    const sum = moments[a]!;
    for (let b = 0; b <= a; b++) gram[a * FEATURE_COUNT + b] = moments[indices[next++]!]! - sum * featureMean[b]!;
  }
  return { gram, crossProducts, featureMean };
}

/** Adds up every monomial of degree 1 … 6, and features times targets, four rows at a time. */
function sumMonomials(
  standardised: Float64Array,
  centredTargets: Float64Array,
  moments: Float64Array,
  crossProducts: Float64Array,
): void {
  const rows = standardised.length / DESCRIPTOR_COUNT;
  const m0 = new Float64Array(KEPT_COUNT);
  const m1 = new Float64Array(KEPT_COUNT);
  const m2 = new Float64Array(KEPT_COUNT);
  const m3 = new Float64Array(KEPT_COUNT);
  const block = new Float64Array(4 * DESCRIPTOR_COUNT);
  const blockTargets = new Float64Array(4 * TARGET_COUNT);
  for (let row = 0; row < rows; row += 4) {
    // Rows of zeros fill up the last block; they add nothing.
    block.fill(0);
    blockTargets.fill(0);
    block.set(standardised.subarray(row * DESCRIPTOR_COUNT, (row + 4) * DESCRIPTOR_COUNT));
    blockTargets.set(centredTargets.subarray(row * TARGET_COUNT, (row + 4) * TARGET_COUNT));
    for (let variable = 0; variable < DESCRIPTOR_COUNT; variable++) {
      m0[variable] = block[variable]!;
      m1[variable] = block[DESCRIPTOR_COUNT + variable]!;
      m2[variable] = block[2 * DESCRIPTOR_COUNT + variable]!;
      m3[variable] = block[3 * DESCRIPTOR_COUNT + variable]!;
      moments[variable]! += m0[variable]! + m1[variable]! + (m2[variable]! + m3[variable]!);
    }
    for (let degree = 2; degree <= TOP_DEGREE; degree++) {
      let out = STARTS[degree]!;
      const end = out;
      for (let variable = 0; variable < DESCRIPTOR_COUNT; variable++) {
        const f0 = block[variable]!;
        const f1 = block[DESCRIPTOR_COUNT + variable]!;
        const f2 = block[2 * DESCRIPTOR_COUNT + variable]!;
        const f3 = block[3 * DESCRIPTOR_COUNT + variable]!;
        const begin = STARTS[degree - 1]! + SUFFIXES[degree - 1]![variable]!;
        if (degree < TOP_DEGREE) {
          for (let from = begin; from < end; from++, out++) {
            const p0 = f0 * m0[from]!;
            const p1 = f1 * m1[from]!;
            const p2 = f2 * m2[from]!;
            const p3 = f3 * m3[from]!;
            m0[out] = p0;
            m1[out] = p1;
            m2[out] = p2;
            m3[out] = p3;
            moments[out]! += p0 + p1 + (p2 + p3);
          }
        } else {
          for (let from = begin; from < end; from++, out++) {
            moments[out]! += f0 * m0[from]! + f1 * m1[from]! + (f2 * m2[from]! + f3 * m3[from]!);
          }
        }
      }
    }
    for (let target = 0; target < TARGET_COUNT; target++) {
      const t0 = blockTargets[target]!;
      const t1 = blockTargets[TARGET_COUNT + target]!;
      const t2 = blockTargets[2 * TARGET_COUNT + target]!;
      const t3 = blockTargets[3 * TARGET_COUNT + target]!;
      const base = target * FEATURE_COUNT;
      for (let a = 0; a < FEATURE_COUNT; a++) {
        crossProducts[base + a]! += t0 * m0[a]! + t1 * m1[a]! + (t2 * m2[a]! + t3 * m3[a]!);
      }
    }
  }
}

const SUFFIXES = Array.from({ length: TOP_DEGREE }, (_, degree) =>
  Int32Array.from({ length: DESCRIPTOR_COUNT }, (__, variable) => suffixStart(degree, variable)),
);

let cachedProductIndices: Uint16Array | undefined;

/** For each pair of features a ≥ b, row by row, which moment sums their product. */
function productIndices(): Uint16Array {
  if (cachedProductIndices !== undefined) return cachedProductIndices;
  const terms = polynomialTerms();
  const indices = new Uint16Array((FEATURE_COUNT * (FEATURE_COUNT + 1)) / 2);
  let next = 0;
  for (const [a, left] of terms.entries()) {
    for (let b = 0; b <= a; b++) indices[next++] = momentIndex([...left, ...terms[b]!].sort((x, y) => x - y));
  }
  cachedProductIndices = indices;
  return indices;
}

/** The place of a monomial (its variables, ascending) in the list of all monomials from degree 1 on. */
function momentIndex(variables: readonly number[]): number {
  const degree = variables.length;
  let index = STARTS[degree]!;
  let first = 0;
  for (const [position, variable] of variables.entries()) {
    const left = degree - position;
    index += monomialCount(left, DESCRIPTOR_COUNT - first) - monomialCount(left, DESCRIPTOR_COUNT - variable);
    first = variable;
  }
  return index;
}
