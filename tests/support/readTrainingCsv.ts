import type { TrainingRow } from '../../src/domain/audioFile.ts';
import { DESCRIPTORS, type DescriptorKey } from '../../src/domain/descriptors.ts';
import { AppError } from '../../src/domain/errors.ts';
import { HYPERPARAMETERS, type HyperparameterKey } from '../../src/domain/hyperparameters.ts';
import { decodeCsv, unescapeText } from '../../src/formats/csv.ts';
import { TRAINING_CSV_HEADER as HEADER } from '../../src/formats/trainingCsv.ts';

/** A decimal number; unlike `Number`, no empty text, no hexadecimal. */
const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;

/**
 * Reads a training CSV. Columns are found by name; others are ignored.
 *
 * @param subject the file's name, for the error.
 * @throws AppError `bad-input` that names the missing column, or the line and column of a cell that is no number.
 */
export function decodeTrainingCsv(text: string, subject: string): TrainingRow[] {
  const [header = [], ...lines] = cellsOf(text, subject);
  const places = new Map(HEADER.map((column) => [column, header.indexOf(column)]));
  for (const [column, place] of places) {
    if (place < 0) throw refusal(subject, `the column “${column}” is missing`);
  }
  return lines.map((cells, i) => {
    const cell = (column: (typeof HEADER)[number]): string => {
      const found = cells[places.get(column) ?? -1];
      if (found === undefined) throw refusal(subject, `row ${i + 1} ends before the column “${column}”`);
      return found;
    };
    const numberIn = (column: (typeof HEADER)[number]): number => {
      const value = Number(cell(column));
      if (!NUMBER.test(cell(column)) || !Number.isFinite(value)) {
        throw refusal(subject, `row ${i + 1} has no number in the column “${column}”`);
      }
      return value;
    };
    const descriptors = DESCRIPTORS.map(({ key, column }) => [key, numberIn(column)] as const);
    const hyperparameters = HYPERPARAMETERS.map(({ key, column }) => [key, numberIn(column)] as const);
    return {
      audioId: unescapeText(cell('audio_id')),
      path: unescapeText(cell('path')),
      descriptors: Object.fromEntries(descriptors) as Record<DescriptorKey, number>,
      score: numberIn('score'),
      hyperparameters: Object.fromEntries(hyperparameters) as Record<HyperparameterKey, number>,
    };
  });
}

function cellsOf(text: string, subject: string): string[][] {
  try {
    return decodeCsv(text);
  } catch (cause) {
    throw refusal(subject, 'it is not valid CSV', cause);
  }
}

function refusal(subject: string, reason: string, cause?: unknown): AppError {
  return new AppError(
    {
      code: 'bad-input',
      stage: 'import',
      subject,
      message: `“${subject}” is not a training table this app can read: ${reason}. Choose a file that Export Training CSV wrote.`,
    },
    { cause },
  );
}
