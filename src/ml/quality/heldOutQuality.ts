import type { Fold, ConstantRows, EvaluatedAnswers } from '../../domain/training.ts';
import { DESCRIPTOR_COUNT } from '../../domain/descriptors.ts';
import { TARGET_COUNT, targetRow } from '../../domain/hyperparameters.ts';
import { NO_PENALTY_LIMITS, playable, type PenaltyLimits } from '../../domain/playable.ts';
import type { ModelQuality } from '../../domain/regret.ts';
import { decodeModelOutput } from '../objective/decode.ts';
import { regretsOfPresets, summariseRegret, takeRows } from './regret.ts';
import { verdictOf, verdictSentence } from './verdict.ts';

/** The best single constant of more rows than these is that of an even sample of them: it has five numbers to learn. */
const CONSTANT_ROWS = 250;

/**
 * The regret of answers beside that of the best single constant, which learns from the other folds (Q).
 *
 * @param limits what penalties come to where the answers are played; `best` is reached within the same.
 */
export function heldOutQuality(
  { name, basis, inputs, best, answers, folds, constants }: EvaluatedAnswers,
  limits: PenaltyLimits = NO_PENALTY_LIMITS,
): ModelQuality {
  const own = regretsOfAnswers(inputs, best, answers, limits);
  const constantAnswers = new Float64Array(answers.length);
  for (const [fold, { test }] of folds.entries()) {
    for (const row of test) constantAnswers.set(constants[fold]!, row * TARGET_COUNT);
  }
  const regret = summariseRegret(own);
  const constant = summariseRegret(regretsOfAnswers(inputs, best, constantAnswers, limits));
  return {
    basis,
    regret,
    constant,
    verdict: verdictOf(regret, constant),
    sentence: verdictSentence(name, regret, constant, basis),
    regrets: own.sort(),
    measuredOn: null,
  };
}

/** The rows that the best single constant of a fold is sought on: of those it may learn from, an even sample. */
export function constantRows({ inputs, optima }: ConstantRows, { train }: Fold): ConstantRows {
  const seen = evenSample(train, CONSTANT_ROWS);
  return { inputs: takeRows(inputs, seen, DESCRIPTOR_COUNT), optima: takeRows(optima, seen, TARGET_COUNT) };
}

/** Best score − score of the decoded answer, not perturbed, for each row. @param answers rows × 5 raw answers. */
export function regretsOfAnswers(
  inputs: Float64Array,
  best: Float64Array,
  answers: Float64Array,
  limits: PenaltyLimits = NO_PENALTY_LIMITS,
): Float64Array {
  return regretsOfPresets(inputs, best, (row) => playable(decodeModelOutput(targetRow(answers, row)), limits));
}

/** At most `count` of the rows, evenly spread over them, in their order. */
export function evenSample(rows: Uint32Array, count: number): Uint32Array {
  if (rows.length <= count) return rows;
  return Uint32Array.from({ length: count }, (_, i) => rows[Math.floor((i * rows.length) / count)]!);
}
