import type { CollectionResult } from '../../domain/collection.ts';
import type { Hyperparameters } from '../../domain/hyperparameters.ts';
import type { MeasuredTerms } from '../../domain/measured.ts';
import { columnMeans, indexOfLargest, meanScores, type ScoreTable } from './scoreTable.ts';

/** Settings that were tried on every file of a collection. */
export interface CollectionTrials {
  readonly table: ScoreTable;
  /** The recording of each file. */
  readonly groups: readonly string[];
  readonly settings: readonly Hyperparameters[];
  /** Terms of a setting on each file: files × settings. */
  readonly terms: readonly (readonly MeasuredTerms[])[];
  /** The place of the plugin's defaults among the settings. */
  readonly defaultSetting: number;
}

/**
 * The best single preset for a collection [X8a] with its leave-one-out estimate: the mean over the files of the score, on
 * each, of the setting that is best for the files of other recordings.
 */
export function collectionResult(trials: CollectionTrials): CollectionResult {
  const { table, groups, settings, terms, defaultSetting } = trials;
  const means = meanScores(table);
  const common = columnMeans(means, table.settings, groups.keys());
  const best = indexOfLargest(common);
  const leftOut = leaveOneOutScores(means, table.settings, groups);
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const term = (key: keyof MeasuredTerms) => mean(terms.map((row) => row[best]![key]));
  const average = leftOut === null ? null : mean(leftOut);
  return {
    hyperparameters: settings[best]!,
    terms: {
      score: term('score'),
      purity: term('purity'),
      maskChange: term('maskChange'),
      spread: term('spread'),
    },
    defaultsScore: common[defaultSetting]!,
    leaveOneOutScore: average,
    leaveOneOutError:
      leftOut === null || average === null || leftOut.length < 2
        ? null
        : Math.sqrt(mean(leftOut.map((score) => (score - average) ** 2)) / (leftOut.length - 1)),
    fileCount: table.files,
    trialCount: table.settings,
  };
}

/** Null where all files are of one recording. */
function leaveOneOutScores(means: Float64Array, settings: number, groups: readonly string[]): number[] | null {
  const names = [...new Set(groups)];
  if (names.length < 2) return null;
  const chosen = new Map(
    names.map((name) => {
      const others = [...groups.keys()].filter((row) => groups[row] !== name);
      return [name, indexOfLargest(columnMeans(means, settings, others))];
    }),
  );
  return groups.map((group, row) => means[row * settings + (chosen.get(group) ?? 0)]!);
}
