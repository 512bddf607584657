import { describe, expect, it } from 'vitest';
import { DefaultRng } from '../../src/ml/random/defaultRng.ts';
import { cumulate, RandomState } from '../../src/ml/random/randomState.ts';
import reference from '../fixtures/reference/rng.json' with { type: 'json' };

describe('RandomState', () => {
  it.each(reference.mt19937)('[R1] seed $seed: doubles, uniform and choice are NumPy’s', (golden) => {
    const doubles = new RandomState(golden.seed);
    expect(golden.random_sample.map(() => doubles.double())).toEqual(golden.random_sample);

    const uniform = new RandomState(golden.seed);
    expect(golden['uniform_-4_4'].map(() => uniform.uniform(-4, 4))).toEqual(golden['uniform_-4_4']);

    const { p, size, indices } = golden.choice_p;
    const cumulative = new Float64Array(p.length);
    cumulate(p, p.length, cumulative);
    const drawn = new Int32Array(size);
    new RandomState(golden.seed).choice(cumulative, p.length, drawn);
    expect([...drawn]).toEqual(indices);
  });

  it.each(reference.mt19937_shuffle)('[R1] seed $seed shuffles $n items as NumPy does', (golden) => {
    const items = Int32Array.from({ length: golden.n }, (_, i) => i);
    new RandomState(golden.seed).shuffle(items);
    expect([...items]).toEqual(golden.permutation);
  });

  it('[R1] refuses a seed that is no 32-bit integer', () => {
    for (const seed of [-1, 0.5, 2 ** 32, Number.NaN]) expect(() => new RandomState(seed)).toThrow(RangeError);
    expect(new RandomState(2 ** 32 - 1).double()).toBeLessThan(1);
  });
});

describe('DefaultRng', () => {
  it.each(reference.pcg64_normal)('[R2] seed $seed: normal numbers agree with NumPy', (golden) => {
    const rng = new DefaultRng(golden.seed);
    for (const expected of golden.standard_normal) {
      expect(Math.abs(rng.standardNormal() - expected)).toBeLessThanOrEqual(1e-14 * Math.abs(expected));
    }
    rng.reseed(golden.seed);
    let sum = 0;
    for (let i = 0; i < 100_000; i++) sum += rng.standardNormal();
    expect(Math.abs(sum - golden.sum_of_100000)).toBeLessThanOrEqual(1e-12 * Math.abs(golden.sum_of_100000));
  });

  it('[R2] a generator seeded again is a new one', () => {
    const rng = new DefaultRng(7);
    rng.double();
    rng.reseed(6400000099200);
    const fresh = new DefaultRng(6400000099200);
    for (let i = 0; i < 100; i++) expect(rng.standardNormal()).toBe(fresh.standardNormal());
  });

  it('[R2] refuses a seed that is no safe non-negative integer', () => {
    for (const seed of [-1, 0.5, 2 ** 53, Number.NaN]) expect(() => new DefaultRng(seed)).toThrow(RangeError);
  });
});
