import { readFileSync } from 'node:fs';
import type { TrainingRow } from '../../src/domain/audioFile.ts';
import { DESCRIPTORS } from '../../src/domain/descriptors.ts';
import type { DescriptorColumn, Descriptors } from '../../src/domain/descriptors.ts';
import type { HyperparameterColumn } from '../../src/domain/hyperparameters.ts';
import { deriveHyperparameters, minimaxLogit } from '../../src/ml/objective/decode.ts';

const TARGET_NAMES = ['distance_penalty', 'norm_rate', 'base_penalty_log', 'penalty_skew', 'minimax_strength'] as const;

type ReferenceRow = Readonly<Record<DescriptorColumn | (typeof TARGET_NAMES)[number], number>>;

interface Metrics {
  readonly alpha: number;
  readonly cv_mse: number;
  readonly train_mse: number;
}

export interface RidgeCase {
  readonly n: number;
  readonly rows: readonly ReferenceRow[] | null;
  readonly metrics: Metrics;
  readonly cv_curve: readonly { readonly alpha: number; readonly cv_mse: number }[];
  readonly scaler_mean: readonly number[];
  readonly scaler_scale: readonly number[];
  readonly intercept: readonly number[];
  readonly coef_first_20: readonly (readonly number[])[];
  readonly coef_l2: readonly number[];
  readonly feature_names_first_20_and_last_3: readonly string[];
  readonly predict: readonly {
    readonly descriptors: Readonly<Record<DescriptorColumn, number>>;
    readonly raw: readonly number[];
    readonly decoded: Readonly<Record<HyperparameterColumn, number>>;
  }[];
}

export interface ConstantColumnCase {
  readonly rows: readonly ReferenceRow[];
  readonly metrics: Metrics;
  readonly scaler_scale: readonly number[];
  readonly intercept: readonly number[];
  readonly coef_l2: readonly number[];
  readonly 'at_alpha_0.01': {
    readonly alpha: number;
    readonly predict_first_5: readonly (readonly number[])[];
    readonly intercept: readonly number[];
  };
}

function fixture(name: string): string {
  return readFileSync(new URL(`../fixtures/reference/${name}`, import.meta.url), 'utf8');
}

export const ridgeCases = (JSON.parse(fixture('ridge.json')) as { cases: RidgeCase[] }).cases;

export const constantColumnCase = (
  JSON.parse(fixture('edge_cases.json')) as { ridge_constant_column: ConstantColumnCase }
).ridge_constant_column;

export const shuffles = (
  JSON.parse(fixture('rng.json')) as {
    mt19937_shuffle: { n: number; seed: number; permutation: number[] }[];
  }
).mt19937_shuffle;

/** The rows of a case, with ids that sort in the reference's order. */
export function trainingRows(rows: readonly ReferenceRow[]): TrainingRow[] {
  return rows.map((row, i) => ({
    audioId: String(i).padStart(6, '0'),
    path: `sound-${i}.wav`,
    descriptors: namedDescriptors(row),
    score: 0.5,
    hyperparameters: {
      ...deriveHyperparameters([
        row.distance_penalty,
        row.norm_rate,
        row.base_penalty_log,
        row.penalty_skew,
        minimaxLogit(row.minimax_strength),
      ]),
      minimaxStrength: row.minimax_strength,
    },
  }));
}

export function rowsOf(ridgeCase: RidgeCase): TrainingRow[] {
  return trainingRows(ridgeCase.rows ?? rows800());
}

export function namedDescriptors(row: Readonly<Record<DescriptorColumn, number>>): Descriptors {
  return Object.fromEntries(DESCRIPTORS.map(({ key, column }) => [key, row[column]])) as Descriptors;
}

function rows800(): ReferenceRow[] {
  const [header = '', ...lines] = fixture('ridge_rows_800.csv').trim().split(/\r?\n/);
  const names = header.split(',');
  return lines.map((line) => {
    const cells = line.split(',').map(Number);
    return Object.fromEntries(names.map((name, i) => [name, cells[i]])) as ReferenceRow;
  });
}

/** The largest difference relative to the largest entry of what is expected. */
export function relativeError(actual: ArrayLike<number>, expected: ArrayLike<number>): number {
  if (actual.length !== expected.length) return Infinity;
  let difference = 0;
  let largest = 0;
  for (let i = 0; i < expected.length; i++) {
    difference = Math.max(difference, Math.abs(actual[i]! - expected[i]!));
    largest = Math.max(largest, Math.abs(expected[i]!));
    if (Number.isNaN(actual[i]!)) return Infinity;
  }
  return difference / largest;
}
