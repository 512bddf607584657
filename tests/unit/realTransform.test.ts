import { describe, expect, it } from 'vitest';
import { RealTransform } from '../../src/ml/dsp/realTransform.ts';
import { DefaultRng } from '../../src/ml/random/defaultRng.ts';

function noise(length: number, seed: number): Float64Array {
  const rng = new DefaultRng(seed);
  return Float64Array.from({ length }, () => rng.standardNormal());
}

describe('the real transform', () => {
  it.each([4, 8, 64])('[E1] equals the definition for %i samples', (size) => {
    const samples = noise(size, 3);
    const transform = new RealTransform(size);
    transform.forward(samples);
    for (let k = 0; k <= size / 2; k++) {
      let re = 0;
      let im = 0;
      samples.forEach((x, n) => {
        re += x * Math.cos((2 * Math.PI * k * n) / size);
        im -= x * Math.sin((2 * Math.PI * k * n) / size);
      });
      expect(transform.real[k]).toBeCloseTo(re, 11);
      expect(transform.imaginary[k]).toBeCloseTo(im, 11);
    }
  });

  it('[E1] gives 2048 samples back to the last digits', () => {
    const samples = noise(2048, 5);
    const transform = new RealTransform(2048);
    transform.forward(samples);
    const back = new Float64Array(2048);
    transform.inverse(back);
    expect(Math.max(...back.map((x, n) => Math.abs(x - samples[n]!)))).toBeLessThan(1e-13);
  });

  it('[E1] refuses a size that is no power of two', () => {
    expect(() => new RealTransform(12)).toThrow(RangeError);
  });
});
