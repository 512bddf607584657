import type { PluginParameters } from '../../domain/pluginParameters.ts';
import { bytesOf } from './binaryText.ts';
import { decodePluginState, encodePluginState } from './pluginState.ts';
import { childElements, parsedXml } from './pluginStateXml.ts';
import type { RefusePreset } from './presetRefusal.ts';

/** `aufx`, `InB2`, `Inrt` as 32-bit numbers. */
const AUDIO_UNIT = { type: 1_635_083_896, subtype: 1_231_970_866, manufacturer: 1_231_975_028 } as const;
const BASE64_LINE = 68;

export interface AuPreset {
  readonly parameters: PluginParameters;
  /** What the file says that the preset is called; null where it does not. */
  readonly name: string | null;
}

/**
 * The text of an `.aupreset` (V6), an XML property list. Not tried in a host: none runs where this was written.
 *
 * @throws AppError `bad-input` where a value is not finite.
 */
export function encodeAuPreset({ parameters, name }: { parameters: PluginParameters; name: string }): string {
  const state = btoa(encodePluginState(parameters)).match(new RegExp(`.{1,${BASE64_LINE}}`, 'gu')) ?? [];
  const integer = (key: string, value: number): string[] => [`<key>${key}</key>`, `<integer>${value}</integer>`];
  const entries = [
    '<key>jucePluginState</key>',
    '<data>',
    ...state,
    '</data>',
    ...integer('manufacturer', AUDIO_UNIT.manufacturer),
    '<key>name</key>',
    `<string>${escapedXml(name)}</string>`,
    ...integer('subtype', AUDIO_UNIT.subtype),
    ...integer('type', AUDIO_UNIT.type),
    ...integer('version', 0),
  ];
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">',
    '<plist version="1.0">',
    '<dict>',
    ...entries.map((line) => `\t${line}`),
    '</dict>',
    '</plist>',
    '',
  ].join('\n');
}

/**
 * Reads an `.aupreset` of InertiaBandsX (V6): what a host requires (version, subtype, manufacturer) and the state.
 *
 * @throws PresetRefusal
 */
export function decodeAuPreset(xml: string, refuse: RefusePreset): AuPreset {
  const plist = parsedXml(xml, (cause) => refuse('broken-property-list', { cause }));
  const [dict] = childElements(plist);
  if (plist.name !== 'plist' || dict?.name !== 'dict') throw refuse('broken-property-list');
  const children = childElements(dict);
  const valueOf = (key: string, type: 'integer' | 'string' | 'data'): string | null => {
    const value = children[children.findIndex(({ name, text }) => name === 'key' && text === key) + 1];
    return value?.name === type ? value.text : null;
  };
  const integer = (key: string): number => Number(valueOf(key, 'integer') ?? Number.NaN);

  if (integer('version') !== 0) throw refuse('audio-unit-version');
  if (integer('subtype') !== AUDIO_UNIT.subtype || integer('manufacturer') !== AUDIO_UNIT.manufacturer) {
    throw refuse('other-audio-unit');
  }
  const base64 = valueOf('jucePluginState', 'data');
  if (base64 === null) throw refuse('no-audio-unit-state');
  return { parameters: decodePluginState(bytesOfBase64(base64, refuse), refuse), name: valueOf('name', 'string') };
}

function bytesOfBase64(base64: string, refuse: RefusePreset): Uint8Array {
  try {
    return bytesOf(atob(base64));
  } catch (cause) {
    throw refuse('broken-property-list', { cause });
  }
}

/** Text as XML holds it; what XML cannot hold at all becomes U+FFFD. */
function escapedXml(text: string): string {
  const legal = text.replace(/[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/gu, '\uFFFD');
  return legal.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('\r', '&#13;');
}
