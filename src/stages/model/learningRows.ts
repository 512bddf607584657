import { appError } from '../../domain/errors.ts';
import { inModelOrder } from '../../ml/model/trainingMatrix.ts';
import type { DataSet } from '../data/dataSet.ts';
import { ensureOptima, inputsOf, type SearchedFile } from '../optimisation/directSearch.ts';
import type { JobControl } from '../jobs/jobBoard.ts';
import { recordingsByPath } from '../import/recordings.ts';
import type { Tools } from '../tools.ts';

/** What models learn from and are judged on: a row is a file with descriptors. */
export interface LearningRows {
  readonly count: number;
  /** rows × 12, row-major, ordered by audio id. */
  readonly inputs: Float64Array;
  /** The recording of each row; none may straddle folds. */
  readonly groups: readonly string[];
  readonly recordingCount: number;
  /** rows × 5 values of the best preset, and its score. */
  readonly optima: Float64Array;
  readonly best: Float64Array;
}

type Dependencies = Pick<Tools, 'store' | 'pool'>;

/** The files of the data set that have descriptors. */
export function describedFiles(dataSet: DataSet): readonly (SearchedFile & { readonly path: string })[] {
  return dataSet.records.value.flatMap(({ file: { audioId, path }, descriptors }) =>
    descriptors.kind === 'done' ? [{ audioId, path, descriptors: descriptors.descriptors }] : [],
  );
}

/** Rows of files with the recordings they are from and the best that direct search finds for them. */
export async function learningRows(
  deps: Dependencies,
  files: readonly (SearchedFile & { readonly path: string })[],
  control: JobControl,
): Promise<LearningRows> {
  const ordered = inModelOrder(files);
  const recordingOf = await recordingsByPath(deps);
  const groups = ordered.map(({ path }) => recordingOf(path));
  const { targets, scores } = await ensureOptima(deps, ordered, control);
  return {
    count: ordered.length,
    inputs: inputsOf(ordered),
    groups,
    recordingCount: new Set(groups).size,
    optima: targets,
    best: scores,
  };
}

/** Refuses rows of too few recordings to learn from some and be judged on others. */
export function assertEnoughRecordings(
  { count, recordingCount }: LearningRows,
  rows: number,
  recordings: number,
): void {
  if (count >= rows && recordingCount >= recordings) return;
  throw appError(
    'too-few-rows',
    'model',
    `A network needs at least ${rows} files with descriptors, of at least ${recordings} recordings; there are ${count} ` +
      `of ${recordingCount}. Import more sounds and extract their descriptors.`,
  );
}
