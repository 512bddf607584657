import { describe, expect, it } from 'vitest';
import { mixToMono } from '../../src/ml/descriptors/mixToMono.ts';
import { separate } from '../../src/ml/plugin/mixAndSeparate.ts';
import type { Mixture } from '../../src/ml/plugin/mixture.ts';
import { prepareMixture } from '../../src/ml/plugin/mixture.ts';
import reference from '../fixtures/reference/mix_and_separate.json' with { type: 'json' };
import { readReferenceAudio } from '../support/referenceAudio.ts';

const TOLERANCE = 0.01;

const mixtures = new Map<string, Mixture>();

/** Each pair is analysed once, for all its cases. */
function mixtureOf(a: string, b: string, sampleRateHz: number): Mixture {
  const key = `${a} ${b}`;
  const [first, second] = [a, b].map((file) => mixToMono(readReferenceAudio(file).channels));
  const mixture = mixtures.get(key) ?? prepareMixture(first!, second!, sampleRateHz);
  mixtures.set(key, mixture);
  return mixture;
}

function relativeError(actual: number, expected: number): number {
  return Math.abs(actual - expected) / Math.abs(expected);
}

describe('mix and separate', () => {
  it.each(reference.cases)(
    '[X1–X4, X6] $a with $b: $clusters clusters, distance penalty $distance_penalty',
    (golden) => {
      const mixture = mixtureOf(golden.a, golden.b, golden.sample_rate);
      const hyperparameters = {
        distancePenalty: golden.distance_penalty,
        normRate: golden.adapt_rate,
        lowPenalty: golden.low_penalty,
        highPenalty: golden.high_penalty,
        minimaxStrength: golden.minimax_strength,
      };
      const result = separate(mixture, hyperparameters, golden.clusters);
      expect(mixture.frameCount).toBe(golden.frames);
      for (const shares of [result.firstShares, result.secondShares]) {
        expect(shares.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 9);
      }
      if (golden.rounding_sensitive) {
        expect(result.purity).toSatisfy((purity: number) => purity >= 0 && purity <= 1);
        return;
      }
      expect(relativeError(result.purity, golden.purity)).toBeLessThan(TOLERANCE);
      expect(relativeError(result.maskChange, golden.mask_change)).toBeLessThan(TOLERANCE);
      golden.share_a.forEach((share, c) =>
        expect(relativeError(result.firstShares[c]!, share)).toBeLessThan(TOLERANCE),
      );
      golden.share_b.forEach((share, c) =>
        expect(relativeError(result.secondShares[c]!, share)).toBeLessThan(TOLERANCE),
      );
    },
  );
});
