import { appError } from '../../domain/errors.ts';
import { MIN_TRAINING_ROWS } from '../../ml/model/trainRidge.ts';
import { plural } from '../../domain/numberText.ts';

/** What models learn from and are judged on: a row is a file with descriptors. */
export interface LearningRows {
  readonly count: number;
  readonly audioIds: readonly string[];
  /** Tells these rows from others, by their descriptors. */
  readonly fingerprint: string;
  /** rows × 12, row-major, ordered by audio id. */
  readonly inputs: Float64Array;
  /** The recording of each row; none may straddle folds. */
  readonly groups: readonly string[];
  readonly recordingCount: number;
  /** rows × 5 values of the best preset that the plugin can play, and its score. */
  readonly optima: Float64Array;
  readonly best: Float64Array;
}

/** Recordings that an ensemble needs: each member is held out from some and stopped early by others. */
const MIN_RECORDINGS = 3;

/** How many files of other recordings are missing before a network can learn from some and be judged on others; 0 for none. */
export function missingForNetwork({ count, recordingCount }: Pick<LearningRows, 'count' | 'recordingCount'>): number {
  return Math.max(0, MIN_TRAINING_ROWS - count, MIN_RECORDINGS - recordingCount);
}

/** Refuses rows that are too few for a network. */
export function assertEnoughForNetwork(rows: LearningRows): void {
  const missing = missingForNetwork(rows);
  if (missing === 0) return;
  throw appError(
    'too-few-rows',
    'model',
    `A network needs at least ${MIN_TRAINING_ROWS} files with descriptors, of at least ${MIN_RECORDINGS} recordings; there ` +
      `are ${rows.count} of ${rows.recordingCount}. Add at least ${moreSounds(missing)}.`,
  );
}

/** `7 more sounds of other recordings` */
export function moreSounds(count: number): string {
  return `${plural(count, 'more sound')} of other recordings`;
}
