import type { TrainingRow } from '../domain/audioFile.ts';
import { DESCRIPTORS } from '../domain/descriptors.ts';
import { HYPERPARAMETERS } from '../domain/hyperparameters.ts';
import { encodeCsv } from './csv.ts';

export const TRAINING_CSV_FILE_NAME = 'training_dataset.csv';
/** The same table, scored by the measured objective: another file, so that the two are not mixed unnoticed. */
export const MEASURED_CSV_FILE_NAME = 'training_dataset_measured.csv';

/** The header: id, path, the twelve descriptors, the score, the seven hyperparameters. */
export const TRAINING_CSV_HEADER = [
  'audio_id',
  'path',
  ...DESCRIPTORS.map(({ column }) => column),
  'score',
  ...HYPERPARAMETERS.map(({ column }) => column),
] as const;

/** The training CSV: one line per row in the order given, numbers that parse back to the same double. */
export function encodeTrainingCsv(rows: readonly TrainingRow[]): string {
  return encodeCsv([TRAINING_CSV_HEADER]) + encodeTrainingLines(rows);
}

/** The same lines without the header, for what is written some rows at a time. */
export function encodeTrainingLines(rows: readonly TrainingRow[]): string {
  return encodeCsv(
    rows.map((row) => [
      row.audioId,
      row.path,
      ...DESCRIPTORS.map(({ key }) => row.descriptors[key]),
      row.score,
      ...HYPERPARAMETERS.map(({ key }) => row.hyperparameters[key]),
    ]),
  );
}
