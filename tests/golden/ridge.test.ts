import { describe, expect, it } from 'vitest';
import { alphaGrid } from '../../src/ml/model/alphaGrid.ts';
import { makeFolds } from '../../src/ml/model/folds.ts';
import { predictRaw } from '../../src/ml/model/predictRaw.ts';
import { fitRidge } from '../../src/ml/model/trainRidge.ts';
import { trainRidge } from '../support/trainRidge.ts';
import { trainingMatrix } from '../../src/ml/model/trainingMatrix.ts';
import { descriptorsToVector } from '../../src/domain/descriptors.ts';
import {
  constantColumnCase,
  namedDescriptors,
  relativeError,
  ridgeCases,
  rowsOf,
  shuffles,
  trainingRows,
} from '../support/ridgeReference.ts';

const LOOSE = 1e-6;
const TIGHT = 1e-8;
const toleranceAt = (alpha: number): number => (alpha >= 1e-2 ? TIGHT : LOOSE);

const l2 = (values: readonly number[]): number => Math.hypot(...values);

describe.each(ridgeCases)('ridge regression of $n reference rows', (reference) => {
  const matrix = trainingMatrix(rowsOf(reference));
  const { parameters, metrics, outOfFold } = trainRidge(matrix, 'desktop');

  it('[M2] standardises as the reference does', () => {
    expect(relativeError(parameters.scalerMean, reference.scaler_mean)).toBeLessThan(1e-13);
    expect(relativeError(parameters.scalerScale, reference.scaler_scale)).toBeLessThan(1e-13);
  });

  it('[M4] has the reference’s error at every alpha', () => {
    expect(metrics.cvCurve).toHaveLength(reference.cv_curve.length);
    for (const [i, point] of metrics.cvCurve.entries()) {
      const expected = reference.cv_curve[i]!;
      expect(relativeError([point.alpha], [expected.alpha])).toBeLessThan(1e-14);
      expect(relativeError([point.cvMse], [expected.cv_mse])).toBeLessThan(toleranceAt(point.alpha));
    }
  });

  it('[M5] chooses the same alpha and has the same metrics', () => {
    expect(metrics).toMatchObject({ rows: reference.n, degree: 3, kFolds: 10, alpha: reference.metrics.alpha });
    expect(relativeError([metrics.cvMse], [reference.metrics.cv_mse])).toBeLessThan(TIGHT);
    expect(relativeError([metrics.trainMse], [reference.metrics.train_mse])).toBeLessThan(TIGHT);
  });

  it('[M5] has the same intercepts and coefficients', () => {
    expect(relativeError(parameters.intercept, reference.intercept)).toBeLessThan(TIGHT);
    for (const [target, expected] of reference.coef_first_20.entries()) {
      const coefficients = parameters.coefficients[target]!;
      expect(coefficients).toHaveLength(454);
      expect(relativeError(coefficients.slice(0, 20), expected)).toBeLessThan(TIGHT);
    }
    expect(relativeError(parameters.coefficients.map(l2), reference.coef_l2)).toBeLessThan(TIGHT);
  });

  it('[M5] predicts the same', () => {
    for (const { descriptors, raw } of reference.predict) {
      const predicted = predictRaw(parameters, descriptorsToVector(namedDescriptors(descriptors)));
      expect(relativeError(predicted, raw)).toBeLessThan(TIGHT);
    }
  });

  it('[M6] says that the best alpha is the last of the desktop’s grid', () => {
    expect(metrics.alphaOnEdge).toBe(true);
    expect(metrics.alpha).toBe(100);
  });

  it('[M4] out-of-fold predictions make up the error of the chosen alpha', () => {
    let sum = 0;
    const folds = makeFolds(reference.n, 10, 1337);
    for (const { test } of folds) {
      let fold = 0;
      for (const row of test) {
        for (let t = 0; t < 5; t++) fold += (outOfFold.actual[row * 5 + t]! - outOfFold.predicted[row * 5 + t]!) ** 2;
      }
      sum += fold / (test.length * 5);
    }
    expect(relativeError([sum / folds.length], [reference.metrics.cv_mse])).toBeLessThan(TIGHT);
    expect(metrics.targetR2.every((r2) => Number.isFinite(r2) && r2 <= 1)).toBe(true);
  });
});

describe('ridge regression with a constant column', () => {
  const matrix = trainingMatrix(trainingRows(constantColumnCase.rows));

  it('[M2] gives the constant column scale 1', () => {
    const { parameters } = fitRidge(matrix, 100);
    expect(parameters.scalerScale[11]).toBe(1);
    expect(relativeError(parameters.scalerScale, constantColumnCase.scaler_scale)).toBeLessThan(1e-13);
  });

  it('[M5] agrees with the reference at the chosen alpha', () => {
    const { parameters, metrics } = trainRidge(matrix, 'desktop');
    expect(metrics.alpha).toBe(constantColumnCase.metrics.alpha);
    expect(relativeError([metrics.cvMse], [constantColumnCase.metrics.cv_mse])).toBeLessThan(TIGHT);
    expect(relativeError([metrics.trainMse], [constantColumnCase.metrics.train_mse])).toBeLessThan(TIGHT);
    expect(relativeError(parameters.intercept, constantColumnCase.intercept)).toBeLessThan(TIGHT);
    expect(relativeError(parameters.coefficients.map(l2), constantColumnCase.coef_l2)).toBeLessThan(TIGHT);
  });

  it('[M5] agrees with the reference at an alpha near 0.01', () => {
    const reference = constantColumnCase['at_alpha_0.01'];
    const { parameters } = fitRidge(matrix, reference.alpha);
    expect(relativeError(parameters.intercept, reference.intercept)).toBeLessThan(TIGHT);
    for (const [i, expected] of reference.predict_first_5.entries()) {
      expect(relativeError(predictRaw(parameters, matrix.inputs.slice(i * 12, i * 12 + 12)), expected)).toBeLessThan(
        TIGHT,
      );
    }
  });
});

describe('folds and grids', () => {
  it.each(shuffles)('[M3] $n rows at seed $seed: slices of the reference permutation', ({ n, seed, permutation }) => {
    const folds = makeFolds(n, 10, seed);
    let start = 0;
    for (const [i, { test, train }] of folds.entries()) {
      const size = Math.floor(n / 10) + (i < n % 10 ? 1 : 0);
      expect([...test]).toEqual(permutation.slice(start, start + size).sort((a, b) => a - b));
      expect([...test, ...train].sort((a, b) => a - b)).toEqual(Array.from({ length: n }, (_, row) => row));
      start += size;
    }
    expect(start).toBe(n);
  });

  it('[M4] the desktop’s grid is that of the reference', () => {
    const expected = ridgeCases[0]!.cv_curve.map(({ alpha }) => alpha);
    const grid = alphaGrid('desktop');
    expect(grid).toHaveLength(18);
    for (const [i, alpha] of grid.entries()) expect(relativeError([alpha], [expected[i]!])).toBeLessThan(1e-14);
  });

  it('[M6] the extended grid begins with the desktop’s and goes on by the same formula', () => {
    const extended = alphaGrid('extended');
    expect(extended).toHaveLength(30);
    expect(extended.slice(0, 18)).toEqual(alphaGrid('desktop'));
    expect(Math.log10(extended[29]!)).toBeCloseTo(-4 + (6 * 29) / 17, 12);
  });

  it('[M6] the extended grid finds a better alpha beyond the desktop’s edge', () => {
    const reference = ridgeCases.find(({ n }) => n === 800)!;
    const { metrics } = trainRidge(trainingMatrix(rowsOf(reference)), 'extended');
    expect(metrics.alpha).toBeGreaterThan(100);
    expect(metrics.cvMse).toBeLessThan(reference.metrics.cv_mse);
    expect(metrics.alphaOnEdge).toBe(false);
  });
});
