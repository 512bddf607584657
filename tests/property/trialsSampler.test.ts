import { describe, expect, it } from 'vitest';
import { TpeSampler } from '../../src/ml/optimisation/tpeSampler.ts';

const TRIALS = 60;

/** What the sampler draws when trial t scores `score(t)`. */
function drawn(score: (trial: number) => number): number[][] {
  const sampler = new TpeSampler([{ low: -1, high: 2 }], 5, TRIALS, 9);
  return Array.from({ length: TRIALS }, (_, trial) => {
    const values = new Float64Array(1);
    sampler.ask(values);
    sampler.tell(values, score(trial));
    return [...values];
  });
}

describe('TpeSampler', () => {
  it('[T3] of trials with the same score the earlier one is better', () => {
    expect(drawn((trial) => Math.floor(trial / 20))).toEqual(drawn((trial) => Math.floor(trial / 20) - trial * 1e-6));
    expect(drawn(() => 0.5)).not.toEqual(drawn((trial) => trial));
  });

  it.each([
    [1, 1 + Number.EPSILON],
    [-1 - Number.EPSILON, -1],
    [-Number.MIN_VALUE, 0],
  ])('[T3] a start-up draw from %d to %d stays below the end', (low, high) => {
    const sampler = new TpeSampler([{ low, high }], 50, 50, 1);
    const values = new Float64Array(1);
    for (let trial = 0; trial < 50; trial++) {
      sampler.ask(values);
      expect(values[0]).toBe(low);
      sampler.tell(values, 0);
    }
  });
});
