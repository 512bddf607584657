import { unzipSync, zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { PLUGIN_DEFAULTS } from '../../src/domain/pluginParameters.ts';
import type { PackagedPreset } from '../../src/domain/preset.ts';
import { presetPackage } from '../../src/formats/presets/presetPackage.ts';
import { readPluginPreset } from '../../src/formats/presets/readPluginPreset.ts';
import { somePreset } from '../support/presetFiles.ts';

const stems = { ...PLUGIN_DEFAULTS, clusterRoute0: 1, clusterRoute1: 2 };
const presets: readonly PackagedPreset[] = [
  { name: 'Kick', treatment: 'Tame the air', preset: somePreset({}) },
  {
    name: 'kick',
    treatment: 'Stems to aux',
    choice: 'Direct search, not judged',
    preset: somePreset({ parameters: stems }),
  },
  { name: 'drums/Größe?', treatment: 'Tame the air', preset: somePreset({ compensated: false }) },
  {
    name: 'con',
    treatment: 'Gentle glue',
    preset: somePreset({
      plays: { distancePenalty: 0.81, normRate: 0.05, minimaxStrength: 0.02, lowPenalty: 3.1234, highPenalty: 1.9 },
      reached: { distancePenalty: true, normRate: true, minimaxStrength: true, lowPenalty: false, highPenalty: true },
    }),
  },
];

function unpacked(formats: { audioUnit: boolean; json: boolean }): Map<string, Uint8Array> {
  const entries = presetPackage(presets, formats).map(({ path, bytes }) => [path, bytes] as const);
  return new Map(Object.entries(unzipSync(zipSync(Object.fromEntries(entries)))));
}

const readmeOf = (files: Map<string, Uint8Array>) => new TextDecoder().decode(files.get('README.txt'));

describe('a zip of presets', () => {
  it('[V7] holds the folder that hosts look into, with unique names that say what is not compensated', () => {
    expect([...unpacked({ audioUnit: false, json: false }).keys()]).toEqual([
      'README.txt',
      'InertiaAudio/InertiaBandsX/Kick.vstpreset',
      'InertiaAudio/InertiaBandsX/kick (2).vstpreset',
      'InertiaAudio/InertiaBandsX/drums_Größe_ (not compensated).vstpreset',
      'InertiaAudio/InertiaBandsX/_con.vstpreset',
    ]);
  });

  it('[V7] holds other formats of the same presets beside it when they are asked for', () => {
    const files = unpacked({ audioUnit: true, json: true });
    expect(files.size).toBe(1 + 3 * presets.length);
    const kinds = [
      'InertiaAudio/InertiaBandsX/kick (2).vstpreset',
      'Audio Unit/kick (2).aupreset',
      'JSON/kick (2)_hyperparams.json',
    ];
    for (const path of kinds) expect(readPluginPreset(files.get(path)!, path).parameters).toEqual(stems);
    expect(readPluginPreset(files.get('Audio Unit/_con.aupreset')!, 'x').name).toBe('_con');
  });

  it.each([
    { formats: { audioUnit: true, json: false }, folder: 'Audio Unit', other: 'JSON' },
    { formats: { audioUnit: false, json: true }, folder: 'JSON', other: 'Audio Unit' },
  ])('[V7] holds $folder alone where only that was asked for, and its README says so', ({ formats, folder, other }) => {
    const files = unpacked(formats);
    const beside = [...files.keys()].filter((path) => !/^(?:InertiaAudio|README)/u.test(path));
    expect(beside.map((path) => path.split('/')[0])).toEqual(presets.map(() => folder));
    expect(readmeOf(files)).toContain(folder);
    expect(readmeOf(files)).not.toContain(other);
  });

  it('[V7] says where the presets go on each system, who reads them and what stems need', () => {
    const readme = readmeOf(unpacked({ audioUnit: false, json: false }));
    for (const said of [
      '~/Library/Audio/Presets/InertiaAudio/InertiaBandsX/',
      'Documents\\VST3 Presets\\InertiaAudio\\InertiaBandsX\\',
      '~/.vst3/presets/InertiaAudio/InertiaBandsX/',
      'Cubase, Nuendo, Studio One, FL Studio 21, Live 11 and Bitwig',
      'REAPER',
      'aux outputs needs them enabled in the host',
    ]) {
      expect(readme).toContain(said);
    }
    expect(readme).not.toMatch(/Audio Unit|JSON/u);
    expect(readmeOf(unpacked({ audioUnit: true, json: true }))).toMatch(
      /no DAW opens these files[^]*They were not tried in a host\./u,
    );
  });

  it('[V7] says of each preset what is done to the parts and whether it plays what was wanted', () => {
    const readme = readmeOf(unpacked({ audioUnit: false, json: false }));
    expect(readme.slice(readme.indexOf('- Kick'))).toBe(
      [
        '- Kick: Tame the air, compensated.',
        '- kick (2): Stems to aux, compensated.',
        '  Direct search, not judged.',
        '  Uses aux outputs.',
        '- drums_Größe_ (not compensated): Tame the air, not compensated.',
        '- _con: Gentle glue, compensated.',
        '  Feature Low Penalty plays 3.12, wanted was 2.4.',
        '',
      ].join('\n'),
    );
  });
});
