/** How far presets are from the best that their files can reach (Q). */
export interface RegretSummary {
  readonly count: number;
  readonly mean: number;
  readonly median: number;
  readonly p90: number;
  readonly max: number;
}

/** What the held-out regret of a model says of it. */
export type RegretGrade = 'fails' | 'useful' | 'good' | 'near-perfect';

/** How good a model's answers are, beside the baselines (Q). The third one, direct search, has regret 0 by definition. */
export interface ModelQuality {
  /**
   * `held-out`: answers to files whose recording the model, or its part that answered, had not seen. `data-set`: answers
   * of a model from elsewhere to every file of the data set, of which it may have seen any.
   */
  readonly basis: 'held-out' | 'data-set';
  readonly regret: RegretSummary;
  /** The best single constant of the other folds, on the same files. */
  readonly constant: RegretSummary;
  readonly verdict: RegretGrade;
  /** The verdict in words, with the figures that it rests on. */
  readonly sentence: string;
  /** The regret of each file, ascending. */
  readonly regrets: Float64Array;
  /** Fingerprint of the files that it was measured on, within the plugin's ranges; null for a measure of earlier versions. */
  readonly measuredOn: string | null;
}
