import type { TrainingMatrix } from '../../domain/training.ts';
import type { TrainingRow } from '../../domain/audioFile.ts';
import { DESCRIPTOR_COUNT, writeDescriptors } from '../../domain/descriptors.ts';
import { AppError } from '../../domain/errors.ts';
import { TARGET_COUNT, type Hyperparameters } from '../../domain/hyperparameters.ts';
import { minimaxLogit } from '../objective/decode.ts';

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
    writeDescriptors(row.descriptors, inputs, i);
    targets.set(modelTargets(row.hyperparameters), i * TARGET_COUNT);
    if (!isFiniteRow(inputs, i, DESCRIPTOR_COUNT) || !isFiniteRow(targets, i, TARGET_COUNT)) {
      throw new AppError({
        code: 'bad-input',
        stage: 'model',
        subject: row.path,
        message:
          `“${row.path}” holds a descriptor or hyperparameter that is not a number, so no model can learn from it. ` +
          'Extract its descriptors and run its trials again, or remove it from the data set.',
      });
    }
  }
  return { inputs, targets, rows: rows.length };
}

/** Rows in the order that decides the folds (M1): by `audioId`, by code point. */
export function inModelOrder<Row extends { readonly audioId: string }>(rows: readonly Row[]): readonly Row[] {
  return rows.toSorted((a, b) => compareCodePoints(a.audioId, b.audioId));
}

/** The places of audio ids in that order. */
export function placesInModelOrder(audioIds: readonly string[]): Uint32Array {
  return Uint32Array.from(audioIds.keys()).sort((a, b) => compareCodePoints(audioIds[a] ?? '', audioIds[b] ?? ''));
}

function isFiniteRow(matrix: Float64Array, row: number, width: number): boolean {
  return matrix.subarray(row * width, (row + 1) * width).every(Number.isFinite);
}

/** The five values that a model learns, in the order of `TARGETS` (H). */
function modelTargets(hyperparameters: Hyperparameters): readonly number[] {
  const { distancePenalty, normRate, basePenaltyLog, penaltySkew, minimaxStrength } = hyperparameters;
  return [distancePenalty, normRate, basePenaltyLog, penaltySkew, minimaxLogit(minimaxStrength)];
}

/** The order of SQL and Python, which differs from that of UTF-16 units beyond U+FFFF. Thousands of rows leave no garbage. */
export function compareCodePoints(a: string, b: string): number {
  const shared = Math.min(a.length, b.length);
  for (let i = 0; i < shared; i += 1) {
    const difference = unitRank(a.charCodeAt(i)) - unitRank(b.charCodeAt(i));
    if (difference !== 0) return difference;
  }
  return a.length - b.length;
}

/** Where a UTF-16 unit stands among the code points: those of pairs, which lie above U+FFFF, behind all others. */
function unitRank(unit: number): number {
  if (unit < 0xd800) return unit;
  return unit < 0xe000 ? unit + 0x2000 : unit - 0x800;
}
