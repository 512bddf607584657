import {
  ADAPTING,
  type AdaptationReport,
  type FileStrategies,
  type Strategy,
  type StrategyGain,
} from '../../domain/collection.ts';
import type { FilePicks } from './adaptation.ts';
import { bootstrapMean } from './bootstrap.ts';
import { indexOfLargest, meanScores, type ScoreTable } from './scoreTable.ts';

/** A difference in score that counts as better or worse. */
const NOTABLE = 0.005;

/** What was picked for the files, and how it did on mixtures that nothing was picked on. */
export interface TriedPicks {
  readonly audioIds: readonly string[];
  readonly groups: readonly string[];
  readonly durationsSec: readonly number[];
  readonly picks: readonly FilePicks[];
  /** The place of the plugin's defaults among the settings. */
  readonly defaultSetting: number;
  /** Scores, and purities, of the same settings on the unseen mixtures. */
  readonly unseen: ScoreTable;
  readonly unseenPurity: ScoreTable;
  readonly trustInOthers: number;
  readonly trustInOwn: number;
}

/**
 * Whether adapting pays [X7, X8c]: every strategy's score on unseen mixtures, and what the strategies that adapt gain over
 * the best constant of other recordings.
 *
 * @param separate whether a file of this length has segments that do not overlap.
 */
export function adaptationReport(tried: TriedPicks, separate: (durationSec: number) => boolean): AdaptationReport {
  const { audioIds, groups, picks, defaultSetting, unseen, unseenPurity } = tried;
  const scores = meanScores(unseen);
  const purities = meanScores(unseenPurity);
  const files = audioIds.map((audioId, f): FileStrategies => {
    const row = scores.subarray(f * unseen.settings, (f + 1) * unseen.settings);
    const purityRow = purities.subarray(f * unseen.settings, (f + 1) * unseen.settings);
    const { constant, own, descriptors, pooled } = picks[f]!;
    const places = { defaults: defaultSetting, constant, own, descriptors, pooled, oracle: indexOfLargest(row) };
    return { audioId, scores: at(row, places), purities: at(purityRow, places) };
  });
  const gains = ADAPTING.map((strategy): [string, StrategyGain] => {
    const differences = files.map((file) => file.scores[strategy] - file.scores.constant);
    return [
      strategy,
      {
        ...bootstrapMean(differences, groups),
        better: differences.filter((gain) => gain > NOTABLE).length,
        worse: differences.filter((gain) => gain < -NOTABLE).length,
      },
    ];
  });
  return {
    files,
    recordingCount: new Set(groups).size,
    gains: Object.fromEntries(gains) as AdaptationReport['gains'],
    trustInOthers: tried.trustInOthers,
    trustInOwn: tried.trustInOwn,
    overlappingFiles: tried.durationsSec.filter((duration) => !separate(duration)).length,
  };
}

function at(row: Float64Array, places: Readonly<Record<Strategy, number>>): Record<Strategy, number> {
  const named = Object.entries(places).map(([strategy, place]): [string, number] => [strategy, row[place]!]);
  return Object.fromEntries(named) as Record<Strategy, number>;
}
