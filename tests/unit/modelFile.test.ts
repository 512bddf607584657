import { describe, expect, it } from 'vitest';
import { decodeModelFile, decodeTrainedModel, encodeModelFile, modelFileName } from '../../src/formats/modelFile.ts';
import { someModel } from '../yardstick/arbitraries.ts';
import { thrownBy } from '../yardstick/thrownBy.ts';

const model = someModel(7);

type Json = Record<string, unknown>;
function changed(change: (file: Record<string, Json>) => void): string {
  const file = JSON.parse(encodeModelFile(model)) as Record<string, Json>;
  change(file);
  return JSON.stringify(file);
}

describe('the model file', () => {
  it('[model files] says its version, how the model was trained, and on whose descriptors', () => {
    expect(JSON.parse(encodeModelFile(model))).toMatchObject({
      format: 'inertiabands-trainer-model',
      format_version: 1,
      model_id: model.modelId,
      created_at_utc: '2026-01-31T12:00:00.007Z',
      kind: 'ridge',
      descriptor_domain: 'trainer',
      training: {
        rows: 12,
        k_folds: 10,
        alpha_grid: 'extended',
        fold_seed: 7,
        data_fingerprint: model.dataFingerprint,
      },
    });
  });

  it('[model files] reads back whole', () => {
    expect(decodeModelFile(encodeModelFile(model), 'a.json')).toEqual(model);
    expect(decodeTrainedModel(JSON.parse(encodeModelFile(model)), 'a.json')).toEqual(model);
  });

  it.each([
    ['no JSON', 'x', 'it is not valid JSON'],
    ['a list', '[]', 'it is not a model file of this app'],
    ['null', 'null', 'it does not hold what such a file holds'],
    ['another file of JSON', '{"hello": 1}', 'it is not a model file of this app'],
    ['a later version', changed((file) => Object.assign(file, { format_version: 2 })), 'it has format version 2'],
    [
      'the plugin’s descriptors',
      changed((file) => Object.assign(file, { descriptor_domain: 'plugin' })),
      '“descriptor_domain” does not fit',
    ],
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
