import type { TrainingMatrix } from '../../src/domain/training.ts';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DESCRIPTORS } from '../../src/domain/descriptors.ts';
import { FEATURE_COUNT } from '../../src/domain/polynomial.ts';
import { RidgeKernel } from '../../src/ml/kernel/ridgeKernel.ts';
import { combineFolds, evaluateFold } from '../../src/ml/model/crossValidation.ts';
import { makeFolds } from '../../src/ml/model/folds.ts';
import { normalEquations } from '../../src/ml/model/moments.ts';
import { CentredKernel } from '../../src/ml/model/polynomialKernel.ts';
import { fitScaler, standardise } from '../../src/ml/model/standardisation.ts';
import { fitRidge } from '../../src/ml/model/trainRidge.ts';
import { trainRidge } from '../support/trainRidge.ts';
import { applyQ, applyTransposedQ, solveShifted, tridiagonalise } from '../../src/ml/model/tridiagonal.ts';
import { RandomState } from '../../src/ml/random/randomState.ts';
import { centred, plainFeatures, plainRidge } from '../referenceImplementations/plainRidge.ts';
import { relativeError } from '../support/ridgeReference.ts';

const SEED = 20260131;

/** Rows of plausible numbers: columns of different scale and offset, targets that depend on the inputs. */
function randomMatrix(rows: number, seed: number): TrainingMatrix {
  const random = new RandomState(seed);
  const inputs = new Float64Array(rows * DESCRIPTORS.length).map(
    (_, i) => (random.double() - 0.3) * (1 + (i % 12)) + (i % 5),
  );
  const targets = new Float64Array(rows * 5).map(
    (_, i) => Math.sin(inputs[Math.floor(i / 5) * 12 + (i % 5)]!) + random.double(),
  );
  return { inputs, targets, rows };
}

function table(values: Float64Array, width: number): number[][] {
  return Array.from({ length: values.length / width }, (_, i) => [...values.subarray(i * width, (i + 1) * width)]);
}

function standardisedRows(matrix: TrainingMatrix): Float64Array {
  const rows = Uint32Array.from({ length: matrix.rows }, (_, i) => i);
  return standardise(matrix.inputs, rows, fitScaler(matrix.inputs, rows));
}

describe('ridge regression against its definition', () => {
  it.each([
    { rows: 12, alpha: 1e-4 },
    { rows: 61, alpha: 1 },
    { rows: 453, alpha: 1e-2 },
    { rows: 454, alpha: 1e-2 },
  ])('[M2] [M5] $rows rows at alpha $alpha: the normal equations solved plainly', ({ rows, alpha }) => {
    const matrix = randomMatrix(rows, rows);
    const { parameters } = fitRidge(matrix, alpha);
    const features = plainFeatures(table(standardisedRows(matrix), 12));
    const plain = plainRidge(features, table(matrix.targets, 5), alpha);
    const tolerance = alpha >= 1e-2 ? 1e-8 : 1e-6;
    expect(relativeError(parameters.coefficients.flat(), plain.weights.flat())).toBeLessThan(tolerance);
    expect(relativeError(parameters.intercept, plain.intercept)).toBeLessThan(tolerance);
  });

  it('[M2] the Gram matrix from moments is the product of the centred features', () => {
    const matrix = randomMatrix(23, 5);
    const standardised = standardisedRows(matrix);
    const targets = centred(table(matrix.targets, 5));
    const features = centred(plainFeatures(table(standardised, 12)));
    const { gram, crossProducts, featureMean } = normalEquations(standardised, Float64Array.from(targets.rows.flat()));
    const expected: number[] = [];
    const actual: number[] = [];
    for (let a = 0; a < FEATURE_COUNT; a++) {
      for (let b = 0; b <= a; b++) {
        expected.push(features.rows.reduce((sum, row) => sum + row[a]! * row[b]!, 0));
        actual.push(gram[a * FEATURE_COUNT + b]!);
      }
    }
    expect(relativeError(actual, expected)).toBeLessThan(1e-13);
    expect(relativeError(featureMean, features.mean)).toBeLessThan(1e-13);
    const cross = targets.mean.flatMap((_, t) =>
      features.mean.map((__, a) => features.rows.reduce((sum, row, i) => sum + row[a]! * targets.rows[i]![t]!, 0)),
    );
    expect(relativeError(crossProducts, cross)).toBeLessThan(1e-13);
  });

  it('[M2] the kernel is the inner product of the centred features', () => {
    const standardised = standardisedRows(randomMatrix(17, 6));
    const { rows } = centred(plainFeatures(table(standardised, 12)));
    const kernel = new CentredKernel(standardised).matrix();
    const pairs = rows.flatMap((_, i) => rows.slice(0, i + 1).map((__, j) => [i, j] as const));
    const expected = pairs.map(([i, j]) => rows[i]!.reduce((sum, value, a) => sum + value * rows[j]![a]!, 0));
    expect(
      relativeError(
        pairs.map(([i, j]) => kernel[i * 17 + j]!),
        expected,
      ),
    ).toBeLessThan(1e-13);
  });
});

describe('tridiagonalisation', () => {
  const problems = fc.record({
    size: fc.integer({ min: 1, max: 23 }),
    rank: fc.integer({ min: 0, max: 23 }),
    seed: fc.integer({ min: 0, max: 1e9 }),
    alpha: fc.constantFrom(1e-2, 1, 100),
  });

  it('[M4] solves (A + αI)x = b for positive semidefinite A of any size and rank', () => {
    fc.assert(
      fc.property(problems, ({ size, rank, seed, alpha }) => {
        const random = new RandomState(seed);
        const factor = Array.from({ length: rank }, () => Array.from({ length: size }, () => random.double() - 0.5));
        const a = Array.from({ length: size }, (_, i) =>
          Array.from({ length: size }, (__, j) => factor.reduce((sum, row) => sum + row[i]! * row[j]!, 0)),
        );
        const b = new Float64Array(5 * size).map(() => random.double() - 0.5);
        const factors = tridiagonalise(Float64Array.from(a.flat()), size);
        const rotated = b.slice();
        applyTransposedQ(factors, rotated);
        const x = solveShifted(factors, alpha, rotated);
        applyQ(factors, x);
        for (let t = 0; t < 5; t++) {
          for (let i = 0; i < size; i++) {
            const product = a[i]!.reduce((sum, value, j) => sum + value * x[t * size + j]!, alpha * x[t * size + i]!);
            expect(product).toBeCloseTo(b[t * size + i]!, 11);
          }
        }
      }),
      { seed: SEED, numRuns: 300 },
    );
  });
});

describe('many vectors at once', () => {
  const random = new RandomState(8);
  const some = (count: number) => new Float64Array(count).map(() => random.double() - 0.5);

  it.each([
    { size: 1, count: 3 },
    { size: 13, count: 8 },
    { size: 30, count: 171 },
  ])('[M4] $count vectors of $size are turned by Q as five at a time are by its transpose', ({ size, count }) => {
    const square = some(size * size);
    const symmetric = square.map((value, at) => value + square[(at % size) * size + Math.floor(at / size)]!);
    const factors = tridiagonalise(symmetric, size);
    const vectors = some(count * size);
    const turned = vectors.slice();
    applyQ(factors, turned);
    for (let first = 0; first < count; first += 5) {
      const five = new Float64Array(5 * size);
      five.set(turned.subarray(first * size, (first + 5) * size));
      applyTransposedQ(factors, five);
      const expected = vectors.subarray(first * size, (first + 5) * size);
      expect(relativeError(five.subarray(0, expected.length), [...expected])).toBeLessThan(1e-13);
    }
  });

  it.each([
    { size: 1, count: 3, rows: 2 },
    { size: 454, count: 150, rows: 4 },
    { size: 30, count: 171, rows: 5 },
  ])('[M4] products of $rows rows with $count vectors of $size are sums of products', ({ size, count, rows }) => {
    const vectors = some(count * size);
    const table = some(rows * size);
    const products = RidgeKernel.instance.multiply(vectors, size, rows, (row, entries) =>
      entries.set(table.subarray(row * size, (row + 1) * size)),
    );
    const expected = Array.from({ length: count * rows }, (_, at) => {
      const [v, row] = [Math.floor(at / rows), at % rows];
      return table
        .subarray(row * size, (row + 1) * size)
        .reduce((sum, value, j) => sum + value * vectors[v * size + j]!, 0);
    });
    expect(relativeError(products, expected)).toBeLessThan(1e-12);
  });

  it('[M4] of more entries than there are features are refused', () => {
    expect(() => RidgeKernel.instance.multiply(new Float64Array(455), 455, 1, () => undefined)).toThrow(RangeError);
  });
});

describe('training', () => {
  it('[M4] gives the same in one piece and from parts', () => {
    const matrix = randomMatrix(37, 9);
    const alphas = Float64Array.of(0.1, 1, 10);
    const folds = makeFolds(37, 10, 1337);
    const joined = combineFolds(
      matrix,
      alphas,
      folds.map((fold) => evaluateFold(matrix, alphas, fold)),
    );
    const whole = trainRidge(matrix, 'desktop');
    const again = trainRidge(matrix, 'desktop');
    expect(again).toEqual(whole);
    expect(joined.outOfFold.actual).toEqual(whole.outOfFold.actual);
    const inputs = table(matrix.inputs, 12);
    const targets = table(matrix.targets, 5);
    for (const fold of folds) {
      const subset: TrainingMatrix = {
        inputs: Float64Array.from([...fold.train].flatMap((row) => inputs[row]!)),
        targets: Float64Array.from([...fold.train].flatMap((row) => targets[row]!)),
        rows: fold.train.length,
      };
      const { parameters } = fitRidge(subset, joined.alpha);
      const features = plainFeatures(
        [...fold.test].map((row) =>
          inputs[row]!.map((value, i) => (value - parameters.scalerMean[i]!) / parameters.scalerScale[i]!),
        ),
      );
      for (const [i, row] of [...fold.test].entries()) {
        const expected = parameters.intercept.map(
          (intercept, t) => intercept + features[i]!.reduce((s, f, a) => s + f * parameters.coefficients[t]![a]!, 0),
        );
        expect(relativeError(joined.outOfFold.predicted.subarray(row * 5, row * 5 + 5), expected)).toBeLessThan(1e-9);
      }
    }
  });

  it('[M2] scaling and shifting the inputs changes no prediction', () => {
    const matrix = randomMatrix(40, 11);
    const moved: TrainingMatrix = { ...matrix, inputs: matrix.inputs.map((value, i) => value * (2 + (i % 12)) - 7) };
    const a = trainRidge(matrix, 'desktop');
    const b = trainRidge(moved, 'desktop');
    expect(relativeError(b.outOfFold.predicted, a.outOfFold.predicted)).toBeLessThan(1e-8);
  });
});
