import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DescriptorAnalyser } from '../../src/ml/descriptors/descriptorAnalyser.ts';
import { plainDescriptors } from '../referenceImplementations/plainDescriptors.ts';

const SEED = 20;

/** Two 64-bit transforms of a full-scale frame differ by 2⁻⁵³ of it: in the logarithm of an empty bin, 1e-8, that shows. */
const SMALLEST = 1e-2;

/** A generator of uniform numbers in [−1, 1) for signals that depend on a seed only. */
function noiseFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 31 - 1;
  };
}

function signal(length: number, sample: (i: number) => number): Float32Array {
  return Float32Array.from({ length }, (_, i) => sample(i));
}

/** Signals of many kinds, each from a seed: what `kind` names. */
const SIGNALS: Record<string, (seed: number, length: number) => Float32Array> = {
  noise: (seed, length) => {
    const noise = noiseFrom(seed);
    return signal(length, noise);
  },
  tone: (seed, length) => signal(length, (i) => 0.5 * Math.sin(i * (0.001 + (seed % 3000) / 1000))),
  'tone on noise': (seed, length) => {
    const noise = noiseFrom(seed);
    return signal(length, (i) => 0.5 * Math.sin(i * 0.0371) + 1e-4 * noise());
  },
  silence: (_, length) => new Float32Array(length),
  'constant level': (seed, length) => signal(length, () => (seed % 200) / 100 - 1),
  'denormal noise': (seed, length) => {
    const noise = noiseFrom(seed);
    return signal(length, () => noise() * 1e-42);
  },
  'noise up to 1e30': (seed, length) => {
    const noise = noiseFrom(seed);
    return signal(length, () => noise() * 1e30);
  },
  'largest floats': (seed, length) => {
    const noise = noiseFrom(seed);
    return signal(length, () => (noise() < 0 ? -1 : 1) * 3.4028234663852886e38);
  },
  'bursts in silence': (seed, length) => {
    const noise = noiseFrom(seed);
    return signal(length, (i) => (Math.floor(i / 1500) % 3 === 0 ? noise() : 0));
  },
  'level rising from nothing': (seed, length) => {
    const noise = noiseFrom(seed);
    return signal(length, (i) => noise() * 10 ** ((i / length) * 40 - 38));
  },
  'single impulse': (seed, length) => signal(length, (i) => (i === seed % length ? 1 : 0)),
};

function analyse(samples: Float32Array, sampleRateHz: number): Float64Array {
  const analyser = new DescriptorAnalyser(sampleRateHz);
  analyser.push(samples);
  return analyser.finish().descriptors;
}

describe('the descriptor engine', () => {
  it.each(Object.keys(SIGNALS))('[D9] agrees with the plain definitions on %s', (kind) => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 2 ** 31 }),
        fc.integer({ min: 1, max: 9000 }),
        fc.constantFrom(3000, 8000, 44_100, 48_000, 768_000),
        (seed, length, sampleRateHz) => {
          const samples = SIGNALS[kind]!(seed, length);
          const actual = analyse(samples, sampleRateHz);
          const expected = plainDescriptors(samples, sampleRateHz);
          for (const [i, b] of expected.entries()) {
            expect(Math.abs(actual[i]! - b)).toBeLessThanOrEqual(1e-7 * Math.max(Math.abs(b), SMALLEST));
          }
        },
      ),
      { seed: SEED, numRuns: 8 },
    );
  });

  it('[D3] gives the same numbers however the signal is cut', () => {
    const samples = SIGNALS['bursts in silence']!(7, 100_000);
    const whole = analyse(samples, 44_100);
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 40_000 }), { minLength: 1, maxLength: 50 }), (sizes) => {
        const analyser = new DescriptorAnalyser(44_100);
        let at = 0;
        for (const size of sizes) {
          analyser.push(samples.subarray(at, at + size));
          at = Math.min(at + size, samples.length);
        }
        analyser.push(samples.subarray(at));
        expect(analyser.finish().descriptors).toEqual(whole);
      }),
      { seed: SEED, numRuns: 30 },
    );
  });

  it('keeps signals that are analysed at the same time apart', () => {
    const a = SIGNALS['noise']!(1, 50_000);
    const b = SIGNALS['tone']!(2, 50_000);
    const first = new DescriptorAnalyser(44_100);
    const second = new DescriptorAnalyser(8000);
    for (let at = 0; at < a.length; at += 5000) {
      first.push(a.subarray(at, at + 5000));
      second.push(b.subarray(at, at + 5000));
    }
    expect(first.finish().descriptors).toEqual(analyse(a, 44_100));
    expect(second.finish().descriptors).toEqual(analyse(b, 8000));
  });
});
