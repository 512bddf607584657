import { DESCRIPTOR_COUNT } from '../../domain/descriptors.ts';

/** The affine map x → (x − mean)/scale of each of the twelve inputs. */
export interface Scaler {
  readonly mean: Float64Array;
  readonly scale: Float64Array;
}

/** The gap between 1 and the next double: 2⁻⁵². */
const EPSILON = Number.EPSILON;

/**
 * Mean and population standard deviation of each input over the given rows (M2). A column that is constant up to
 * rounding (variance ≤ n·ε·variance + (n·mean·ε)²) has scale 1.
 *
 * @param inputs rows × 12, row-major.
 * @param rows which rows count; at least one.
 */
export function fitScaler(inputs: Float64Array, rows: Uint32Array): Scaler {
  const n = rows.length;
  const mean = new Float64Array(DESCRIPTOR_COUNT);
  const scale = new Float64Array(DESCRIPTOR_COUNT);
  for (let column = 0; column < DESCRIPTOR_COUNT; column++) {
    let sum = 0;
    for (const row of rows) sum += inputs[row * DESCRIPTOR_COUNT + column]!;
    const average = sum / n;
    let residual = 0;
    let squares = 0;
    for (const row of rows) {
      const difference = inputs[row * DESCRIPTOR_COUNT + column]! - average;
      residual += difference;
      squares += difference * difference;
    }
    const variance = Math.max(0, (squares - (residual * residual) / n) / n);
    const constant = variance <= n * EPSILON * variance + (n * average * EPSILON) ** 2;
    mean[column] = average;
    scale[column] = constant ? 1 : Math.sqrt(variance);
  }
  return { mean, scale };
}

/** The given rows standardised: rows.length × 12, row-major. */
export function standardise(inputs: Float64Array, rows: Uint32Array, scaler: Scaler): Float64Array {
  const standardised = new Float64Array(rows.length * DESCRIPTOR_COUNT);
  for (let i = 0; i < rows.length; i++) {
    const from = rows[i]! * DESCRIPTOR_COUNT;
    for (let column = 0; column < DESCRIPTOR_COUNT; column++) {
      standardised[i * DESCRIPTOR_COUNT + column] =
        (inputs[from + column]! - scaler.mean[column]!) / scaler.scale[column]!;
    }
  }
  return standardised;
}
