import { describe, expect, it } from 'vitest';
import type { TrainedModel } from '../../src/domain/model.ts';
import { bestModel, modelInUse } from '../../src/stages/model/modelInUse.ts';
import { keptInUse } from '../../src/stages/model/keptInUse.ts';
import { seenRows } from '../../src/ml/quality/seenRows.ts';
import { someModel } from '../support/arbitraries.ts';
import { polynomialModel, someNetwork, somePluginModel, someQuality, someStudent } from '../support/someModels.ts';

const judged = <M extends TrainedModel>(model: M, mean: number, measuredOn: string | null = 'today'): M => ({
  ...model,
  quality: { ...someQuality(mean), measuredOn },
});
const network = judged(someNetwork(1), 0.005);
const ridge = judged(someModel(2), 0.16);
const idOf = (model: TrainedModel | null) => model?.modelId;

describe('the model in use', () => {
  it('[Q] is the best of those measured on the same files, whichever came last', () => {
    expect(idOf(modelInUse([ridge, network], null))).toBe(network.modelId);
    expect(idOf(modelInUse([network, ridge], null))).toBe(network.modelId);
    const equal = judged(someStudent(3), 0.005);
    expect(idOf(modelInUse([equal, network], null))).toBe(network.modelId);
  });

  it('[Q] is the one that was chosen by hand, until that is gone', () => {
    expect(idOf(modelInUse([network, ridge], ridge.modelId))).toBe(ridge.modelId);
    const plugin = somePluginModel(4);
    expect(idOf(modelInUse([network, plugin], plugin.modelId))).toBe(plugin.modelId);
    expect(idOf(modelInUse([network], ridge.modelId))).toBe(network.modelId);
  });

  it('[Q] is compared with no model of other files, of another objective, or measured on what it may have seen', () => {
    const elsewhere = judged(someStudent(5), 0.001, 'other files');
    const earlier = judged(someStudent(6), 0.001, null);
    const taught = { ...judged(someNetwork(7), 0.001), objective: 'measured' } as const;
    const imported = { ...polynomialModel(someModel(8).parameters), quality: someQuality(0.001, 'data-set') };
    expect(idOf(bestModel([network, elsewhere, earlier, taught, imported, ridge]))).toBe(network.modelId);
    expect(idOf(modelInUse([taught, imported, somePluginModel(9), network], null))).toBe(network.modelId);
  });

  it('[Q] is the newest that answers where none was measured on held-out files, the proxy’s first', () => {
    const imported = { ...polynomialModel(someModel(8).parameters), quality: someQuality(0.001, 'data-set') };
    const taught = { ...someNetwork(7), objective: 'measured', quality: null } as const;
    expect(idOf(modelInUse([taught, imported], null))).toBe(imported.modelId);
    expect(idOf(modelInUse([somePluginModel(9), taught], null))).toBe(taught.modelId);
    expect(idOf(modelInUse([somePluginModel(9)], null))).toBe('plugin-9');
    expect(modelInUse([], 'gone')).toBeNull();
  });
});

describe('what is said of a new model', () => {
  const said = (trained: TrainedModel, before: TrainedModel | null, inUse: TrainedModel | null, isChosen = false) =>
    keptInUse({ before, inUse, trained, isChosen });

  it('[Q] is why it does not take the place of the one in use', () => {
    expect(said(ridge, network, network)).toEqual([
      `network-1 kept in use: its held-out regret on the same files is 0.0050, that of ${ridge.modelId} 0.1600`,
    ]);
    expect(said(ridge, network, network, true)).toEqual(['network-1 kept in use: it was chosen by hand']);
    expect(said({ ...ridge, objective: 'measured' }, network, network)[0]).toContain('of another objective');
    expect(said(polynomialModel(ridge.parameters), network, network)[0]).toContain('not measured on held-out files');
  });

  it('[Q] is nothing where it comes into use', () => {
    expect(said(network, ridge, network)).toEqual([]);
    expect(said(ridge, null, ridge)).toEqual([]);
  });
});

describe('the rows that a model has seen', () => {
  const rows = (...first: readonly number[]) => Float64Array.from(first.flatMap((value) => [value, 0, 1, 2, 3]));

  it('[Q] are told by what it was trained on, in files that came since or are gone', () => {
    expect(seenRows(rows(1, 2, 3), [rows(1, 9, 2, 3)])).toEqual(Int32Array.of(0, -1, 1, 2));
    expect(seenRows(rows(1, 2, 3), [rows(3, 1)])).toEqual(Int32Array.of(2, 0));
    expect(seenRows(rows(1, 2), [rows(7, 8), rows(2, 1)])).toEqual(Int32Array.of(1, 0));
    expect(seenRows(rows(5, 5), [rows(5, 5, 5)])).toEqual(Int32Array.of(0, 1, -1));
  });

  it('[Q] are not guessed where both sides have rows without a fellow', () => {
    expect(seenRows(rows(1, 2), [rows(1, 3)])).toBeNull();
    expect(seenRows(rows(1, 2), [rows(1, Number.NaN)])).toBeNull();
  });
});
