import * as fc from 'fast-check';
import type { TrainingRow } from '../../src/domain/audioFile.ts';
import { DESCRIPTORS } from '../../src/domain/descriptors.ts';
import type { Descriptors } from '../../src/domain/descriptors.ts';
import { HYPERPARAMETERS, TARGET_COUNT } from '../../src/domain/hyperparameters.ts';
import type { Hyperparameters } from '../../src/domain/hyperparameters.ts';
import type { RidgeModel } from '../../src/domain/model.ts';
import { FEATURE_COUNT } from '../../src/domain/polynomial.ts';
import { RandomState } from '../../src/ml/random/randomState.ts';

/** Any double but infinities, NaN and −0, which JSON does not tell from 0. */
export const finiteDouble = fc
  .double({ noNaN: true, noDefaultInfinity: true })
  .map((value) => (Object.is(value, -0) ? 0 : value));

function named<Key extends string>(
  keys: readonly Key[],
  value: fc.Arbitrary<number>,
): fc.Arbitrary<Readonly<Record<Key, number>>> {
  return fc
    .array(value, { minLength: keys.length, maxLength: keys.length })
    .map((values) => Object.fromEntries(keys.map((key, i) => [key, values[i]])) as Record<Key, number>);
}

export function descriptorsOf(value: fc.Arbitrary<number>): fc.Arbitrary<Descriptors> {
  return named(
    DESCRIPTORS.map(({ key }) => key),
    value,
  );
}

export function hyperparametersOf(value: fc.Arbitrary<number>): fc.Arbitrary<Hyperparameters> {
  return named(
    HYPERPARAMETERS.map(({ key }) => key),
    value,
  );
}

/** Text that trips up CSV readers and spreadsheets. */
export const awkwardText = fc.oneof(
  fc.string({ unit: 'grapheme' }),
  fc.string({
    unit: fc.constantFrom('=', '+', '-', '@', '\t', '\r', '\n', "'", '"', ',', ';', 'a', ' ', '＝', '\uFEFF'),
  }),
);

export const trainingRow: fc.Arbitrary<TrainingRow> = fc.record({
  audioId: awkwardText,
  path: awkwardText,
  descriptors: descriptorsOf(fc.double({ noNaN: true, noDefaultInfinity: true })),
  score: fc.double({ noNaN: true, noDefaultInfinity: true }),
  hyperparameters: hyperparametersOf(fc.double({ noNaN: true, noDefaultInfinity: true })),
});

/** A model with the numbers that a seed draws; for files only, it predicts nothing sensible. */
export function someModel(seed: number, rows = 12): RidgeModel {
  const random = new RandomState(seed);
  const numbers = (length: number): number[] =>
    Array.from({ length }, () => (random.double() - 0.5) * 10 ** random.uniform(-300, 9));
  return {
    modelId: `ridge-${seed}`,
    createdAt: new Date(Date.UTC(2026, 0, 31, 12, 0, 0, seed % 1000)),
    kind: 'ridge',
    objective: seed % 3 === 0 ? 'measured' : 'proxy',
    alphaGrid: seed % 2 === 0 ? 'desktop' : 'extended',
    foldSeed: seed,
    dataFingerprint: seed.toString(16).padStart(64, '0'),
    parameters: {
      degree: 3,
      scalerMean: numbers(12),
      scalerScale: numbers(12).map((value) => Math.abs(value) + 1e-9),
      intercept: numbers(TARGET_COUNT),
      coefficients: Array.from({ length: TARGET_COUNT }, () => numbers(FEATURE_COUNT)),
    },
    metrics: {
      rows,
      alpha: 100,
      degree: 3,
      kFolds: 10,
      cvMse: random.double(),
      trainMse: random.double(),
      targetR2: numbers(TARGET_COUNT),
      cvCurve: [
        { alpha: 1e-4, cvMse: random.double() },
        { alpha: 100, cvMse: random.double() },
      ],
      alphaOnEdge: true,
    },
    inputRange: { min: numbers(12), max: numbers(12) },
    outOfFold: {
      actual: Float64Array.from(numbers(rows * TARGET_COUNT)),
      predicted: Float64Array.from(numbers(rows * TARGET_COUNT)),
    },
    quality: null,
    confidence: null,
  };
}
