import { RidgeKernel } from '../kernel/ridgeKernel.ts';

/**
 * A symmetric matrix A = Q·T·Qᵀ with T tridiagonal. One factorisation serves (A + αI)x = b for every α.
 */
export interface Tridiagonalisation {
  readonly size: number;
  /** size entries. */
  readonly diagonal: Float64Array;
  /** Entry i couples i − 1 and i; entry 0 is unused. */
  readonly subdiagonal: Float64Array;
  /** Row i holds, in its first i entries, the vector u of the reflection I − β·u·uᵀ that cleared it. */
  readonly reflectors: Float64Array;
  readonly reflectorScale: Float64Array;
}

/**
 * Householder tridiagonalisation from the last row upwards (Golub & Van Loan, Matrix Computations, §8.3.1).
 *
 * @param matrix size × size, row-major; only its lower triangle is read. It is overwritten and becomes `reflectors`.
 * @throws RangeError above 454 rows
 */
export function tridiagonalise(matrix: Float64Array, size: number): Tridiagonalisation {
  const diagonal = new Float64Array(size);
  const subdiagonal = new Float64Array(size);
  const reflectorScale = new Float64Array(size);
  RidgeKernel.instance.tridiagonalise(matrix, size, { diagonal, subdiagonal, reflectorScale });
  return { size, diagonal, subdiagonal, reflectors: matrix, reflectorScale };
}

/** Replaces each of the five vectors (5 × size, one after another) by Qᵀ times it. */
export function applyTransposedQ(factors: Tridiagonalisation, vectors: Float64Array): void {
  for (let i = factors.size - 1; i >= 1; i--) reflectFive(factors, i, vectors);
}

/** Replaces each vector (`size` entries each, one after another, however many) by Q times it. */
export function applyQ({ reflectors, reflectorScale }: Tridiagonalisation, vectors: Float64Array): void {
  RidgeKernel.instance.rotate(reflectors, reflectorScale, vectors);
}

/** Applies reflection i to five vectors at once, so that the reflector is read once. */
function reflectFive(factors: Tridiagonalisation, i: number, vectors: Float64Array): void {
  const { size, reflectors } = factors;
  const beta = factors.reflectorScale[i]!;
  if (beta === 0) return;
  const row = i * size;
  const at1 = size;
  const at2 = 2 * size;
  const at3 = 3 * size;
  const at4 = 4 * size;
  let s0 = 0;
  let s1 = 0;
  let s2 = 0;
  let s3 = 0;
  let s4 = 0;
  for (let j = 0; j < i; j++) {
    const uj = reflectors[row + j]!;
    s0 += uj * vectors[j]!;
    s1 += uj * vectors[at1 + j]!;
    s2 += uj * vectors[at2 + j]!;
    s3 += uj * vectors[at3 + j]!;
    s4 += uj * vectors[at4 + j]!;
  }
  s0 *= beta;
  s1 *= beta;
  s2 *= beta;
  s3 *= beta;
  s4 *= beta;
  for (let j = 0; j < i; j++) {
    const uj = reflectors[row + j]!;
    vectors[j]! -= s0 * uj;
    vectors[at1 + j]! -= s1 * uj;
    vectors[at2 + j]! -= s2 * uj;
    vectors[at3 + j]! -= s3 * uj;
    vectors[at4 + j]! -= s4 * uj;
  }
}

/**
 * Solves (T + αI)y = b for five right-hand sides (5 × size, one after another), by LDLᵀ without pivoting: T + αI is
 * positive definite wherever A is positive semidefinite and α > 0.
 */
export function solveShifted(factors: Tridiagonalisation, alpha: number, rightHandSides: Float64Array): Float64Array {
  const { size, diagonal, subdiagonal } = factors;
  const solution = rightHandSides.slice();
  const pivots = new Float64Array(size);
  const multipliers = new Float64Array(size);
  pivots[0] = diagonal[0]! + alpha;
  for (let i = 1; i < size; i++) {
    multipliers[i] = subdiagonal[i]! / pivots[i - 1]!;
    pivots[i] = diagonal[i]! + alpha - multipliers[i]! * subdiagonal[i]!;
  }
  for (let start = 0; start < solution.length; start += size) {
    for (let i = 1; i < size; i++) solution[start + i]! -= multipliers[i]! * solution[start + i - 1]!;
    solution[start + size - 1]! /= pivots[size - 1]!;
    for (let i = size - 2; i >= 0; i--) {
      solution[start + i] = solution[start + i]! / pivots[i]! - multipliers[i + 1]! * solution[start + i + 1]!;
    }
  }
  return solution;
}
