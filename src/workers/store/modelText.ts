import { toErrorFields } from '../../domain/errors.ts';
import { isPolynomial, rowCountOf, type TrainedModel } from '../../domain/model.ts';
import { decodeLegacyArtifact, decodeTrainedModel, encodeModelFile, isModelFile } from '../../formats/modelFile.ts';
import type { ChangedRows, StoreMessage } from '../contracts/storeChanges.ts';
import type { ModelText, StoredModel } from '../../store/tables/records.ts';
import type { DataSetMessage, ReadModel } from '../contracts/store.ts';

/** A model as the database keeps it; the desktop's columns are NULL where a kind of model has no such figure. */
export function toStoredModel(model: TrainedModel): StoredModel {
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

/** A message of the store with the models in it read. */
export function withModelsRead(message: StoreMessage<ModelText>): DataSetMessage {
  if (message.kind === 'delta') {
    const { models, ...rest } = message.changes;
    return { ...message, changes: models === undefined ? rest : { ...rest, models: readChanged(models) } };
  }
  if (message.kind !== 'snapshot-end') return message;
  return { ...message, tables: { ...message.tables, models: message.tables.models.map(readModel) } };
}

function readChanged({ saved, removed }: ChangedRows<ModelText>): ChangedRows<ReadModel> {
  return { saved: saved.map(readModel), removed };
}

function readModel({ modelId, artifact, sequence }: ModelText): ReadModel {
  try {
    const value: unknown = JSON.parse(artifact);
    const model = isModelFile(value) ? decodeTrainedModel(value, modelId) : decodeLegacyArtifact(value, modelId);
    return { modelId, sequence, model, refusal: null };
  } catch (error) {
    return { modelId, sequence, model: null, refusal: toErrorFields(error, { stage: 'model', subject: modelId }) };
  }
}

/** Whether the text of a model can be read. */
export function isModelText(artifact: string): boolean {
  return readModel({ modelId: '', artifact, sequence: 0 }).model !== null;
}
