import { describe, expect, it } from 'vitest';
import { sampleWords, type TrainedModel } from '../../src/domain/model.ts';
import { decodeAnyModel } from '../../src/formats/foreignModel.ts';
import {
  decodeLegacyArtifact,
  decodeModelFile,
  decodeTrainedModel,
  encodeModelFile,
  isModelFile,
  modelFileName,
} from '../../src/formats/modelFile.ts';
import { encodeBestEquations } from '../../src/formats/bestEquations.ts';
import { encodePluginHeader } from '../../src/formats/pluginHeader.ts';
import { someModel } from '../support/arbitraries.ts';
import { modelFileV1 } from '../support/modelFileV1.ts';
import {
  polynomialModel,
  someConfidence,
  someNetwork,
  somePluginModel,
  someQuality,
  someStudent,
} from '../support/someModels.ts';
import { thrownBy } from '../support/thrownBy.ts';

const model = someModel(7);

type Json = Record<string, unknown>;
function changed(change: (file: Record<string, Json>) => void, original: TrainedModel = model): string {
  const file = JSON.parse(encodeModelFile(original)) as Record<string, Json>;
  change(file);
  return JSON.stringify(file);
}
function changedV1(change: (file: Record<string, Json>) => void): string {
  const file = JSON.parse(modelFileV1(model)) as Record<string, Json>;
  change(file);
  return JSON.stringify(file);
}

/** Of so many rows that its lists are packed. */
const large = someModel(8, 400);
const packedText = () =>
  (JSON.parse(encodeModelFile(large)) as { out_of_fold: { predicted: { float64_base64: string } } }).out_of_fold
    .predicted.float64_base64;
const packedAs = (text: string) =>
  changed((file) => Object.assign(file['out_of_fold'] ?? {}, { predicted: { float64_base64: text } }), large);

it('[M7] a model that learned from a sample says of how many sounds, and any other nothing', () => {
  expect(sampleWords({ ...model, sampledFrom: 1_000_000 })).toBe('12 of 1,000,000 sounds, chosen at random');
  expect(sampleWords(model)).toBeNull();
});

describe('the model file', () => {
  it('[model files] says its version, how the model was trained, and on whose descriptors', () => {
    expect(JSON.parse(encodeModelFile(model))).toMatchObject({
      format: 'inertiabands-trainer-model',
      format_version: 2,
      model_id: model.modelId,
      created_at_utc: '2026-01-31T12:00:00.007Z',
      kind: 'ridge',
      descriptor_domain: 'trainer',
      alpha_grid: 'extended',
      fold_seed: 7,
      data_fingerprint: model.dataFingerprint,
      metrics: { rows: 12, k_folds: 10, cv_mse: model.metrics.cvMse, target_r2: model.metrics.targetR2 },
    });
    expect(JSON.parse(encodeModelFile(somePluginModel(3)))).toMatchObject({ descriptor_domain: 'plugin' });
  });

  it('[model files] hold long lists packed, as a later version that earlier apps refuse with a reason', () => {
    const file = JSON.parse(encodeModelFile(large)) as { format_version: number };
    expect(file.format_version).toBe(3);
    const bytes = Uint8Array.from(atob(packedText()), (character) => character.charCodeAt(0));
    expect(new DataView(bytes.buffer).getFloat64(8, true)).toBe(large.outOfFold.predicted[1]);
    expect(bytes).toHaveLength(8 * large.outOfFold.predicted.length);
  });

  it.each<[string, TrainedModel]>([
    ['ridge', model],
    ['ridge of many rows', large],
    ['ridge with quality', { ...model, quality: someQuality(0.02), confidence: someConfidence(2) }],
    ['ridge of a sample', { ...model, sampledFrom: 1_000_000 }],
    ['network', someNetwork(5)],
    ['student', someStudent(5)],
    ['plugin', somePluginModel(5)],
    ['imported', { ...polynomialModel(model.parameters), quality: someQuality(0.2, 'data-set') }],
    [
      'imported with claims',
      { ...polynomialModel(model.parameters), origin: 'equations', claimed: { alpha: 1, cvMse: 0.5, trainMse: 0.25 } },
    ],
  ])('[model files] reads a %s back whole', (_, original) => {
    expect(decodeModelFile(encodeModelFile(original), 'a.json')).toEqual(original);
    expect(decodeTrainedModel(JSON.parse(encodeModelFile(original)), 'a.json')).toEqual(original);
    expect(isModelFile(JSON.parse(encodeModelFile(original)))).toBe(true);
  });

  it('[model files] of version 1 are read: ridges that were not measured yet', () => {
    expect(decodeModelFile(modelFileV1(model), 'old.json')).toEqual(model);
  });

  it('[model files] what earlier versions kept in the database is read', () => {
    const { quality: _, confidence: __, ...legacy } = model;
    const odd = { ...legacy, metrics: { ...legacy.metrics, targetR2: [0.5, 'NaN', '-Infinity', 1, 0] } };
    const lists = {
      ...odd,
      outOfFold: { actual: [...model.outOfFold.actual], predicted: [...model.outOfFold.predicted] },
    };
    expect(decodeLegacyArtifact(JSON.parse(JSON.stringify(lists)), 'm')).toEqual({
      ...model,
      metrics: { ...model.metrics, targetR2: [0.5, Number.NaN, -Infinity, 1, 0] },
    });
  });

  it.each([
    ['no JSON', 'x', 'it is not valid JSON'],
    ['a list', '[]', 'it is not a model file of this app'],
    ['null', 'null', 'it does not hold what such a file holds'],
    ['another file of JSON', '{"hello": 1}', 'it is not a model file of this app'],
    ['a later version', changed((file) => Object.assign(file, { format_version: 4 })), 'it has format version 4'],
    ['packed numbers that end early', packedAs(packedText().slice(0, -8)), '“out_of_fold.predicted” does not fit'],
    ['packed numbers that are no base64', packedAs('!!!!'), '“out_of_fold.predicted” does not fit'],
    ['a packed number that is none', packedAs(btoa('\0\0\0\0\0\0\xf0\x7f')), '“out_of_fold.predicted” does not fit'],
    [
      'the plugin’s descriptors for a ridge',
      changed((file) => Object.assign(file, { descriptor_domain: 'plugin' })),
      '“descriptor_domain” does not fit',
    ],
    ['an unknown kind', changed((file) => Object.assign(file, { kind: 'forest' })), '“kind” does not fit'],
    [
      'descriptors in another order',
      changed((file) => (file['descriptor_keys'] as unknown as string[]).reverse()),
      '“descriptor_keys” does not fit',
    ],
    [
      'a missing mean',
      changed((file) => delete file['parameters']!['scaler_mean']),
      '“parameters.scaler_mean” is missing',
    ],
    [
      'a missing mean of version 1',
      changedV1((file) => delete file['parameters']!['scaler_mean']),
      '“parameters.scaler_mean” is missing',
    ],
    [
      'a scale of zero',
      changed((file) => ((file['parameters']!['scaler_scale'] as number[])[0] = 0)),
      '“parameters.scaler_scale.0” does not fit',
    ],
    [
      'a coefficient too few',
      changed((file) => (file['parameters']!['coefficients'] as number[][])[2]!.pop()),
      '“parameters.coefficients.2” does not fit',
    ],
    [
      'a coefficient that is null',
      changed((file) => ((file['parameters']!['coefficients'] as unknown[][])[2]![9] = null)),
      '“parameters.coefficients.2.9” does not fit',
    ],
    [
      'rows missing out of fold',
      changed((file) => (file['out_of_fold']!['actual'] as number[]).pop()),
      '“out_of_fold”',
    ],
    [
      'a member of a network that is too short',
      changed((file) => (file['network']!['members'] as number[][])[1]!.pop(), someNetwork(3)),
      '“network.members.1” does not fit',
    ],
    [
      'a network without confidence',
      changed((file) => Object.assign(file, { confidence: null }), someNetwork(3)),
      '“confidence” does not fit',
    ],
    [
      'a row that no member held out',
      changed((file) => (file['held_out_by'] as unknown as number[]).pop(), someNetwork(3)),
      '“held_out_by” does not hold a number for each of 12 rows',
    ],
    ['no time', changed((file) => Object.assign(file, { created_at_utc: 'now' })), '“created_at_utc” does not fit'],
    [
      'an impossible time',
      changed((file) => Object.assign(file, { created_at_utc: '2026-13-45T99:00:00Z' })),
      '“created_at_utc”',
    ],
  ])('[model files] refuses %s and says why', (_, text, reason) => {
    const error = thrownBy(() => decodeModelFile(text, 'odd.json'));
    expect(error).toMatchObject({ code: 'bad-model-file', stage: 'model', subject: 'odd.json' });
    expect(error.message).toContain(reason);
    expect(error.message).toContain('Choose');
  });

  it('[model files] is named after the model', () => {
    expect(modelFileName('ridge-20260131-120000-abcdef')).toBe('ridge-20260131-120000-abcdef.json');
    expect(modelFileName('../x')).toBe('__x.json');
  });
});

describe('any file that holds a model', () => {
  it('[model files] is told apart by its name and what it holds', () => {
    expect(decodeAnyModel(encodeModelFile(model), 'm.json')).toEqual({ kind: 'own', model });
    expect(decodeAnyModel(encodeBestEquations(model), 'best_equations.json')).toMatchObject({
      kind: 'polynomial',
      origin: 'equations',
      parameters: model.parameters,
      claimed: { alpha: 100 },
    });
    const { parameters } = polynomialModel({
      ...model.parameters,
      scalerScale: model.parameters.scalerScale.map(() => 2),
    });
    const small = { ...parameters, scalerMean: parameters.scalerMean.map(() => 0.5) };
    const plain = {
      ...small,
      intercept: [1, 2, 3, 4, 5],
      coefficients: small.coefficients.map((row) => row.map(() => 0.25)),
    };
    const header = encodePluginHeader(plain, 'plain');
    expect(decodeAnyModel(header, 'AutoHyperModelData.H')).toEqual({
      kind: 'polynomial',
      origin: 'header',
      parameters: plain,
      claimed: null,
    });
  });

  it('[model files] a student’s equations say what they have and no more', () => {
    expect(decodeAnyModel(encodeBestEquations(someStudent(3)), 'e.json')).toMatchObject({ claimed: null });
  });

  it('[model files] any other file is refused by name', () => {
    expect(thrownBy(() => decodeAnyModel('{"hello": 1}', 'other.json')).message).toContain('not a model file');
    expect(thrownBy(() => decodeAnyModel('#pragma once', 'other.h')).message).toContain('kAutoHyperDescriptorCount');
  });
});
