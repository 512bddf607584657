import type { ScoreNetworkTraining, ConstantRows, EvaluatedAnswers, StudentTraining } from '../../domain/training.ts';
import type { ConfidenceBasis } from '../../domain/confidence.ts';
import type { Progress } from '../../domain/job.ts';
import type { Answerer } from '../../domain/model.ts';
import type { Objective } from '../../domain/measured.ts';
import type { PenaltyLimits } from '../../domain/playable.ts';
import type { ModelQuality } from '../../domain/regret.ts';

/** The optima of some rows. */
export interface FoundOptima {
  /** rows × 5 values in the order of `TARGETS`. */
  readonly targets: Float64Array;
  readonly scores: Float64Array;
}

/** Answers to some rows. */
export interface Answers {
  /** rows × the seven in the order of `HYPERPARAMETERS`. */
  readonly hyperparameters: Float64Array;
  /** The proxy's, of the unperturbed descriptors. */
  readonly scores: Float64Array;
  /** How far each is to be trusted, 0…1. */
  readonly confidences: Float64Array;
}

/** A model whose answers are to be judged, and how its confidence is calibrated. */
export interface EvaluationRequest extends EvaluatedAnswers {
  /** `folds`: by held-out answers; `none`: answers that were not held out teach nothing. */
  readonly confidence: 'folds' | 'none' | { readonly ensemble: ScoreNetworkTraining };
}

export interface Evaluation {
  readonly quality: ModelQuality;
  readonly confidence: ConfidenceBasis | null;
}

export interface NetworkRequest {
  /** rows × 12 descriptors, row-major. */
  readonly inputs: Float64Array;
  /** The recording of each row; at least three. */
  readonly groups: readonly string[];
  readonly seed: number;
  /** rows × 5 answers that are to be met; null to learn from the proxy's score. */
  readonly targets: Float64Array | null;
  /** TensorFlow.js's WASM backend with SIMD, where it is compiled already. */
  readonly tensors: WebAssembly.Module | null;
}

export interface StudentRequest {
  /** The rows that the teacher was trained on. */
  readonly inputs: Float64Array;
  readonly teacher: ScoreNetworkTraining;
  readonly seed: number;
  /** What the teacher learned: from there on only the proxy has a slope to follow. */
  readonly objective: Objective;
}

/** Called every few steps; answering false ends the training, whose promise rejects with an AbortError. */
export type OnTrainingProgress = (progress: Progress) => Promise<boolean>;

/** What learns from the score, and how good models are (Q), within what the plugin can play [B4]. */
export interface LearningCalls {
  /** The best presets of some rows. @param inputs rows × 12 descriptors, row-major. @param limits of the penalties. */
  searchDirectly(inputs: Float64Array, limits: PenaltyLimits): Promise<FoundOptima>;
  /** The preset (5 values in the order of `TARGETS`) that is best on average for some rows. */
  bestConstant(rows: ConstantRows): Promise<Float64Array>;
  /** What a model answers to some rows. @param inputs rows × 12 descriptors, row-major. */
  answerRows(model: Answerer, inputs: Float64Array): Promise<Answers>;
  /** The same as its raw outputs, rows × 5 in the order of `TARGETS`, not decoded. */
  answerRowsRaw(model: Answerer, inputs: Float64Array): Promise<Float64Array>;
  /** Which training row of a model each of today's rows is; see `ml/quality/seenRows.ts`. Takes the numbers: they are empty afterwards. */
  seenRows(trained: Float64Array, known: readonly Float64Array[]): Promise<Int32Array | null>;
  /** How good answers are, and how sure. Takes the numbers of the rows and the folds: they are empty afterwards. */
  evaluateModel(request: EvaluationRequest): Promise<Evaluation>;
  trainNetwork(request: NetworkRequest, onProgress: OnTrainingProgress): Promise<ScoreNetworkTraining>;
  trainStudent(request: StudentRequest, onProgress: OnTrainingProgress): Promise<StudentTraining>;
}
