import { describe, expect, it } from 'vitest';
import { calibrateConfidence, calibratedConfidence, reliabilityTable } from '../../src/ml/confidence/calibration.ts';
import { evaluateCurve, isotonicRegression } from '../../src/ml/confidence/isotonic.ts';
import { novelty, rememberRows, unusualDescriptors } from '../../src/ml/confidence/novelty.ts';
import { rankCorrelation } from '../../src/ml/quality/rankCorrelation.ts';
import { groupedFolds } from '../../src/ml/quality/groupedFolds.ts';
import { REGRET_TRAIN } from '../support/regretReference.ts';

const all = Uint32Array.from({ length: 200 }, (_, i) => i);

describe('isotonic regression', () => {
  it('[isotonic] pools what would fall', () => {
    const curve = isotonicRegression([1, 2, 3, 4], [1, 3, 2, 4]);
    expect(curve).toEqual({ x: [1, 2.5, 4], y: [1, 2.5, 4] });
    expect([0, 1, 1.75, 2.5, 9].map((x) => evaluateCurve(curve, x))).toEqual([1, 1, 1.75, 2.5, 4]);
  });

  it('[isotonic] gives one value where x is the same', () => {
    expect(isotonicRegression([2, 2, 2], [0, 1, 5])).toEqual({ x: [2], y: [2] });
  });
});

describe('the distance from what was seen', () => {
  it.each([1, 2, 3, 50])('[confidence] is the mean of the distances to the three nearest of %i rows', (count) => {
    const seen = rememberRows(REGRET_TRAIN, all.subarray(0, count));
    const { mean, scale } = seen.scaler;
    for (let row = 60; row < 90; row++) {
      const descriptors = REGRET_TRAIN.slice(row * 12, row * 12 + 12);
      const own = Array.from(descriptors, (value, i) => (value - mean[i]!) / scale[i]!);
      const distances = Array.from({ length: count }, (_, other) => {
        const there = seen.standardised.subarray(other * 12, other * 12 + 12);
        return Math.hypot(...own.map((value, i) => value - there[i]!)) / Math.sqrt(12);
      });
      const nearest = distances.sort((a, b) => a - b).slice(0, 3);
      const expected = nearest.reduce((sum, distance) => sum + distance, 0) / nearest.length;
      expect(novelty(seen, descriptors)).toBeCloseTo(expected, 12);
    }
  });
});

describe('confidence', () => {
  it('[confidence] is the share of like answers that were close', () => {
    const near = Array.from({ length: 10 }, (_, i) => ({ novelty: 0.1, spread: null, regret: i < 9 ? 0.001 : 0.05 }));
    const far = Array.from({ length: 10 }, (_, i) => ({ novelty: 3, spread: null, regret: i < 2 ? 0.001 : 0.2 }));
    const calibration = calibrateConfidence([...near, ...far]);
    expect(calibratedConfidence(calibration, 0.1, null).value).toBeCloseTo(0.9, 12);
    expect(calibratedConfidence(calibration, 9, null).value).toBeCloseTo(0.2, 12);
    expect(calibratedConfidence(calibration, 9, null).expectedRegret).toBeCloseTo(0.1602, 12);
  });

  it('[confidence] falls with disagreement too', () => {
    const answers = Array.from({ length: 40 }, (_, i) => ({ novelty: 1, spread: i / 1000, regret: i / 400 }));
    const calibration = calibrateConfidence(answers);
    const at = (spread: number) => calibratedConfidence(calibration, 1, spread);
    expect(at(0.001).value).toBeGreaterThan(at(0.03).value);
    expect(at(0.001).expectedRegret).toBeLessThan(at(0.03).expectedRegret);
  });

  it('[confidence] tells how far a sound is and what is unusual about it', () => {
    const seen = rememberRows(REGRET_TRAIN, all);
    const usual = REGRET_TRAIN.slice(0, 12);
    expect(novelty(seen, usual)).toBeLessThan(1);
    expect(unusualDescriptors(seen, seen.scaler.mean)).toEqual([]);
    const loud = usual.slice();
    loud[0] = seen.scaler.mean[0]! + 6 * seen.scaler.scale[0]!;
    loud[6] = seen.scaler.mean[6]! - 9 * seen.scaler.scale[6]!;
    expect(novelty(seen, loud)).toBeGreaterThan(2);
    expect(unusualDescriptors(seen, loud).slice(0, 2)).toEqual([
      { column: 'brightness_median', deviations: expect.closeTo(-9, 6) as number },
      { column: 'log_energy_median', deviations: expect.closeTo(6, 6) as number },
    ]);
  });

  it('[confidence] is tabulated against what came of it', () => {
    const [low, high] = reliabilityTable([0.2, 0.9, 1], [0.3, 0.001, 0.02], 2);
    expect(low).toEqual({ from: 0, to: 0.5, count: 1, meanConfidence: 0.2, closeShare: 0, meanRegret: 0.3 });
    expect(high).toMatchObject({ count: 2, meanConfidence: 0.95, closeShare: 0.5, meanRegret: 0.0105 });
  });
});

describe('rank correlation', () => {
  it('[Spearman] shares the ranks of ties', () => {
    expect(rankCorrelation([1, 2, 3], [10, 20, 15])).toBeCloseTo(0.5, 12);
    expect(rankCorrelation([1, 2, 2, 3], [1, 2, 3, 4])).toBeCloseTo(0.9486832980505138, 12);
    expect(rankCorrelation([5, 5, 5], [1, 2, 3])).toBe(0);
  });
});

describe('grouped folds', () => {
  it('[Q] never let a group straddle, and hold out every row once', () => {
    const groups = Array.from({ length: 97 }, (_, i) => `g${(i * i) % 23}`);
    const folds = groupedFolds(groups, 5, 7);
    expect(folds).toHaveLength(5);
    expect(folds.flatMap(({ test }) => [...test]).sort((a, b) => a - b)).toEqual([...groups.keys()]);
    for (const { train, test } of folds) {
      const held = new Set([...test].map((row) => groups[row]));
      expect([...train].some((row) => held.has(groups[row]))).toBe(false);
      expect(train.length + test.length).toBe(97);
    }
    expect(groupedFolds(groups, 5, 7)).toEqual(folds);
    expect(groupedFolds(groups, 5, 8)).not.toEqual(folds);
  });

  it('[Q] are as many as there are groups where these are few, and need two', () => {
    expect(groupedFolds(['a', 'b', 'a'], 5, 1)).toHaveLength(2);
    expect(() => groupedFolds(['a', 'a'], 5, 1)).toThrow(RangeError);
  });
});
