import type { Hyperparameters } from './hyperparameters.ts';

/** Which grid of regularisation strengths a training searched (M4, M6). */
export type AlphaGrid = 'desktop' | 'extended';

/** A trained degree-3 polynomial ridge model: everything that prediction needs (M2). */
export interface RidgeParameters {
  readonly degree: 3;
  /** 12 means and 12 scales of the standardisation. */
  readonly scalerMean: readonly number[];
  readonly scalerScale: readonly number[];
  /** 5 intercepts. */
  readonly intercept: readonly number[];
  /** 5 × 454 coefficients in scikit-learn's feature order. */
  readonly coefficients: readonly (readonly number[])[];
}

export interface CvPoint {
  readonly alpha: number;
  readonly cvMse: number;
}

export interface RidgeMetrics {
  readonly rows: number;
  readonly alpha: number;
  readonly degree: number;
  readonly kFolds: number;
  readonly cvMse: number;
  readonly trainMse: number;
  /** R² of each target out of fold at the chosen alpha, in the order of the targets. */
  readonly targetR2: readonly number[];
  readonly cvCurve: readonly CvPoint[];
  /** Whether the best alpha is the first or last of its grid, so that a better one may lie beyond (M6). */
  readonly alphaOnEdge: boolean;
}

/** Predicted and actual targets of every training row, predicted by the fold that did not see it. */
export interface OutOfFold {
  /** rows × 5, row-major. */
  readonly actual: Float64Array;
  readonly predicted: Float64Array;
}

/** Smallest and largest value of each of the twelve descriptors among the training rows. */
export interface InputRange {
  readonly min: readonly number[];
  readonly max: readonly number[];
}

export interface TrainedModel {
  readonly modelId: string;
  readonly createdAt: Date;
  readonly kind: 'ridge';
  readonly alphaGrid: AlphaGrid;
  readonly foldSeed: number;
  /** SHA-256 (hex) of the training rows, so that one can tell which data a model saw. */
  readonly dataFingerprint: string;
  readonly parameters: RidgeParameters;
  readonly metrics: RidgeMetrics;
  readonly inputRange: InputRange;
  readonly outOfFold: OutOfFold;
}

/** How far a file is from what its model has seen, and why. */
export interface Confidence {
  /** 0…1, as the plugin computes it (P9): 1 within one standard deviation of the training data on average. */
  readonly value: number;
  /** The descriptors outside the range of the training rows, farthest first. */
  readonly outOfRange: readonly string[];
}

/** What a model answers for one set of descriptors, scored by the proxy objective on the unperturbed descriptors. */
export interface Prediction {
  readonly hyperparameters: Hyperparameters;
  readonly score: number;
  readonly confidence: Confidence;
}
