/** c₀xᵏ + c₁xᵏ⁻¹ + … + cₖ by Horner's rule: the highest power comes first. */
export function polynomial(coefficients: readonly number[], x: number): number {
  let sum = 0;
  for (let i = 0; i < coefficients.length; i++) sum = sum * x + coefficients[i]!;
  return sum;
}
