import type { Hyperparameters } from './hyperparameters.ts';
import type { MeasuredSettings, MeasuredTerms } from './measured.ts';

/** The ways to come by a file's preset that are compared (X7, X8c), from the least to the most that can be had. */
export const STRATEGIES = ['defaults', 'constant', 'own', 'descriptors', 'pooled', 'oracle'] as const;
export type Strategy = (typeof STRATEGIES)[number];

/** The strategies that give every file a preset of its own. */
export const ADAPTING = ['own', 'descriptors', 'pooled'] as const satisfies readonly Strategy[];
export type AdaptingStrategy = (typeof ADAPTING)[number];

/** What came out of a search over several files (X8a). */
export interface CollectionResult {
  /** The setting with the best mean over the files. */
  readonly hyperparameters: Hyperparameters;
  /** Its terms, mean over the files. */
  readonly terms: MeasuredTerms;
  /** Mean score of the plugin's defaults on the same mixtures. */
  readonly defaultsScore: number;
  /** Mean over the files of the score of the setting that is best for the others; null with a single recording. */
  readonly leaveOneOutScore: number | null;
  /** Standard error of that mean. */
  readonly leaveOneOutError: number | null;
  readonly fileCount: number;
  readonly trialCount: number;
}

/** The scores of one file on mixtures that nothing was chosen on. */
export interface FileStrategies {
  readonly audioId: string;
  readonly scores: Readonly<Record<Strategy, number>>;
  readonly purities: Readonly<Record<Strategy, number>>;
}

/** What a strategy gains over the best constant. */
export interface StrategyGain {
  /** Mean over the files, and its 95 % interval by bootstrap over recordings. */
  readonly mean: number;
  readonly low: number;
  readonly high: number;
  /** Files for which it is better, and worse, by more than 0.005. */
  readonly better: number;
  readonly worse: number;
}

/** Whether adapting pays (X7). */
export interface AdaptationReport {
  readonly files: readonly FileStrategies[];
  readonly recordingCount: number;
  readonly gains: Readonly<Record<AdaptingStrategy, StrategyGain>>;
  /** 0 … 1: how much is believed of what similar files, and a file's own trials, differ from the constant (X8b). */
  readonly trustInOthers: number;
  readonly trustInOwn: number;
  /** Files too short for segments that do not overlap. */
  readonly overlappingFiles: number;
}

/** A search over several files for the one preset that suits them all. */
export interface MeasuredCollection {
  readonly collectionId: string;
  /** What was searched: all files, a genre, a selection. */
  readonly name: string;
  readonly settings: MeasuredSettings;
  readonly audioIds: readonly string[];
  /** The number of the measure that scored its trials (X9). */
  readonly measure: number;
  readonly createdAt: Date;
  /** Null until all trials have run. */
  readonly result: CollectionResult | null;
  /** Null until what was found has been tried on unseen mixtures. */
  readonly report: AdaptationReport | null;
}
