/** Replaces the lower triangle of a positive definite matrix by its Cholesky factor. */
export function choleskyInPlace(matrix: Float64Array, size: number): void {
  for (let i = 0; i < size; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = matrix[i * size + j]!;
      for (let k = 0; k < j; k++) sum -= matrix[i * size + k]! * matrix[j * size + k]!;
      matrix[i * size + j] = i === j ? Math.sqrt(sum) : sum / matrix[j * size + j]!;
    }
  }
}

/** Replaces `size` values from `offset` on by L⁻¹ times them. */
export function solveLower(factor: Float64Array, size: number, values: Float64Array, offset: number): void {
  for (let i = 0; i < size; i++) {
    let sum = values[offset + i]!;
    for (let k = 0; k < i; k++) sum -= factor[i * size + k]! * values[offset + k]!;
    values[offset + i] = sum / factor[i * size + i]!;
  }
}

/** Replaces the values by L⁻ᵀ times them. */
export function solveUpper(factor: Float64Array, size: number, values: Float64Array): void {
  for (let i = size - 1; i >= 0; i--) {
    const value = values[i]! / factor[i * size + i]!;
    values[i] = value;
    for (let k = 0; k < i; k++) values[k]! -= factor[i * size + k]! * value;
  }
}
