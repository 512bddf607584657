import * as v from 'valibot';
import { DESCRIPTOR_COLUMNS } from '../domain/descriptors.ts';
import type { TrainedModel } from '../domain/model.ts';
import { stagedTable, type InsertColumn } from './arrowInsert.ts';
import { textOf } from './rows.ts';
import type { Session } from './session.ts';

/** JSON has no NaN and no infinities; R² of a constant target is one. */
const NonFinite = v.picklist(['NaN', 'Infinity', '-Infinity']);
const StoredNumber = v.union([v.number(), v.pipe(NonFinite, v.transform(Number))]);

const StoredNumbers = v.pipe(
  v.array(StoredNumber),
  v.transform((values) => Float64Array.from(values)),
);

const RidgeArtifact = v.object({
  kind: v.literal('ridge'),
  modelId: v.string(),
  createdAt: v.pipe(
    v.string(),
    v.transform((text) => new Date(text)),
  ),
  alphaGrid: v.picklist(['desktop', 'extended']),
  foldSeed: v.number(),
  dataFingerprint: v.string(),
  parameters: v.object({
    degree: v.literal(3),
    scalerMean: v.array(StoredNumber),
    scalerScale: v.array(StoredNumber),
    intercept: v.array(StoredNumber),
    coefficients: v.array(v.array(StoredNumber)),
  }),
  metrics: v.object({
    rows: v.number(),
    alpha: v.number(),
    degree: v.number(),
    kFolds: v.number(),
    cvMse: StoredNumber,
    trainMse: StoredNumber,
    targetR2: v.array(StoredNumber),
    cvCurve: v.array(v.object({ alpha: v.number(), cvMse: StoredNumber })),
    alphaOnEdge: v.boolean(),
  }),
  inputRange: v.object({ min: v.array(StoredNumber), max: v.array(StoredNumber) }),
  outOfFold: v.object({ actual: StoredNumbers, predicted: StoredNumbers }),
});

const MODEL_COLUMNS: readonly InsertColumn<TrainedModel>[] = [
  { name: 'model_id', type: 'VARCHAR', of: (model) => model.modelId },
  { name: 'created_at', type: 'TIMESTAMP', of: (model) => model.createdAt.getTime() },
  { name: 'degree', type: 'INTEGER', of: (model) => model.metrics.degree },
  { name: 'alpha', type: 'DOUBLE', of: (model) => model.metrics.alpha },
  { name: 'k_folds', type: 'INTEGER', of: (model) => model.metrics.kFolds },
  { name: 'cv_mse', type: 'DOUBLE', of: (model) => model.metrics.cvMse },
  { name: 'train_mse', type: 'DOUBLE', of: (model) => model.metrics.trainMse },
  { name: 'artifact_path', type: 'VARCHAR', of: (model) => `${model.modelId}.json` },
  { name: 'descriptor_keys_json', type: 'VARCHAR', of: () => JSON.stringify(DESCRIPTOR_COLUMNS) },
  {
    name: 'notes',
    type: 'VARCHAR',
    of: (model) => `${model.kind}, ${model.metrics.rows} rows, ${model.alphaGrid} grid`,
  },
  { name: 'artifact_json', type: 'VARCHAR', of: (model) => JSON.stringify(model, toJson) },
];
const DESKTOP_NAMES = MODEL_COLUMNS.map(({ name }) => name)
  .filter((name) => name !== 'artifact_json')
  .join(', ');

function toJson(_key: string, value: unknown): unknown {
  if (value instanceof Float64Array) return Array.from(value);
  return typeof value === 'number' && !Number.isFinite(value) ? String(value) : value;
}

/** Stores a model: its figures in the desktop's `models`, all of it in `model_artifacts`. Inside the transaction. */
export async function saveModel(session: Session, model: TrainedModel): Promise<void> {
  await session.stage(stagedTable('saved_models', MODEL_COLUMNS, [model]));
  await session.script(`
    INSERT OR REPLACE INTO models (${DESKTOP_NAMES}) SELECT ${DESKTOP_NAMES} FROM saved_models;
    INSERT OR REPLACE INTO model_artifacts (model_id, artifact_json) SELECT model_id, artifact_json FROM saved_models
  `);
}

/** Every model that predicts, newest first. The desktop's own rows lack what prediction needs and are left out. */
export async function listModels(session: Session): Promise<TrainedModel[]> {
  const rows = await session.query(
    `SELECT a.artifact_json FROM model_artifacts a LEFT JOIN models m USING (model_id)
     ORDER BY m.created_at DESC, a.model_id DESC`,
  );
  return rows.map((row) => v.parse(RidgeArtifact, JSON.parse(textOf(row['artifact_json']))));
}

/** Removes a model and what it predicted. Inside the open transaction. */
export async function deleteModel(session: Session, modelId: string): Promise<void> {
  for (const table of ['models', 'model_artifacts', 'predictions']) {
    await session.query(`DELETE FROM ${table} WHERE model_id = ?`, [modelId]);
  }
}
