import type { TrainingRow } from '../../domain/audioFile.ts';
import { DESCRIPTOR_COUNT, descriptorsToVector } from '../../domain/descriptors.ts';
import { AppError } from '../../domain/errors.ts';
import { TARGET_COUNT } from '../../domain/hyperparameters.ts';
import type { Hyperparameters } from '../../domain/hyperparameters.ts';
import { minimaxLogit } from '../objective/decode.ts';

/** What a model learns from, as plain numbers. */
export interface TrainingMatrix {
  /** rows × 12 descriptors, row-major. */
  readonly inputs: Float64Array;
  /** rows × 5 targets, row-major; the last is `minimax_logit`. */
  readonly targets: Float64Array;
  readonly rows: number;
}

/**
 * The training rows as matrices, ordered by `audioId` by code point, which decides the folds (M1).
 *
 * @throws AppError `bad-input` where a row holds a number that is not finite.
 */
export function trainingMatrix(rows: readonly TrainingRow[]): TrainingMatrix {
  const sorted = inModelOrder(rows);
  const inputs = new Float64Array(rows.length * DESCRIPTOR_COUNT);
  const targets = new Float64Array(rows.length * TARGET_COUNT);
  for (const [i, row] of sorted.entries()) {
    const descriptors = descriptorsToVector(row.descriptors);
    const raw = modelTargets(row.hyperparameters);
    if (![...descriptors, ...raw].every(Number.isFinite)) {
      throw new AppError({
        code: 'bad-input',
        stage: 'model',
        subject: row.path,
        message:
          `“${row.path}” holds a descriptor or hyperparameter that is not a number, so no model can learn from it. ` +
          'Extract its descriptors and run its trials again, or remove it from the data set.',
      });
    }
    inputs.set(descriptors, i * DESCRIPTOR_COUNT);
    targets.set(raw, i * TARGET_COUNT);
  }
  return { inputs, targets, rows: rows.length };
}

/** Rows in the order that decides the folds (M1): by `audioId`, by code point. */
export function inModelOrder<Row extends { readonly audioId: string }>(rows: readonly Row[]): readonly Row[] {
  return rows.toSorted((a, b) => compareCodePoints(a.audioId, b.audioId));
}

/** The five values that a model learns, in the order of `TARGETS` (H). */
function modelTargets(hyperparameters: Hyperparameters): readonly number[] {
  const { distancePenalty, normRate, basePenaltyLog, penaltySkew, minimaxStrength } = hyperparameters;
  return [distancePenalty, normRate, basePenaltyLog, penaltySkew, minimaxLogit(minimaxStrength)];
}

/** The order of SQL and Python, which differs from that of UTF-16 units beyond U+FFFF. */
function compareCodePoints(a: string, b: string): number {
  const left = a[Symbol.iterator]();
  const right = b[Symbol.iterator]();
  for (;;) {
    const x = left.next();
    const y = right.next();
    if (x.done === true || y.done === true) return Number(y.done ?? false) - Number(x.done ?? false);
    const difference = (x.value.codePointAt(0) ?? 0) - (y.value.codePointAt(0) ?? 0);
    if (difference !== 0) return difference;
  }
}
