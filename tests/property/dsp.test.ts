import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { percentileInPlace } from '../../src/ml/dsp/percentile.ts';
import { binFrequencyHz, centredLogFrequencies, periodicHann } from '../../src/ml/dsp/spectrum.ts';
import { DescriptorKernel } from '../../src/ml/kernel/descriptorKernel.ts';
import { plainMagnitudes, quantile } from '../referenceImplementations/plainDescriptors.ts';

const SEED = 20;

describe('percentiles', () => {
  const values = fc.oneof(
    fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { minLength: 1, maxLength: 300 }),
    fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 1, maxLength: 300 }),
  );

  it('[D7] agree with sorting', () => {
    fc.assert(
      fc.property(values, fc.double({ min: 0, max: 1, noNaN: true }), (list, q) => {
        expect(percentileInPlace(Float64Array.from(list), q)).toBe(quantile(list, q) + 0);
      }),
      { seed: SEED, numRuns: 500 },
    );
  });

  it('[D7] may be taken one after another from the same values', () => {
    const list = Float64Array.from({ length: 101 }, (_, i) => (i * 37) % 101);
    expect([0.95, 0.1, 0.75, 0.25, 0, 1].map((q) => percentileInPlace(list, q))).toEqual([95, 10, 75, 25, 0, 100]);
  });

  it('[D7] interpolate between neighbours, and refuse no values', () => {
    expect(percentileInPlace(Float64Array.of(10, 30), 0.25)).toBe(15);
    expect(() => percentileInPlace(new Float64Array(0), 0.5)).toThrow(RangeError);
  });
});

describe('the spectrum', () => {
  const frames = fc.array(fc.float({ min: -1, max: 1, noNaN: true }), { minLength: 2048, maxLength: 2048 });
  const kernel = new DescriptorKernel();

  it('[D3] holds the energy of the windowed frame (Parseval)', () => {
    fc.assert(
      fc.property(frames, (list) => {
        kernel.input.set(list);
        kernel.transform(1);
        const inTime = list.reduce((sum, x, n) => sum + (x * periodicHann(n, 2048)) ** 2, 0);
        const inFrequency = kernel.magnitudes.reduce((sum, m, k) => {
          return sum + ((m - 1e-8) * 1024) ** 2 * (k === 0 || k === 1024 ? 1 : 2);
        }, 0);
        expect(Math.abs(inFrequency / 2048 - inTime)).toBeLessThanOrEqual(1e-10 * Math.max(inTime, 1e-10));
      }),
      { seed: SEED, numRuns: 50 },
    );
  });

  it('[D3, D4] agrees with the textbook transform in every bin', () => {
    fc.assert(
      fc.property(frames, (list) => {
        kernel.input.set(list);
        kernel.transform(1);
        const expected = plainMagnitudes(Float32Array.from(list))[0]!;
        const worst = Math.max(...expected.map((m, k) => Math.abs(m - kernel.magnitudes[k]!)));
        expect(worst).toBeLessThanOrEqual(1e-15);
      }),
      { seed: SEED, numRuns: 10 },
    );
  });

  it('[D3] has its Hann window periodic, with sum 1024', () => {
    const window = Array.from({ length: 2048 }, (_, n) => periodicHann(n, 2048));
    expect(window[0]).toBe(0);
    expect(window[1024]).toBe(1);
    expect(window[1]).toBe(window[2047]);
    expect(window.reduce((sum, w) => sum + w, 0)).toBeCloseTo(1024, 9);
  });

  it('[D5] has its log frequencies centred, bin 0 counted as 1 Hz', () => {
    const { x, sumOfSquares } = centredLogFrequencies(44_100);
    expect(x.length).toBe(1025);
    expect(x.reduce((sum, v) => sum + v, 0)).toBeCloseTo(0, 9);
    expect(x[1024]! - x[0]!).toBeCloseTo(Math.log(22_050), 12);
    expect(sumOfSquares).toBeCloseTo(
      x.reduce((sum, v) => sum + v * v, 0),
      9,
    );
    expect(binFrequencyHz(64, 8000)).toBe(250);
  });
});
