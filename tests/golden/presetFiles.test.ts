import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { PLUGIN } from '../../src/domain/pluginInUse.ts';
import {
  hyperparametersOfState,
  loadedParameters,
  PLUGIN_DEFAULTS,
  PLUGIN_PARAMETERS,
  roundedParameter,
  withHyperparameters,
  type PluginParameters,
} from '../../src/domain/pluginParameters.ts';
import { encodeAuPreset } from '../../src/formats/presets/auPreset.ts';
import type { PresetRefusalReason } from '../../src/formats/presets/presetRefusal.ts';
import { readPluginPreset } from '../../src/formats/presets/readPluginPreset.ts';
import { encodeVstPreset } from '../../src/formats/presets/vstPreset.ts';
import golden from '../fixtures/reference/plugin/preset.json' with { type: 'json' };
import { presetFile, refusalBy, stateOf } from '../support/presetFiles.ts';

const read = (name: string) => readPluginPreset(presetFile(name), name);

/** What the plugin holds after loading, its values in 32-bit floats, against what it reported. */
function expectInPlugin(loaded: PluginParameters, reported: Readonly<Record<string, string>>): void {
  const ids = Object.keys(reported) as (keyof PluginParameters)[];
  expect(ids.map((id) => [id, loaded[id]])).toEqual(ids.map((id) => [id, Math.fround(Number(reported[id]))]));
}

/** A state whose knobs are at the golden hyperparameters, with what was set besides. */
function goldenState({ hyperparameters: h, extra }: (typeof golden.presets)[number]): PluginParameters {
  const values = {
    distancePenalty: h.distance_penalty,
    normRate: h.norm_rate,
    lowPenalty: h.low_penalty,
    highPenalty: h.high_penalty,
    minimaxStrength: h.minimax_strength,
  };
  return stateOf(extra, withHyperparameters(PLUGIN_DEFAULTS, values));
}

describe('the table of the plugin’s parameters', () => {
  const inXml = golden.parameters.filter(({ title, index }) => index < 67 && title !== '');

  it('[V3] is the plugin’s: ids, labels, ranges, defaults, steps and choices, in its order', () => {
    expect(PLUGIN.version).toBe(golden.plugin.version);
    const table = PLUGIN_PARAMETERS.map(({ id, title, default: value, min, max, step }) => [
      id,
      title,
      value,
      min,
      max,
      step,
    ]);
    expect(table).toEqual(inXml.map((p) => [p.id, p.title, p.default, p.min, p.max, p.step]));
    const choices = PLUGIN_PARAMETERS.map((p) =>
      p.kind === 'choice' && !p.id.startsWith('clusterRoute') ? p.choices : null,
    );
    expect(choices).toEqual(inXml.map((p) => p.choices ?? null));
  });

  it('[V3] snaps the defaults as the plugin does, and rounds what it made of them', () => {
    const loaded = loadedParameters(PLUGIN_DEFAULTS);
    const reported = stateOf(golden.default.values);
    // One of the 67 (gateSharpness) stands one 32-bit step beside the rule: it went through 0…1 and back.
    const apart = PLUGIN_PARAMETERS.filter(({ id }) => loaded[id] !== Math.fround(reported[id]));
    expect(apart.map(({ id }) => [id, loaded[id] - Math.fround(reported[id])])).toEqual([['gateSharpness', 2 ** -23]]);
    expect(PLUGIN_PARAMETERS.map((p) => roundedParameter(p, loaded[p.id]))).toEqual(
      PLUGIN_PARAMETERS.map((p) => p.default),
    );
  });
});

describe('the plugin’s own files', () => {
  it('[V5] its default preset gives its values back', () => {
    expect(read('default.vstpreset')).toEqual({
      kind: 'vstpreset',
      name: 'default',
      parameters: stateOf(golden.default.values),
      hostBypass: false,
    });
  });

  it('[V1] [V2] [V3] its default preset is written byte for byte', () => {
    expect(encodeVstPreset(stateOf(golden.default.values), { info: false })).toEqual(presetFile('default.vstpreset'));
  });

  it.each(golden.presets)('[V5] $file gives its values back, and snaps to what the plugin made of them', (preset) => {
    const { parameters } = read(preset.file);
    expect(parameters).toEqual(stateOf(preset.written));
    expectInPlugin(loadedParameters(parameters), preset.knobsInPlugin);
    // What the plugin did not change it writes as it was read: both stand at the same step.
    expect(loadedParameters(parameters)).toEqual(loadedParameters(stateOf(preset.stateTextAfter)));
  });

  it.each(golden.presets)('[V1] [V2] [V3] [V4] $file is written byte for byte from its hyperparameters', (preset) => {
    const info = ['plain.vstpreset', 'full-state.vstpreset'].includes(preset.file);
    const written = encodeVstPreset(goldenState(preset), { info });
    expect(createHash('sha256').update(written).digest('hex')).toBe(preset.sha256);
    expect(written).toEqual(presetFile(preset.file));
  });

  it('[V4] a state’s knobs are read as hyperparameters', () => {
    const { low_penalty, high_penalty } = golden.presets[0]!.hyperparameters;
    expect(hyperparametersOfState(read('plain.vstpreset').parameters)).toEqual({
      distancePenalty: 1.2345,
      normRate: 0.0834,
      minimaxStrength: 0.018,
      lowPenalty: low_penalty,
      highPenalty: high_penalty,
    });
  });

  it('[V6] the Audio Unit preset is written byte for byte and read back', () => {
    const { parameters } = read('plain.vstpreset');
    expect(encodeAuPreset({ parameters, name: 'plain' })).toBe(new TextDecoder().decode(presetFile('plain.aupreset')));
    expect(read('plain.aupreset')).toEqual({ kind: 'aupreset', name: 'plain', parameters });
  });
});

describe('malformed files', () => {
  const REASONS: Readonly<Record<string, PresetRefusalReason>> = {
    'malformed-bad-header-magic.vstpreset': 'preset-header',
    'malformed-other-class-id.vstpreset': 'other-plugin',
    'malformed-list-offset-zero.vstpreset': 'chunk-list',
    'malformed-truncated.vstpreset': 'cut-short',
    'malformed-no-comp-chunk.vstpreset': 'no-state',
    'malformed-empty-comp.vstpreset': 'empty-state',
    'malformed-state-magic.vstpreset': 'state-magic',
    'malformed-state-length-zero.vstpreset': 'state-length-zero',
    'malformed-state-length-too-short.vstpreset': 'state-length-short',
    'malformed-broken-xml.vstpreset': 'broken-xml',
    'malformed-other-root-tag.vstpreset': 'other-root',
    'hazard-nan.vstpreset': 'not-a-number',
    'malformed-other-subtype.aupreset': 'other-audio-unit',
    'malformed-no-version.aupreset': 'audio-unit-version',
  };
  const files = [...golden.malformed, golden.hazard, ...golden.aupreset.slice(1)].map(({ file }) => file);

  it('[V5] each has a reason of its own', () => {
    expect(files.toSorted()).toEqual(Object.keys(REASONS).toSorted());
    expect(new Set(Object.values(REASONS)).size).toBe(files.length);
  });

  it.each(files)('[V5] %s is refused by name, with its reason and the way out', (file) => {
    const refusal = refusalBy(() => read(file));
    expect(refusal).toMatchObject({ reason: REASONS[file], code: 'bad-input', subject: file });
    expect(refusal.message).toMatch(
      /^“\S+” is not a preset this app can read: [^.]+\S*[^.]*\. (Choose|Convert) .+\.$/u,
    );
  });
});

describe('tolerated files', () => {
  it.each(golden.tolerated)('[V5] $file is read: $note', ({ file, knobsInPlugin }) => {
    const { parameters } = read(file);
    expectInPlugin(loadedParameters(parameters), knobsInPlugin);
    const knobs = new Set(Object.keys(knobsInPlugin));
    const others = PLUGIN_PARAMETERS.filter(({ id }) => !knobs.has(id));
    expect(others.map(({ id }) => parameters[id])).toEqual(others.map((parameter) => parameter.default));
  });
});
