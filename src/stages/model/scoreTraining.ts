import type { Fold, ScoreNetworkTraining } from '../../domain/training.ts';
import type { Objective } from '../../domain/measured.ts';
import type { NetworkModel, StudentModel } from '../../domain/model.ts';
import { inputRange } from '../../ml/model/inputRange.ts';
import { scoreMetrics } from '../../ml/quality/scoreMetrics.ts';
import type { Evaluation, EvaluationRequest } from '../../workers/contracts/learning.ts';
import type { ComputePool } from '../../workers/pool/computePool.ts';
import { sharedTensors } from '../../workers/pool/sharedTensors.ts';
import { fingerprintOf } from './fingerprint.ts';
import type { JobControl } from '../jobs/jobBoard.ts';
import type { LearningRows } from './learningRows.ts';
import { modelIdOf } from './modelId.ts';
import { evaluateAnswers } from './modelEvaluation.ts';
import { trainingSteps } from './trainingSteps.ts';

/** Rows of any objective: those of another than the proxy have targets to be met in place of a score to follow. */
export type ObjectiveRows = LearningRows & { readonly objective: Objective };

/** What tells which rows a model that learned from the score saw. */
export async function scoreFingerprint({ inputs, optima }: ObjectiveRows): Promise<string> {
  return fingerprintOf({ inputs, targets: optima });
}

/** Trains an ensemble on the score itself (Q), which needs neither labels nor trials, and judges it on held-out files. */
export async function trainNetworkModel(
  pool: ComputePool,
  rows: ObjectiveRows,
  seed: number,
  control: JobControl,
): Promise<NetworkModel> {
  const { inputs, groups, optima, objective } = rows;
  const targets = objective === 'proxy' ? null : optima;
  const { signal } = control;
  const onSteps = trainingSteps(control);
  const request = { inputs, groups, seed, targets, tensors: sharedTensors() };
  const training = await pool.run(async (worker) => worker.trainNetwork(request, onSteps), { signal });
  const { network, heldOutBy, bestSteps } = training;
  const folds = foldsOf(heldOutBy, network.members.length);
  const answers = training.outOfFold;
  const judging = { name: 'This network', answers, folds, confidence: { ensemble: training } };
  const { quality, confidence } = await judged(pool, rows, judging, signal);
  const createdAt = new Date();
  const dataFingerprint = await scoreFingerprint(rows);
  const outOfFold = { actual: optima, predicted: answers };
  return {
    modelId: modelIdOf('network', createdAt, dataFingerprint, objective),
    createdAt,
    kind: 'network',
    objective,
    seed,
    dataFingerprint,
    network,
    heldOutBy,
    bestSteps,
    metrics: scoreMetrics(outOfFold, network.members.length),
    inputRange: inputRange({ inputs }),
    outOfFold,
    quality,
    confidence,
  };
}

/** Teaches a polynomial what a network answers (Q), which the plugin can run, and judges it on held-out files. */
export async function trainStudentModel(
  pool: ComputePool,
  rows: ObjectiveRows,
  teacher: NetworkModel,
  control: JobControl,
): Promise<StudentModel> {
  const { inputs, optima, objective } = rows;
  const { seed, network, heldOutBy } = teacher;
  const { signal } = control;
  const onSteps = trainingSteps(control);
  const request = { inputs, teacher: trainingOf(teacher), seed, objective };
  const { parameters, outOfFold: answers } = await pool.run(async (worker) => worker.trainStudent(request, onSteps), {
    signal,
  });
  const folds = foldsOf(heldOutBy, network.members.length);
  const judging = { name: 'This student', answers, folds, confidence: 'folds' } as const;
  const { quality, confidence } = await judged(pool, rows, judging, signal);
  const createdAt = new Date();
  const outOfFold = { actual: optima, predicted: answers };
  return {
    modelId: modelIdOf('student', createdAt, teacher.dataFingerprint, objective),
    createdAt,
    kind: 'student',
    objective,
    seed,
    teacherId: teacher.modelId,
    dataFingerprint: teacher.dataFingerprint,
    parameters,
    metrics: scoreMetrics(outOfFold, folds.length),
    inputRange: teacher.inputRange,
    outOfFold,
    quality,
    confidence,
  };
}

/** Judges answers on held-out files. Regret is measured by the proxy, which does not judge what another objective taught. */
async function judged(
  pool: ComputePool,
  rows: ObjectiveRows,
  judging: Pick<EvaluationRequest, 'name' | 'answers' | 'folds' | 'confidence'>,
  signal: AbortSignal,
): Promise<Evaluation | { readonly quality: null; readonly confidence: null }> {
  if (rows.objective !== 'proxy') return { quality: null, confidence: null };
  return evaluateAnswers(pool, rows, { ...judging, basis: 'held-out' }, signal);
}

function trainingOf({ network, heldOutBy, bestSteps, outOfFold }: NetworkModel): ScoreNetworkTraining {
  return { network, heldOutBy, bestSteps, outOfFold: outOfFold.predicted };
}

/** The folds that members held out. */
function foldsOf(heldOutBy: Uint8Array, members: number): readonly Fold[] {
  const rows = Uint32Array.from(heldOutBy.keys());
  return Array.from({ length: members }, (_, member) => ({
    test: rows.filter((row) => heldOutBy[row] === member),
    train: rows.filter((row) => heldOutBy[row] !== member),
  }));
}
