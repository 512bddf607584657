import { HYPERPARAMETERS, type Hyperparameters } from './hyperparameters.ts';
import { OBJECTIVE_TERMS, type ObjectiveTerms, type Trial } from './trials.ts';

/** The columns of one packed trial: index, eight terms, seven hyperparameters, the raw logit (NaN where unknown). */
export const PACKED_TRIAL_COLUMNS = [
  'trial_index',
  ...OBJECTIVE_TERMS.map((t) => t.column),
  ...HYPERPARAMETERS.map((h) => h.column),
  'minimax_logit',
] as const;

export const PACKED_TRIAL_WIDTH = PACKED_TRIAL_COLUMNS.length;

/** Many trials as one transferable array, row-major, {@link PACKED_TRIAL_WIDTH} numbers a trial. */
export type PackedTrials = Float64Array;

/** In the order given; a logit that there is not becomes NaN. */
export function packTrials(trials: readonly Trial[]): PackedTrials {
  const packed = new Float64Array(trials.length * PACKED_TRIAL_WIDTH);
  trials.forEach((trial, row) => {
    packed.set(
      [
        trial.trialIndex,
        ...OBJECTIVE_TERMS.map(({ key }) => trial.terms[key]),
        ...HYPERPARAMETERS.map(({ key }) => trial.hyperparameters[key]),
        trial.minimaxLogit ?? Number.NaN,
      ],
      row * PACKED_TRIAL_WIDTH,
    );
  });
  return packed;
}

const SCORE_COLUMN = PACKED_TRIAL_COLUMNS.indexOf('score');

/** The score of one of many trials; NaN where there is no such row. */
export function packedScore(trials: PackedTrials, row: number): number {
  return trials[row * PACKED_TRIAL_WIDTH + SCORE_COLUMN] ?? Number.NaN;
}

/** The row of the best trial (T5), the earliest on a tie, one without a score last; null where there are none. */
export function bestPackedRow(trials: PackedTrials): number | null {
  let best: number | null = null;
  for (let row = 0; row < trials.length / PACKED_TRIAL_WIDTH; row += 1) {
    const [score, other] = [packedScore(trials, row), best === null ? Number.NaN : packedScore(trials, best)];
    if (best === null || score > other || (Number.isNaN(other) && !Number.isNaN(score))) best = row;
  }
  return best;
}

/** The inverse of {@link packTrials}. Throws a RangeError where the length is no whole number of trials. */
export function unpackTrials(packed: PackedTrials): Trial[] {
  if (packed.length % PACKED_TRIAL_WIDTH !== 0) {
    throw new RangeError(`${packed.length} numbers are no whole number of packed trials`);
  }
  /** Key by key, not by a list of entries for each: a run may have a million trials. */
  const named = (keys: readonly { readonly key: string }[], from: number): Record<string, number> => {
    const values: Record<string, number> = {};
    let at = from;
    for (const { key } of keys) values[key] = packed[at++] ?? Number.NaN;
    return values;
  };
  return Array.from({ length: packed.length / PACKED_TRIAL_WIDTH }, (_, row) => {
    const at = row * PACKED_TRIAL_WIDTH;
    const minimaxLogit = packed[at + PACKED_TRIAL_WIDTH - 1] ?? Number.NaN;
    return {
      trialIndex: packed[at] ?? 0,
      terms: named(OBJECTIVE_TERMS, at + 1) as unknown as ObjectiveTerms,
      hyperparameters: named(HYPERPARAMETERS, at + 1 + OBJECTIVE_TERMS.length) as unknown as Hyperparameters,
      minimaxLogit: Number.isNaN(minimaxLogit) ? null : minimaxLogit,
    };
  });
}
