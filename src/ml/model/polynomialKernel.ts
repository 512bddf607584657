import { DESCRIPTOR_COUNT } from '../../domain/descriptors.ts';

/**
 * The inner products of the rows' centred polynomial features (M2), without the features.
 *
 * Σ over the monomials of degree d of m(x)·m(z) is the complete homogeneous symmetric polynomial h_d of the twelve
 * products xᵢzᵢ, which Newton's identities give from their power sums: h₂ = (p₁² + p₂)/2,
 * h₃ = (p₁³ + 3p₁p₂ + 2p₃)/6 (Macdonald, Symmetric Functions, I.2).
 */
export class CentredKernel {
  readonly #standardised: Float64Array;
  readonly #rows: number;
  /** The mean of each row's inner products with all rows, and the mean of these. */
  readonly #rowMean: Float64Array;
  readonly #mean: number;
  #products: Float64Array;

  /** @param standardised rows × 12, row-major; the features are centred over these rows */
  constructor(standardised: Float64Array) {
    const rows = standardised.length / DESCRIPTOR_COUNT;
    this.#standardised = standardised;
    this.#rows = rows;
    this.#rowMean = new Float64Array(rows);
    this.#products = new Float64Array(rows * rows);
    for (let i = 0; i < rows; i++) {
      for (let j = 0; j <= i; j++) {
        const value = innerProduct(standardised, i * DESCRIPTOR_COUNT, standardised, j * DESCRIPTOR_COUNT);
        this.#products[i * rows + j] = value;
        this.#rowMean[i]! += value / rows;
        if (j < i) this.#rowMean[j]! += value / rows;
      }
    }
    this.#mean = this.#rowMean.reduce((sum, value) => sum + value / rows, 0);
  }

  /** Those of the rows with each other: rows × rows, row-major, the lower triangle only. Can be taken once. */
  matrix(): Float64Array {
    const products = this.#products;
    this.#products = new Float64Array();
    for (let i = 0; i < this.#rows; i++) {
      for (let j = 0; j <= i; j++) products[i * this.#rows + j]! += this.#mean - this.#rowMean[i]! - this.#rowMean[j]!;
    }
    return products;
  }

  /** Those of another row, which begins at `offset` of `others`, with each of the rows; written to `out`. */
  products(others: Float64Array, offset: number, out: Float64Array): void {
    let mean = 0;
    for (let i = 0; i < this.#rows; i++) {
      out[i] = innerProduct(others, offset, this.#standardised, i * DESCRIPTOR_COUNT);
      mean += out[i]! / this.#rows;
    }
    for (let i = 0; i < this.#rows; i++) out[i]! += this.#mean - mean - this.#rowMean[i]!;
  }
}

function innerProduct(a: Float64Array, atA: number, b: Float64Array, atB: number): number {
  let p1 = 0;
  let p2 = 0;
  let p3 = 0;
  for (let column = 0; column < DESCRIPTOR_COUNT; column++) {
    const t = a[atA + column]! * b[atB + column]!;
    p1 += t;
    p2 += t * t;
    p3 += t * t * t;
  }
  return p1 + (p1 * p1 + p2) / 2 + (p1 * p1 * p1 + 3 * p1 * p2 + 2 * p3) / 6;
}
