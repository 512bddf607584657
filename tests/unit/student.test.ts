import type { DegreePenalties } from '../../src/domain/training.ts';
import { describe, expect, it } from 'vitest';
import { TARGETS } from '../../src/domain/hyperparameters.ts';
import { polynomialTerms } from '../../src/domain/polynomial.ts';
import { fitScaler } from '../../src/ml/model/standardisation.ts';
import { fitRidge } from '../../src/ml/model/trainRidge.ts';
import { decodeModelOutput } from '../../src/ml/objective/decode.ts';
import { globalBest } from '../../src/ml/objective/globalSearch.ts';
import { ProxyObjective, proxyTerms } from '../../src/ml/objective/proxy.ts';
import { DefaultRng } from '../../src/ml/random/defaultRng.ts';
import { predictRaw } from '../../src/ml/model/predictRaw.ts';
import { optimumTargets, windowOptima } from '../../src/ml/pluginModel/pluginReport.ts';
import { descriptorRow } from '../../src/ml/quality/regret.ts';
import { fitScorePolynomial } from '../../src/ml/student/fitScorePolynomial.ts';
import { minimise } from '../../src/ml/student/lbfgs.ts';
import { NO_PENALTY_LIMITS, PLUGIN_PENALTY_LIMITS } from '../../src/domain/playable.ts';
import { relaxedScore } from '../../src/ml/student/scoreGradient.ts';
import { ALL_TERMS } from '../../src/ml/student/whitenedFeatures.ts';
import { REGRET_TRAIN } from '../support/regretReference.ts';

const ROWS = 60;
const inputs = REGRET_TRAIN.subarray(0, ROWS * 12);
const all = Uint32Array.from({ length: ROWS }, (_, i) => i);
const targets = optimumTargets(windowOptima(inputs, ROWS));
const meanBest = [...all].reduce((sum, row) => sum + globalBest(descriptorRow(inputs, row)).score / ROWS, 0);
const rows = { rows: ROWS, inputs, scored: inputs, targets, weights: new Float64Array(ROWS).fill(1 / ROWS) };
const fit = (penalties: DegreePenalties, iterations: number, takesPart = ALL_TERMS) =>
  fitScorePolynomial(rows, {
    scaler: fitScaler(inputs, all),
    penalties,
    takesPart,
    limits: NO_PENALTY_LIMITS,
    targetPull: 0.02,
    overshootCost: 0.5,
    iterations,
  });

describe('the relaxed score', () => {
  it('[Q] is the score of [O1] where no clamp acts', () => {
    const best = globalBest(descriptorRow(inputs, 3));
    const proxy = new ProxyObjective(descriptorRow(inputs, 3));
    const relaxed = relaxedScore(proxy, NO_PENALTY_LIMITS, best.targets, new Float64Array(5), 0);
    expect(relaxed).toBeCloseTo(best.score, 12);
  });

  it.each([NO_PENALTY_LIMITS, PLUGIN_PENALTY_LIMITS])('[Q] has the slope of its differences (limits %o)', (limits) => {
    const rng = new DefaultRng(11);
    for (let i = 0; i < 200; i++) {
      const proxy = new ProxyObjective(descriptorRow(inputs, i % ROWS));
      const raw = Float64Array.from(TARGETS, ({ low, high }) => low + (high - low) * (1.2 * rng.double() - 0.1));
      const gradient = new Float64Array(5);
      relaxedScore(proxy, limits, raw, gradient, 0);
      for (let k = 0; k < 5; k++) {
        const difference = (step: number) => {
          const moved = raw.slice();
          moved[k]! += step;
          return relaxedScore(proxy, limits, moved, new Float64Array(5), 0);
        };
        const [below, at, above] = [difference(-1e-6), difference(0), difference(1e-6)];
        const left = (at - below) / 1e-6;
        const right = (above - at) / 1e-6;
        const tolerance = 1e-3 * (1 + Math.max(Math.abs(left), Math.abs(right)));
        expect(gradient[k]).toBeGreaterThan(Math.min(left, right) - tolerance);
        expect(gradient[k]).toBeLessThan(Math.max(left, right) + tolerance);
      }
    }
  });

  it('[P9] is flat beyond the limits of the plugin', () => {
    const gradient = new Float64Array(5);
    relaxedScore(
      new ProxyObjective(descriptorRow(inputs, 0)),
      PLUGIN_PENALTY_LIMITS,
      Float64Array.of(1, 0.1, 3.9, 0, 0),
      gradient,
      0,
    );
    expect(gradient[2]).toBe(0);
    expect(gradient[3]).toBe(0);
  });
});

describe('minimise', () => {
  it('[L-BFGS] finds the minimum of Rosenbrock’s valley', () => {
    const x = Float64Array.of(-1.2, 1);
    const value = minimise(
      ([a, b], gradient) => {
        gradient[0] = -2 * (1 - a!) - 400 * a! * (b! - a! * a!);
        gradient[1] = 200 * (b! - a! * a!);
        return (1 - a!) ** 2 + 100 * (b! - a! * a!) ** 2;
      },
      x,
      200,
      0,
    );
    expect(value).toBeLessThan(1e-12);
    expect(x[0]).toBeCloseTo(1, 5);
  });
});

describe('the score-trained polynomial', () => {
  it('[M2] begins as the ridge regression of its targets', () => {
    const alpha = 3;
    const expected = fitRidge({ inputs, targets, rows: ROWS }, alpha).parameters;
    const penalty = alpha / ROWS;
    const { coefficients, intercept } = fit([penalty, penalty, penalty], 0);
    intercept.forEach((value, k) => expect(value).toBeCloseTo(expected.intercept[k]!, 8));
    coefficients.forEach((row, k) =>
      row.forEach((value, a) => expect(value).toBeCloseTo(expected.coefficients[k]![a]!, 8)),
    );
  });

  it('[Q] then raises the score', () => {
    const meanScore = (iterations: number) => {
      const parameters = fit([1e-2, 1e-1, 1], iterations);
      let sum = 0;
      for (const row of all) {
        const descriptors = descriptorRow(inputs, row);
        sum += proxyTerms(descriptors, decodeModelOutput(predictRaw(parameters, descriptors))).score / ROWS;
      }
      return sum;
    };
    const [start, later, best] = [meanScore(0), meanScore(30), meanBest];
    expect(best - later).toBeLessThan(0.6 * (best - start));
  });

  it('[P9] of a lower degree is a cubic with zeros', () => {
    const { coefficients } = fit([1e-2, 1e-2, Infinity], 3);
    for (const row of coefficients) {
      expect(row).toHaveLength(454);
      expect(row.slice(90).every((value) => value === 0)).toBe(true);
    }
    expect(fit([1e-2, Infinity, Infinity], 3).coefficients[0]!.filter((value) => value !== 0)).toHaveLength(12);
  });

  it('[P9] of chosen terms has zeros for the others', () => {
    const takesPart = (term: readonly number[]) => term.length === 1 || term.every((descriptor) => descriptor > 9);
    const terms = polynomialTerms();
    for (const row of fit([1e-2, 1e-2, 1e-1], 3, takesPart).coefficients) {
      row.forEach((value, a) => expect(value !== 0, String(terms[a])).toBe(takesPart(terms[a]!)));
    }
  });
});
