import { DESCRIPTOR_COUNT } from '../../domain/descriptors.ts';
import type { Scaler } from '../model/standardisation.ts';

/**
 * How alike files are by their descriptors: exp(−mean squared standardised difference / (2·width²)), a × b.
 *
 * @param a and `b` rows × 12, row-major.
 */
export function fileKernel(
  { mean, scale }: Scaler,
  a: ArrayLike<number>,
  b: ArrayLike<number>,
  width: number,
): Float64Array {
  const rows = a.length / DESCRIPTOR_COUNT;
  const columns = b.length / DESCRIPTOR_COUNT;
  const standardised = (values: ArrayLike<number>) =>
    Float64Array.from({ length: values.length }, (_, i) => {
      const d = i % DESCRIPTOR_COUNT;
      return (values[i]! - mean[d]!) / scale[d]!;
    });
  const left = standardised(a);
  const right = standardised(b);
  const out = new Float64Array(rows * columns);
  const exponent = -1 / (2 * width * width * DESCRIPTOR_COUNT);
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) {
      let sum = 0;
      for (let d = 0; d < DESCRIPTOR_COUNT; d++) {
        sum += (left[i * DESCRIPTOR_COUNT + d]! - right[j * DESCRIPTOR_COUNT + d]!) ** 2;
      }
      out[i * columns + j] = Math.exp(exponent * sum);
    }
  }
  return out;
}
