import { DESCRIPTOR_COUNT } from '../../domain/descriptors.ts';
import { groupedFolds } from '../quality/groupedFolds.ts';
import { PooledSurrogate, type PooledFiles } from './pooling.ts';
import { columnMeans, indexOfLargest, meanScores } from './scoreTable.ts';

/** The setting that each strategy picks for one file, by its place in the table [X7, X8]. */
export interface FilePicks {
  /** Best for the files of other recordings. */
  readonly constant: number;
  /** Best of the file's own trials. */
  readonly own: number;
  /** Best by the surrogate pooled from other recordings, from the file's descriptors alone. */
  readonly descriptors: number;
  /** Best by the same surrogate with the file's own trials. */
  readonly pooled: number;
  /** The score that the surrogate with the file's own trials expects of its pick. */
  readonly pooledScore: number;
}

const FOLDS = 8;
const FOLD_SEED = 1337;

/**
 * What each strategy picks for each file, from the trials alone. What other files teach of a file comes from a surrogate
 * that saw no file of the same recording.
 *
 * @throws RangeError for files of fewer than two recordings.
 */
export function pickSettings({ table, inputs, groups }: PooledFiles): readonly FilePicks[] {
  const { settings } = table;
  const means = meanScores(table);
  const picks: FilePicks[] = [];
  for (const { train, test } of groupedFolds(groups, FOLDS, FOLD_SEED)) {
    const surrogate = new PooledSurrogate(takeFiles({ table, inputs, groups }, train));
    const constant = indexOfLargest(columnMeans(means, settings, train));
    for (const file of test) {
      const descriptors = inputs.subarray(file * DESCRIPTOR_COUNT, (file + 1) * DESCRIPTOR_COUNT);
      const own = means.subarray(file * settings, (file + 1) * settings);
      const surface = surrogate.withOwnTrials(descriptors, own);
      const pooled = indexOfLargest(surface);
      picks[file] = {
        constant,
        own: indexOfLargest(own),
        descriptors: indexOfLargest(surrogate.fromDescriptors(descriptors)),
        pooled,
        pooledScore: surface[pooled]!,
      };
    }
  }
  return picks;
}

function takeFiles({ table, inputs, groups }: PooledFiles, rows: Uint32Array): PooledFiles {
  const width = table.settings * table.mixtures;
  const scores = new Float64Array(rows.length * width);
  const some = new Float64Array(rows.length * DESCRIPTOR_COUNT);
  for (const [i, row] of rows.entries()) {
    scores.set(table.scores.subarray(row * width, (row + 1) * width), i * width);
    some.set(inputs.subarray(row * DESCRIPTOR_COUNT, (row + 1) * DESCRIPTOR_COUNT), i * DESCRIPTOR_COUNT);
  }
  return {
    table: { ...table, files: rows.length, scores },
    inputs: some,
    groups: Array.from(rows, (row) => groups[row]!),
  };
}
