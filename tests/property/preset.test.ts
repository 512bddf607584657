import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodePreset, presetFileName } from '../../src/formats/presetJson.ts';
import { decodePreset } from '../../src/formats/presets/decodePresetJson.ts';
import { descriptorsOf, finiteDouble, hyperparametersOf } from '../support/arbitraries.ts';

const preset = fc.record({
  createdAt: fc.date({ noInvalidDate: true, min: new Date(0), max: new Date(Date.UTC(9999, 0)) }),
  audioPath: fc.string({ unit: 'grapheme' }),
  descriptors: descriptorsOf(finiteDouble),
  hyperparameters: hyperparametersOf(finiteDouble),
  modelPath: fc.string(),
  facts: fc.dictionary(fc.stringMatching(/^[a-z]{1,3}_[a-z]{1,3}$/), fc.string({ unit: 'grapheme' }), {
    noNullPrototype: true,
  }),
});

describe('the preset file', () => {
  it('[presets] gives back what it was given', () => {
    fc.assert(
      fc.property(preset, (value) => {
        expect(decodePreset(encodePreset(value), 'a.json')).toEqual(value);
      }),
      { seed: 1, numRuns: 200 },
    );
  });

  it('[presets] has a name without separators or control characters for any path', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (path) => {
        expect(presetFileName(path)).toMatch(
          /^[^/\\\p{Cc}\p{Surrogate}<>:"|?*.][^/\\\p{Cc}\p{Surrogate}<>:"|?*]*_hyperparams\.json$/u,
        );
      }),
      { seed: 2, numRuns: 500 },
    );
  });
});
