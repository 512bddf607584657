/**
 * The two inner loops of ridge training. Sizes in memory are in bytes; all numbers are 64-bit.
 */

const VARIABLES: i32 = 12;
const TARGETS: i32 = 5;
/** Features of a row: all monomials of degree 1 … 3. */
const FEATURES: i32 = 454;
const TOP_DEGREE: i32 = 6;
/** Monomials of degree 1 … 6, and those below degree 6, which the next degree is made from. */
const MOMENTS: i32 = 18563;
const KEPT: i32 = 6187;

/** Largest matrix that {@link tridiagonalise} takes. */
export const MAX_SIZE: i32 = FEATURES;

/** Row-major with rows as long as the matrix is wide; only the lower triangle is read. Becomes the reflectors. */
export const matrix: usize = memory.data(MAX_SIZE * MAX_SIZE * 8, 16);
export const diagonal: usize = memory.data(MAX_SIZE * 8, 16);
/** Entry i couples i − 1 and i. */
export const subdiagonal: usize = memory.data(MAX_SIZE * 8, 16);
export const reflectorScale: usize = memory.data(MAX_SIZE * 8, 16);

const vectorA: usize = memory.data(MAX_SIZE * 8, 16);
const vectorB: usize = memory.data(MAX_SIZE * 8, 16);
const vectorW: usize = memory.data(MAX_SIZE * 8, 16);
const product: usize = memory.data(MAX_SIZE * 8, 16);

/** Four rows of standardised descriptors, and of centred targets. */
export const rowBlock: usize = memory.data(4 * VARIABLES * 8, 16);
export const targetBlock: usize = memory.data(4 * TARGETS * 8, 16);
/** Index of the first monomial of degree 0 … 6, and where degree 6 ends; 32-bit. */
export const degreeStarts: usize = memory.data((TOP_DEGREE + 2) * 4, 16);
/** For degree d ≥ 2 and each variable: the first monomial of degree d − 1 that it is multiplied with; 32-bit. */
export const multiplied: usize = memory.data((TOP_DEGREE + 1) * VARIABLES * 4, 16);
/** Σ over the rows of every monomial. */
export const moments: usize = memory.data(MOMENTS * 8, 16);
/** Σ over the rows of every feature times each target, one target after another. */
export const crossProducts: usize = memory.data(TARGETS * FEATURES * 8, 16);

const monomials: usize = memory.data(4 * KEPT * 8, 16);
const NEXT_ROW: usize = KEPT * 8;

/** Begins new sums. */
export function clearSums(): void {
  memory.fill(moments, 0, MOMENTS * 8);
  memory.fill(crossProducts, 0, TARGETS * FEATURES * 8);
}

/** Adds the monomials of the four rows of the blocks, and their features times targets. */
export function addRows(): void {
  for (let variable = 0; variable < VARIABLES; variable++) {
    const at = usize(variable) << 3;
    const m0 = load<f64>(rowBlock + at);
    const m1 = load<f64>(rowBlock + at, VARIABLES * 8);
    const m2 = load<f64>(rowBlock + at, 2 * VARIABLES * 8);
    const m3 = load<f64>(rowBlock + at, 3 * VARIABLES * 8);
    keep(monomials + at, m0, m1, m2, m3);
    store<f64>(moments + at, load<f64>(moments + at) + (m0 + m1 + (m2 + m3)));
  }
  for (let degree = 2; degree <= TOP_DEGREE; degree++) {
    const end = usize(load<i32>(degreeStarts + (usize(degree) << 2))) << 3;
    let out = end;
    for (let variable = 0; variable < VARIABLES; variable++) {
      const begin = usize(load<i32>(multiplied + (usize(degree * VARIABLES + variable) << 2))) << 3;
      const factors = rowBlock + (usize(variable) << 3);
      if (degree < TOP_DEGREE) multiplyAndKeep(begin, end, out, factors);
      else multiplyAndAdd(begin, end, out, factors);
      out += end - begin;
    }
  }
  addCrossProducts();
}

function keep(at: usize, m0: f64, m1: f64, m2: f64, m3: f64): void {
  store<f64>(at, m0);
  store<f64>(at + NEXT_ROW, m1);
  store<f64>(at + 2 * NEXT_ROW, m2);
  store<f64>(at + 3 * NEXT_ROW, m3);
}

/** The monomials at [from, end) times a variable become those from `out` on; places are relative. */
function multiplyAndKeep(from: usize, end: usize, out: usize, factors: usize): void {
  const f0 = v128.load64_splat(factors);
  const f1 = v128.load64_splat(factors, VARIABLES * 8);
  const f2 = v128.load64_splat(factors, 2 * VARIABLES * 8);
  const f3 = v128.load64_splat(factors, 3 * VARIABLES * 8);
  let at = monomials + from;
  let to = monomials + out;
  let sums = moments + out;
  const last = monomials + end - 8;
  for (; at < last; at += 16, to += 16, sums += 16) {
    const p0 = f64x2.mul(f0, v128.load(at));
    const p1 = f64x2.mul(f1, v128.load(at + NEXT_ROW));
    const p2 = f64x2.mul(f2, v128.load(at + 2 * NEXT_ROW));
    const p3 = f64x2.mul(f3, v128.load(at + 3 * NEXT_ROW));
    v128.store(to, p0);
    v128.store(to + NEXT_ROW, p1);
    v128.store(to + 2 * NEXT_ROW, p2);
    v128.store(to + 3 * NEXT_ROW, p3);
    v128.store(sums, f64x2.add(v128.load(sums), f64x2.add(f64x2.add(p0, p1), f64x2.add(p2, p3))));
  }
  if (at === last) {
    const p0 = load<f64>(factors) * load<f64>(at);
    const p1 = load<f64>(factors, VARIABLES * 8) * load<f64>(at + NEXT_ROW);
    const p2 = load<f64>(factors, 2 * VARIABLES * 8) * load<f64>(at + 2 * NEXT_ROW);
    const p3 = load<f64>(factors, 3 * VARIABLES * 8) * load<f64>(at + 3 * NEXT_ROW);
    keep(to, p0, p1, p2, p3);
    store<f64>(sums, load<f64>(sums) + (p0 + p1 + (p2 + p3)));
  }
}

/** The same where nothing is made from the products. */
function multiplyAndAdd(from: usize, end: usize, out: usize, factors: usize): void {
  const f0 = v128.load64_splat(factors);
  const f1 = v128.load64_splat(factors, VARIABLES * 8);
  const f2 = v128.load64_splat(factors, 2 * VARIABLES * 8);
  const f3 = v128.load64_splat(factors, 3 * VARIABLES * 8);
  let at = monomials + from;
  let sums = moments + out;
  const last = monomials + end - 8;
  for (; at < last; at += 16, sums += 16) {
    const p0 = f64x2.mul(f0, v128.load(at));
    const p1 = f64x2.mul(f1, v128.load(at + NEXT_ROW));
    const p2 = f64x2.mul(f2, v128.load(at + 2 * NEXT_ROW));
    const p3 = f64x2.mul(f3, v128.load(at + 3 * NEXT_ROW));
    v128.store(sums, f64x2.add(v128.load(sums), f64x2.add(f64x2.add(p0, p1), f64x2.add(p2, p3))));
  }
  if (at === last) {
    const p0 = load<f64>(factors) * load<f64>(at);
    const p1 = load<f64>(factors, VARIABLES * 8) * load<f64>(at + NEXT_ROW);
    const p2 = load<f64>(factors, 2 * VARIABLES * 8) * load<f64>(at + 2 * NEXT_ROW);
    const p3 = load<f64>(factors, 3 * VARIABLES * 8) * load<f64>(at + 3 * NEXT_ROW);
    store<f64>(sums, load<f64>(sums) + (p0 + p1 + (p2 + p3)));
  }
}

function addCrossProducts(): void {
  let sums = crossProducts;
  for (let target = 0; target < TARGETS; target++) {
    const at = targetBlock + (usize(target) << 3);
    const t0 = v128.load64_splat(at);
    const t1 = v128.load64_splat(at, TARGETS * 8);
    const t2 = v128.load64_splat(at, 2 * TARGETS * 8);
    const t3 = v128.load64_splat(at, 3 * TARGETS * 8);
    for (let m = monomials, end = monomials + FEATURES * 8; m < end; m += 16, sums += 16) {
      const p0 = f64x2.mul(t0, v128.load(m));
      const p1 = f64x2.mul(t1, v128.load(m + NEXT_ROW));
      const p2 = f64x2.mul(t2, v128.load(m + 2 * NEXT_ROW));
      const p3 = f64x2.mul(t3, v128.load(m + 3 * NEXT_ROW));
      v128.store(sums, f64x2.add(v128.load(sums), f64x2.add(f64x2.add(p0, p1), f64x2.add(p2, p3))));
    }
  }
}

/**
 * Householder tridiagonalisation of the size × size matrix from the last row upwards (Golub & Van Loan, Matrix
 * Computations, §8.3.1). The update by one reflection and the product with the next reflector share one pass over the
 * matrix, four rows and two columns at a time.
 */
export function tridiagonalise(size: i32): void {
  let v = vectorA;
  let u = vectorB;
  const w = vectorW;
  const stride = usize(size) << 3;
  memory.fill(v, 0, stride);
  memory.fill(w, 0, stride);
  for (let i = size - 1; i >= 0; i--) {
    const at = usize(i) << 3;
    const row = matrix + usize(i) * stride;
    const vi = load<f64>(v + at);
    const wi = load<f64>(w + at);
    for (let j: usize = 0; j <= at; j += 8) {
      store<f64>(row + j, load<f64>(row + j) - (vi * load<f64>(w + j) + wi * load<f64>(v + j)));
    }
    store<f64>(diagonal + at, load<f64>(row + at));
    if (i === 0) break;

    const before = load<f64>(row + at - 8);
    const beta = reflector(row, at, u);
    store<f64>(subdiagonal + at, beta === 0 ? before : before - load<f64>(u + at - 8));
    memory.copy(row, u, at);
    store<f64>(reflectorScale + at, beta);

    updateAndMultiply(stride, i, v, w, u);
    let overlap: f64 = 0;
    for (let j: usize = 0; j < at; j += 8) overlap += load<f64>(u + j) * load<f64>(product + j);
    const correction = (beta * beta * overlap) / 2;
    for (let j: usize = 0; j < at; j += 8) {
      store<f64>(w + j, beta * load<f64>(product + j) - correction * load<f64>(u + j));
    }
    const swap = u;
    u = v;
    v = swap;
  }
}

/** Writes into `u` the reflector that clears all but the last of the numbers at `row`; returns its β, or 0. */
function reflector(row: usize, length: usize, u: usize): f64 {
  const lastAt = length - 8;
  let squares: f64 = 0;
  for (let j: usize = 0; j < lastAt; j += 8) {
    const x = load<f64>(row + j);
    store<f64>(u + j, x);
    squares += x * x;
  }
  const last = load<f64>(row + lastAt);
  if (squares === 0) {
    memory.fill(u, 0, length);
    return 0;
  }
  const norm = Math.sqrt(squares + last * last);
  const pivot = last >= 0 ? last + norm : last - norm;
  store<f64>(u + lastAt, pivot);
  return 2 / (squares + pivot * pivot);
}

/** A −= v·wᵀ + w·vᵀ on the leading size × size block's lower triangle, and product = A·u, in one pass. */
function updateAndMultiply(stride: usize, size: i32, v: usize, w: usize, u: usize): void {
  memory.fill(product, 0, usize(size) << 3);
  let r = 0;
  for (; r + 3 < size; r += 4) {
    const at = usize(r) << 3;
    const row0 = matrix + usize(r) * stride;
    const row1 = row0 + stride;
    const row2 = row1 + stride;
    const row3 = row2 + stride;
    const v0 = v128.load64_splat(v + at);
    const v1 = v128.load64_splat(v + at, 8);
    const v2 = v128.load64_splat(v + at, 16);
    const v3 = v128.load64_splat(v + at, 24);
    const w0 = v128.load64_splat(w + at);
    const w1 = v128.load64_splat(w + at, 8);
    const w2 = v128.load64_splat(w + at, 16);
    const w3 = v128.load64_splat(w + at, 24);
    const u0 = v128.load64_splat(u + at);
    const u1 = v128.load64_splat(u + at, 8);
    const u2 = v128.load64_splat(u + at, 16);
    const u3 = v128.load64_splat(u + at, 24);
    let sum0 = f64x2.splat(0);
    let sum1 = f64x2.splat(0);
    let sum2 = f64x2.splat(0);
    let sum3 = f64x2.splat(0);
    for (let j: usize = 0; j < at; j += 16) {
      const vj = v128.load(v + j);
      const wj = v128.load(w + j);
      const uj = v128.load(u + j);
      const x0 = reduced(row0 + j, v0, wj, w0, vj);
      const x1 = reduced(row1 + j, v1, wj, w1, vj);
      const x2 = reduced(row2 + j, v2, wj, w2, vj);
      const x3 = reduced(row3 + j, v3, wj, w3, vj);
      sum0 = f64x2.add(sum0, f64x2.mul(x0, uj));
      sum1 = f64x2.add(sum1, f64x2.mul(x1, uj));
      sum2 = f64x2.add(sum2, f64x2.mul(x2, uj));
      sum3 = f64x2.add(sum3, f64x2.mul(x3, uj));
      const column = f64x2.add(
        f64x2.add(f64x2.mul(x0, u0), f64x2.mul(x1, u1)),
        f64x2.add(f64x2.mul(x2, u2), f64x2.mul(x3, u3)),
      );
      v128.store(product + j, f64x2.add(v128.load(product + j), column));
    }
    addTo(product + at, sum0);
    addTo(product + at + 8, sum1);
    addTo(product + at + 16, sum2);
    addTo(product + at + 24, sum3);
    for (let row = r; row < r + 4; row++) updateAndMultiplyRow(stride, row, at, v, w, u);
  }
  for (; r < size; r++) updateAndMultiplyRow(stride, r, 0, v, w, u);
}

/** Two numbers of a row less those of the reflection; stores and returns them. */
function reduced(at: usize, v: v128, wj: v128, w: v128, vj: v128): v128 {
  const x = f64x2.sub(f64x2.sub(v128.load(at), f64x2.mul(v, wj)), f64x2.mul(w, vj));
  v128.store(at, x);
  return x;
}

function addTo(at: usize, lanes: v128): void {
  store<f64>(at, load<f64>(at) + (f64x2.extract_lane(lanes, 0) + f64x2.extract_lane(lanes, 1)));
}

/** The part of {@link updateAndMultiply} that concerns the numbers of one row from place `from` on. */
function updateAndMultiplyRow(stride: usize, row: i32, from: usize, v: usize, w: usize, u: usize): void {
  const start = matrix + usize(row) * stride;
  const at = usize(row) << 3;
  const vr = load<f64>(v + at);
  const wr = load<f64>(w + at);
  const ur = load<f64>(u + at);
  let sum: f64 = 0;
  for (let j = from; j < at; j += 8) {
    const x = load<f64>(start + j) - vr * load<f64>(w + j) - wr * load<f64>(v + j);
    store<f64>(start + j, x);
    sum += x * load<f64>(u + j);
    store<f64>(product + j, load<f64>(product + j) + x * ur);
  }
  const corner = load<f64>(start + at) - 2 * vr * wr;
  store<f64>(start + at, corner);
  store<f64>(product + at, load<f64>(product + at) + (sum + corner * ur));
}
