import { describe, expect, it } from 'vitest';
import type { TrainedModel } from '../../src/domain/model.ts';
import type { ModelText } from '../../src/store/tables/records.ts';
import type { SmallTables } from '../../src/workers/contracts/storeChanges.ts';
import { toStoredModel, withModelsRead } from '../../src/workers/store/modelText.ts';
import { someModel } from '../support/arbitraries.ts';
import { someNetwork, somePluginModel, someStudent } from '../support/someModels.ts';

/** What a follower gets of models that were stored. */
function readBack(texts: readonly ModelText[]) {
  const changes = { models: { saved: texts, removed: ['gone'] } };
  const message = withModelsRead({ kind: 'delta', epoch: 'epoch', sequence: 1, changes });
  if (message.kind !== 'delta' || message.changes.models === undefined) throw new Error('no models came');
  return message.changes.models;
}

describe('models on their way into the database and out of it', () => {
  it('[S2] come back whole, of every kind', () => {
    const models: TrainedModel[] = [someModel(1), someNetwork(2), someStudent(3), somePluginModel(4)];
    const { saved, removed } = readBack(models.map((model) => ({ ...toStoredModel(model), sequence: 0 })));
    expect(saved.map(({ model }) => model)).toEqual(models);
    expect(removed).toEqual(['gone']);
  });

  it('[S2] come back whole in a snapshot too', () => {
    const tables = { models: [{ ...toStoredModel(someModel(1)), sequence: 0 }] } as unknown as SmallTables<ModelText>;
    const message = withModelsRead({ kind: 'snapshot-end', tables });
    expect(message.kind === 'snapshot-end' && message.tables.models.map(({ model }) => model)).toEqual([someModel(1)]);
  });

  it('[S1] fill the desktop’s columns as far as a kind has such figures', () => {
    const [ridge, network, student] = [someModel(1), someNetwork(2), someStudent(3)].map((model) =>
      toStoredModel(model),
    );
    expect(ridge).toMatchObject({ degree: 3, alpha: 100, kFolds: 10, cvMse: someModel(1).metrics.cvMse });
    expect(network).toMatchObject({ degree: null, alpha: null, kFolds: 3, cvMse: 0.25, trainMse: null });
    expect(student).toMatchObject({ degree: 3, alpha: null, kFolds: 3, trainMse: null });
    expect(network?.notes).toBe('network, 12 rows, This model is good.');
  });

  it('[X5] say that they learned from the measured score', () => {
    const stored = {
      ...toStoredModel({ ...someNetwork(2), objective: 'measured', quality: null, confidence: null }),
      sequence: 0,
    };
    expect(stored.notes).toBe('network, 12 rows, learned from the measured score');
    expect(readBack([stored]).saved[0]?.model).toMatchObject({ objective: 'measured', confidence: null });
  });

  it('[M2] that cannot be read say why, and the others come', () => {
    const stored = { ...toStoredModel(someModel(1)), sequence: 0 };
    const { saved } = readBack([
      { modelId: 'no', artifact: 'x', sequence: 0 },
      { modelId: 'odd', artifact: '{"kind":"ridge"}', sequence: 0 },
      stored,
    ]);
    expect(saved.map(({ model }) => model)).toEqual([null, null, someModel(1)]);
    expect(saved.map(({ refusal }) => refusal?.subject)).toEqual(['no', 'odd', undefined]);
    expect(saved[1]?.refusal?.message).toContain('“modelId” is missing');
  });
});
