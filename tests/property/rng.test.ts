import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DefaultRng } from '../../src/ml/random/defaultRng.ts';
import { RandomState } from '../../src/ml/random/randomState.ts';
import { buildZigguratTables, ZIGGURAT_TAIL } from '../../src/ml/random/ziggurat.ts';

const SEED = 20240611;
const seeds = fc.integer({ min: 0, max: 2 ** 32 - 1 });

describe('RandomState', () => {
  it('[R1] a shuffle is a permutation', () => {
    fc.assert(
      fc.property(seeds, fc.integer({ min: 0, max: 300 }), (seed, n) => {
        const items = Array.from({ length: n }, (_, i) => i);
        new RandomState(seed).shuffle(items);
        expect(items.toSorted((a, b) => a - b)).toEqual(Array.from({ length: n }, (_, i) => i));
      }),
      { seed: SEED, numRuns: 100 },
    );
  });

  it('[T7] skipping doubles is drawing them', () => {
    fc.assert(
      fc.property(seeds, fc.nat(700), fc.nat(3000), (seed, drawn, skipped) => {
        const skipping = new RandomState(seed);
        const drawing = new RandomState(seed);
        for (let i = 0; i < drawn; i++) expect(skipping.double()).toBe(drawing.double());
        skipping.skipDoubles(skipped);
        for (let i = 0; i < skipped; i++) drawing.double();
        for (let i = 0; i < 10; i++) expect(skipping.double()).toBe(drawing.double());
      }),
      { seed: SEED, numRuns: 60 },
    );
  });
});

describe('DefaultRng', () => {
  it('[R2] doubles lie in [0, 1) and a seed decides them', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER }), (seed) => {
        const a = new DefaultRng(seed);
        const b = new DefaultRng(seed);
        for (let i = 0; i < 20; i++) {
          const u = a.double();
          expect(u).toBe(b.double());
          expect(u >= 0 && u < 1).toBe(true);
        }
      }),
      { seed: SEED, numRuns: 100 },
    );
  });

  it('[R2] every layer of the ziggurat has the same area', () => {
    const { scale, height } = buildZigguratTables();
    const area = 0.004928673233974655;
    for (let i = 1; i < 256; i++) {
      const x = scale[i]! * 2 ** 52;
      expect(height[i]).toBeCloseTo(Math.exp(-0.5 * x * x), 15);
      expect((x * (height[i - 1]! - height[i]!)) / area).toBeCloseTo(1, 12);
    }
    expect(scale[255]! * 2 ** 52).toBe(ZIGGURAT_TAIL);
  });
});
