import type { ScoreNetworkTraining, DegreePenalties, StudentTraining } from '../../domain/training.ts';
import { DESCRIPTOR_COUNT } from '../../domain/descriptors.ts';
import { TARGET_COUNT } from '../../domain/hyperparameters.ts';
import type { Progress } from '../../domain/job.ts';
import type { RidgeParameters } from '../../domain/model.ts';
import { fitScaler } from '../model/standardisation.ts';
import { predictRaw } from '../model/predictRaw.ts';
import { DescriptorSampler, type SamplingShares } from '../network/descriptorSampler.ts';
import type { ScoreNetwork } from '../../domain/scoreNetwork.ts';
import { memberAnswer, networkAnswer } from '../network/scoreNetwork.ts';
import { descriptorRow } from '../quality/regret.ts';
import { DefaultRng } from '../random/defaultRng.ts';
import { fitScorePolynomial, type ScoredRows } from './fitScorePolynomial.ts';
import { NO_PENALTY_LIMITS, type PenaltyLimits } from '../../domain/playable.ts';
import { ALL_TERMS } from './whitenedFeatures.ts';

export interface StudentOptions {
  readonly seed: number;
  /** Samples around the data set that the polynomial learns from besides its rows. */
  readonly samples: number;
  readonly penalties: DegreePenalties;
  readonly iterations: number;
  /** What penalties come to where the answers are played. */
  readonly limits: PenaltyLimits;
}

export const DEFAULT_STUDENT_OPTIONS: StudentOptions = {
  seed: 1337,
  samples: 800,
  penalties: [1e-3, 3e-2, 3e-1],
  iterations: 60,
  limits: NO_PENALTY_LIMITS,
};

const SAMPLING: SamplingShares = { mixture: 0.4, shuffle: 0.3, jitter: 0.15 };
/** The share of all weight that the data set's own rows have. */
const ROWS_WEIGHT = 0.5;
const TARGET_PULL = 0.02;
const OVERSHOOT_COST = 0.5;

/**
 * Teaches a polynomial of degree 3 what a score-trained network answers, on the data set and on samples around it, and
 * lets its coefficients follow the score from there: the model the plugin's format can hold. The held-out answers come
 * from one more polynomial for each fold of the network, taught by the member that held out the same fold.
 *
 * @param inputs the rows that the network was trained on: rows × 12, row-major.
 * @param onProgress called after every fit; false ends the training.
 * @returns null when it was ended.
 */
export async function trainStudent(
  inputs: Float64Array,
  teacher: ScoreNetworkTraining,
  options: StudentOptions,
  onProgress: (progress: Progress) => boolean | Promise<boolean>,
): Promise<StudentTraining | null> {
  const { network, heldOutBy } = teacher;
  const rows = Uint32Array.from(heldOutBy.keys());
  const outOfFold = new Float64Array(rows.length * TARGET_COUNT);
  const total = network.members.length + 1;
  for (let member = 0; member < network.members.length; member++) {
    const seen = rows.filter((row) => heldOutBy[row] !== member);
    const parameters = fitStudent(inputs, seen, (descriptors) => memberAnswer(network, member, descriptors), options);
    for (const row of rows) {
      if (heldOutBy[row] !== member) continue;
      outOfFold.set(predictRaw(parameters, descriptorRow(inputs, row)), row * TARGET_COUNT);
    }
    if (!(await onProgress({ done: member + 1, total }))) return null;
  }
  const parameters = fitStudent(inputs, rows, teacherOf(network), options);
  return (await onProgress({ done: total, total })) ? { parameters, outOfFold } : null;
}

function teacherOf(network: ScoreNetwork): Teacher {
  return (descriptors) => networkAnswer(network, descriptors);
}

type Teacher = (descriptors: Float64Array) => Float64Array;

function fitStudent(
  inputs: Float64Array,
  rows: Uint32Array,
  teacher: Teacher,
  options: StudentOptions,
): RidgeParameters {
  return fitScorePolynomial(scoredTargets(inputs, rows, teacher, options), {
    scaler: fitScaler(inputs, rows),
    penalties: options.penalties,
    takesPart: ALL_TERMS,
    limits: options.limits,
    targetPull: TARGET_PULL,
    overshootCost: OVERSHOOT_COST,
    iterations: options.iterations,
  });
}

/** The given rows and samples around them, with the teacher's answers. */
function scoredTargets(
  inputs: Float64Array,
  rows: Uint32Array,
  teacher: Teacher,
  { seed, samples }: StudentOptions,
): ScoredRows {
  const count = rows.length + samples;
  const taught = new Float64Array(count * DESCRIPTOR_COUNT);
  const targets = new Float64Array(count * TARGET_COUNT);
  const sampler = new DescriptorSampler(inputs, rows, SAMPLING);
  const rng = new DefaultRng(seed);
  for (let i = 0; i < count; i++) {
    const descriptors = descriptorRow(taught, i);
    if (i < rows.length) descriptors.set(descriptorRow(inputs, rows[i]!));
    else sampler.draw(rng, descriptors);
    targets.set(teacher(descriptors), i * TARGET_COUNT);
  }
  const rowsWeight = samples === 0 ? 1 : ROWS_WEIGHT;
  const weights = Float64Array.from({ length: count }, (_, i) =>
    i < rows.length ? rowsWeight / rows.length : (1 - rowsWeight) / samples,
  );
  return { rows: count, inputs: taught, scored: taught, targets, weights };
}
