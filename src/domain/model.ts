import type { Confidence, ConfidenceBasis } from './confidence.ts';
import type { Hyperparameters } from './hyperparameters.ts';
import type { Objective } from './measured.ts';
import { formatCount } from './numberText.ts';
import type { PluginReport } from './pluginReport.ts';
import type { ModelQuality } from './regret.ts';
import type { ScoreNetwork } from './scoreNetwork.ts';

/** Which grid of regularisation strengths a training searched (M4, M6). */
export type AlphaGrid = 'desktop' | 'extended';

/** A degree-3 polynomial of twelve standardised descriptors: what the plugin's format can hold (M2). */
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

/** How the held-out answers of a model that learned from the score compare with the files' optima. */
export interface ScoreMetrics {
  readonly rows: number;
  readonly kFolds: number;
  /** Mean squared error over all cells, against the optima. */
  readonly cvMse: number;
  readonly targetR2: readonly number[];
}

/** Predicted and actual targets of every training row, predicted by the fold that did not see it. */
export interface OutOfFold {
  /** rows × 5, row-major: the labels of a ridge, the optima of direct search for what learned from the score. */
  readonly actual: Float64Array;
  readonly predicted: Float64Array;
}

/** Smallest and largest value of each of the twelve descriptors among the training rows. */
export interface InputRange {
  readonly min: readonly number[];
  readonly max: readonly number[];
}

/** What every model has, whatever it is. */
export interface ModelCommon {
  readonly modelId: string;
  readonly createdAt: Date;
  /** By which objective its training targets are best; a model learns from one only. */
  readonly objective: Objective;
  /** The number of the measure that its targets were found by (X9); absent for another objective, and in a model of version 1.0. */
  readonly measure?: number;
  /** How many files there were, of which its training rows were chosen at random (M7); absent where it learned from all. */
  readonly sampledFrom?: number;
  /** SHA-256 (hex) of the training rows, so that one can tell which data a model saw; empty where that is not known. */
  readonly dataFingerprint: string;
  /** Null where the training data is not known. */
  readonly inputRange: InputRange | null;
  /** Null for a model that was not measured yet: from an earlier version, or imported into an empty data set. */
  readonly quality: ModelQuality | null;
  /** Null where no held-out answers tell how far to trust it. */
  readonly confidence: ConfidenceBasis | null;
}

/** A polynomial ridge regression of labels (M). */
export interface RidgeModel extends ModelCommon {
  readonly kind: 'ridge';
  readonly alphaGrid: AlphaGrid;
  readonly foldSeed: number;
  readonly parameters: RidgeParameters;
  readonly metrics: RidgeMetrics;
  readonly outOfFold: OutOfFold;
}

/** An ensemble of networks trained on the score itself (Q). */
export interface NetworkModel extends ModelCommon {
  readonly kind: 'network';
  readonly seed: number;
  readonly network: ScoreNetwork;
  readonly metrics: ScoreMetrics;
  readonly outOfFold: OutOfFold;
  /** Which member held out each training row. */
  readonly heldOutBy: Uint8Array;
  /** The step at which each member was best on the files that told it when to stop. */
  readonly bestSteps: readonly number[];
}

/** A polynomial taught by a network (Q): what the plugin can run. */
export interface StudentModel extends ModelCommon {
  readonly kind: 'student';
  readonly seed: number;
  /** The network that taught it. */
  readonly teacherId: string;
  readonly parameters: RidgeParameters;
  readonly metrics: ScoreMetrics;
  readonly outOfFold: OutOfFold;
}

/** A polynomial of the plugin's own descriptors (P). It does not answer for the trainer's. */
export interface PluginModel extends ModelCommon {
  readonly kind: 'plugin';
  readonly seed: number;
  readonly parameters: RidgeParameters;
  /** Windows that it was trained on, and the recordings they come from. */
  readonly windowCount: number;
  readonly recordingCount: number;
  /** Held-out answers as they would behave in the plugin, and those of the best single constant. */
  readonly report: PluginReport;
  readonly constantReport: PluginReport;
}

/** A polynomial from a file that another trainer, or this one, wrote for the plugin. */
export interface ImportedModel extends ModelCommon {
  readonly kind: 'imported';
  readonly origin: 'header' | 'equations';
  readonly fileName: string;
  readonly parameters: RidgeParameters;
  /** What the file says of itself; null where it says nothing. */
  readonly claimed: { readonly alpha: number; readonly cvMse: number; readonly trainMse: number } | null;
}

/** Every kind of model there is. */
export type TrainedModel = RidgeModel | NetworkModel | StudentModel | PluginModel | ImportedModel;

/** The models that answer for the trainer's descriptors of a sound. */
export type AnsweringModel = Exclude<TrainedModel, PluginModel>;

/** What of a model answers, which is the little of it that goes to another thread with each call. */
export type Answerer =
  | Pick<NetworkModel, 'kind' | 'network' | 'inputRange' | 'confidence'>
  | Pick<Exclude<AnsweringModel, NetworkModel>, 'kind' | 'parameters' | 'inputRange' | 'confidence'>;

/** Of a model, which holds an answer to each row of its training besides. */
export function answererOf(model: AnsweringModel): Answerer {
  const { inputRange, confidence } = model;
  return model.kind === 'network'
    ? { kind: model.kind, network: model.network, inputRange, confidence }
    : { kind: model.kind, parameters: model.parameters, inputRange, confidence };
}

/** The models that are a polynomial, which the plugin can run. */
export type PolynomialModel = Exclude<TrainedModel, NetworkModel>;

/** The models that answer to rows they have not seen by the folds of their training. */
export type CrossValidatedModel = RidgeModel | NetworkModel | StudentModel;

export function isAnswering(model: TrainedModel): model is AnsweringModel {
  return model.kind !== 'plugin';
}

export function isPolynomial(model: TrainedModel): model is PolynomialModel {
  return model.kind !== 'network';
}

export function isCrossValidated(model: TrainedModel): model is CrossValidatedModel {
  return model.kind === 'ridge' || model.kind === 'network' || model.kind === 'student';
}

/** The rows that a model was trained on; windows for the plugin's, null where that is not known. */
export function rowCountOf(model: TrainedModel): number | null {
  if (isCrossValidated(model)) return model.metrics.rows;
  return model.kind === 'plugin' ? model.windowCount : null;
}

/** `100,000 of 1,000,000 sounds, chosen at random`; null for a model that learned from all [M7]. */
export function sampleWords(model: TrainedModel): string | null {
  const { sampledFrom } = model;
  if (sampledFrom === undefined) return null;
  return `${formatCount(rowCountOf(model) ?? 0)} of ${formatCount(sampledFrom)} sounds, chosen at random`;
}

/** What a model answers for one set of descriptors, scored by the proxy objective on the unperturbed descriptors. */
export interface Prediction {
  readonly hyperparameters: Hyperparameters;
  readonly score: number;
  readonly confidence: Confidence;
}
