import { clamp } from '../objective/clamp.ts';
import { normalQuantileLowerHalf } from './normalQuantile.ts';

/**
 * The quantile q (0 … 1) of the standard normal distribution truncated to [a, b] with a ≤ 0 ≤ b, solved in the nearer
 * tail: accurate to 1e-13 absolute, wherever it lies.
 * @param below Φ(a), @param above Φ(−b): the masses that are cut off
 */
export function truncatedNormalQuantile(q: number, a: number, b: number, below: number, above: number): number {
  if (q <= 0) return a;
  if (q >= 1) return b;
  const mass = 1 - below - above;
  const lower = below + q * mass;
  const x = lower <= 0.5 ? normalQuantileLowerHalf(lower) : -normalQuantileLowerHalf(above + (1 - q) * mass);
  return clamp(x, a, b);
}
