import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DESCRIPTOR_COLUMNS } from '../../src/domain/descriptors.ts';
import { TARGETS } from '../../src/domain/hyperparameters.ts';
import type { Trial } from '../../src/domain/trials.ts';
import { GaussSum } from '../../src/ml/optimisation/gaussSum.ts';
import { normalCdf } from '../../src/ml/optimisation/normalCdf.ts';
import { ParzenEstimator } from '../../src/ml/optimisation/parzenEstimator.ts';
import { Study } from '../../src/ml/optimisation/study.ts';
import { truncatedNormalQuantile } from '../../src/ml/optimisation/truncatedNormal.ts';
import reference from '../fixtures/reference/regret.json' with { type: 'json' };

const SEED = 20240611;

const fileDescriptors = fc
  .nat(reference.train.length - 1)
  .map((i) => Float64Array.from(DESCRIPTOR_COLUMNS, (column) => reference.train[i]![column]));

const budgets = fc.record({
  startupTrials: fc.integer({ min: 1, max: 20 }),
  totalTrials: fc.integer({ min: 1, max: 70 }),
  repeatsPerTrial: fc.integer({ min: 1, max: 3 }),
  seed: fc.integer({ min: 0, max: 2_000_000_000 }),
});

function valuesOf({ hyperparameters, minimaxLogit }: Trial): number[] {
  const { distancePenalty, normRate, basePenaltyLog, penaltySkew } = hyperparameters;
  return [distancePenalty, normRate, basePenaltyLog, penaltySkew, minimaxLogit!];
}

function run(study: Study, until: number): Trial[] {
  const trials: Trial[] = [];
  while (study.trialCount < until) trials.push(study.next());
  return trials;
}

describe('Study', () => {
  it('[T1] every drawn value lies in its range, whatever the ranges', () => {
    const range = fc
      .tuple(fc.double({ min: -50, max: 50, noNaN: true }), fc.double({ min: 1e-6, max: 20, noNaN: true }))
      .map(([low, width]) => ({ low, high: low + width }));
    fc.assert(
      fc.property(fileDescriptors, budgets, fc.array(range, { minLength: 5, maxLength: 5 }), (d, budget, ranges) => {
        for (const trial of run(new Study({ descriptors: d, budget, ranges }), budget.totalTrials)) {
          valuesOf(trial).forEach((value, i) => {
            expect(value).toBeGreaterThanOrEqual(ranges[i]!.low);
            expect(value).toBeLessThanOrEqual(ranges[i]!.high);
          });
        }
      }),
      { seed: SEED, numRuns: 25 },
    );
  });

  it('[T7] stopping anywhere and resuming, to a larger total too, changes nothing', () => {
    fc.assert(
      fc.property(
        fileDescriptors,
        budgets,
        fc.double({ min: 0, max: 1, noNaN: true }),
        (descriptors, budget, share) => {
          const whole = run(new Study({ descriptors, budget }), budget.totalTrials);
          const stop = Math.max(1, Math.floor(share * budget.totalTrials));
          const finished = run(new Study({ descriptors, budget: { ...budget, totalTrials: stop } }), stop);
          const resumed = new Study({ descriptors, budget, finished: structuredClone(finished) });
          expect([...finished, ...run(resumed, budget.totalTrials)]).toEqual(whole);
        },
      ),
      { seed: SEED, numRuns: 25 },
    );
  });

  it('[T7] resumes past the cap of the best trials and the ramp of the weights', () => {
    const descriptors = Float64Array.from(DESCRIPTOR_COLUMNS, (column) => reference.train[3]![column]);
    const budget = { startupTrials: 12, totalTrials: 320, repeatsPerTrial: 1, seed: 11 };
    const whole = run(new Study({ descriptors, budget }), budget.totalTrials);
    const resumed = new Study({ descriptors, budget, finished: whole.slice(0, 290) });
    expect(run(resumed, budget.totalTrials)).toEqual(whole.slice(290));
  });

  it('[T7] goes on from trials that hold no logit', () => {
    const descriptors = Float64Array.from(DESCRIPTOR_COLUMNS, (column) => reference.train[0]![column]);
    const budget = { startupTrials: 4, totalTrials: 20, repeatsPerTrial: 1, seed: 1 };
    const whole = run(new Study({ descriptors, budget }), 20);
    const finished = whole
      .slice(0, 10)
      .map(({ trialIndex, hyperparameters, terms }) => ({ trialIndex, hyperparameters, minimaxLogit: null, terms }));
    const [next] = run(new Study({ descriptors, budget, finished }), 11);
    valuesOf(next!).forEach((value, i) => expect(value).toBeCloseTo(valuesOf(whole[10]!)[i]!, 9));
  });

  it('[T1] refuses what cannot be searched', () => {
    const descriptors = new Float64Array(12);
    const budget = { startupTrials: 1, totalTrials: 2, repeatsPerTrial: 1, seed: 0 };
    expect(() => new Study({ descriptors: new Float64Array(11), budget })).toThrow(/12 values, not 11/);
    expect(() => new Study({ descriptors: descriptors.map(() => Number.NaN), budget })).toThrow(RangeError);
    expect(() => new Study({ descriptors, budget: { ...budget, totalTrials: 5001 } })).toThrow(/totalTrials/);
    expect(() => new Study({ descriptors, budget: { ...budget, seed: 0.5 } })).toThrow(/seed/);
    expect(() => new Study({ descriptors, budget, ranges: TARGETS.slice(1) })).toThrow(/5 ranges, not 4/);
    const flat = TARGETS.map(({ low }) => ({ low, high: low }));
    expect(() => new Study({ descriptors, budget, ranges: flat })).toThrow(RangeError);
    const [first, second] = run(new Study({ descriptors, budget }), 2);
    expect(() => new Study({ descriptors, budget, finished: [second!, first!] })).toThrow(/trial 1 stands/);
  });
});

describe('the truncated normal distribution', () => {
  it('[T3] the quantile inverts the distribution function in both tails', () => {
    fc.assert(
      fc.property(
        fc.double({ min: -100, max: 0, noNaN: true }),
        fc.double({ min: 0.35, max: 100, noNaN: true }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (a, b, q) => {
          const below = normalCdf(a);
          const above = normalCdf(-b);
          const mass = 1 - below - above;
          const x = truncatedNormalQuantile(q, a, b, below, above);
          expect(x).toBeGreaterThanOrEqual(a);
          expect(x).toBeLessThanOrEqual(b);
          const density = Math.exp(-0.5 * x * x) / Math.sqrt(2 * Math.PI);
          const residual = x < 0 ? normalCdf(x) - (below + q * mass) : above + (1 - q) * mass - normalCdf(-x);
          expect(Math.abs(residual)).toBeLessThanOrEqual(1e-13 * density + 4e-16 * normalCdf(-Math.abs(x)));
        },
      ),
      { seed: SEED, numRuns: 2000 },
    );
  });

  it('[T3] the distribution function is Φ, to its tails', () => {
    for (const [x, expected] of [
      [-37, 5.725571222524577e-300],
      [-10, 7.619853024160525e-24],
      [-5.7, 5.990371401063528e-9],
      [-3, 0.0013498980316300946],
      [-0.5, 0.3085375387259869],
      [0, 0.5],
      [0.6, 0.7257468822499265],
      [2, 0.9772498680518208],
      [9, 1],
    ] as const) {
      expect(Math.abs(normalCdf(x) - expected)).toBeLessThanOrEqual(2e-15 * expected);
    }
  });

  it('[T3] the ends are the quantiles of 0 and 1', () => {
    expect(truncatedNormalQuantile(0, -60, 2, normalCdf(-60), normalCdf(-2))).toBe(-60);
    expect(truncatedNormalQuantile(1, -2, 60, normalCdf(-2), normalCdf(-60))).toBe(60);
  });
});

describe('the Parzen estimator', () => {
  const observation = fc.oneof(
    fc.double({ min: -4, max: 4, noNaN: true }),
    fc.double({ min: 0.9, max: 1.1, noNaN: true }),
    fc.constantFrom(-4, 4, 1),
  );

  it('[T3] a sum of kernels by expansion is the plain sum', () => {
    fc.assert(
      fc.property(fc.array(observation, { maxLength: 300 }), observation, (mus, x) => {
        const sum = new GaussSum(-4, 9, 300, 100);
        sum.clear(0.08);
        let plain = 0;
        mus
          .toSorted((a, b) => a - b)
          .forEach((mu, i) => {
            sum.add(mu, 1 + (i % 3));
            plain += (1 + (i % 3)) * Math.exp(-0.5 * ((x - mu) / 0.08) ** 2);
          });
        sum.expand();
        expect(Math.abs(sum.at(x) - plain)).toBeLessThanOrEqual(1e-12 * (plain + 1e-4));
      }),
      { seed: SEED, numRuns: 200 },
    );
  });

  it('[T3] its density is the weighted sum of normalised kernels, after any insertions and removals', () => {
    fc.assert(
      fc.property(fc.array(observation, { minLength: 1, maxLength: 200 }), fc.nat(60), observation, (all, drop, x) => {
        const estimator = new ParzenEstimator({ low: -4, high: 4 }, all.length);
        all.forEach((value, trial) => estimator.insert(trial, value));
        const removed = Math.min(drop, all.length - 1);
        for (let trial = 0; trial < removed; trial++) estimator.remove(trial, all[trial]!);
        const kept = all.slice(removed);
        const rank = Int32Array.from(all, (_, trial) => trial - removed);
        const weights = Float64Array.from({ length: kept.length + 1 }, (_, i) => 1 + (i % 4));
        const total = weights.reduce((a, b) => a + b, 0);
        estimator.update(rank, weights, total);
        expect(estimator.density(x) / plainDensity(kept, weights, total, x)).toBeCloseTo(1, 11);
        expect(estimator.quantile(kept.length, 0.5)).toBeCloseTo(0, 14);
      }),
      { seed: SEED, numRuns: 200 },
    );
  });
});

/** The mixture of [T3] on [−4, 4] as the rule reads. */
function plainDensity(mus: readonly number[], weights: Float64Array, total: number, x: number): number {
  const [low, high, n] = [-4, 4, mus.length];
  let sum = 0;
  for (let i = 0; i <= n; i++) {
    const mu = i === n ? 0 : mus[i]!;
    let sigma = high - low;
    if (i < n) {
      const below = mus.filter((m, j) => m < mu || (m === mu && j < i));
      const above = mus.filter((m, j) => m > mu || (m === mu && j > i));
      const left = below.length > 0 ? Math.max(...below) : n === 1 ? low : mu;
      const right = above.length > 0 ? Math.min(...above) : n === 1 ? high : mu;
      sigma = Math.min(Math.max(mu - left, right - mu, (high - low) / Math.min(100, 2 + n)), high - low);
    }
    const z = (x - mu) / sigma;
    const mass = normalCdf((high - mu) / sigma) - normalCdf((low - mu) / sigma);
    sum += ((weights[i]! / total) * Math.exp(-0.5 * z * z)) / (Math.sqrt(2 * Math.PI) * sigma * mass);
  }
  return sum;
}
