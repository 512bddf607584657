import { describe, expect, it } from 'vitest';
import { decodeModelOutput } from '../../src/ml/objective/decode.ts';
import { globalBest } from '../../src/ml/objective/globalSearch.ts';
import { bestConstant } from '../../src/ml/quality/bestConstant.ts';
import { summariseRegret } from '../../src/ml/quality/regret.ts';
import { bestScores, regretsOf } from '../support/regrets.ts';
import { verdictOf, verdictSentence } from '../../src/ml/quality/verdict.ts';
import { REGRET_TRAIN, REGRET_UNSEEN, REGRET_UNSEEN_BEST } from '../support/regretReference.ts';

describe('regret', () => {
  it('[Q] the best reachable scores are those of the reference', () => {
    const best = bestScores(REGRET_UNSEEN);
    best.forEach((score, row) => expect(Math.abs(score - REGRET_UNSEEN_BEST[row]!)).toBeLessThan(1e-9));
  });

  it('[Q] direct search has no regret', () => {
    const regrets = regretsOf((d) => decodeModelOutput(globalBest(d).targets), REGRET_UNSEEN, REGRET_UNSEEN_BEST);
    expect(summariseRegret(regrets).max).toBeLessThan(1e-9);
  });

  it('[Q] the best single constant of the training sets leaves 0.093 on the others', () => {
    const { hyperparameters } = bestConstant(REGRET_TRAIN);
    const summary = summariseRegret(regretsOf(() => hyperparameters, REGRET_UNSEEN, REGRET_UNSEEN_BEST));
    expect(summary.mean).toBeCloseTo(0.0933, 3);
    expect(summary.count).toBe(40);
  });

  it('[Q] no other constant is better on the sets it was sought on', () => {
    const best = bestScores(REGRET_TRAIN);
    const meanRegret = (raw: ArrayLike<number>) =>
      summariseRegret(regretsOf(() => decodeModelOutput(raw), REGRET_TRAIN, best)).mean;
    const { targets } = bestConstant(REGRET_TRAIN);
    const reached = meanRegret(targets);
    for (let k = 0; k < 5; k++) {
      for (const step of [-0.05, -0.002, 0.002, 0.05]) {
        const moved = targets.slice();
        moved[k]! += step;
        if (k === 4 && moved[k]! < -4) continue;
        expect(meanRegret(moved)).toBeGreaterThan(reached - 1e-9);
      }
    }
  });

  it('[Q] a model that does not beat the constant is not good, in words', () => {
    const constant = summariseRegret(Float64Array.of(0.05, 0.15));
    const worse = summariseRegret(Float64Array.of(0.1, 0.1));
    const better = summariseRegret(Float64Array.of(0.004, 0.03));
    expect(verdictOf(worse, constant)).toBe('fails');
    expect(verdictSentence('Ridge', worse, constant)).toContain('Ridge does no better than one preset for every file');
    expect(verdictOf(better, constant)).toBe('good');
    expect(verdictSentence('Ridge', better, constant)).toContain('0.0170');
  });
});
