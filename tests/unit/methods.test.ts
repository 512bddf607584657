import { signal } from '@preact/signals-core';
import { expect, it } from 'vitest';
import type { AudioRecord } from '../../src/domain/audioFile.ts';
import { DESCRIPTORS, type Descriptors } from '../../src/domain/descriptors.ts';
import { DEFAULT_MEASURED_SETTINGS } from '../../src/domain/measured.ts';
import { DEFAULT_TRIAL_BUDGET } from '../../src/domain/trials.ts';
import { parquetMetadata } from 'hyparquet';
import type { TrainedModel } from '../../src/domain/model.ts';
import { decodeBestEquations, encodeBestEquations } from '../../src/formats/bestEquations.ts';
import { encodeDataSetParquet } from '../support/encodeDataSetParquet.ts';
import { FollowedDataSet } from '../fakes/followedDataSet.ts';
import { packingCalls } from '../../src/workers/compute/packing.ts';
import { pluginKit } from '../../src/formats/pluginKit.ts';
import { decodeModelFile, encodeModelFile } from '../../src/formats/modelFile.ts';
import { presetPackage } from '../../src/formats/presets/presetPackage.ts';
import { methodsText, modelWords } from '../../src/stages/data/methods.ts';
import { withoutNames } from '../../src/stages/shell/report.ts';
import { someQuality } from '../support/someModels.ts';
import { someModel } from '../support/arbitraries.ts';

function recordOf(audioId: string, value: number): AudioRecord {
  const descriptors = Object.fromEntries(DESCRIPTORS.map(({ key }) => [key, value])) as unknown as Descriptors;
  return {
    file: { audioId, path: `secret/${audioId}.wav`, importedAt: new Date(0) },
    descriptors: { kind: 'done', descriptors, frameCount: 1, note: null },
    best: null,
    tags: [],
    note: null,
  } as unknown as AudioRecord;
}

type Tools = Parameters<typeof methodsText>[0];

async function methodsOf(
  records: readonly AudioRecord[],
  model: unknown = null,
  exported: TrainedModel | null = null,
): Promise<string> {
  const { dataSet } = new FollowedDataSet(records);
  await dataSet.whenCurrent();
  const deps = {
    dataSet,
    pool: { run: async <T>(work: (worker: typeof packingCalls) => Promise<T>) => work(packingCalls) },
    settings: {
      trialBudget: signal(DEFAULT_TRIAL_BUDGET),
      measured: signal(DEFAULT_MEASURED_SETTINGS),
      labels: signal('direct'),
      refineTrials: signal(12),
      refineSeed: signal(1337),
    },
    models: { answering: signal(model) },
  };
  return methodsText(deps as unknown as Tools, '1.0.0 (8f4ed49)', exported);
}

it('the methods tell version, counts, settings and seeds, and name no file', async () => {
  const text = await methodsOf([recordOf('a', 1), recordOf('b', 2)]);
  expect(text).toContain('Made with InertiaBands Trainer 1.0.0 (8f4ed49) for InertiaBandsX');
  expect(text).toContain('Data: 2 files, 2 with the twelve descriptors, 0 with best parameters.');
  expect(text).toContain(
    '40 trials, the first 12 drawn at random, each the mean of 3 perturbed evaluations, seed 1337.',
  );
  expect(text).toContain('No model is in use.');
  expect(text).not.toContain('secret');
});

it('the fingerprint of the data follows the descriptors and not the order of import', async () => {
  const fingerprintOf = async (...records: AudioRecord[]) => /[0-9a-f]{64}/u.exec(await methodsOf(records))?.[0];
  const own = await fingerprintOf(recordOf('a', 1), recordOf('b', 2));
  expect(own).toBeDefined();
  expect(await fingerprintOf(recordOf('b', 2), recordOf('a', 1))).toBe(own);
  expect(await fingerprintOf(recordOf('a', 1), recordOf('b', 3))).not.toBe(own);
});

it('a model is told with what it learned from, its seed and its regret', async () => {
  const model = { ...someModel(7), quality: someQuality(0.02) };
  const text = await methodsOf([recordOf('a', 1)], model);
  expect(text).toContain(`Model in use: ${model.modelId}: ridge, objective proxy, trained `);
  expect(text).toContain(`${model.metrics.kFolds} folds, seed ${model.foldSeed}`);
  expect(text).toContain('mean regret 0.0200 (held-out, 12 files; best single constant 0.0900)');
  expect(modelWords(model)).toContain(model.dataFingerprint);
});

it('[S17] a model that is handed out and is not in use is told besides; equations, header and Parquet have a place for all of it', async () => {
  const [inUse, other] = [someModel(7), someModel(8)];
  const text = await methodsOf([recordOf('a', 1)], inUse, other);
  expect(text.split('\n').at(-1)).toBe(`This model: ${modelWords(other)}`);
  expect(await methodsOf([recordOf('a', 1)], inUse, inUse)).not.toContain('This model');
  const equations = encodeBestEquations(other, text);
  expect(JSON.parse(equations)).toMatchObject({ methods: text });
  expect(decodeBestEquations(equations, 'file')).toEqual(decodeBestEquations(encodeBestEquations(other), 'file'));
  const kit = pluginKit(other.parameters, 'm', ['Good.'], text);
  const header = new TextDecoder().decode(kit['AutoHyperModelData.h']);
  expect(header.startsWith(`// Good.\n${text.replaceAll(/^/gmu, '// ')}\n#pragma once`)).toBe(true);
  const metadata = parquetMetadata(encodeDataSetParquet([], text)).key_value_metadata;
  expect(metadata).toContainEqual({ key: 'methods', value: text });
});

it('[V7] zips of presets and files of models carry the methods, and models are read as before', () => {
  const zip = presetPackage([], { audioUnit: false, json: false }, 'How.');
  expect(zip.map(({ path }) => path)).toEqual(['README.txt']);
  expect(new TextDecoder().decode(zip[0]?.bytes)).toMatch(/HOW THEY CAME ABOUT\n\nHow\.\n$/u);
  const model = someModel(7);
  const text = encodeModelFile(model, 'How.');
  expect(JSON.parse(text)).toMatchObject({ methods: 'How.' });
  expect(decodeModelFile(text, 'file')).toEqual(decodeModelFile(encodeModelFile(model), 'file'));
});

it.each([
  ['BO finished for drums/loop 1.wav: 40 trials, best score 0.51049', '[file]: 40 trials, best score 0.51049'],
  ['Import finished: 3 added, 0 already there, 0 refused', 'Import finished: 3 added, 0 already there, 0 refused'],
  ['my voice.aif: it is cut short', '[file]: it is cut short'],
  ['“Grandma’s piano” holds no audio', '[file] holds no audio'],
  [
    'Database import finished: my work.duckdb merged into the data set',
    'Database import finished: [file] merged into the data set',
  ],
  ['removed “x”, kick then', 'removed [file], [file] then'],
  [
    'Model trained: 24 rows, alpha 0.01, cv_mse 0.1, ridge-20260101',
    'Model trained: 24 rows, alpha 0.01, cv_mse 0.1, ridge-20260101',
  ],
])('the report says %j without names', (line, told) => {
  expect(withoutNames(line, ['drums/kick'])).toBe(told);
});
