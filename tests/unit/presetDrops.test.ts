import { describe, expect, it } from 'vitest';
import { encodeModelFile } from '../../src/formats/modelFile.ts';
import { encodePreset } from '../../src/formats/presetJson.ts';
import { deriveHyperparameters, withBaseAndSkew } from '../../src/ml/objective/decode.ts';
import { routeDrop } from '../../src/stages/import/dropRouter.ts';
import { sortModels } from '../../src/stages/import/sortModels.ts';
import { someNetwork } from '../support/someModels.ts';
import { somePreset } from '../support/presetFiles.ts';

describe('what is dropped on the page', () => {
  it('[V5] presets of the plugin are told by their names, JSON by what it holds', async () => {
    const names = ['a.vstpreset', 'B.AUPRESET', 'model.json', 'a.wav', 'b.duckdb'];
    const { presets, models, rest } = routeDrop(names.map((name) => ({ file: new File(['x'], name), path: name })));
    expect(presets.map(({ name }) => name)).toEqual(['a.vstpreset', 'B.AUPRESET']);
    expect([models.length, rest.length]).toEqual([1, 1]);
  });

  it('[V5] JSON is told by what it holds: also where a part of it is missing, so that it is refused as what it is', async () => {
    const preset = encodePreset(somePreset({}));
    const { hyperparameters, ...without } = JSON.parse(preset) as Record<string, unknown>;
    const { models, presets, refusals } = await sortModels([
      ...[preset, preset.slice(0, preset.length / 2), JSON.stringify(without), JSON.stringify({ hyperparameters })].map(
        (text, i) => new File([text], `preset ${i}.json`),
      ),
      new File([encodeModelFile(someNetwork(1))], 'model.json'),
      new File(['{"coefficients": []}'], 'best_equations.json'),
      new File([preset], 'model.h'),
      ...['{"name": "a"}', '[]', 'nothing', ''].map((text, i) => new File([text], `other ${i}.json`)),
    ]);
    const names = (files: readonly File[]) => files.map(({ name }) => name);
    expect(names(presets)).toEqual([0, 1, 2, 3].map((i) => `preset ${i}.json`));
    expect(names(models)).toEqual(['model.json', 'best_equations.json', 'model.h']);
    expect(refusals.map(({ subject }) => subject)).toEqual([0, 1, 2, 3].map((i) => `other ${i}.json`));
    expect(refusals[0]?.message).toMatch(/^“other 0\.json” is neither a preset nor a model/u);
  });

  it('case F16: a database of which rows lie in a .wal beside it is refused with what to do, others are not', () => {
    const files = [new File(['x'], 'a.duckdb'), new File(['x'], 'A.duckdb.wal'), new File(['x'], 'a.duckdb.wal')];
    const finished = [new File(['x'], 'b.duckdb'), new File([], 'b.duckdb.wal')];
    const routed = routeDrop([...files, ...finished].map((file) => ({ file, path: file.name })));
    expect(routed.databases.map(({ name }) => name)).toEqual(['b.duckdb']);
    expect(routed.rest).toEqual([]);
    expect(routed.unfinished.map(({ subject }) => subject)).toEqual(['A.duckdb', 'a.duckdb']);
    expect(routed.unfinished[1]?.message).toMatch(/^a\.duckdb cannot be imported: .*a\.duckdb\.wal.*CHECKPOINT/u);
  });
});

describe('hyperparameters from the plugin’s five knobs', () => {
  it('[H2] have the base and skew that give both penalties', () => {
    const drawn = deriveHyperparameters([1.2, 0.1, -1.3, 0.4, 0.2]);
    const { basePenaltyLog, penaltySkew } = withBaseAndSkew(drawn);
    expect(basePenaltyLog).toBeCloseTo(-1.3, 9);
    expect(penaltySkew).toBeCloseTo(0.4, 9);
  });

  it('[H2] are finite where no base and skew give them, and keep the five', () => {
    const values = { distancePenalty: 1, normRate: 0.35, minimaxStrength: 0.4, lowPenalty: 4, highPenalty: 0 };
    const found = withBaseAndSkew(values);
    expect(found).toMatchObject(values);
    expect(Object.values(found).every(Number.isFinite)).toBe(true);
  });
});
