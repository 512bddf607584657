import { DESCRIPTOR_COUNT } from '../../domain/descriptors.ts';

/**
 * The inner products of the rows' centred polynomial features (M2), without the features.
 *
 * Σ over the monomials of degree d of m(x)·m(z) is the complete homogeneous symmetric polynomial h_d of the twelve
 * products xᵢzᵢ, which Newton's identities give from their power sums: h₂ = (p₁² + p₂)/2,
 * h₃ = (p₁³ + 3p₁p₂ + 2p₃)/6 (Macdonald, Symmetric Functions, I.2).
 *
 * @param standardised rows × 12, row-major.
 * @returns rows × rows, row-major, the lower triangle only.
 */
export function centredPolynomialKernel(standardised: Float64Array): Float64Array {
  const rows = standardised.length / DESCRIPTOR_COUNT;
  const kernel = new Float64Array(rows * rows);
  const rowMean = new Float64Array(rows);
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j <= i; j++) {
      let p1 = 0;
      let p2 = 0;
      let p3 = 0;
      for (let column = 0; column < DESCRIPTOR_COUNT; column++) {
        const t = standardised[i * DESCRIPTOR_COUNT + column]! * standardised[j * DESCRIPTOR_COUNT + column]!;
        p1 += t;
        p2 += t * t;
        p3 += t * t * t;
      }
      const value = p1 + (p1 * p1 + p2) / 2 + (p1 * p1 * p1 + 3 * p1 * p2 + 2 * p3) / 6;
      kernel[i * rows + j] = value;
      rowMean[i]! += value / rows;
      if (j < i) rowMean[j]! += value / rows;
    }
  }
  let mean = 0;
  for (let i = 0; i < rows; i++) mean += rowMean[i]! / rows;
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j <= i; j++) kernel[i * rows + j]! += mean - rowMean[i]! - rowMean[j]!;
  }
  return kernel;
}
