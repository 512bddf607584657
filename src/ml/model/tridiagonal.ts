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
 * Householder tridiagonalisation from the last row upwards (Golub & Van Loan, Matrix Computations, §8.3.1). The update
 * by one reflection and the product with the next reflector share one pass over the matrix, four rows at a time.
 *
 * @param matrix size × size, row-major; only its lower triangle is read. It is overwritten and becomes `reflectors`.
 */
export function tridiagonalise(matrix: Float64Array, size: number): Tridiagonalisation {
  const a = matrix;
  const diagonal = new Float64Array(size);
  const subdiagonal = new Float64Array(size);
  const reflectorScale = new Float64Array(size);
  let v = new Float64Array(size);
  let u = new Float64Array(size);
  const w = new Float64Array(size);
  const product = new Float64Array(size);
  for (let i = size - 1; i >= 0; i--) {
    const row = i * size;
    const vi = v[i]!;
    const wi = w[i]!;
    for (let j = 0; j <= i; j++) a[row + j]! -= vi * w[j]! + wi * v[j]!;
    diagonal[i] = a[row + i]!;
    if (i === 0) break;

    const beta = reflector(a, row, i, u);
    subdiagonal[i] = beta === 0 ? a[row + i - 1]! : a[row + i - 1]! - u[i - 1]!;
    a.set(u.subarray(0, i), row);
    reflectorScale[i] = beta;

    updateAndMultiply(a, size, i, v, w, u, product);
    let overlap = 0;
    for (let j = 0; j < i; j++) overlap += u[j]! * product[j]!;
    const correction = (beta * beta * overlap) / 2;
    for (let j = 0; j < i; j++) w[j] = beta * product[j]! - correction * u[j]!;
    [u, v] = [v, u];
  }
  return { size, diagonal, subdiagonal, reflectors: a, reflectorScale };
}

/** Writes into `u` the reflector that clears all but the last of x = a[row … row + length − 1]; returns its β, or 0. */
function reflector(a: Float64Array, row: number, length: number, u: Float64Array): number {
  let squares = 0;
  for (let j = 0; j < length - 1; j++) {
    const x = a[row + j]!;
    u[j] = x;
    squares += x * x;
  }
  const last = a[row + length - 1]!;
  if (squares === 0) {
    u.fill(0, 0, length);
    return 0;
  }
  const norm = Math.sqrt(squares + last * last);
  const pivot = last >= 0 ? last + norm : last - norm;
  u[length - 1] = pivot;
  return 2 / (squares + pivot * pivot);
}

/** A −= v·wᵀ + w·vᵀ on the leading size × size block's lower triangle, and product = A·u, in one pass. */
function updateAndMultiply(
  a: Float64Array,
  stride: number,
  size: number,
  v: Float64Array,
  w: Float64Array,
  u: Float64Array,
  product: Float64Array,
): void {
  product.fill(0, 0, size);
  let r = 0;
  for (; r + 3 < size; r += 4) {
    const row0 = r * stride;
    const row1 = row0 + stride;
    const row2 = row1 + stride;
    const row3 = row2 + stride;
    const v0 = v[r]!;
    const v1 = v[r + 1]!;
    const v2 = v[r + 2]!;
    const v3 = v[r + 3]!;
    const w0 = w[r]!;
    const w1 = w[r + 1]!;
    const w2 = w[r + 2]!;
    const w3 = w[r + 3]!;
    const u0 = u[r]!;
    const u1 = u[r + 1]!;
    const u2 = u[r + 2]!;
    const u3 = u[r + 3]!;
    let sum0 = 0;
    let sum1 = 0;
    let sum2 = 0;
    let sum3 = 0;
    for (let j = 0; j < r; j++) {
      const vj = v[j]!;
      const wj = w[j]!;
      const uj = u[j]!;
      const x0 = a[row0 + j]! - v0 * wj - w0 * vj;
      const x1 = a[row1 + j]! - v1 * wj - w1 * vj;
      const x2 = a[row2 + j]! - v2 * wj - w2 * vj;
      const x3 = a[row3 + j]! - v3 * wj - w3 * vj;
      a[row0 + j] = x0;
      a[row1 + j] = x1;
      a[row2 + j] = x2;
      a[row3 + j] = x3;
      sum0 += x0 * uj;
      sum1 += x1 * uj;
      sum2 += x2 * uj;
      sum3 += x3 * uj;
      product[j]! += x0 * u0 + x1 * u1 + (x2 * u2 + x3 * u3);
    }
    product[r]! += sum0;
    product[r + 1]! += sum1;
    product[r + 2]! += sum2;
    product[r + 3]! += sum3;
    for (let row = r; row < r + 4; row++) updateAndMultiplyRow(a, stride, row, r, v, w, u, product);
  }
  for (; r < size; r++) updateAndMultiplyRow(a, stride, r, 0, v, w, u, product);
}

/** The part of {@link updateAndMultiply} that concerns columns `from` … `row` of one row. */
function updateAndMultiplyRow(
  a: Float64Array,
  stride: number,
  row: number,
  from: number,
  v: Float64Array,
  w: Float64Array,
  u: Float64Array,
  product: Float64Array,
): void {
  const start = row * stride;
  const vr = v[row]!;
  const wr = w[row]!;
  const ur = u[row]!;
  let sum = 0;
  for (let j = from; j < row; j++) {
    const x = a[start + j]! - vr * w[j]! - wr * v[j]!;
    a[start + j] = x;
    sum += x * u[j]!;
    product[j]! += x * ur;
  }
  const corner = a[start + row]! - 2 * vr * wr;
  a[start + row] = corner;
  product[row]! += sum + corner * ur;
}

/** Replaces each of the five vectors (5 × size, one after another) by Qᵀ times it. */
export function applyTransposedQ(factors: Tridiagonalisation, vectors: Float64Array): void {
  for (let i = factors.size - 1; i >= 1; i--) reflectFive(factors, i, vectors);
}

/** Replaces each of the five vectors (5 × size, one after another) by Q times it. */
export function applyQ(factors: Tridiagonalisation, vectors: Float64Array): void {
  for (let i = 1; i < factors.size; i++) reflectFive(factors, i, vectors);
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
