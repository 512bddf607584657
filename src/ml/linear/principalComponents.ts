import type { Projection } from '../../domain/timbre.ts';
import { standardColumns } from './standardColumns.ts';

const SWEEPS = 60;

/**
 * The first two principal components of standardised columns: where similar rows lie together. A column that does not
 * vary counts for nothing. The sign of an axis is such that its largest loading is positive.
 *
 * @param values rows × columns, row-major, finite
 * @param room as long as they are, which is written over; `values` where nobody needs them any more
 */
export function principalPlane(values: Float64Array, columns: number, room?: Float64Array): Projection {
  const rows = values.length / columns;
  const standard = standardColumns(values, columns, room);
  const covariance = new Float64Array(columns * columns);
  for (let row = 0; row < rows; row += 1) {
    for (let a = 0; a < columns; a += 1) {
      const value = standard[row * columns + a]!;
      for (let b = a; b < columns; b += 1)
        covariance[a * columns + b]! += (value * standard[row * columns + b]!) / rows;
    }
  }
  for (let a = 0; a < columns; a += 1) {
    for (let b = 0; b < a; b += 1) covariance[a * columns + b] = covariance[b * columns + a]!;
  }
  const { eigenvalues, eigenvectors } = jacobiEigen(covariance, columns);
  const order = Array.from({ length: columns }, (_, i) => i).sort((a, b) => eigenvalues[b]! - eigenvalues[a]!);
  const total = eigenvalues.reduce((sum, value) => sum + Math.max(0, value), 0);
  const axis = (rank: number) => loadings(eigenvectors, columns, order[rank] ?? 0);
  const axes = [axis(0), axis(1)] as const;
  const coordinates = new Float64Array(rows * 2);
  for (let row = 0; row < rows; row += 1) {
    for (const [axis, loading] of axes.entries()) {
      let sum = 0;
      for (let column = 0; column < columns; column += 1) sum += standard[row * columns + column]! * loading[column]!;
      coordinates[row * 2 + axis] = sum;
    }
  }
  const share = (rank: number) => (total > 0 ? Math.max(0, eigenvalues[order[rank] ?? 0] ?? 0) / total : 0);
  return { coordinates, explained: [share(0), columns > 1 ? share(1) : 0], loadings: axes };
}

function loadings(eigenvectors: Float64Array, columns: number, index: number): Float64Array {
  const vector = Float64Array.from({ length: columns }, (_, row) => eigenvectors[row * columns + index]!);
  const largest = vector.reduce((a, b) => (Math.abs(b) > Math.abs(a) + 1e-12 ? b : a), 0);
  return largest < 0 ? vector.map((value) => -value) : vector;
}

/** Eigenvalues and eigenvectors (as columns) of a symmetric matrix by cyclic Jacobi rotations. */
function jacobiEigen(
  symmetric: Float64Array,
  size: number,
): { readonly eigenvalues: Float64Array; readonly eigenvectors: Float64Array } {
  const a = symmetric.slice();
  const vectors = new Float64Array(size * size);
  for (let i = 0; i < size; i += 1) vectors[i * size + i] = 1;
  for (let sweep = 0; sweep < SWEEPS; sweep += 1) {
    let off = 0;
    for (let p = 0; p < size; p += 1) for (let q = p + 1; q < size; q += 1) off += a[p * size + q]! ** 2;
    if (off < 1e-24) break;
    for (let p = 0; p < size; p += 1) {
      for (let q = p + 1; q < size; q += 1) rotate(a, vectors, size, p, q);
    }
  }
  return { eigenvalues: Float64Array.from({ length: size }, (_, i) => a[i * size + i]!), eigenvectors: vectors };
}

function rotate(a: Float64Array, vectors: Float64Array, size: number, p: number, q: number): void {
  const apq = a[p * size + q]!;
  if (apq === 0) return;
  const theta = (a[q * size + q]! - a[p * size + p]!) / (2 * apq);
  const t = Math.sign(theta || 1) / (Math.abs(theta) + Math.sqrt(theta * theta + 1));
  const c = 1 / Math.sqrt(t * t + 1);
  const s = t * c;
  for (let k = 0; k < size; k += 1) {
    const akp = a[k * size + p]!;
    const akq = a[k * size + q]!;
    a[k * size + p] = c * akp - s * akq;
    a[k * size + q] = s * akp + c * akq;
  }
  for (let k = 0; k < size; k += 1) {
    const apk = a[p * size + k]!;
    const aqk = a[q * size + k]!;
    a[p * size + k] = c * apk - s * aqk;
    a[q * size + k] = s * apk + c * aqk;
    const vkp = vectors[k * size + p]!;
    const vkq = vectors[k * size + q]!;
    vectors[k * size + p] = c * vkp - s * vkq;
    vectors[k * size + q] = s * vkp + c * vkq;
  }
}
