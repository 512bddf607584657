import { HYPERPARAMETERS, type HyperparameterKey, type Hyperparameters } from './hyperparameters.ts';
import { OBJECTIVE_TERMS, type ObjectiveTermKey, type ObjectiveTerms, type Trial } from './trials.ts';

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

const TERMS_AT = 1;
const HYPERPARAMETERS_AT = TERMS_AT + OBJECTIVE_TERMS.length;
const LOGIT_AT = HYPERPARAMETERS_AT + HYPERPARAMETERS.length;

function numberOfTrials(packed: PackedTrials): number {
  if (packed.length % PACKED_TRIAL_WIDTH !== 0) {
    throw new RangeError(`${packed.length} numbers are no whole number of packed trials`);
  }
  return packed.length / PACKED_TRIAL_WIDTH;
}

/** A class of numbers that lie side by side, read by their names. */
function namedBy<Key extends string>(keys: readonly { readonly key: Key }[]) {
  class Named {
    readonly packed: PackedTrials;
    readonly at: number;

    constructor(packed: PackedTrials, at: number) {
      this.packed = packed;
      this.at = at;
    }
  }
  for (const [place, { key }] of keys.entries()) {
    Object.defineProperty(Named.prototype, key, {
      get(this: Named) {
        return this.packed[this.at + place] ?? Number.NaN;
      },
    });
  }
  return Named as unknown as new (packed: PackedTrials, at: number) => Readonly<Record<Key, number>>;
}

const RowTerms = namedBy<ObjectiveTermKey>(OBJECTIVE_TERMS);
const RowHyperparameters = namedBy<HyperparameterKey>(HYPERPARAMETERS);

/** One of many trials, read when it is asked for. */
class TrialRow implements Trial {
  readonly #packed: PackedTrials;
  readonly #at: number;

  constructor(packed: PackedTrials, row: number) {
    this.#packed = packed;
    this.#at = row * PACKED_TRIAL_WIDTH;
  }

  get trialIndex(): number {
    return this.#packed[this.#at] ?? 0;
  }

  get terms(): ObjectiveTerms {
    return new RowTerms(this.#packed, this.#at + TERMS_AT);
  }

  get hyperparameters(): Hyperparameters {
    return new RowHyperparameters(this.#packed, this.#at + HYPERPARAMETERS_AT);
  }

  get minimaxLogit(): number | null {
    const logit = this.#packed[this.#at + LOGIT_AT] ?? Number.NaN;
    return Number.isNaN(logit) ? null : logit;
  }
}

/**
 * Some of many trials, which stay packed: as objects a million would take the page a gigabyte. What their properties answer
 * is not their own, so that it cannot be spread.
 *
 * @param from the first row @param end the row behind the last one, or any after it
 * @throws RangeError where the length is no whole number of trials
 */
export function trialRows(packed: PackedTrials, from = 0, end = Infinity): Trial[] {
  const length = Math.max(0, Math.min(end, numberOfTrials(packed)) - from);
  return Array.from({ length }, (_, i) => new TrialRow(packed, from + i));
}

/** The inverse of {@link packTrials}. Throws a RangeError where the length is no whole number of trials. */
export function unpackTrials(packed: PackedTrials): Trial[] {
  const named = (keys: readonly { readonly key: string }[], from: number): Record<string, number> =>
    Object.fromEntries(keys.map(({ key }, place) => [key, packed[from + place] ?? Number.NaN]));
  return trialRows(packed).map(({ trialIndex, minimaxLogit }, row) => ({
    trialIndex,
    terms: named(OBJECTIVE_TERMS, row * PACKED_TRIAL_WIDTH + TERMS_AT) as unknown as ObjectiveTerms,
    hyperparameters: named(
      HYPERPARAMETERS,
      row * PACKED_TRIAL_WIDTH + HYPERPARAMETERS_AT,
    ) as unknown as Hyperparameters,
    minimaxLogit,
  }));
}
