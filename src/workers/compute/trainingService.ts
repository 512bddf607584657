import { alphaGrid } from '../../ml/model/alphaGrid.ts';
import { evaluateFold } from '../../ml/model/crossValidation.ts';
import { makeFolds } from '../../ml/model/folds.ts';
import { fitRidge } from '../../ml/model/trainRidge.ts';
import { releaseMatrix } from './releaseMatrix.ts';
import { transfer } from '../pool/transfer.ts';
import type { TrainingService } from '../contracts/compute.ts';

/** Training, one fold at a time (rules M). */
export const trainingService: TrainingService = {
  async evaluateFold({ matrix, grid, kFolds, foldSeed, foldIndex }) {
    const fold = makeFolds(matrix.rows, kFolds, foldSeed)[foldIndex];
    if (fold === undefined) throw new RangeError(`there is no fold ${foldIndex} of ${kFolds}`);
    const result = evaluateFold(matrix, alphaGrid(grid), fold);
    releaseMatrix(matrix);
    return transfer(result, [result.mse.buffer, result.predicted.buffer]);
  },

  async fit(matrix, alpha) {
    const fit = fitRidge(matrix, alpha);
    releaseMatrix(matrix);
    return fit;
  },
};
