import type { MonotoneCurve } from '../../domain/confidence.ts';

/**
 * The non-decreasing curve nearest to the points in least squares (pool adjacent violators; Ayer et al. 1955), one point
 * for each pooled block, at the mean of its x.
 *
 * @param x at least one value.
 */
export function isotonicRegression(x: ArrayLike<number>, y: ArrayLike<number>): MonotoneCurve {
  const blocks: Block[] = [];
  for (const point of distinctPoints(x, y)) {
    let block = point;
    for (let last = blocks.at(-1); last !== undefined && last.y >= block.y; last = blocks.at(-1)) {
      const count = last.count + block.count;
      block = {
        x: (last.x * last.count + block.x * block.count) / count,
        y: (last.y * last.count + block.y * block.count) / count,
        count,
      };
      blocks.pop();
    }
    blocks.push(block);
  }
  return { x: blocks.map((block) => block.x), y: blocks.map((block) => block.y) };
}

/** Points that share one value. */
interface Block {
  /** The mean of their x. */
  readonly x: number;
  readonly y: number;
  readonly count: number;
}

/** The points by ascending x, those of the same x joined. */
function distinctPoints(x: ArrayLike<number>, y: ArrayLike<number>): readonly Block[] {
  const sums = new Map<number, { y: number; count: number }>();
  for (let i = 0; i < x.length; i++) {
    const { y: sum, count } = sums.get(x[i]!) ?? { y: 0, count: 0 };
    sums.set(x[i]!, { y: sum + y[i]!, count: count + 1 });
  }
  return Array.from(sums, ([at, { y: sum, count }]) => ({ x: at, y: sum / count, count })).sort((a, b) => a.x - b.x);
}

/** The curve's value at x. */
export function evaluateCurve({ x, y }: MonotoneCurve, at: number): number {
  const next = x.findIndex((value) => value > at);
  if (next === -1) return y[y.length - 1]!;
  if (next === 0) return y[0]!;
  const share = (at - x[next - 1]!) / (x[next]! - x[next - 1]!);
  return y[next - 1]! + share * (y[next]! - y[next - 1]!);
}
