import { describe, expect, it } from 'vitest';
import { descriptorsFromVector } from '../../src/domain/descriptors.ts';
import { encodePreset, presetFileName } from '../../src/formats/presetJson.ts';
import { decodePreset } from '../../src/formats/presets/decodePresetJson.ts';
import type { Preset } from '../../src/domain/preset.ts';
import { SOME_HYPERPARAMETERS } from '../support/someTrainedFile.ts';
import { thrownBy } from '../support/thrownBy.ts';

const preset: Preset = {
  createdAt: new Date(Date.UTC(2026, 0, 31, 12, 0, 0)),
  audioPath: 'drums/Größe 1.wav',
  descriptors: descriptorsFromVector([-8.1, 0, 1.5, 0.1, 2, 3, 0.25, 0.5, 0, 4, 12, 0.125]),
  hyperparameters: SOME_HYPERPARAMETERS,
  modelPath: 'ridge-1.json',
  facts: { model_id: 'ridge-1', refined: 'false' },
};

describe('the preset file', () => {
  it('[presets] has the documented shape, order and indent', () => {
    expect(encodePreset(preset)).toBe(`{
  "format_version": 1,
  "created_at_utc": "2026-01-31T12:00:00.000000+00:00",
  "audio_path": "drums/Größe 1.wav",
  "descriptors": {
    "log_energy_median": -8.1,
    "log_energy_iqr": 0,
    "spectral_slope_median": 1.5,
    "spectral_flux_median": 0.1,
    "spectral_flux_iqr": 2,
    "peakiness_median": 3,
    "brightness_median": 0.25,
    "flatness_median": 0.5,
    "transientness_median": 0,
    "low_high_ratio": 4,
    "dynamic_range_proxy": 12,
    "silence_ratio": 0.125
  },
  "hyperparameters": {
    "distance_penalty": 0.8,
    "norm_rate": 0.05,
    "base_penalty_log": 1.4,
    "penalty_skew": -0.6,
    "minimax_strength": 0.02,
    "low_penalty": 2.4,
    "high_penalty": 1.9
  },
  "metadata": {
    "model_path": "ridge-1.json",
    "model_id": "ridge-1",
    "refined": "false"
  }
}
`);
  });

  it('[presets] keeps the milliseconds of its time', () => {
    const createdAt = new Date(Date.UTC(2026, 0, 31, 12, 0, 0, 45));
    expect(encodePreset({ ...preset, createdAt })).toContain('"2026-01-31T12:00:00.045000+00:00"');
  });

  it('[presets] reads the desktop’s file, microseconds and all', () => {
    const text = encodePreset(preset)
      .replace('00.000000+', '00.123456+')
      .replace('"refined": "false"', '"refined": false');
    const decoded = decodePreset(text, 'a.json');
    expect(decoded).toEqual({ ...preset, createdAt: new Date('2026-01-31T12:00:00.123Z') });
  });

  it('[presets] refuses to write what is no number', () => {
    const broken = { ...preset, hyperparameters: { ...preset.hyperparameters, normRate: Number.NaN } };
    const error = thrownBy(() => encodePreset(broken));
    expect(error).toMatchObject({ code: 'bad-input', subject: preset.audioPath });
    expect(error.message).toContain('norm_rate');
  });

  it.each([
    ['no JSON', 'hello', 'it is not valid JSON'],
    ['another kind of JSON', '[1]', 'is not a preset'],
    [
      'a missing number',
      encodePreset(preset).replace('"norm_rate"', '"other"'),
      '“hyperparameters.norm_rate” is missing',
    ],
    [
      'a text for a number',
      encodePreset(preset).replace('-8.1', '"-8.1"'),
      '“descriptors.log_energy_median” does not fit',
    ],
    ['another version', encodePreset(preset).replace('"format_version": 1', '"format_version": 2'), '“format_version”'],
    ['no time', encodePreset(preset).replace('2026-01-31T', 'yesterday'), '“created_at_utc” does not fit'],
  ])('[presets] refuses %s and says why', (_, text, reason) => {
    const error = thrownBy(() => decodePreset(text, 'odd.json'));
    expect(error).toMatchObject({ code: 'bad-input', subject: 'odd.json' });
    expect(error.message).toContain(reason);
    expect(error.message).toContain('Choose');
  });
});

describe('the preset file’s name', () => {
  it.each([
    ['drums/kick.wav', 'kick_hyperparams.json'],
    ['a\\b\\take.1.flac', 'take.1_hyperparams.json'],
    ['no extension', 'no extension_hyperparams.json'],
    ['.hidden', '_hidden_hyperparams.json'],
    ['what?: "it" <is>|*.wav', 'what__ _it_ _is____hyperparams.json'],
    ['bad\u0000\u202Efdp.wav', 'bad__fdp_hyperparams.json'],
    ['half \uD83D.wav', 'half __hyperparams.json'],
    ['日本語 \u{1F600}.mp3', '日本語 \u{1F600}_hyperparams.json'],
    ['..', '__hyperparams.json'],
    ['con .take.wav', '_con .take_hyperparams.json'],
    ['COM¹.wav', '_COM¹_hyperparams.json'],
    ['', 'audio_hyperparams.json'],
  ])('[presets] of %j is %j', (path, name) => {
    expect(presetFileName(path)).toBe(name);
  });

  it('[presets] stays short enough for any file system', () => {
    const name = presetFileName(`${'ü'.repeat(400)}.wav`);
    expect(new TextEncoder().encode(name).length).toBeLessThanOrEqual(255);
    expect(name).toMatch(/^ü+_hyperparams\.json$/);
  });
});
