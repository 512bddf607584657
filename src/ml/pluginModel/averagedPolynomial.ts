import type { DegreePenalties, PluginWindows } from '../../domain/training.ts';
import { DESCRIPTOR_COUNT, DESCRIPTORS, type DescriptorKey } from '../../domain/descriptors.ts';
import { TARGET_COUNT } from '../../domain/hyperparameters.ts';
import type { RidgeParameters } from '../../domain/model.ts';
import { fitScaler } from '../model/standardisation.ts';
import { takeRows } from '../quality/regret.ts';
import { RandomState } from '../random/randomState.ts';
import { fitScorePolynomial } from '../student/fitScorePolynomial.ts';
import { PLUGIN_PENALTY_LIMITS } from '../../domain/playable.ts';
import type { AnswerBlend } from '../student/scoreGradient.ts';
import { targetsPlaying } from './playedAnswers.ts';
import { UNUSED_DESCRIPTOR } from './steadyBlend.ts';
import type { TermFilter } from '../student/whitenedFeatures.ts';

export interface AveragedPolynomialOptions {
  readonly seed: number;
  /** How many polynomials are averaged, each fitted to the windows of half of the recordings. */
  readonly draws: number;
  readonly iterations: number;
  /** What of an answer plays, whose score is followed; absent for all of it. */
  readonly blend?: AnswerBlend | undefined;
}

const TARGET_PULL = 0.02;
const OVERSHOOT_COST = 0.05;

/**
 * Only these are multiplied with one another. The others have rare values many standard deviations out (silence, a
 * change of loudness), where squares and cubes of them answer far beyond all that was learned.
 */
const MULTIPLIED: ReadonlySet<DescriptorKey> = new Set([
  'spectralSlopeMedian',
  'spectralFluxMedian',
  'spectralFluxIqr',
  'peakinessMedian',
  'brightnessMedian',
  'flatnessMedian',
  'lowHighRatio',
]);
/** The floor of low_penalty follows it [O]: it takes part in products of two, not of three. */
const IN_PAIRS: DescriptorKey = 'dynamicRangeProxy';

const takesPart: TermFilter = (term) => {
  const keys = term.map((descriptor) => DESCRIPTORS[descriptor]!.key);
  if (keys.length === 1) return keys[0] !== UNUSED_DESCRIPTOR;
  return keys.every((key) => MULTIPLIED.has(key) || (key === IN_PAIRS && keys.length === 2));
};

/**
 * A polynomial that follows the score of what plays of the limited answer [P9, B2] on the given rows: the average of several, each fitted to
 * half of the recordings, which carries less of what is peculiar to single recordings than one fit to all. Polynomials
 * of the same scales average to one. Every recording weighs the same.
 *
 * @param targets windows × 5 good answers.
 */
export function averagedPolynomial(
  windows: PluginWindows,
  targets: Float64Array,
  rows: Uint32Array,
  penalties: DegreePenalties,
  { seed, draws, iterations, blend }: AveragedPolynomialOptions,
): RidgeParameters {
  const { inputs, scored, groups } = windows;
  const scaler = fitScaler(inputs, rows);
  const aimed = blend === undefined ? targets : targetsPlaying(targets, blend);
  const recordings = [...new Set(Array.from(rows, (row) => groups[row]!))];
  const random = new RandomState(seed);
  const fits = Array.from({ length: draws }, () => {
    random.shuffle(recordings);
    const drawn = new Set(recordings.slice(0, Math.ceil(recordings.length / 2)));
    const own = rows.filter((row) => drawn.has(groups[row]!));
    const data = {
      rows: own.length,
      inputs: takeRows(inputs, own, DESCRIPTOR_COUNT),
      scored: takeRows(scored, own, DESCRIPTOR_COUNT),
      targets: takeRows(aimed, own, TARGET_COUNT),
      weights: recordingWeights(groups, own),
    };
    return fitScorePolynomial(data, {
      scaler,
      penalties,
      takesPart,
      limits: PLUGIN_PENALTY_LIMITS,
      targetPull: TARGET_PULL,
      overshootCost: OVERSHOOT_COST,
      iterations,
      ...(blend === undefined ? {} : { blend }),
    });
  });
  return average(fits);
}

/** Weights of rows, summing to 1, such that every recording weighs the same. */
function recordingWeights(groups: readonly string[], rows: Uint32Array): Float64Array {
  const sizes = new Map<string, number>();
  for (const row of rows) sizes.set(groups[row]!, (sizes.get(groups[row]!) ?? 0) + 1);
  return Float64Array.from(rows, (row) => 1 / (sizes.size * sizes.get(groups[row]!)!));
}

/** The polynomial whose answers are the means of those of others with the same scales. */
function average(fits: readonly RidgeParameters[]): RidgeParameters {
  const mean = (valueOf: (fit: RidgeParameters) => number) =>
    fits.reduce((sum, fit) => sum + valueOf(fit), 0) / fits.length;
  const first = fits[0]!;
  return {
    ...first,
    intercept: first.intercept.map((_, k) => mean(({ intercept }) => intercept[k]!)),
    coefficients: first.coefficients.map((row, k) => row.map((__, a) => mean((fit) => fit.coefficients[k]![a]!))),
  };
}
