import type { FoldResult, TrainingMatrix } from '../../src/domain/training.ts';
import { describe, expect, it } from 'vitest';
import { combineFolds } from '../../src/ml/model/crossValidation.ts';
import { makeFolds } from '../../src/ml/model/folds.ts';
import { inputRange } from '../../src/ml/model/inputRange.ts';
import { fitScaler } from '../../src/ml/model/standardisation.ts';
import { assertEnoughRows } from '../../src/ml/model/trainRidge.ts';
import { trainRidge } from '../support/trainRidge.ts';
import { trainingMatrix } from '../../src/ml/model/trainingMatrix.ts';
import { ridgeCalls } from '../../src/workers/compute/ridge.ts';
import { ridgeCases, rowsOf } from '../support/ridgeReference.ts';
import { thrownBy } from '../support/thrownBy.ts';

const rows = rowsOf(ridgeCases[0]!);

describe('the training matrix', () => {
  it('[M1] orders rows by audio id by code point, whatever order they come in', () => {
    const [first, second, third] = [rows[0]!, rows[1]!, rows[2]!];
    // U+1F600 sorts after U+FFFD by code point and before it by UTF-16 unit.
    const shuffled = [
      { ...first, audioId: '\u{1F600}' },
      { ...second, audioId: '\uFFFD' },
      { ...third, audioId: 'B' },
      { ...first, audioId: 'a' },
      { ...second, audioId: 'aa' },
    ];
    const energies = [third, first, second, second, first].map((row) => row.descriptors.logEnergyMedian);
    const { inputs } = trainingMatrix(shuffled);
    expect(energies.map((_, i) => inputs[i * 12])).toEqual(energies);
  });

  it('[H2] holds the targets with the strength as a clamped logit', () => {
    const one = { ...rows[0]!, hyperparameters: { ...rows[0]!.hyperparameters, minimaxStrength: 0 } };
    const { targets } = trainingMatrix([one]);
    const { distancePenalty, normRate, basePenaltyLog, penaltySkew } = one.hyperparameters;
    expect(targets.slice(0, 4)).toEqual(Float64Array.of(distancePenalty, normRate, basePenaltyLog, penaltySkew));
    expect(targets[4]).toBeCloseTo(Math.log(1e-6 / (1 - 1e-6)), 12);
  });

  it('[M1] refuses a row that holds no number, by name', () => {
    const broken = { ...rows[3]!, descriptors: { ...rows[3]!.descriptors, flatnessMedian: Number.NaN } };
    const error = thrownBy(() => trainingMatrix([...rows.slice(0, 3), broken]));
    expect(error).toMatchObject({ code: 'bad-input', subject: 'sound-3.wav' });
    expect(error.message).toContain('sound-3.wav');
  });

  it('[M1] knows the range of each descriptor', () => {
    const { min, max } = inputRange(trainingMatrix(rows));
    const flux = rows.map((row) => row.descriptors.spectralFluxMedian);
    expect(min[3]).toBe(Math.min(...flux));
    expect(max[3]).toBe(Math.max(...flux));
  });
});

describe('training', () => {
  it('[M1] refuses fewer than 12 rows and says how many there are and are needed', () => {
    const error = thrownBy(() => trainRidge(trainingMatrix(rows.slice(0, 11)), 'desktop'));
    expect(error).toMatchObject({ code: 'too-few-rows', stage: 'model' });
    expect(error.message).toMatch(/at least 12 .* there are 11\b.* 1 more/);
    expect(thrownBy(() => assertEnoughRows(1)).message).toMatch(/there is 1\b/);
    expect(() => assertEnoughRows(12)).not.toThrow();
  });
});

describe('standardisation', () => {
  const columnOf = (values: readonly number[]): Float64Array =>
    Float64Array.from(values.flatMap((value) => Array.from({ length: 12 }, () => value)));

  it('[M2] gives a column that is constant up to rounding scale 1', () => {
    const constants = [0.1 + 0.2, 0.3, 0.3, 0.3];
    const { mean, scale } = fitScaler(columnOf(constants), Uint32Array.of(0, 1, 2, 3));
    expect(scale[0]).toBe(1);
    expect(mean[0]).toBeCloseTo(0.3, 15);
  });

  it('[M2] keeps the scale of a column that varies by little', () => {
    const { scale } = fitScaler(columnOf([1, 1 + 1e-9, 1, 1 + 1e-9]), Uint32Array.of(0, 1, 2, 3));
    expect(scale[0]! / 0.5e-9).toBeCloseTo(1, 5);
  });

  it('[M2] counts only the given rows', () => {
    const { mean, scale } = fitScaler(columnOf([5, 1, 3, 900]), Uint32Array.of(1, 2));
    expect([mean[4], scale[4]]).toEqual([2, 1]);
  });
});

describe('joining folds', () => {
  const targets = Float64Array.of(0, 0, 0, 0, 1, 2, 2, 2, 2, 1);
  const matrix = { inputs: new Float64Array(24), targets, rows: 2 };
  const alphas = Float64Array.of(1, 2, 3, 4);
  const fold = (row: number, mse: readonly number[]): FoldResult => ({
    test: Uint32Array.of(row),
    mse: Float64Array.from(mse),
    predicted: Float64Array.from({ length: 20 }, (_, i) => Math.floor(i / 5) + row * 10),
  });

  it('[M4] takes the smallest mean error, the first on a tie, and never one that is no number', () => {
    const joined = combineFolds(matrix, alphas, [fold(0, [Number.NaN, 3, 1, 2]), fold(1, [0, 1, 1, 0])]);
    expect(joined.alpha).toBe(3);
    expect(joined.cvMse).toBe(1);
    expect(joined.alphaOnEdge).toBe(false);
    expect([...joined.outOfFold.predicted]).toEqual([2, 2, 2, 2, 2, 12, 12, 12, 12, 12]);
  });

  it('[M6] knows both edges of the grid', () => {
    expect(combineFolds(matrix, alphas, [fold(0, [1, 2, 2, 2]), fold(1, [1, 2, 2, 2])]).alphaOnEdge).toBe(true);
    expect(combineFolds(matrix, alphas, [fold(0, [3, 2, 2, 1]), fold(1, [3, 2, 2, 1])]).alphaOnEdge).toBe(true);
  });

  it('R² of a target that never varies is a number', () => {
    const { targetR2 } = combineFolds(matrix, alphas, [fold(0, [1, 2, 2, 2]), fold(1, [1, 2, 2, 2])]);
    expect(targetR2[4]).toBe(0);
    expect(targetR2[0]).toBeCloseTo(1 - (0 + 64) / 2, 12);
  });
});

it('a worker that trains a ridge keeps none of the rows that it is given', async () => {
  const alpha = 0.1;
  const [fold] = makeFolds(rows.length, 5, 1337);
  const calls = [
    async (matrix: TrainingMatrix) =>
      ridgeCalls.evaluateFold({ matrix, grid: 'desktop', kFolds: 5, foldSeed: 1337, foldIndex: 0 }),
    async (matrix: TrainingMatrix) => ridgeCalls.answerFold(matrix, alpha, fold!),
    async (matrix: TrainingMatrix) => ridgeCalls.fit(matrix, alpha),
  ];
  for (const call of calls) {
    const matrix = trainingMatrix(rows);
    await call(matrix);
    expect([matrix.inputs.byteLength, matrix.targets.byteLength]).toEqual([0, 0]);
  }
});
