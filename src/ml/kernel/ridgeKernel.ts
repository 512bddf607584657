import { DESCRIPTOR_COUNT } from '../../domain/descriptors.ts';
import { TARGET_COUNT } from '../../domain/hyperparameters.ts';
import { FEATURE_COUNT, POLYNOMIAL_DEGREE } from '../../domain/polynomial.ts';
import { degreeStart, suffixStart } from '../model/monomials.ts';
import { instantiateKernel } from './webAssembly.ts';

interface Address {
  readonly value: number;
}

/** What `assembly/ridge.ts` exports. */
interface RidgeExports {
  readonly memory: { readonly buffer: ArrayBuffer };
  readonly MAX_SIZE: Address;
  readonly matrix: Address;
  readonly diagonal: Address;
  readonly subdiagonal: Address;
  readonly reflectorScale: Address;
  readonly rowBlock: Address;
  readonly targetBlock: Address;
  readonly degreeStarts: Address;
  readonly multiplied: Address;
  readonly moments: Address;
  readonly crossProducts: Address;
  readonly MAX_PANELS: Address;
  readonly panels: Address;
  readonly factors: Address;
  readonly products: Address;
  clearSums(): void;
  addRows(): void;
  tridiagonalise(size: number): void;
  rotate(size: number, panels: number): void;
  multiply(size: number, panels: number): void;
}

/** The product of two features has at most this degree. */
const TOP_DEGREE = 2 * POLYNOMIAL_DEGREE;
const ROWS_AT_ONCE = 4;
/** Vectors that lie side by side in the kernel's memory. */
const PANEL = 8;

let shared: RidgeKernel | null = null;

/** The inner loops of ridge training in WebAssembly, from `assembly/ridge.ts`. */
export class RidgeKernel {
  readonly #exports: RidgeExports;
  readonly #maxSize: number;

  private constructor() {
    this.#exports = instantiateKernel() as RidgeExports;
    this.#maxSize = this.#exports.MAX_SIZE.value;
    const starts = Array.from({ length: TOP_DEGREE + 2 }, (_, degree) => degreeStart(degree));
    this.#integers(this.#exports.degreeStarts, starts.length).set(starts);
    const multiplied = this.#integers(this.#exports.multiplied, (TOP_DEGREE + 1) * DESCRIPTOR_COUNT);
    for (let degree = 2; degree <= TOP_DEGREE; degree++) {
      for (let variable = 0; variable < DESCRIPTOR_COUNT; variable++) {
        multiplied[degree * DESCRIPTOR_COUNT + variable] = degreeStart(degree - 1) + suffixStart(degree - 1, variable);
      }
    }
  }

  /** One for the thread: every call leaves nothing behind. */
  static get instance(): RidgeKernel {
    shared ??= new RidgeKernel();
    return shared;
  }

  /**
   * Adds up every monomial of degree 1 … 6 of the rows, and their 454 features times their targets.
   *
   * @param standardised rows × 12, row-major
   * @param targets rows × 5, row-major
   * @param moments 18,563 sums, written
   * @param crossProducts 5 × 454 sums, written
   */
  sumMonomials(
    standardised: Float64Array,
    targets: Float64Array,
    moments: Float64Array,
    crossProducts: Float64Array,
  ): void {
    const kernel = this.#exports;
    const rows = standardised.length / DESCRIPTOR_COUNT;
    const block = this.#numbers(kernel.rowBlock, ROWS_AT_ONCE * DESCRIPTOR_COUNT);
    const blockTargets = this.#numbers(kernel.targetBlock, ROWS_AT_ONCE * TARGET_COUNT);
    kernel.clearSums();
    for (let row = 0; row < rows; row += ROWS_AT_ONCE) {
      // Rows of zeros fill up the last block; they add nothing.
      if (row + ROWS_AT_ONCE > rows) {
        block.fill(0);
        blockTargets.fill(0);
      }
      block.set(standardised.subarray(row * DESCRIPTOR_COUNT, (row + ROWS_AT_ONCE) * DESCRIPTOR_COUNT));
      blockTargets.set(targets.subarray(row * TARGET_COUNT, (row + ROWS_AT_ONCE) * TARGET_COUNT));
      kernel.addRows();
    }
    moments.set(this.#numbers(kernel.moments, moments.length));
    crossProducts.set(this.#numbers(kernel.crossProducts, TARGET_COUNT * FEATURE_COUNT));
  }

  /**
   * Householder tridiagonalisation of a symmetric matrix.
   *
   * @param matrix size × size, row-major, the lower triangle only; it is overwritten with the reflectors
   * @param out three arrays of `size` numbers, written
   * @throws RangeError above 454
   */
  tridiagonalise(
    matrix: Float64Array,
    size: number,
    out: {
      readonly diagonal: Float64Array;
      readonly subdiagonal: Float64Array;
      readonly reflectorScale: Float64Array;
    },
  ): void {
    if (size > this.#maxSize) throw new RangeError(`a matrix of at most ${this.#maxSize} rows, not ${size}`);
    const kernel = this.#exports;
    const working = this.#numbers(kernel.matrix, size * size);
    working.set(matrix);
    kernel.tridiagonalise(size);
    matrix.set(working);
    out.diagonal.set(this.#numbers(kernel.diagonal, size));
    out.subdiagonal.set(this.#numbers(kernel.subdiagonal, size).subarray(1), 1);
    out.reflectorScale.set(this.#numbers(kernel.reflectorScale, size).subarray(1), 1);
  }

  /**
   * Replaces each vector by Q times it, Q being the product of Householder reflections.
   *
   * @param reflectors size × size, row-major: row i holds the vector of reflection i in its first i entries
   * @param reflectorScale the β of each reflection I − β·u·uᵀ
   * @param vectors any number of them, `size` entries each, one after another
   * @throws RangeError above 454
   */
  rotate(reflectors: Float64Array, reflectorScale: Float64Array, vectors: Float64Array): void {
    const size = reflectorScale.length;
    const kernel = this.#exports;
    for (const { part, panels, panelCount } of this.#portions(vectors, size)) {
      this.#numbers(kernel.matrix, size * size).set(reflectors);
      this.#numbers(kernel.reflectorScale, size).set(reflectorScale);
      kernel.rotate(size, panelCount);
      for (let v = 0, to = 0; to < part.length; v++) {
        for (let j = 0, at = firstEntry(v, size); j < size; j++, at += PANEL) part[to++] = panels[at]!;
      }
    }
  }

  /**
   * The products of rows with vectors: vectors × rows numbers, those of the first vector first.
   *
   * @param vectors any number of them, `size` entries each, one after another
   * @param fill writes the entries of a row to its argument
   * @throws RangeError above 454
   */
  multiply(
    vectors: Float64Array,
    size: number,
    rows: number,
    fill: (row: number, entries: Float64Array) => void,
  ): Float64Array {
    const kernel = this.#exports;
    const out = new Float64Array((vectors.length / size) * rows);
    let next = 0;
    for (const { part, panelCount } of this.#portions(vectors, size)) {
      const entries = this.#numbers(kernel.factors, size);
      const products = this.#numbers(kernel.products, part.length / size);
      for (let row = 0; row < rows; row++) {
        fill(row, entries);
        kernel.multiply(size, panelCount);
        for (let v = 0, to = next + row; v < products.length; v++, to += rows) out[to] = products[v]!;
      }
      next += products.length * rows;
    }
    return out;
  }

  /** As many vectors at a time as the kernel holds, laid out in its panels. */
  *#portions(vectors: Float64Array, size: number) {
    if (size > this.#maxSize) throw new RangeError(`vectors of at most ${this.#maxSize} entries, not ${size}`);
    const most = this.#exports.MAX_PANELS.value * PANEL * size;
    for (let from = 0; from < vectors.length; from += most) {
      const part = vectors.subarray(from, from + most);
      const panelCount = Math.ceil(part.length / (size * PANEL));
      const panels = this.#numbers(this.#exports.panels, panelCount * PANEL * size).fill(0);
      for (let v = 0, next = 0; next < part.length; v++) {
        for (let j = 0, at = firstEntry(v, size); j < size; j++, at += PANEL) panels[at] = part[next++]!;
      }
      yield { part, panels, panelCount };
    }
  }

  #numbers(address: Address, length: number): Float64Array {
    return new Float64Array(this.#exports.memory.buffer, address.value, length);
  }

  #integers(address: Address, length: number): Int32Array {
    return new Int32Array(this.#exports.memory.buffer, address.value, length);
  }
}

/** Where vector `v` begins in the panels: eight vectors lie side by side in each, entry by entry. */
function firstEntry(v: number, size: number): number {
  return Math.floor(v / PANEL) * PANEL * size + (v % PANEL);
}
