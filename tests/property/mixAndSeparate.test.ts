import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { separate } from '../../src/ml/plugin/mixAndSeparate.ts';
import { prepareMixture } from '../../src/ml/plugin/mixture.ts';
import { DefaultRng } from '../../src/ml/random/defaultRng.ts';

const SEED = 97;
const RATE_HZ = 8000;
const HYPERPARAMETERS = {
  distancePenalty: 1,
  normRate: 0.1,
  lowPenalty: 0.45,
  highPenalty: 0.08,
  minimaxStrength: 0.4,
};

function noise(seed: number, samples: number): Float32Array {
  const rng = new DefaultRng(seed);
  return Float32Array.from({ length: samples }, () => 0.1 * rng.standardNormal());
}

/** Low tones that come and go. */
function tones(samples: number): Float32Array {
  return Float32Array.from({ length: samples }, (_, n) => Math.sin(n / 8) * (0.3 + 0.2 * Math.sin(n / 5000)));
}

describe('a mixture', () => {
  it('[X1] repeats the shorter signal to the length of the longer', () => {
    const long = tones(20_000);
    const short = noise(1, 7000);
    const repeated = Float32Array.from({ length: 20_000 }, (_, n) => short[n % 7000]!);
    expect(prepareMixture(long, short, RATE_HZ)).toEqual(prepareMixture(long, repeated, RATE_HZ));
    expect(prepareMixture(short, long, RATE_HZ)).toEqual(prepareMixture(repeated, long, RATE_HZ));
  });

  it('[X1] does not depend on the level of the second signal', () => {
    const first = tones(10_000);
    const second = noise(2, 10_000);
    const { secondPower } = prepareMixture(first, second, RATE_HZ);
    const louder = prepareMixture(
      first,
      second.map((x) => 8 * x),
      RATE_HZ,
    ).secondPower;
    secondPower.forEach((power, i) => expect(Math.abs(louder[i]! - power)).toBeLessThanOrEqual(1e-5 * power));
  });

  it('[X3] holds the energies of a signal that is mixed with itself alike', () => {
    const signal = noise(3, 10_000);
    const { firstPower, secondPower, frameCount, features, totalEnergy } = prepareMixture(signal, signal, RATE_HZ);
    expect(secondPower).toEqual(firstPower);
    expect([frameCount, features.length, totalEnergy.length]).toEqual([8, 8 * 640, 8]);
  });

  it('[X1] needs two signals, and has no frames when both are too short', () => {
    expect(() => prepareMixture(new Float32Array(0), noise(4, 10), RATE_HZ)).toThrow(RangeError);
    expect(prepareMixture(noise(5, 2047), noise(6, 10), RATE_HZ).frameCount).toBe(0);
  });
});

describe('separation', () => {
  const mixture = prepareMixture(tones(48_000), noise(7, 30_000), RATE_HZ);

  it('[X3, X4] stays within its ranges for any hyperparameters', () => {
    const share = (max: number) => fc.double({ min: 0, max, noNaN: true });
    const hyperparameters = fc.record({
      distancePenalty: share(2.5),
      normRate: share(0.25),
      lowPenalty: share(60),
      highPenalty: share(60),
      minimaxStrength: share(1),
    });
    fc.assert(
      fc.property(hyperparameters, fc.integer({ min: 2, max: 8 }), (values, clusterCount) => {
        const result = separate(mixture, values, clusterCount);
        expect(result.purity).toSatisfy((purity: number) => purity > 0 && purity <= 1);
        expect(result.maskChange).toSatisfy((change: number) => change > 0 && change < 1);
        for (const shares of [result.firstShares, result.secondShares]) {
          expect(shares.length).toBe(clusterCount);
          expect(shares.reduce((sum, part) => sum + part, 0)).toBeCloseTo(1, 9);
        }
      }),
      { seed: SEED, numRuns: 20 },
    );
  });

  it('[X2] clamps the penalties as the plugin does', () => {
    const beyond = { ...HYPERPARAMETERS, lowPenalty: 30, highPenalty: 30 };
    const atLimit = { ...HYPERPARAMETERS, lowPenalty: 4, highPenalty: 2 };
    expect(separate(mixture, beyond, 4)).toEqual(separate(mixture, atLimit, 4));
  });

  it('[X4] an evaluation leaves nothing behind in the mixture', () => {
    const first = separate(mixture, HYPERPARAMETERS, 4);
    separate(mixture, { ...HYPERPARAMETERS, distancePenalty: 2.5 }, 8);
    expect(separate(mixture, HYPERPARAMETERS, 4)).toEqual(first);
  });

  it('[X4] a signal cannot be parted from itself, nor from silence', () => {
    const signal = noise(8, 40_000);
    expect(separate(prepareMixture(signal, signal, RATE_HZ), HYPERPARAMETERS, 4).purity).toBeCloseTo(0, 9);
    const silent = separate(prepareMixture(signal, new Float32Array(40_000), RATE_HZ), HYPERPARAMETERS, 4);
    expect(silent.purity).toBe(0);
    expect(silent.secondShares).toEqual([0, 0, 0, 0]);
  });

  it('[X3] the first 20 frames do not count', () => {
    const short = prepareMixture(tones(1024 * 21), noise(9, 1024 * 21), RATE_HZ);
    expect(short.frameCount).toBe(20);
    expect(separate(short, HYPERPARAMETERS, 2)).toEqual({
      purity: 0,
      maskChange: 0,
      firstShares: [0, 0],
      secondShares: [0, 0],
    });
  });
});
