import type { Fold, TrainingMatrix } from '../../domain/training.ts';
import { DESCRIPTOR_COUNT } from '../../domain/descriptors.ts';
import { TARGET_COUNT, targetRow } from '../../domain/hyperparameters.ts';
import type { AnsweringModel } from '../../domain/model.ts';
import type { ModelQuality } from '../../domain/regret.ts';
import { makeFolds } from '../../ml/model/folds.ts';
import { rawAnswer } from '../../ml/prediction/predict.ts';
import { groupedFolds } from '../../ml/quality/groupedFolds.ts';
import { constantRows } from '../../ml/quality/heldOutQuality.ts';
import type { ComputePool } from '../../workers/pool/computePool.ts';
import type { Evaluation, EvaluationRequest } from '../../workers/contracts/learning.ts';
import { forEachLimited } from '../jobs/forEachLimited.ts';
import type { LearningRows } from './learningRows.ts';
import { untilResumed } from '../jobs/pauseGate.ts';

/** Folds in which the best single constant is held out where a model has none of its own. */
const CONSTANT_FOLDS = 5;
const CONSTANT_SEED = 1337;

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
  { inputs, groups, recordingCount, optima, best, count }: LearningRows,
  { matrix, alpha, kFolds, foldSeed, outOfFold }: RidgeFolds,
  signal: AbortSignal,
): Promise<Evaluation | null> {
  if (recordingCount < 2) return null;
  const apart = recordingCount === count;
  const folds = apart ? makeFolds(count, kFolds, foldSeed) : groupedFolds(groups, kFolds, foldSeed);
  const answers = apart ? outOfFold : await answersByFolds(pool, matrix, alpha, folds, signal);
  const request = { name: 'This ridge', basis: 'held-out', inputs, best, answers, folds, confidence: 'folds' } as const;
  return evaluateAnswers(pool, request, optima, signal);
}

/** Judges a model from elsewhere by its answers to every file, of which it may have seen any. */
export async function evaluateOnDataSet(
  pool: ComputePool,
  model: AnsweringModel,
  { inputs, groups, recordingCount, optima, best, count }: LearningRows,
  signal: AbortSignal,
): Promise<ModelQuality | null> {
  if (recordingCount < 2) return null;
  const answers = new Float64Array(count * TARGET_COUNT);
  for (let row = 0; row < count; row++) {
    const descriptors = inputs.subarray(row * DESCRIPTOR_COUNT, (row + 1) * DESCRIPTOR_COUNT);
    answers.set(rawAnswer(model, descriptors), row * TARGET_COUNT);
  }
  const folds = groupedFolds(groups, CONSTANT_FOLDS, CONSTANT_SEED);
  const request = { name: 'This model', basis: 'data-set', inputs, best, answers, folds, confidence: 'none' } as const;
  const { quality } = await evaluateAnswers(pool, request, optima, signal);
  return quality;
}

/**
 * Judges answers beside the best single constants, which are sought for all folds at once.
 *
 * @param optima rows × 5: the best preset of each row
 */
export async function evaluateAnswers(
  pool: ComputePool,
  request: Omit<EvaluationRequest, 'constants'>,
  optima: Float64Array,
  signal: AbortSignal,
): Promise<Evaluation> {
  const { inputs, folds } = request;
  const constants: Float64Array[] = [];
  await forEachLimited([...folds.entries()], pool.size, signal, async ([i, fold]) => {
    const rows = constantRows({ inputs, optima }, fold);
    constants[i] = await pool.run(async (worker) => worker.bestConstant(rows), { signal });
  });
  await untilResumed(signal);
  signal.throwIfAborted();
  return pool.run(async (worker) => worker.evaluateModel({ ...request, constants }), { signal });
}

async function answersByFolds(
  pool: ComputePool,
  matrix: TrainingMatrix,
  alpha: number,
  folds: readonly Fold[],
  signal: AbortSignal,
): Promise<Float64Array> {
  const answers = new Float64Array(matrix.rows * TARGET_COUNT);
  await forEachLimited(folds, pool.size, signal, async (fold) => {
    const predicted = await pool.run(async (worker) => worker.answerFold(matrix, alpha, fold), { signal });
    for (const [i, row] of fold.test.entries()) {
      answers.set(targetRow(predicted, i), row * TARGET_COUNT);
    }
  });
  signal.throwIfAborted();
  return answers;
}
