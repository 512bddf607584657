import { HYPERPARAMETERS, type Hyperparameters } from './hyperparameters.ts';
import type { MeasuredTrial } from './measured.ts';

/** The columns of one packed measured trial before its parts: index, terms, hyperparameters, raw logit (NaN if none). */
export const MEASURED_TRIAL_COLUMNS = [
  'trial_index',
  'score',
  'purity',
  'mask_change',
  'spread',
  ...HYPERPARAMETERS.map((h) => h.column),
  'minimax_logit',
] as const;

export const MEASURED_HEAD = MEASURED_TRIAL_COLUMNS.length;
const FIRST_HYPERPARAMETER = 5;

/** Measured trials of one file as one transferable array, row-major; each row ends with its parts. */
export interface PackedMeasuredTrials {
  readonly mixtures: number;
  readonly values: Float64Array;
}

/** Packs trials of one file, which all have the same mixtures; a logit that there is not becomes NaN. */
export function packMeasuredTrials(trials: readonly MeasuredTrial[]): PackedMeasuredTrials {
  const mixtures = (trials[0]?.parts.length ?? 0) / 2;
  const width = MEASURED_HEAD + 2 * mixtures;
  const values = new Float64Array(trials.length * width);
  for (const [row, { trialIndex, terms, hyperparameters, minimaxLogit, parts }] of trials.entries()) {
    const head = [trialIndex, terms.score, terms.purity, terms.maskChange, terms.spread];
    const drawn = HYPERPARAMETERS.map(({ key }) => hyperparameters[key]);
    values.set([...head, ...drawn, minimaxLogit ?? Number.NaN], row * width);
    values.set(parts, row * width + MEASURED_HEAD);
  }
  return { mixtures, values };
}

/** The inverse of {@link packMeasuredTrials}. Throws a RangeError for a broken row. */
export function unpackMeasuredTrials({ mixtures, values }: PackedMeasuredTrials): MeasuredTrial[] {
  const width = MEASURED_HEAD + 2 * mixtures;
  if (values.length % width !== 0) throw new RangeError(`${values.length} numbers are no whole number of trials`);
  return Array.from({ length: values.length / width }, (_, row) => {
    const at = row * width;
    const [trialIndex = 0, score = 0, purity = 0, maskChange = 0, spread = 0] = values.subarray(at, at + width);
    const minimaxLogit = values[at + MEASURED_HEAD - 1] ?? Number.NaN;
    return {
      trialIndex,
      terms: { score, purity, maskChange, spread },
      hyperparameters: hyperparametersFrom(values.subarray(at + FIRST_HYPERPARAMETER)),
      minimaxLogit: Number.isNaN(minimaxLogit) ? null : minimaxLogit,
      parts: values.slice(at + MEASURED_HEAD, at + width),
    };
  });
}

/** The seven hyperparameters at the beginning of a list. */
export function hyperparametersFrom(values: ArrayLike<number>): Hyperparameters {
  const named = HYPERPARAMETERS.map(({ key }, i): [string, number] => [key, values[i] ?? Number.NaN]);
  return Object.fromEntries(named) as Hyperparameters;
}
