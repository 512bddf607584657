import { normalCdf } from '../optimisation/normalCdf.ts';
import type { Utilities } from './preferencePosterior.ts';

/** Two points by their index, and the expected utility of the better one. */
export interface ProposedPair {
  readonly first: number;
  readonly second: number;
  readonly value: number;
}

/**
 * The pair to ask about next: the one whose better half is expected to be best, EUBO = μ_a Φ(δ/s) + μ_b Φ(−δ/s) + s φ(δ/s)
 * with δ = μ_a − μ_b and s² = Var(u_a − u_b) (Lin et al. 2022, arXiv:2203.11382). Throws a RangeError for fewer than two
 * points.
 */
export function proposePair({ mean, covariance }: Utilities): ProposedPair {
  const count = mean.length;
  if (count < 2) throw new RangeError(`a pair needs two points, not ${count}`);
  let best: ProposedPair = { first: 0, second: 1, value: -Infinity };
  for (let a = 0; a < count; a++) {
    for (let b = a + 1; b < count; b++) {
      const variance = covariance[a * count + a]! + covariance[b * count + b]! - 2 * covariance[a * count + b]!;
      const value = expectedBetter(mean[a]!, mean[b]!, Math.sqrt(Math.max(variance, 0)));
      if (value > best.value) best = { first: a, second: b, value };
    }
  }
  return best;
}

/** E max(u_a, u_b) for normal utilities whose difference has standard deviation s. */
export function expectedBetter(meanA: number, meanB: number, s: number): number {
  const delta = meanA - meanB;
  if (!(s > 0)) return Math.max(meanA, meanB);
  const z = delta / s;
  const density = Math.exp(-0.5 * z * z) / Math.sqrt(2 * Math.PI);
  return meanA * normalCdf(z) + meanB * normalCdf(-z) + s * density;
}
