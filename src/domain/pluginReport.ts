import type { HyperparameterKey } from './hyperparameters.ts';
import type { RegretSummary } from './regret.ts';

/** How one output behaves over many windows of sound. Shares are 0 … 1. */
export interface OutputReport {
  readonly key: HyperparameterKey;
  /** Spearman's rank correlation with the optimum of each window. */
  readonly rankCorrelation: number;
  /** The same of the means over the windows of each recording; null in a model that was stored without it. */
  readonly recordingRankCorrelation: number | null;
  readonly atFloor: number;
  readonly atCeiling: number;
  /** The same of the optima, for comparison. */
  readonly optimumAtFloor: number;
  readonly optimumAtCeiling: number;
}

/** How models behave inside the plugin on the same windows. */
export interface PluginComparison {
  /** In the order in which the models were given. */
  readonly reports: readonly PluginReport[];
  readonly constant: PluginReport;
}

/** How answers would behave inside the plugin. */
export interface PluginReport {
  /** Best score within the search ranges − score of the limited answer, on the trainer's descriptors of each window. */
  readonly regret: RegretSummary;
  readonly outputs: readonly OutputReport[];
  /**
   * The same of what the plugin would play over 30 s of sound like the window, the answering model built in, from a fresh
   * state with its knobs at their defaults [B1, B2]; null for answers that have no confidence, and in a model that was
   * stored without it.
   */
  readonly played: RegretSummary | null;
  /** Mean confidence [P9]; null for answers that have none. */
  readonly meanConfidence: number | null;
}
