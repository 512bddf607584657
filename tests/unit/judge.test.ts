import { describe, expect, it } from 'vitest';
import { gainDirection } from '../../src/domain/verdict.ts';
import { chooseCandidate, JUDGING_PARTNERS, partnerScores, purityGain } from '../../src/ml/judge/judge.ts';
import { DefaultRng } from '../../src/ml/random/defaultRng.ts';

/** Scores with six partners: what all candidates share of each, a gain, and noise of the candidate's own. */
function scoresOf(rng: DefaultRng, gains: readonly number[], noise: number): readonly Float64Array[] {
  const shared = Array.from({ length: JUDGING_PARTNERS }, () => rng.normal(0.2, 0.08));
  return gains.map((gain) => Float64Array.from(shared, (level) => level + gain + rng.normal(0, noise)));
}

describe('the judge', () => {
  it('[J2] compares candidates partner by partner: what all of them share of a partner counts for none', () => {
    const scores = scoresOf(new DefaultRng(1), [0, 0.02, -0.02], 0.001);
    expect(chooseCandidate(scores, 0)).toBe(1);
    const { purity, score } = partnerScores([0.4, 0.1, 0.2, 0.3, 0.6, 0, 0.8, 0.2], 2, 0.5);
    expect([...purity]).toEqual([expect.closeTo(0.3, 12), expect.closeTo(0.7, 12)]);
    expect([...score]).toEqual([expect.closeTo(0.2, 12), expect.closeTo(0.65, 12)]);
  });

  it('[J3] the safest wins where none is better beyond the noise, however it is listed; else the best of those that are', () => {
    const flat = Float64Array.of(0.2, 0.21, 0.19, 0.2, 0.22, 0.18);
    const lucky = Float64Array.of(0.6, 0.15, 0.2, 0.19, 0.21, 0.17);
    expect(chooseCandidate([flat, lucky], 0)).toBe(0);
    expect(chooseCandidate([lucky, flat], 1)).toBe(1);
    const steady = flat.map((score, i) => score + 0.02 + i / 1000);
    const better = flat.map((score, i) => score + 0.03 - i / 1000);
    expect(chooseCandidate([flat, steady, better, lucky], 0)).toBe(2);
    expect(chooseCandidate([flat, flat], 1)).toBe(1);
    // Where none is safe the mean decides.
    expect(chooseCandidate([flat, lucky, steady], null)).toBe(1);
    expect(chooseCandidate([flat, flat], null)).toBe(0);
  });

  it('[J3] of candidates that are alike, chance makes one win over the safest for one sound of ten at most', () => {
    const rng = new DefaultRng(7);
    const rounds = 400;
    let displaced = 0;
    for (let round = 0; round < rounds; round++) {
      if (chooseCandidate(scoresOf(rng, [0, 0, 0, 0, 0], 0.02), 0) !== 0) displaced++;
    }
    expect(displaced / rounds).toBeLessThan(0.12);
  });

  it('[J4] the gain’s interval holds the truth for 19 sounds of 20', () => {
    const rng = new DefaultRng(3);
    const rounds = 400;
    let held = 0;
    for (let round = 0; round < rounds; round++) {
      const reference = Float64Array.from({ length: JUDGING_PARTNERS }, () => Math.abs(rng.normal(0.2, 0.05)));
      const purity = reference.map((level) => 1.2 * level + rng.normal(0, 0.02));
      const gain = purityGain(purity, reference, 6);
      if (gain !== null && gain.low <= 0.2 && 0.2 <= gain.high) held++;
    }
    expect(held / rounds).toBeGreaterThan(0.92);
    expect(held / rounds).toBeLessThan(0.98);
  });

  it('[J5] a gain whose interval holds 0 cannot be told, and of defaults that part nothing there is none', () => {
    const reference = Float64Array.of(0.1, 0.2, 0.3, 0.1, 0.2, 0.3);
    const gain = purityGain(
      reference.map((level) => 1.25 * level),
      reference,
      12,
    );
    expect(gain).toMatchObject({ share: expect.closeTo(0.25, 9), mixtures: 12 });
    expect(gainDirection(gain)).toBe('better');
    expect(gainDirection({ share: -0.2, low: -0.3, high: -0.1, mixtures: 6 })).toBe('worse');
    expect(gainDirection({ share: 0.2, low: -0.01, high: 0.41, mixtures: 6 })).toBe('none');
    expect(purityGain(reference, new Float64Array(6), 6)).toBeNull();
    expect(gainDirection(null)).toBe('none');
  });
});
