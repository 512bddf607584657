import { describe, expect, it } from 'vitest';
import { PLUGIN_DEFAULTS, withHyperparameters } from '../../src/domain/pluginParameters.ts';
import { encodePreset } from '../../src/formats/presetJson.ts';
import { encodeAuPreset } from '../../src/formats/presets/auPreset.ts';
import { decodePluginStateXml } from '../../src/formats/presets/pluginStateXml.ts';
import { PresetRefusal, type PresetRefusalReason } from '../../src/formats/presets/presetRefusal.ts';
import { readPluginPreset } from '../../src/formats/presets/readPluginPreset.ts';
import { encodeVstPreset } from '../../src/formats/presets/vstPreset.ts';
import { presetFile, refusalBy, somePreset } from '../support/presetFiles.ts';
import { SOME_HYPERPARAMETERS } from '../support/someTrainedFile.ts';

const utf8 = new TextEncoder();
const readText = (text: string, name = 'x') => readPluginPreset(utf8.encode(text), name);
const decodeXml = (xml: string) => decodePluginStateXml(xml, (reason, facts) => new PresetRefusal('x', reason, facts));

describe('the state’s XML as other programs write it', () => {
  it.each([
    ['attributes in another order', '<PARAMETERS><PARAM value="2.5" id="glideMs"/></PARAMETERS>'],
    ['single quotes and no declaration', "<PARAMETERS><PARAM id='glideMs' value='2.5'></PARAM></PARAMETERS>"],
    [
      'entities',
      '<PARAMETERS a="&lt;&quot;&#x26;"><PARAM id="gl&#105;deMs" value="&#50;.5"/><PARAM id="&amp;" value="1"/></PARAMETERS>',
    ],
    [
      'line breaks, comments and instructions',
      '<?xml version="1.0"?>\r\n<!-- a > b -->\r\n<PARAMETERS\n version="2" >\n\t<?go on?><PARAM\n\tid = "glideMs"\r\n value="2.5" />text<![CDATA[<PARAM/>]]>\n</PARAMETERS >\n<!-- end -->',
    ],
    ['an exponent', '<PARAMETERS><PARAM id="glideMs" value="+25e-1"/></PARAMETERS>'],
    [
      'one id twice, of which the last counts',
      '<PARAMETERS><PARAM id="glideMs" value="7"/><PARAM id="glideMs" value="2.5"/></PARAMETERS>',
    ],
    [
      'an element without id or value',
      '<PARAMETERS><PARAM/><PARAM id="freeze"/><PARAM id="glideMs" value="2.5"/></PARAMETERS>',
    ],
  ])('[V3] is read: %s', (_, xml) => {
    expect(decodeXml(xml)).toEqual({ ...PLUGIN_DEFAULTS, glideMs: 2.5 });
  });

  it.each(['', 'nan', 'inf', '1e999', '0x10', '1,5', '1.0 2.0', '--1', 'true'])('[V3] value %j is refused', (value) => {
    const refusal = refusalBy(() => decodeXml(`<PARAMETERS><PARAM id="glideMs" value="${value}"/></PARAMETERS>`));
    expect(refusal.reason).toBe('not-a-number');
    expect(refusal.message).toContain(`its “glideMs” is “${value}”, which is not a finite number`);
  });

  it('[V3] a value of a million digits that is no number is refused at once', () => {
    const xml = `<PARAMETERS><PARAM id="glideMs" value="${'1'.repeat(1e6)}x"/></PARAMETERS>`;
    expect(refusalBy(() => decodeXml(xml)).message.length).toBeLessThan(300);
  });

  it.each([
    ['nothing', ''],
    ['no end', '<PARAMETERS><PARAM id="glideMs" value="1"/>'],
    ['two roots', '<PARAMETERS/><PARAMETERS/>'],
    ['an attribute without quotes', '<PARAMETERS><PARAM id=glideMs/></PARAMETERS>'],
    ['an entity of its own', '<!DOCTYPE a [<!ENTITY b "c">]><PARAMETERS a="&b;"/>'],
    ['elements in elements', '<PARAMETERS>'.repeat(100_000)],
  ])('[V5] is refused: %s', (_, xml) => {
    expect(refusalBy(() => decodeXml(xml)).reason).toBe('broken-xml');
  });
});

describe('a file of presets', () => {
  it('[V1] is recognised by its content, whatever it is called', () => {
    const vst = presetFile('plain.vstpreset');
    expect(readPluginPreset(vst, 'kick.json')).toMatchObject({ kind: 'vstpreset', name: 'kick' });
    expect(readPluginPreset(presetFile('plain.aupreset'), 'kick.vstpreset').kind).toBe('aupreset');
    expect(readText(`\uFEFF \n${encodePreset(somePreset({}))}`, 'kick.aupreset').kind).toBe('json');
    const shifted = new Uint8Array(vst.length + 3);
    shifted.set(vst, 3);
    expect(readPluginPreset(shifted.subarray(3), 'kick')).toEqual(readPluginPreset(vst, 'kick'));
  });

  it('[V2] says that the host bypasses the plugin, by its tail', () => {
    const bytes = encodeVstPreset(PLUGIN_DEFAULTS, { info: false });
    const at = bytes.lastIndexOf(3, bytes.length - 60);
    expect(readPluginPreset(bytes.with(at, 2), 'x')).toMatchObject({ hostBypass: true });
    expect(readPluginPreset(bytes, 'x')).toMatchObject({ hostBypass: false });
  });

  it('[V4] without a plugin block stands for the defaults with knobs at the wanted values, clamped', () => {
    const { plugin: _, ...desktop } = somePreset({});
    const hyperparameters = { ...SOME_HYPERPARAMETERS, lowPenalty: 147.7 };
    const { parameters } = readText(encodePreset({ ...desktop, hyperparameters }));
    expect(parameters).toEqual(withHyperparameters(PLUGIN_DEFAULTS, { ...SOME_HYPERPARAMETERS, lowPenalty: 4 }));
  });

  const au = encodeAuPreset({ parameters: PLUGIN_DEFAULTS, name: 'x' });

  it('[V6] is read whatever the order of an Audio Unit’s keys and the others beside them', () => {
    const entry = /\t<key>jucePluginState<\/key>\n\t<data>[^]+?<\/data>\n/u.exec(au)![0];
    const moved = au
      .replace(entry, '<key>AUSomething</key><dict><key>version</key><integer>7</integer></dict>')
      .replace('</dict>\n</plist>', `${entry}</dict></plist>`)
      .replace(/\n\t*/gu, '\r\n    ')
      .replace(/\t?<key>name<\/key>\s*<string>x<\/string>/u, '');
    expect(readText(moved, 'Größe.aupreset')).toEqual({ kind: 'aupreset', name: 'Größe', parameters: PLUGIN_DEFAULTS });
  });

  it.each<[PresetRefusalReason, string, Uint8Array | string]>([
    ['empty-file', 'nothing', ''],
    ['too-large', 'two million spaces', ' '.repeat(2e6)],
    ['unknown-content', 'a WAV', 'RIFF\0\0\0\0WAVEfmt '],
    ['cut-short', 'half a header', 'VST3\u0001\0\0\0ABCDEF'],
    ['cut-short', 'a list that ends early', presetFile('tolerated-comp-only.vstpreset').subarray(0, -1)],
    ['binary-property-list', 'a binary property list', 'bplist00\u00D1'],
    ['broken-property-list', 'a page', '<!DOCTYPE html><html><p>Not found</html>'],
    ['broken-property-list', 'a list in a list', '<plist version="1.0"><array/></plist>'],
    ['broken-property-list', 'no base64', au.replace('VkMy', '!!!!')],
    ['audio-unit-version', 'another version', au.replace('<integer>0<', '<integer>1<')],
    ['other-audio-unit', 'another maker', au.replace('1231975028', '1231975029')],
    ['no-audio-unit-state', 'another key', au.replace('jucePluginState', 'data')],
    ['state-magic', 'another state', au.replace('VkMy', 'WEMy')],
    ['json', 'a list', '[1]'],
    ['json', 'another JSON', '{"format": "inertiabands-trainer-model"}'],
  ])('[V5] is refused as %s: %s', (reason, _, contents) => {
    const bytes = typeof contents === 'string' ? utf8.encode(contents) : contents;
    expect(refusalBy(() => readPluginPreset(bytes, 'x.vstpreset')).reason).toBe(reason);
  });
});

describe('the plugin block of a preset JSON', () => {
  const preset = somePreset({
    parameters: { ...withHyperparameters(PLUGIN_DEFAULTS, SOME_HYPERPARAMETERS), featureLowPenalty: 9 },
    plays: { distancePenalty: 0.81, normRate: null, minimaxStrength: 0.02, lowPenalty: 3.1, highPenalty: null },
    reached: { distancePenalty: true, normRate: null, minimaxStrength: true, lowPenalty: false, highPenalty: null },
  });

  it('[presets] stands behind the old fields, which stay as they are', () => {
    const { plugin: _, ...desktop } = preset;
    const old = encodePreset(desktop);
    const text = encodePreset(preset);
    expect(text.startsWith(`${old.slice(0, old.lastIndexOf('\n}\n'))},\n  "plugin": {`)).toBe(true);
    const { plugin } = JSON.parse(text);
    expect(Object.keys(plugin)).toEqual(['name', 'version', 'model', 'parameters', 'plays', 'compensation']);
    expect(Object.keys(plugin.parameters)).toHaveLength(67);
    expect(plugin.parameters).toMatchObject({ distancePenalty: 0.8, featureAdaptRate: 0.05, featureLowPenalty: 4 });
    const plays = {
      distance_penalty: 0.81,
      norm_rate: null,
      minimax_strength: 0.02,
      low_penalty: 3.1,
      high_penalty: null,
    };
    expect(plugin).toMatchObject({ name: 'InertiaBandsX', version: '0.0.3', plays });
    expect(plugin.compensation.on).toBe(true);
    expect(plugin.compensation.knobs.low_penalty).toEqual({ wanted: 2.4, written: 4, plays: 3.1, reached: false });
    expect(plugin.compensation.knobs.high_penalty).toEqual({ wanted: 1.9, written: 1.9, plays: null, reached: null });
  });

  it.each([
    ['a parameter that is missing', '"glideMs"', '"other"', '“plugin.parameters.glideMs” is missing'],
    ['a text for a number', '"glideMs": 150', '"glideMs": "150"', '“plugin.parameters.glideMs” does not fit'],
    ['a switch that is none', '"on": true', '"on": 1', '“plugin.compensation.on” does not fit'],
  ])('[presets] is refused with %s', (_, from, to, reason) => {
    const refusal = refusalBy(() => readText(encodePreset(preset).replace(from, to)));
    expect(refusal.reason).toBe('json');
    expect(refusal.message).toContain(reason);
  });
});
