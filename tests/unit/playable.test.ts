import { describe, expect, it } from 'vitest';
import { TARGETS } from '../../src/domain/hyperparameters.ts';
import { isPlayable, playable } from '../../src/domain/playable.ts';
import { deriveHyperparameters } from '../../src/ml/objective/decode.ts';
import { globalBest, playableBest } from '../../src/ml/objective/globalSearch.ts';
import { proxyTerms } from '../../src/ml/objective/proxy.ts';
import { bestPlayable } from '../../src/ml/prediction/playableAnswer.ts';
import { DefaultRng } from '../../src/ml/random/defaultRng.ts';
import { REGRET_UNSEEN } from '../support/regretReference.ts';

const [, , BASE, SKEW] = TARGETS;
const ROWS = 8;
const STEPS = 60;
const rows = Array.from({ length: ROWS }, (_, row) => REGRET_UNSEEN.subarray(12 * row, 12 * (row + 1)));

describe('the best that can be wanted of the plugin', () => {
  it.each(rows.map((descriptors, row) => ({ row, descriptors })))(
    '[Q, B4] of set $row lies within the plugin’s ranges, and no preset that the plugin limits is better',
    ({ descriptors }) => {
      const { hyperparameters, score, targets } = playableBest(descriptors);
      expect(playable(hyperparameters)).toEqual(hyperparameters);
      const { distancePenalty, normRate, minimaxStrength } = hyperparameters;
      expect([distancePenalty, normRate, minimaxStrength]).toEqual(
        [globalBest(descriptors).hyperparameters].flatMap((free) => [
          free.distancePenalty,
          free.normRate,
          free.minimaxStrength,
        ]),
      );
      for (let i = 0; i <= STEPS; i++) {
        for (let j = 0; j <= STEPS; j++) {
          const tried = targets.slice();
          tried[2] = BASE.low + (i / STEPS) * (BASE.high - BASE.low);
          tried[3] = SKEW.low + (j / STEPS) * (SKEW.high - SKEW.low);
          const limited = playable(deriveHyperparameters(tried));
          expect(proxyTerms(descriptors, limited).score).toBeLessThanOrEqual(score + 1e-9);
        }
      }
    },
  );

  it('[Q, B4] is the desktop’s where that is playable, and else scores less', () => {
    const kinds = rows.map((descriptors) => {
      const free = globalBest(descriptors);
      const limited = playableBest(descriptors);
      if (isPlayable(free.hyperparameters)) expect(limited.score).toBeCloseTo(free.score, 9);
      else expect(limited.score).toBeLessThan(free.score);
      return isPlayable(free.hyperparameters);
    });
    expect(new Set(kinds).size).toBe(2);
  });
});

describe('a refined answer', () => {
  const [descriptors] = rows;
  const trial = (basePenaltyLog: number, score: number) => ({
    trialIndex: 0,
    hyperparameters: deriveHyperparameters([1, 0.1, basePenaltyLog, 0, -3]),
    minimaxLogit: -3,
    terms: { ...proxyTerms(descriptors!, deriveHyperparameters([1, 0.1, 0, 0, -3])), score },
  });

  it('[T6, B4] is the best trial that the plugin can play, not a better one beyond', () => {
    const trials = [trial(0.2, 0.5), trial(3, 0.9), trial(0.4, 0.6)];
    const best = bestPlayable(descriptors!, trials);
    expect(best?.hyperparameters).toEqual(trials[2]!.hyperparameters);
    expect(best?.score).toBe(proxyTerms(descriptors!, trials[2]!.hyperparameters).score);
  });

  it('[T6, B4] is the best of those beyond, limited, where there are no others', () => {
    const best = bestPlayable(descriptors!, [trial(2.9, 0.4), trial(3, 0.9)]);
    expect(best?.hyperparameters).toEqual({ ...trial(3, 0.9).hyperparameters, lowPenalty: 4, highPenalty: 2 });
    expect(bestPlayable(descriptors!, [])).toBeNull();
  });
});

it('[H2, B4] whatever is wanted is brought into the ranges that are searched and that the plugin has', () => {
  const rng = new DefaultRng(20);
  for (let i = 0; i < 200; i++) {
    const drawn = deriveHyperparameters(Array.from({ length: 5 }, () => rng.normal(0, 3)));
    const limited = playable(drawn);
    expect(isPlayable(limited)).toBe(true);
    expect(playable(limited)).toEqual(limited);
    expect([limited.basePenaltyLog, limited.penaltySkew]).toEqual([drawn.basePenaltyLog, drawn.penaltySkew]);
    expect(limited.distancePenalty).toBe(Math.min(Math.max(drawn.distancePenalty, 0), 2.5));
    expect(limited.normRate).toBe(Math.min(Math.max(drawn.normRate, 0.001), 0.25));
  }
});
