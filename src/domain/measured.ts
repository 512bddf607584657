import type { Hyperparameters } from './hyperparameters.ts';

/** What presets are judged by: the desktop's formula over descriptors, clustering of the audio itself, or the user's ears. */
export type Objective = 'proxy' | 'measured' | 'listening';

export const OBJECTIVES = ['proxy', 'measured', 'listening'] as const satisfies readonly Objective[];

/** The number of today's measure (X9): 1 nothing bent, and what has no number; 2 knobs compensated and bent (X2). */
export const MEASURE = 2;
/** Above a measure's number stands one of the model that is built into the plugin; none for the one that it ships with. */
export const MEASURES = 10_000;
const MODELS = 200_000;

/** The number of today's measure with a plugin that a model of one's own is built into, by its id; null for the shipped one. */
export function measureWith(builtInId: string | null): number {
  if (builtInId === null) return MEASURE;
  let hash = 0;
  for (let i = 0; i < builtInId.length; i++) hash = (31 * hash + builtInId.charCodeAt(i)) % MODELS;
  return MEASURE + MEASURES * (1 + hash);
}

/** Why what was measured does not compare with what is measured now: by an earlier measure, or with another plugin. */
export type OtherMeasure = 'earlier' | 'other-plugin';

/** Null where it compares. @param now of {@link measureWith}. */
export function otherMeasure(measure: number, now: number): OtherMeasure | null {
  if (measure === now) return null;
  return measure % MEASURES === MEASURE ? 'other-plugin' : 'earlier';
}

/** What the measured score is measured with (rules X). */
export interface MeasuredSettings {
  /** Clusters that the plugin works with, 2 … 8. */
  readonly clusterCount: number;
  /** λ: how much the change of the masks counts against purity, 0 … 5. */
  readonly changeWeight: number;
  /** Files that each file is mixed with, 3 … 8. */
  readonly partnerCount: number;
  /** Settings drawn at random before the sampler learns, 1 … 200. */
  readonly startupTrials: number;
  /** All settings that are tried, 1 … 1000. */
  readonly totalTrials: number;
  /** Draws partners and settings, 0 … 2,000,000,000. */
  readonly seed: number;
}

export const DEFAULT_MEASURED_SETTINGS: MeasuredSettings = {
  clusterCount: 4,
  changeWeight: 0.5,
  partnerCount: 3,
  startupTrials: 30,
  totalTrials: 60,
  seed: 1337,
};

export const MEASURED_LIMITS = {
  clusterCount: { min: 2, max: 8 },
  changeWeight: { min: 0, max: 5 },
  partnerCount: { min: 3, max: 8 },
  startupTrials: { min: 1, max: 200 },
  totalTrials: { min: 1, max: 1000 },
  seed: { min: 0, max: 2_000_000_000 },
} as const satisfies Record<keyof MeasuredSettings, { min: number; max: number }>;

/** The measured score of one setting on one file, and its parts (X4, X5). */
export interface MeasuredTerms {
  /** Mean purity − λ · mean mask change. */
  readonly score: number;
  /** 0: every cluster carries file and partner alike; 1: every cluster has one owner. */
  readonly purity: number;
  /** Mean change of a mask from one frame to the next, 0 … 1. */
  readonly maskChange: number;
  /** Standard deviation of the score over partners and segments. */
  readonly spread: number;
}

/** One setting tried on a file's mixtures. */
export interface MeasuredTrial {
  readonly trialIndex: number;
  readonly hyperparameters: Hyperparameters;
  /** As drawn; null for a setting that was not drawn. */
  readonly minimaxLogit: number | null;
  readonly terms: MeasuredTerms;
  /** Purity and mask change of each mixture in turn: partner by partner, segment by segment. */
  readonly parts: Float64Array;
}

/** Which mixtures of a file a run heard: those that presets are searched on, or those that they are tried on. */
export type MixtureSet = 'tuning' | 'unseen';

/** Measured trials of one file, all on the same mixtures. A run that was not finished can be gone on with. */
export interface MeasuredRun {
  readonly runId: string;
  readonly audioId: string;
  readonly settings: MeasuredSettings;
  /** The files that this one was mixed with. */
  readonly partnerIds: readonly string[];
  readonly set: MixtureSet;
  /** The number of the measure that scored its trials (X9). */
  readonly measure: number;
  /** The search over several files that this run is a part of; null for one of its own. */
  readonly collectionId: string | null;
  readonly isFinished: boolean;
  readonly trialCount: number;
  readonly bestScore: number | null;
  readonly createdAt: Date;
}

/** Where the best parameters of a file under an objective of ours come from. */
export type BestSource = 'own-trials' | 'pooled';

/** The best parameters of a file under an objective other than the proxy. */
export interface MeasuredBest {
  readonly audioId: string;
  /** The number of the measure that found them (X9). */
  readonly measure: number;
  readonly source: BestSource;
  /** Measured on the file's own mixtures, or what the surrogate expects. */
  readonly score: number;
  readonly hyperparameters: Hyperparameters;
}

/** A setting whose measured score on a sound is known. */
export interface MeasuredSetting {
  readonly hyperparameters: Hyperparameters;
  readonly score: number;
}
