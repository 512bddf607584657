/**
 * The seven hyperparameters of a preset (rules H), in the order of the database and of preset files; the labels are those of
 * tables and plots of trials.
 */
export const HYPERPARAMETERS = [
  { key: 'distancePenalty', column: 'distance_penalty', label: 'Dist' },
  { key: 'normRate', column: 'norm_rate', label: 'Norm' },
  { key: 'basePenaltyLog', column: 'base_penalty_log', label: 'BaseLog' },
  { key: 'penaltySkew', column: 'penalty_skew', label: 'Skew' },
  { key: 'minimaxStrength', column: 'minimax_strength', label: 'Minimax' },
  { key: 'lowPenalty', column: 'low_penalty', label: 'LowPen' },
  { key: 'highPenalty', column: 'high_penalty', label: 'HighPen' },
] as const;

export type HyperparameterKey = (typeof HYPERPARAMETERS)[number]['key'];
export type HyperparameterColumn = (typeof HYPERPARAMETERS)[number]['column'];

/** Five chosen values and the two penalties derived from them (H). */
export type Hyperparameters = Readonly<Record<HyperparameterKey, number>>;

/**
 * The five targets of a model and the five values that a search draws, in order (H, T1). All but the last are stored as
 * they are; `minimax_strength` is σ(`minimax_logit`).
 */
export const TARGETS = [
  { key: 'distancePenalty', column: 'distance_penalty', low: 0, high: 2.5 },
  { key: 'normRate', column: 'norm_rate', low: 0.001, high: 0.25 },
  { key: 'basePenaltyLog', column: 'base_penalty_log', low: -4, high: 4 },
  { key: 'penaltySkew', column: 'penalty_skew', low: -3, high: 3 },
  { key: 'minimaxLogit', column: 'minimax_logit', low: -4, high: 4 },
] as const;

export type TargetColumn = (typeof TARGETS)[number]['column'];

export const TARGET_COUNT = TARGETS.length;

/** The five values of one row of a matrix of targets (rows × 5), a view. */
export function targetRow(targets: Float64Array, row: number): Float64Array {
  return targets.subarray(row * TARGET_COUNT, (row + 1) * TARGET_COUNT);
}
export const TARGET_COLUMNS: readonly TargetColumn[] = TARGETS.map((t) => t.column);
