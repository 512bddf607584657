import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  byKnob,
  clampParameter,
  loadedParameters,
  PLUGIN_PARAMETERS,
  pluginParameters,
  roundedParameter,
  type PluginParameters,
} from '../../src/domain/pluginParameters.ts';
import { safeFileName, uniqueFileNames } from '../../src/formats/fileNames.ts';
import { encodePreset } from '../../src/formats/presetJson.ts';
import { encodeAuPreset } from '../../src/formats/presets/auPreset.ts';
import { readPluginPreset } from '../../src/formats/presets/readPluginPreset.ts';
import { encodeVstPreset } from '../../src/formats/presets/vstPreset.ts';
import { finiteDouble } from '../support/arbitraries.ts';
import { expectRefusedOrSound, somePreset } from '../support/presetFiles.ts';

const utf8 = new TextEncoder();

function stateOf(value: (range: { min: number; max: number }) => fc.Arbitrary<number>): fc.Arbitrary<PluginParameters> {
  return fc
    .tuple(...PLUGIN_PARAMETERS.map(value))
    .map((values) => pluginParameters((parameter) => values[PLUGIN_PARAMETERS.indexOf(parameter)] ?? Number.NaN));
}

const legalState = stateOf(({ min, max }) => fc.double({ min, max, noNaN: true }).map((value) => value + 0));
/** Legal or not: at the ends of all doubles, beside their ranges, within them. */
const anyState = stateOf(({ min, max }) =>
  fc.oneof(finiteDouble, fc.double({ min: min - 1, max: max + 1, noNaN: true })),
);
const maybe = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | null> => fc.option(value, { nil: null });

describe('a state of the plugin', () => {
  it('[V1] [V2] [V3] comes back from a .vstpreset as it was given', () => {
    fc.assert(
      fc.property(legalState, fc.boolean(), (parameters, info) => {
        const read = readPluginPreset(encodeVstPreset(parameters, { info }), 'a.b.vstpreset');
        expect(read).toEqual({ kind: 'vstpreset', name: 'a.b', parameters, hostBypass: false });
      }),
      { seed: 1, numRuns: 100 },
    );
  });

  it('[V6] comes back from an .aupreset with its name, whatever is in it', () => {
    fc.assert(
      fc.property(legalState, fc.string({ unit: 'grapheme' }), (parameters, name) => {
        const read = readPluginPreset(utf8.encode(encodeAuPreset({ parameters, name })), 'x');
        expect(read).toEqual({ kind: 'aupreset', name: legalXml(name), parameters });
      }),
      { seed: 2, numRuns: 100 },
    );
  });

  it('[presets] comes back from a preset JSON, with what plays and what was reached', () => {
    const plugin = fc.record({
      version: fc.string(),
      parameters: legalState,
      compensated: fc.boolean(),
      plays: fc.record(byKnob(() => maybe(finiteDouble))),
      reached: fc.record(byKnob(() => maybe(fc.boolean()))),
    });
    fc.assert(
      fc.property(plugin, (plugin) => {
        const preset = somePreset(plugin);
        const read = readPluginPreset(utf8.encode(encodePreset(preset)), 'x.json');
        expect(read).toEqual({ kind: 'json', name: 'x', parameters: plugin.parameters, preset });
      }),
      { seed: 3, numRuns: 100 },
    );
  });

  it('[V3] is clamped when it is written, and every step that it snaps to is in range and stays', () => {
    fc.assert(
      fc.property(anyState, (state) => {
        const { parameters } = readPluginPreset(encodeVstPreset(state), 'x');
        expect(parameters).toEqual(pluginParameters((parameter) => clampParameter(parameter, state[parameter.id])));
        const loaded = loadedParameters(parameters);
        for (const parameter of PLUGIN_PARAMETERS) {
          const value = loaded[parameter.id];
          expect(value).toBeGreaterThanOrEqual(Math.fround(parameter.min));
          expect(value).toBeLessThanOrEqual(Math.fround(parameter.max));
          expect(Math.abs(value - parameters[parameter.id])).toBeLessThanOrEqual(parameter.step / 2 + 1e-3);
          expect(roundedParameter(parameter, value)).toBeCloseTo(value, 2);
        }
      }),
      { seed: 4, numRuns: 100 },
    );
  });

  it('[V3] is not written with a value that is not finite', () => {
    fc.assert(
      fc.property(legalState, fc.nat(66), fc.constantFrom(Number.NaN, Infinity, -Infinity), (state, at, bad) => {
        const { id, title } = PLUGIN_PARAMETERS[at]!;
        const broken = { ...state, [id]: bad };
        for (const write of [
          () => encodeVstPreset(broken),
          () => encodeAuPreset({ parameters: broken, name: 'x' }),
          () => encodePreset(somePreset({ parameters: broken })),
        ]) {
          expect(write).toThrow(`its “${title}” is not a number`);
        }
      }),
      { seed: 5, numRuns: 50 },
    );
  });
});

describe('damaged presets', () => {
  const state = pluginParameters((parameter) => parameter.default);
  const intact = [
    encodeVstPreset(state),
    utf8.encode(encodeAuPreset({ parameters: state, name: 'a & b' })),
    utf8.encode(encodePreset(somePreset({ parameters: state }))),
  ];

  // Other damage is done by the fuzzer.
  it('[V5] of any length are refused or read, and nothing else', () => {
    for (const bytes of intact) {
      for (let length = 0; length < bytes.length; length++) expectRefusedOrSound(bytes.subarray(0, length));
    }
  });
});

describe('file names side by side', () => {
  it('[V7] are unique where neither case nor the form of accents counts, and safe', () => {
    const part = fc.constantFrom(
      'a',
      'A',
      ' (2)',
      ' (3)',
      'é',
      'e\u0301',
      'É',
      'K',
      'ß',
      'ss',
      '.',
      'con',
      '/',
      '\u0000',
    );
    const name = fc.oneof(
      fc.array(part, { maxLength: 5 }).map((parts) => parts.join('')),
      fc.string({ unit: 'binary' }),
    );
    fc.assert(
      fc.property(fc.array(name, { maxLength: 20 }), (names) => {
        const safe = names.map((given) => `${safeFileName(given, 'preset')}.vstpreset`);
        const unique = uniqueFileNames(safe);
        expect(unique).toHaveLength(names.length);
        const onDisk = unique.map((fileName) => fileName.normalize('NFC').toLowerCase());
        expect(new Set(onDisk).size).toBe(names.length);
        for (const fileName of unique) {
          expect(fileName).toMatch(/^[^/\\\p{Cc}\p{Surrogate}<>:"|?*.][^/\\\p{Cc}\p{Surrogate}<>:"|?*]*\.vstpreset$/u);
          expect(fileName).not.toMatch(/^(con|prn|aux|nul|com\d|lpt\d)\./iu);
          expect(Buffer.byteLength(fileName)).toBeLessThanOrEqual(255);
        }
        expect(uniqueFileNames(unique)).toEqual(unique);
      }),
      { seed: 7, numRuns: 500 },
    );
  });
});

/** What XML has no way to hold is replaced. */
function legalXml(text: string): string {
  // eslint-disable-next-line no-control-regex
  return text.replace(/[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]|\p{Surrogate}/gu, '\uFFFD');
}
