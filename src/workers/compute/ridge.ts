import { alphaGrid } from '../../ml/model/alphaGrid.ts';
import { evaluateFold } from '../../ml/model/crossValidation.ts';
import { makeFolds } from '../../ml/model/folds.ts';
import { fitRidge } from '../../ml/model/trainRidge.ts';
import { releaseNumbers } from '../../audio/bytes/release.ts';
import type { TrainingMatrix } from '../../domain/training.ts';
import { transfer } from '../pool/transfer.ts';
import type { ComputeCalls } from '../contracts/compute.ts';

/** Training and judging of a ridge, one fold at a time (rules M). */
export const ridgeCalls = {
  async evaluateFold({ matrix, grid, kFolds, foldSeed, foldIndex }) {
    const fold = makeFolds(matrix.rows, kFolds, foldSeed)[foldIndex];
    if (fold === undefined) throw new RangeError(`there is no fold ${foldIndex} of ${kFolds}`);
    const result = evaluateFold(matrix, alphaGrid(grid), fold);
    releaseMatrix(matrix);
    return transfer(result, [result.mse.buffer, result.predicted.buffer]);
  },

  async answerFold(matrix, alpha, fold) {
    const { predicted } = evaluateFold(matrix, Float64Array.of(alpha), fold);
    releaseMatrix(matrix);
    return transfer(predicted, [predicted.buffer]);
  },

  async fit(matrix, alpha) {
    const fit = fitRidge(matrix, alpha);
    releaseMatrix(matrix);
    return fit;
  },
} satisfies Partial<ComputeCalls>;

/** Gives back at once the copy of the rows that came with a call: every fold brings one, of megabytes where there are many. */
function releaseMatrix({ inputs, targets }: TrainingMatrix): void {
  releaseNumbers([inputs, targets]);
}
