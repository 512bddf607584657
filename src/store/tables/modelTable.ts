import { DESCRIPTOR_COLUMNS } from '../../domain/descriptors.ts';
import { stagedTable, type InsertColumn } from '../engine/arrowInsert.ts';
import type { ModelText, StoredModel } from './records.ts';
import { NEXT_IN_ORDER, newestFirst } from '../schema/rowOrder.ts';
import { numberOrNull, textOf } from '../engine/rows.ts';
import { isAmong } from '../engine/sqlLiterals.ts';
import type { Session } from '../engine/session.ts';

const MODEL_COLUMNS: readonly InsertColumn<StoredModel>[] = [
  { name: 'model_id', type: 'VARCHAR', of: (model) => model.modelId },
  { name: 'created_at', type: 'TIMESTAMP', of: (model) => model.createdAt.getTime() },
  { name: 'degree', type: 'INTEGER', of: (model) => model.degree },
  { name: 'alpha', type: 'DOUBLE', of: (model) => model.alpha },
  { name: 'k_folds', type: 'INTEGER', of: (model) => model.kFolds },
  { name: 'cv_mse', type: 'DOUBLE', of: (model) => model.cvMse },
  { name: 'train_mse', type: 'DOUBLE', of: (model) => model.trainMse },
  { name: 'artifact_path', type: 'VARCHAR', of: (model) => `${model.modelId}.json` },
  { name: 'descriptor_keys_json', type: 'VARCHAR', of: () => JSON.stringify(DESCRIPTOR_COLUMNS) },
  { name: 'notes', type: 'VARCHAR', of: (model) => model.notes },
  { name: 'artifact_json', type: 'VARCHAR', of: (model) => model.artifact },
];
const DESKTOP_NAMES = MODEL_COLUMNS.map(({ name }) => name)
  .filter((name) => name !== 'artifact_json')
  .join(', ');

/** Stores a model: its figures in the desktop's `models`, all of it in `model_artifacts`. Inside the transaction. */
export async function saveModel(session: Session, model: StoredModel): Promise<void> {
  session.touched.note('models', [model.modelId]);
  await session.stage(stagedTable('saved_models', MODEL_COLUMNS, [model]));
  await session.script(`
    INSERT OR REPLACE INTO models (${DESKTOP_NAMES}) SELECT ${DESKTOP_NAMES} FROM saved_models;
    INSERT INTO model_artifacts (model_id, artifact_json, sequence)
      SELECT model_id, artifact_json, ${NEXT_IN_ORDER} FROM saved_models
      ON CONFLICT (model_id) DO UPDATE SET artifact_json = excluded.artifact_json
  `);
}

/**
 * Id and text of the models of these ids, or of all, that predict, newest first. The desktop's own rows lack what prediction
 * needs.
 */
export async function listModels(session: Session, modelIds: Iterable<string> | null): Promise<ModelText[]> {
  const rows = await session.query(
    `SELECT a.model_id, a.artifact_json, a.sequence FROM model_artifacts a LEFT JOIN models m USING (model_id)
     WHERE ${isAmong('a.model_id', modelIds)} ORDER BY ${newestFirst('a.model_id', 'a.sequence', 'm.created_at')}`,
  );
  return rows.map((row) => ({
    modelId: textOf(row['model_id']),
    artifact: textOf(row['artifact_json']),
    sequence: numberOrNull(row['sequence']) ?? 0,
  }));
}

/** Removes a model and what it predicted. Inside the open transaction. */
export async function deleteModel(session: Session, modelId: string): Promise<void> {
  session.touched.note('models', [modelId]);
  session.touched.note('modelLabels', [modelId]);
  session.touched.notePredictions();
  for (const table of ['models', 'model_artifacts', 'predictions', 'model_labels']) {
    await session.query(`DELETE FROM ${table} WHERE model_id = ?`, [modelId]);
  }
}
