import { HYPERPARAMETERS, type Hyperparameters } from '../../src/domain/hyperparameters.ts';
import type { StoredPrediction, StoredPredictions } from '../../src/workers/contracts/storeRecords.ts';

const WIDTH = HYPERPARAMETERS.length;

/** What one model predicted, as the columns in which it is listed. */
export function predictionColumns(rows: readonly StoredPrediction[]): StoredPredictions {
  return {
    audioIds: rows.map(({ audioId }) => audioId),
    hyperparameters: Float64Array.from(
      rows.flatMap(({ hyperparameters }) => HYPERPARAMETERS.map(({ key }) => hyperparameters[key])),
    ),
    scores: Float64Array.from(rows, ({ score }) => score),
    confidences: Float64Array.from(rows, ({ confidence }) => confidence ?? Number.NaN),
  };
}

/** The same back as rows. */
export function predictionRows(columns: StoredPredictions, modelId: string): StoredPrediction[] {
  const { audioIds, hyperparameters, scores, confidences } = columns;
  return audioIds.map((audioId, row) => ({
    audioId,
    modelId,
    hyperparameters: Object.fromEntries(
      HYPERPARAMETERS.map(({ key }, i) => [key, hyperparameters[row * WIDTH + i]]),
    ) as unknown as Hyperparameters,
    score: scores[row] ?? Number.NaN,
    confidence: Number.isNaN(confidences[row]) ? null : (confidences[row] ?? null),
  }));
}
