import type { Fold, TrainingMatrix } from '../../domain/training.ts';
import type { FoldRequest } from '../../workers/contracts/compute.ts';
import type { EvaluationRequest } from '../../workers/contracts/learning.ts';
import { transfer } from '../../workers/pool/transfer.ts';

/** A matrix for one call of a worker, in copies that are handed over: see `ownCopy`. */
export function ownMatrix(matrix: TrainingMatrix): TrainingMatrix {
  const { copy, buffers } = copyOf(matrix);
  return transfer(copy, buffers);
}

/** The same with which fold of it is to be evaluated. */
export function ownFold(request: FoldRequest): FoldRequest {
  const { copy, buffers } = copyOf(request.matrix);
  return transfer({ ...request, matrix: copy }, buffers);
}

/** Answers that are to be judged, likewise; nobody needs the folds any more, which are handed over themselves. */
export function ownEvaluation(request: EvaluationRequest): EvaluationRequest {
  const [inputs, best, answers] = [request.inputs.slice(), request.best.slice(), request.answers.slice()];
  const buffers = [inputs.buffer, best.buffer, answers.buffer];
  return transfer({ ...request, inputs, best, answers }, [...buffers, ...request.folds.flatMap(buffersOfFold)]);
}

function copyOf({ inputs, targets, rows }: TrainingMatrix): { copy: TrainingMatrix; buffers: ArrayBuffer[] } {
  const copy = { inputs: inputs.slice(), targets: targets.slice(), rows };
  return { copy, buffers: [copy.inputs.buffer, copy.targets.buffer] };
}

function buffersOfFold({ test, train }: Fold): ArrayBuffer[] {
  return [test.buffer, train.buffer].filter((buffer) => buffer instanceof ArrayBuffer);
}
