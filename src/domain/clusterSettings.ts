import type { Hyperparameters } from './hyperparameters.ts';

/** What a model decides about the clustering; the plugin knows no more of the hyperparameters. */
export type ClusterHyperparameters = Pick<
  Hyperparameters,
  'distancePenalty' | 'normRate' | 'minimaxStrength' | 'lowPenalty' | 'highPenalty'
>;

/** All settings of the plugin's clustering. */
export interface ClusterSettings extends ClusterHyperparameters {
  /** K, 2 … 8. */
  readonly clusterCount: number;
  /** Width of a cluster in feature space. */
  readonly spread: number;
  /** Time in which centres follow their targets; 0 for at once. */
  readonly glideMs: number;
  readonly maskSmoothMs: number;
  /** Clusterings per second that are asked for. */
  readonly updateHz: number;
  readonly normPenalty: number;
  readonly priorPenalty: number;
}
