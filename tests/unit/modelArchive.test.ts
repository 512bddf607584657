import { describe, expect, it } from 'vitest';
import type { StoredModel } from '../../src/store/tables/records.ts';
import { withModels, type ArchivingStore } from '../../src/workers/store/modelArchive.ts';
import { someModel } from '../yardstick/arbitraries.ts';
import { someNetwork, somePluginModel, someStudent } from '../yardstick/someModels.ts';

/** A store that keeps models in a list, newest first, and answers one more call. */
function fakeStore() {
  const kept: StoredModel[] = [];
  const store = {
    kept,
    saveModel: async (model: StoredModel) => void kept.unshift(model),
    listModels: async () => kept,
    async listAudio() {
      return this.kept;
    },
  };
  return { kept, store: withModels(store as unknown as ArchivingStore) };
}

describe('the store with models', () => {
  it('[S2] gives every kind of model back whole', async () => {
    const { store } = fakeStore();
    const models = [someModel(1), someNetwork(2), someStudent(3), somePluginModel(4)];
    for (const model of models) await store.saveModel(model);
    expect(await store.listModels()).toEqual({ models: models.toReversed(), refused: [] });
  });

  it('[S1] fills the desktop’s columns as far as a kind has such figures', async () => {
    const { store, kept } = fakeStore();
    for (const model of [someModel(1), someNetwork(2), someStudent(3)]) await store.saveModel(model);
    const [student, network, ridge] = kept;
    expect(ridge).toMatchObject({ degree: 3, alpha: 100, kFolds: 10, cvMse: someModel(1).metrics.cvMse });
    expect(network).toMatchObject({ degree: null, alpha: null, kFolds: 3, cvMse: 0.25, trainMse: null });
    expect(student).toMatchObject({ degree: 3, alpha: null, kFolds: 3, trainMse: null });
    expect(network?.notes).toBe('network, 12 rows, This model is good.');
  });

  it('[X5] says of a model that learned from the measured score that it did', async () => {
    const { store, kept } = fakeStore();
    await store.saveModel({ ...someNetwork(2), objective: 'measured', quality: null, confidence: null });
    expect(kept[0]?.notes).toBe('network, 12 rows, learned from the measured score');
    expect((await store.listModels()).models[0]).toMatchObject({ objective: 'measured', confidence: null });
  });

  it('[M2] tells which stored model cannot be read and gives the others', async () => {
    const { store, kept } = fakeStore();
    await store.saveModel(someModel(1));
    kept.unshift(
      { ...kept[0]!, modelId: 'odd', artifact: '{"kind":"ridge"}' },
      { ...kept[0]!, modelId: 'no', artifact: 'x' },
    );
    const { models, refused } = await store.listModels();
    expect(models).toEqual([someModel(1)]);
    expect(refused.map(({ subject, stage }) => [subject, stage])).toEqual([
      ['odd', 'model'],
      ['no', 'model'],
    ]);
    expect(refused[0]?.message).toContain('“modelId” is missing');
  });

  it('passes every other call on to the store', async () => {
    const { store, kept } = fakeStore();
    expect(await store.listAudio()).toBe(kept);
  });
});
