import type { RidgeParameters } from './model.ts';
import type { PluginReport } from './pluginReport.ts';
import type { ModelQuality, RegretSummary } from './regret.ts';
import type { ScoreNetwork } from './scoreNetwork.ts';

/** What a model learns from, as plain numbers. */
export interface TrainingMatrix {
  /** rows × 12 descriptors, row-major. */
  readonly inputs: Float64Array;
  /** rows × 5 targets, row-major; the last is `minimax_logit`. */
  readonly targets: Float64Array;
  readonly rows: number;
}

/** One split of the rows: those a model learns from and those it is judged on, both ascending. */
export interface Fold {
  readonly test: Uint32Array;
  readonly train: Uint32Array;
}

/** What one fold says of every α. Its arrays can be transferred between threads. */
export interface FoldResult {
  /** The rows that were judged. */
  readonly test: Uint32Array;
  /** Per α: the mean squared error over all test cells (rows × 5). */
  readonly mse: Float64Array;
  /** α × test rows × 5, row-major: the predictions of the rows the fit did not see. */
  readonly predicted: Float64Array;
}

export interface RidgeFit {
  readonly parameters: RidgeParameters;
  /** Mean squared error over all cells of the rows it was fitted on. */
  readonly trainMse: number;
}

/** A trained ensemble, and what it answers to files it has not seen. */
export interface ScoreNetworkTraining {
  readonly network: ScoreNetwork;
  /** rows × 5: the answer to each row by the member that never saw its group, in the order of `TARGETS`. */
  readonly outOfFold: Float64Array;
  /** Which member held out each row. */
  readonly heldOutBy: Uint8Array;
  /** The step at which each member was best on the files that told it when to stop. */
  readonly bestSteps: readonly number[];
}

export interface StudentTraining {
  readonly parameters: RidgeParameters;
  /** rows × 5 raw answers: each row by the polynomial of the fold that did not see it nor did its teacher. */
  readonly outOfFold: Float64Array;
}

/** A ridge penalty of its own for each degree of the polynomial, per row; Infinity leaves out that degree and those above. */
export type DegreePenalties = readonly [linear: number, quadratic: number, cubic: number];

/** Windows of sound, each described in both domains. */
export interface PluginWindows {
  /** windows × 12 descriptors of the plugin [P8], row-major: what the model gets. */
  readonly inputs: Float64Array;
  /** windows × 12 descriptors of the trainer (D) over the same samples: what the score judges. */
  readonly scored: Float64Array;
  /** The recording or source of each window; none straddles folds. */
  readonly groups: readonly string[];
}

export interface PluginModelTraining {
  readonly parameters: RidgeParameters;
  readonly penalties: DegreePenalties;
  /** The held-out regret of every candidate's answers, and of what plays of them, in their order. */
  readonly candidates: readonly {
    readonly penalties: DegreePenalties;
    readonly regret: RegretSummary;
    readonly played: RegretSummary;
  }[];
  /** Held-out answers of the chosen candidate, as they would behave in the plugin. */
  readonly report: PluginReport;
  /** The regret of what plays of them, window by window. */
  readonly regrets: Float64Array;
  /** The same for the best single constant of each fold's training windows; what plays where it is built in, as sure as they are. */
  readonly constantReport: PluginReport;
}

/** What a best single constant is sought on. */
export interface ConstantRows {
  /** rows × 12 descriptors, row-major. */
  readonly inputs: Float64Array;
  /** rows × 5: the best preset of each row. */
  readonly optima: Float64Array;
}

/** Answers to files, to be judged. */
export interface EvaluatedAnswers {
  /** What the model is called in the verdict. */
  readonly name: string;
  readonly basis: ModelQuality['basis'];
  /** rows × 12 descriptors, row-major. */
  readonly inputs: Float64Array;
  /** The best score that each row can reach. */
  readonly best: Float64Array;
  /** rows × 5 raw answers in the order of `TARGETS`; none by a model that learned from the row's recording. */
  readonly answers: Float64Array;
  /** The folds by which the best single constant is held out; they cover every row once. */
  readonly folds: readonly Fold[];
  /** The best single constant (5 values) of each fold's {@link constantRows}. */
  readonly constants: readonly Float64Array[];
}
