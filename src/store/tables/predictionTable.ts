import { stagedTable, type InsertColumn } from '../engine/arrowInsert.ts';
import { hyperparameterColumns } from './audioTable.ts';
import type { StoredPrediction, StoredPredictions } from '../../workers/contracts/storeRecords.ts';
import { numberOf, textOf } from '../engine/rows.ts';
import { HYPERPARAMETER_COLUMNS } from '../schema/schema.ts';
import type { Session } from '../engine/session.ts';

const PREDICTION_COLUMNS: readonly InsertColumn<StoredPrediction>[] = [
  { name: 'audio_id', type: 'VARCHAR', of: (row) => row.audioId },
  { name: 'model_id', type: 'VARCHAR', of: (row) => row.modelId },
  ...hyperparameterColumns<StoredPrediction>((row) => row.hyperparameters),
  { name: 'score', type: 'DOUBLE', of: (row) => row.score },
  { name: 'confidence', type: 'DOUBLE', of: (row) => row.confidence },
];
const NAMES = PREDICTION_COLUMNS.map(({ name }) => name).join(', ');

/** Stores predictions over earlier ones of the same file and model. Inside the open transaction. */
export async function savePredictions(session: Session, predictions: readonly StoredPrediction[]): Promise<void> {
  session.touched.notePredictions();
  const latest = new Map(predictions.map((row) => [JSON.stringify([row.audioId, row.modelId]), row]));
  await session.stage(stagedTable('saved_predictions', PREDICTION_COLUMNS, [...latest.values()]));
  await session.script(
    `INSERT OR REPLACE INTO predictions (${NAMES}, created_at) SELECT ${NAMES}, now() FROM saved_predictions
     WHERE audio_id IN (SELECT audio_id FROM audio_files)`,
  );
}

/** What a model predicted, ordered by audio id. */
export async function listPredictions(session: Session, modelId: string): Promise<StoredPredictions> {
  const columns = await session.queryColumns('SELECT * FROM predictions WHERE model_id = ? ORDER BY audio_id', [
    modelId,
  ]);
  const audioIds = Array.from(columns['audio_id'] ?? [], textOf);
  const numbers = (name: string) => Float64Array.from(audioIds, (_, row) => numberOf(columns[name]?.[row]));
  const hyperparameters = new Float64Array(audioIds.length * HYPERPARAMETER_COLUMNS.length);
  HYPERPARAMETER_COLUMNS.forEach((name, column) => {
    numbers(name).forEach((value, row) => (hyperparameters[row * HYPERPARAMETER_COLUMNS.length + column] = value));
  });
  return { audioIds, hyperparameters, scores: numbers('score'), confidences: numbers('confidence') };
}
