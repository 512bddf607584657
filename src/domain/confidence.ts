/** A non-decreasing curve through points, constant beyond them and linear between. */
export interface MonotoneCurve {
  /** Ascending. */
  readonly x: readonly number[];
  readonly y: readonly number[];
}

/** What turns distance and disagreement into a confidence that means something. All curves are over held-out answers. */
export interface ConfidenceCalibration {
  readonly regretByNovelty: MonotoneCurve;
  readonly regretBySpread: MonotoneCurve | null;
  /** The regret to expect, over the mean of what the two say. */
  readonly regret: MonotoneCurve;
  /** The share of answers that are not close, over the same. */
  readonly notClose: MonotoneCurve;
}

/** What a model has seen, ready to be compared with. */
export interface SeenRows {
  /** Twelve means and scales. */
  readonly scaler: { readonly mean: Float64Array; readonly scale: Float64Array };
  /** rows × 12, row-major. */
  readonly standardised: Float64Array;
}

/** One row of a reliability table. */
export interface ReliabilityBin {
  readonly from: number;
  readonly to: number;
  readonly count: number;
  /** Means over the answers in the bin; NaN where there are none. */
  readonly meanConfidence: number;
  readonly closeShare: number;
  readonly meanRegret: number;
}

/** What a model's confidence rests on: rows that it has seen, and what held-out answers taught of them. */
export interface ConfidenceBasis {
  readonly seen: SeenRows;
  readonly calibration: ConfidenceCalibration;
  /** Confidence against what came of it; each half of the held-out answers judged by what the other half taught. */
  readonly reliability: readonly ReliabilityBin[];
}

/** A descriptor that is unlike those a model has seen. */
export interface UnusualDescriptor {
  readonly column: string;
  /** Standard deviations from the mean of the rows seen, signed. */
  readonly deviations: number;
}

/** How far an answer is to be trusted, and why. */
export interface Confidence {
  /** 0 … 1; what it counts is said by `basis`. */
  readonly value: number;
  /**
   * `calibrated`: the share of held-out answers like this one that came close to the best score. `distance`: only how far
   * the sound is from the training data, as the plugin computes it [P9].
   */
  readonly basis: 'calibrated' | 'distance';
  /** The mean regret of held-out answers like this one; null where nothing is known of it. */
  readonly expectedRegret: number | null;
  /** The descriptors outside the range of the training rows, farthest first. */
  readonly outOfRange: readonly string[];
  /** The descriptors unlike those of the training rows, the most unusual first. */
  readonly unusual: readonly UnusualDescriptor[];
}
