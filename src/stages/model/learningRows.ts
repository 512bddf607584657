import { appError } from '../../domain/errors.ts';
import { portions } from '../../domain/portions.ts';
import { describedFiles, type DescribedFile } from '../../domain/audioFile.ts';
import { learnedSample, type LearnedSample } from '../../ml/model/learnedSample.ts';
import { MIN_TRAINING_ROWS } from '../../ml/model/trainRidge.ts';
import { inModelOrder } from '../../ml/model/trainingMatrix.ts';
import type { DataSet } from '../data/dataSet.ts';
import { ensureOptima, inputsOf } from '../optimisation/directSearch.ts';
import type { JobControl } from '../jobs/jobBoard.ts';
import { fingerprintOf } from './fingerprint.ts';
import { PageTurns } from '../jobs/pageTurns.ts';
import { recordingsByPath } from '../import/recordings.ts';
import type { Tools } from '../tools.ts';
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

/** Files whose records are read before the page goes on. */
export const FILES_AT_ONCE = 1000;

type Dependencies = Pick<Tools, 'store' | 'pool'>;

/** Those of them that models learn from and are judged on [M7]. */
export async function learnedFiles(dataSet: DataSet): Promise<LearnedSample<DescribedFile>> {
  const { rows, of } = learnedSample(dataSet.described.value, ({ file }) => file.audioId);
  const turns = new PageTurns();
  const files: DescribedFile[] = [];
  for (const some of portions(rows, FILES_AT_ONCE)) {
    await turns.next();
    files.push(...describedFiles(some));
  }
  return { rows: files, of };
}

/** Rows of files with the recordings they are from and the best that direct search finds for them. */
export async function learningRows(
  deps: Dependencies,
  files: readonly DescribedFile[],
  control: JobControl,
): Promise<LearningRows> {
  // Of a hundred thousand files each of these is a turn.
  const turns = new PageTurns();
  await turns.pause();
  const ordered = inModelOrder(files);
  const recordingOf = await recordingsByPath(deps);
  await turns.pause();
  const groups = ordered.map(({ path }) => recordingOf(path));
  await turns.pause();
  const { targets, scores } = await ensureOptima(deps, ordered, control);
  await turns.pause();
  const inputs = inputsOf(ordered);
  await turns.pause();
  const fingerprint = await rowsFingerprint(inputs);
  await turns.pause();
  return {
    count: ordered.length,
    audioIds: ordered.map(({ audioId }) => audioId),
    fingerprint,
    inputs,
    groups,
    recordingCount: new Set(groups).size,
    optima: targets,
    best: scores,
  };
}

/** What tells the rows that models are measured on from others. @param inputs rows × 12 descriptors, ordered by audio id. */
export async function rowsFingerprint(inputs: Float64Array): Promise<string> {
  return fingerprintOf({ inputs, targets: new Float64Array() });
}

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
