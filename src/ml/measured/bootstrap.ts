import { DefaultRng } from '../random/defaultRng.ts';

const RESAMPLES = 4000;
const SEED = 1337;
const TAIL = 0.025;

/** A mean with its 95 % interval. */
export interface MeanInterval {
  readonly mean: number;
  readonly low: number;
  readonly high: number;
}

/**
 * The mean of values with its 95 % interval by the percentile bootstrap (Efron & Tibshirani 1993, ch. 13), whole groups
 * being drawn: files of one recording are not independent. Seeded.
 *
 * @param values at least one, each with its group.
 */
export function bootstrapMean(values: ArrayLike<number>, groups: readonly string[]): MeanInterval {
  const sums = new Map<string, { sum: number; count: number }>();
  for (const [i, group] of groups.entries()) {
    const own = sums.get(group) ?? { sum: 0, count: 0 };
    sums.set(group, { sum: own.sum + values[i]!, count: own.count + 1 });
  }
  const parts = [...sums.values()];
  const rng = new DefaultRng(SEED);
  const means = Float64Array.from({ length: RESAMPLES }, () => {
    let sum = 0;
    let count = 0;
    for (let i = 0; i < parts.length; i++) {
      const drawn = parts[Math.floor(rng.double() * parts.length)]!;
      sum += drawn.sum;
      count += drawn.count;
    }
    return sum / count;
  }).sort();
  const total = parts.reduce((sum, part) => sum + part.sum, 0);
  return {
    mean: total / values.length,
    low: means[Math.floor(TAIL * (RESAMPLES - 1))]!,
    high: means[Math.ceil((1 - TAIL) * (RESAMPLES - 1))]!,
  };
}
