import { MAX_SIZE, matrix, reflectorScale } from './ridge';

/** Vectors side by side: what is done to all of them reads a reflector or a row once for eight. */

/** Vectors of a panel; number v of entry j lies at 8·j + v. */
const PANEL: i32 = 8;
const ENTRY: usize = PANEL * 8;
/** Panels that fit. */
export const MAX_PANELS: i32 = 20;

export const panels: usize = memory.data(MAX_PANELS * MAX_SIZE * PANEL * 8, 16);
/** A row that is multiplied with all vectors, and what comes out. */
export const factors: usize = memory.data(MAX_SIZE * 8, 16);
export const products: usize = memory.data(MAX_PANELS * PANEL * 8, 16);

/** Bytes of a panel of vectors of the given size. */
function panelBytes(size: i32): usize {
  return usize(size) * ENTRY;
}

/**
 * Multiplies all vectors by the orthogonal matrix Q of the last {@link tridiagonalise}, whose reflectors and their scales
 * must be in place: the reflections 1, 2, … size − 1, one after another. The pass that applies one sums up the products
 * of the next.
 */
export function rotate(size: i32, count: i32): void {
  const bytes = panelBytes(size);
  const stride = usize(size) << 3;
  for (let panel = 0; panel < count; panel++) {
    const start = panels + usize(panel) * bytes;
    let s0 = f64x2.splat(0);
    let s1 = f64x2.splat(0);
    let s2 = f64x2.splat(0);
    let s3 = f64x2.splat(0);
    let reflector = matrix;
    for (let i = 0; i < size; i++) {
      // The reflector of row i, of which s0 … s3 hold the products; of row 0 it is empty.
      const next = reflector + stride;
      const beta = load<f64>(reflectorScale + (usize(i) << 3));
      const scale = f64x2.splat(beta);
      s0 = f64x2.mul(s0, scale);
      s1 = f64x2.mul(s1, scale);
      s2 = f64x2.mul(s2, scale);
      s3 = f64x2.mul(s3, scale);
      let t0 = f64x2.splat(0);
      let t1 = f64x2.splat(0);
      let t2 = f64x2.splat(0);
      let t3 = f64x2.splat(0);
      const isLast = i + 1 === size;
      const nextRow = isLast ? reflector : next;
      let at = start;
      let j: usize = 0;
      for (const end = usize(i) << 3; j < end; j += 8, at += ENTRY) {
        const u = v128.load64_splat(reflector + j);
        const w = v128.load64_splat(nextRow + j);
        const x0 = f64x2.sub(v128.load(at), f64x2.mul(s0, u));
        const x1 = f64x2.sub(v128.load(at, 16), f64x2.mul(s1, u));
        const x2 = f64x2.sub(v128.load(at, 32), f64x2.mul(s2, u));
        const x3 = f64x2.sub(v128.load(at, 48), f64x2.mul(s3, u));
        v128.store(at, x0);
        v128.store(at, x1, 16);
        v128.store(at, x2, 32);
        v128.store(at, x3, 48);
        t0 = f64x2.add(t0, f64x2.mul(x0, w));
        t1 = f64x2.add(t1, f64x2.mul(x1, w));
        t2 = f64x2.add(t2, f64x2.mul(x2, w));
        t3 = f64x2.add(t3, f64x2.mul(x3, w));
      }
      if (isLast) break;
      const w = v128.load64_splat(next + j);
      s0 = f64x2.add(t0, f64x2.mul(v128.load(at), w));
      s1 = f64x2.add(t1, f64x2.mul(v128.load(at, 16), w));
      s2 = f64x2.add(t2, f64x2.mul(v128.load(at, 32), w));
      s3 = f64x2.add(t3, f64x2.mul(v128.load(at, 48), w));
      reflector = next;
    }
  }
}

/** Writes the products of the row of factors with all vectors. */
export function multiply(size: i32, count: i32): void {
  let at = panels;
  let out = products;
  const end = factors + (usize(size) << 3);
  for (let panel = 0; panel < count; panel++, out += ENTRY) {
    let s0 = f64x2.splat(0);
    let s1 = f64x2.splat(0);
    let s2 = f64x2.splat(0);
    let s3 = f64x2.splat(0);
    for (let from = factors; from < end; from += 8, at += ENTRY) {
      const f = v128.load64_splat(from);
      s0 = f64x2.add(s0, f64x2.mul(f, v128.load(at)));
      s1 = f64x2.add(s1, f64x2.mul(f, v128.load(at, 16)));
      s2 = f64x2.add(s2, f64x2.mul(f, v128.load(at, 32)));
      s3 = f64x2.add(s3, f64x2.mul(f, v128.load(at, 48)));
    }
    v128.store(out, s0);
    v128.store(out, s1, 16);
    v128.store(out, s2, 32);
    v128.store(out, s3, 48);
  }
}
