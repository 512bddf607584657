const GOLDEN = (Math.sqrt(5) - 1) / 2;
const GOLDEN_STEPS = 48;
const CANDIDATE_CELLS = 3;

/**
 * Where a continuous function of one variable is largest on [low, high]: it is sampled evenly and the neighbourhoods of
 * the best samples that no neighbour exceeds are narrowed by the golden section to 1e-10 of their width.
 * @param samples how many steps to sample; peaks narrower than a step can be missed
 */
export function maximiseOnInterval(f: (x: number) => number, low: number, high: number, samples: number): number {
  const step = (high - low) / samples;
  const at = (i: number) => (i >= samples ? high : low + i * step);
  const values = new Float64Array(samples + 1);
  for (let i = 0; i <= samples; i++) values[i] = f(at(i));
  const peaks: number[] = [];
  for (let i = 0; i <= samples; i++) {
    const rises = i === 0 || values[i]! >= values[i - 1]!;
    const falls = i === samples || values[i]! >= values[i + 1]!;
    if (rises && falls) peaks.push(i);
  }
  peaks.sort((a, b) => values[b]! - values[a]!);
  let best = low;
  let bestValue = Number.NEGATIVE_INFINITY;
  for (const peak of peaks.slice(0, CANDIDATE_CELLS)) {
    const sharp = goldenSection(f, at(Math.max(0, peak - 1)), at(Math.min(samples, peak + 1)));
    for (const x of [at(peak), sharp]) {
      const value = f(x);
      if (value > bestValue) {
        best = x;
        bestValue = value;
      }
    }
  }
  return best;
}

function goldenSection(f: (x: number) => number, low: number, high: number): number {
  let a = low;
  let b = high;
  let left = b - GOLDEN * (b - a);
  let right = a + GOLDEN * (b - a);
  let atLeft = f(left);
  let atRight = f(right);
  for (let i = 0; i < GOLDEN_STEPS; i++) {
    if (atLeft >= atRight) {
      b = right;
      right = left;
      atRight = atLeft;
      left = b - GOLDEN * (b - a);
      atLeft = f(left);
    } else {
      a = left;
      left = right;
      atLeft = atRight;
      right = a + GOLDEN * (b - a);
      atRight = f(right);
    }
  }
  return (a + b) / 2;
}
