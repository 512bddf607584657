/** Replaces the lower triangle of a positive definite matrix (size × size, row-major) by its Cholesky factor. Throws a RangeError for another matrix. */
export function choleskyInPlace(matrix: Float64Array, size: number): void {
  for (let row = 0; row < size; row++) {
    for (let column = 0; column <= row; column++) {
      let sum = matrix[row * size + column]!;
      for (let k = 0; k < column; k++) sum -= matrix[row * size + k]! * matrix[column * size + k]!;
      if (row === column && !(sum > 0)) throw new RangeError('a Cholesky factor needs a positive definite matrix');
      matrix[row * size + column] = row === column ? Math.sqrt(sum) : sum / matrix[column * size + column]!;
    }
  }
}

/**
 * Solves A·X = B for all columns of B at once, from the Cholesky factor of A.
 *
 * @param factor size × size, row-major, of which the lower triangle is read.
 * @param right size × columns, row-major.
 */
export function choleskySolve(factor: Float64Array, size: number, right: Float64Array, columns: number): Float64Array {
  const x = right.slice();
  for (let row = 0; row < size; row++) {
    for (let k = 0; k < row; k++) subtractRow(x, columns, row, k, factor[row * size + k]!);
    scaleRow(x, columns, row, 1 / factor[row * size + row]!);
  }
  for (let row = size - 1; row >= 0; row--) {
    for (let k = row + 1; k < size; k++) subtractRow(x, columns, row, k, factor[k * size + row]!);
    scaleRow(x, columns, row, 1 / factor[row * size + row]!);
  }
  return x;
}

function subtractRow(x: Float64Array, columns: number, row: number, other: number, factor: number): void {
  if (factor === 0) return;
  for (let c = 0; c < columns; c++) x[row * columns + c]! -= factor * x[other * columns + c]!;
}

function scaleRow(x: Float64Array, columns: number, row: number, factor: number): void {
  for (let c = 0; c < columns; c++) x[row * columns + c]! *= factor;
}

/** Replaces `size` values from `offset` on by L⁻¹ times them, L being the lower triangle of a matrix (size × size, row-major). */
export function solveLower(factor: Float64Array, size: number, values: Float64Array, offset: number): void {
  for (let i = 0; i < size; i++) {
    let sum = values[offset + i]!;
    for (let k = 0; k < i; k++) sum -= factor[i * size + k]! * values[offset + k]!;
    values[offset + i] = sum / factor[i * size + i]!;
  }
}

/** Replaces the first `size` values by L⁻ᵀ times them. */
export function solveUpper(factor: Float64Array, size: number, values: Float64Array): void {
  for (let i = size - 1; i >= 0; i--) {
    const value = values[i]! / factor[i * size + i]!;
    values[i] = value;
    for (let k = 0; k < i; k++) values[k]! -= factor[i * size + k]! * value;
  }
}
