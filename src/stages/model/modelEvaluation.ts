import type { Fold, TrainingMatrix } from '../../domain/training.ts';
import { DESCRIPTOR_COUNT } from '../../domain/descriptors.ts';
import { TARGET_COUNT, targetRow } from '../../domain/hyperparameters.ts';
import { answererOf, isCrossValidated, type AnsweringModel, type CrossValidatedModel } from '../../domain/model.ts';
import { NO_PENALTY_LIMITS } from '../../domain/playable.ts';
import type { ModelQuality } from '../../domain/regret.ts';
import { makeFolds } from '../../ml/model/folds.ts';
import { groupedFolds } from '../../ml/quality/groupedFolds.ts';
import { constantRows } from '../../ml/quality/heldOutQuality.ts';
import { takeRows } from '../../ml/quality/regret.ts';
import { UNSEEN } from '../../ml/quality/seenRows.ts';
import type { ComputePool, RunOptions } from '../../workers/pool/computePool.ts';
import { ownCopies, ownCopy } from '../../workers/pool/transfer.ts';
import type { Evaluation, EvaluationRequest } from '../../workers/contracts/learning.ts';
import { forEachLimited } from '../jobs/forEachLimited.ts';
import type { LearningRows } from './learningRows.ts';
import { PageTurns } from '../jobs/pageTurns.ts';
import { ownEvaluation, ownMatrix } from './ownCopies.ts';
import { untilResumed } from '../jobs/pauseGate.ts';

/** Folds in which the best single constant is held out where a model has none of its own. */
const CONSTANT_FOLDS = 5;
const CONSTANT_SEED = 1337;
/** Rows that one call of a worker answers. */
const ROWS_PER_CALL = 2048;
/** A matrix of so many rows leaves more in a worker than starting another one costs. */
const MANY_ROWS = 10_000;

/** How a worker goes about work on all of so many rows at once. */
export function wholeRun(rows: number, signal: AbortSignal): RunOptions {
  return { signal, isLast: rows >= MANY_ROWS };
}

/** What models are called in their verdicts. */
const NAMES: Readonly<Record<AnsweringModel['kind'], string>> = {
  ridge: 'This ridge',
  network: 'This network',
  student: 'This student',
  imported: 'This model',
};

/** What the parts of a ridge's cross validation that judging needs are. */
export interface RidgeFolds {
  readonly matrix: TrainingMatrix;
  readonly alpha: number;
  readonly kFolds: number;
  readonly foldSeed: number;
  /** rows × 5: the answers of the folds that chose α, which do not look at recordings (M3). */
  readonly outOfFold: Float64Array;
}

/**
 * Judges a ridge on held-out files: by the folds that chose α where every file is a recording of its own, else by folds
 * that no recording straddles. Null where all files are of one recording.
 */
export async function evaluateRidge(
  pool: ComputePool,
  rows: LearningRows,
  ridge: RidgeFolds,
  signal: AbortSignal,
): Promise<Evaluation | null> {
  const { groups, recordingCount, count } = rows;
  if (recordingCount < 2) return null;
  const { kFolds, foldSeed } = ridge;
  const turns = new PageTurns();
  await turns.pause();
  const folds = recordingCount === count ? makeFolds(count, kFolds, foldSeed) : groupedFolds(groups, kFolds, foldSeed);
  await turns.pause();
  const answers = await ridgeAnswers(pool, groups, ridge, signal);
  await turns.pause();
  const judging = { name: NAMES.ridge, basis: 'held-out', answers, folds, confidence: 'folds' } as const;
  return evaluateAnswers(pool, rows, judging, signal);
}

/**
 * Measures a model on the files of today: on held-out files where it can be told which it has seen, so that those are answered
 * by the part of it that had not, and the others by all of it; else by its answers to every file, of which it may have seen
 * any. Null where all files are of one recording.
 *
 * @param labels rows × 5: the best parameters that a ridge learns, NaN where there are none.
 */
export async function evaluateOnRows(
  pool: ComputePool,
  model: AnsweringModel,
  rows: LearningRows,
  labels: Float64Array,
  signal: AbortSignal,
): Promise<ModelQuality | null> {
  const { inputs, groups, recordingCount } = rows;
  if (recordingCount < 2) return null;
  const answers = await answersTo(pool, model, inputs, signal);
  const turns = new PageTurns();
  const heldOut = isCrossValidated(model) ? await answersToSeen(pool, model, rows, labels, signal) : null;
  await turns.pause();
  if (heldOut !== null) {
    for (const [row, trained] of heldOut.trainedRows.entries()) {
      if (trained !== UNSEEN) answers.set(targetRow(heldOut.answers, trained), row * TARGET_COUNT);
      if (row % ROWS_PER_CALL === 0) await turns.next();
    }
  }
  await turns.pause();
  const folds = groupedFolds(groups, CONSTANT_FOLDS, CONSTANT_SEED);
  await turns.pause();
  const { quality } = await evaluateAnswers(
    pool,
    rows,
    {
      name: NAMES[model.kind],
      basis: heldOut === null ? 'data-set' : 'held-out',
      answers,
      folds,
      confidence: 'none',
    },
    signal,
  );
  return quality;
}

/** What a model answers to rows, as raw outputs, rows × 5. */
async function answersTo(
  pool: ComputePool,
  model: AnsweringModel,
  inputs: Float64Array,
  signal: AbortSignal,
): Promise<Float64Array> {
  const answerer = answererOf(model);
  const answers = new Float64Array((inputs.length / DESCRIPTOR_COUNT) * TARGET_COUNT);
  const parts = Array.from({ length: Math.ceil(inputs.length / DESCRIPTOR_COUNT / ROWS_PER_CALL) }, (_, part) => part);
  await forEachLimited(parts, pool.size, signal, async (part) => {
    const from = part * ROWS_PER_CALL;
    const own = inputs.subarray(from * DESCRIPTOR_COUNT, (from + ROWS_PER_CALL) * DESCRIPTOR_COUNT);
    const some = await pool.run(async (worker) => worker.answerRowsRaw(answerer, ownCopy(own)), { signal });
    answers.set(some, from * TARGET_COUNT);
  });
  signal.throwIfAborted();
  return answers;
}

/**
 * Judges answers to rows beside the best single constants, which are sought for all folds at once.
 *
 * @param judging its folds are given away: they are empty afterwards
 */
export async function evaluateAnswers(
  pool: ComputePool,
  { inputs, best, optima, fingerprint }: LearningRows,
  judging: Omit<EvaluationRequest, 'constants' | 'inputs' | 'best'>,
  signal: AbortSignal,
): Promise<Evaluation> {
  const { folds } = judging;
  const constants: Float64Array[] = [];
  await forEachLimited([...folds.entries()], pool.size, signal, async ([i, fold]) => {
    const rows = constantRows({ inputs, optima }, fold);
    constants[i] = await pool.run(async (worker) => worker.bestConstant(rows), { signal });
  });
  await untilResumed(signal);
  signal.throwIfAborted();
  const request = { ...judging, inputs, best, constants };
  const { quality, confidence } = await pool.run(
    async (worker) => worker.evaluateModel(ownEvaluation(request)),
    wholeRun(best.length, signal),
  );
  return { quality: { ...quality, measuredOn: fingerprint }, confidence };
}

/**
 * The held-out answers of a model to the rows of its training, and which of these each of today's rows is. Null where that
 * cannot be told, or where it has heard another part of the recording of one that it has not seen.
 */
async function answersToSeen(
  pool: ComputePool,
  model: CrossValidatedModel,
  { inputs, groups, optima }: LearningRows,
  labels: Float64Array,
  signal: AbortSignal,
): Promise<{ readonly trainedRows: Int32Array; readonly answers: Float64Array } | null> {
  const { actual, predicted } = model.outOfFold;
  // What earlier versions trained on was the best of all, which the plugin may not be able to play.
  const beyondPlugin = async () =>
    pool.run(async (worker) => worker.searchDirectly(ownCopy(inputs), NO_PENALTY_LIMITS), { signal });
  const seen = async (known: readonly Float64Array[]) =>
    pool.run(async (worker) => worker.seenRows(ownCopy(actual), ownCopies(known)), { signal });
  const trainedRows = (await seen([optima, labels])) ?? (await seen([optima, labels, (await beyondPlugin()).targets]));
  if (trainedRows === null) return null;
  const heard = new Set(groups.filter((_, row) => trainedRows[row] !== UNSEEN));
  if (groups.some((group, row) => trainedRows[row] === UNSEEN && heard.has(group))) return null;
  const seenCount = trainedRows.reduce((count, trained) => count + (trained === UNSEEN ? 0 : 1), 0);
  if (model.kind !== 'ridge' || heard.size === seenCount) return { trainedRows, answers: predicted };
  // The folds that chose α do not look at recordings, and others need all that the ridge learned from.
  const { alpha, kFolds, rows } = model.metrics;
  if (seenCount < rows) return null;
  const inTraining = new Uint32Array(rows);
  for (const [row, trained] of trainedRows.entries()) if (trained !== UNSEEN) inTraining[trained] = row;
  const matrix = { inputs: takeRows(inputs, inTraining, DESCRIPTOR_COUNT), targets: actual, rows };
  const own = Array.from(inTraining, (row) => groups[row] ?? '');
  const folds = { matrix, alpha, kFolds, foldSeed: model.foldSeed, outOfFold: predicted };
  return { trainedRows, answers: await ridgeAnswers(pool, own, folds, signal) };
}

/** A ridge's answers to its training rows, each by a fit that heard nothing of the row's recording. */
async function ridgeAnswers(
  pool: ComputePool,
  groups: readonly string[],
  { matrix, alpha, kFolds, foldSeed, outOfFold }: RidgeFolds,
  signal: AbortSignal,
): Promise<Float64Array> {
  if (new Set(groups).size === groups.length) return outOfFold;
  const folds: readonly Fold[] = groupedFolds(groups, kFolds, foldSeed);
  const answers = new Float64Array(matrix.rows * TARGET_COUNT);
  await forEachLimited(folds, pool.size, signal, async (fold) => {
    const predicted = await pool.run(
      async (worker) => worker.answerFold(ownMatrix(matrix), alpha, fold),
      wholeRun(matrix.rows, signal),
    );
    for (const [i, row] of fold.test.entries()) {
      answers.set(targetRow(predicted, i), row * TARGET_COUNT);
    }
  });
  signal.throwIfAborted();
  return answers;
}
