import { toErrorFields, type AppErrorFields } from '../../domain/errors.ts';
import { isPolynomial, rowCountOf, type TrainedModel } from '../../domain/model.ts';
import { decodeLegacyArtifact, decodeTrainedModel, encodeModelFile, isModelFile } from '../../formats/modelFile.ts';
import type { StoredModel } from '../../store/tables/records.ts';
import type { ModelList, TrainingStore } from '../contracts/store.ts';

/** What the database itself offers: models as text. */
export type ArchivingStore = Omit<TrainingStore, 'saveModel' | 'listModels'> & {
  saveModel(model: StoredModel): Promise<void>;
  listModels(): Promise<readonly Pick<StoredModel, 'modelId' | 'artifact'>[]>;
};

/**
 * The store with models as the product knows them: the database keeps each as the text of a model file, written and read
 * here, in the store's worker.
 */
export function withModels(store: ArchivingStore): TrainingStore {
  return new Proxy(store as unknown as TrainingStore, {
    get: (_, method) => {
      if (method === 'saveModel') return async (model: TrainedModel) => store.saveModel(toStoredModel(model));
      if (method === 'listModels') return async () => readModels(await store.listModels());
      const value: unknown = Reflect.get(store, method);
      return typeof value === 'function' ? (value.bind(store) as unknown) : value;
    },
  });
}

/** A model as the database keeps it; the desktop's columns are NULL where a kind of model has no such figure. */
function toStoredModel(model: TrainedModel): StoredModel {
  const { modelId, createdAt, quality } = model;
  const ridge = model.kind === 'ridge' ? model.metrics : null;
  const metrics = 'metrics' in model ? model.metrics : null;
  const rows = rowCountOf(model);
  const facts = [model.kind, ...(rows === null ? [] : [`${rows} rows`])];
  if (model.kind === 'ridge') facts.push(`${model.alphaGrid} grid`);
  if (model.objective !== 'proxy') facts.push(`learned from the ${model.objective} score`);
  if (quality !== null) facts.push(quality.sentence);
  return {
    modelId,
    createdAt,
    degree: isPolynomial(model) ? model.parameters.degree : null,
    alpha: ridge?.alpha ?? null,
    kFolds: metrics?.kFolds ?? null,
    cvMse: metrics?.cvMse ?? null,
    trainMse: ridge?.trainMse ?? null,
    notes: facts.join(', '),
    artifact: encodeModelFile(model),
  };
}

function readModels(stored: readonly Pick<StoredModel, 'modelId' | 'artifact'>[]): ModelList {
  const models: TrainedModel[] = [];
  const refused: AppErrorFields[] = [];
  for (const { modelId, artifact } of stored) {
    try {
      const value: unknown = JSON.parse(artifact);
      models.push(isModelFile(value) ? decodeTrainedModel(value, modelId) : decodeLegacyArtifact(value, modelId));
    } catch (error) {
      refused.push(toErrorFields(error, { stage: 'model', subject: modelId }));
    }
  }
  return { models, refused };
}
