import { PLUGIN } from '../../domain/pluginInUse.ts';
import type { PluginParameters } from '../../domain/pluginParameters.ts';
import { binaryTextOf, bytesOf, littleEndian, type BinaryText } from './binaryText.ts';
import { decodePluginState, encodePluginState } from './pluginState.ts';
import type { RefusePreset } from './presetRefusal.ts';

const MAGIC = 'VST3';
const CLASS_ID = 'ABCDEF019182FAEB496E7274496E6232';
const HEADER_BYTES = 48;
const LIST_MAGIC = 'List';
const LIST_ENTRY_BYTES = 20;

/** What a host reads behind the state: its own bypass, which stays as it is where this is missing (V2). */
function tail(bypassed: boolean): BinaryText {
  const bypass = `JUCEPrivateData\0\u0001\u0001Bypass\0\u0001\u0001${bypassed ? '\u0002' : '\u0003'}\0`;
  return `${littleEndian(0, 8)}${bypass}${littleEndian(bypass.length, 8)}JUCEPrivateData`;
}

const TAIL_BYTES = tail(false).length;

/** As the plugin's hosts write it, with a byte order mark. */
const INFO: BinaryText = [
  '\u00EF\u00BB\u00BF<?xml version="1.0" encoding="utf-8"?>',
  '<MetaInfo>',
  infoLine('MediaType', 'VstPreset'),
  infoLine('PlugInCategory', 'Fx'),
  infoLine('PlugInName', PLUGIN.name),
  infoLine('PlugInVendor', PLUGIN.vendor),
  '</MetaInfo>',
  '',
].join('\r\n');

function infoLine(id: string, value: string): string {
  return `\t<Attribute id="${id}" value="${value}" type="string" flags="writeProtected"/>`;
}

/**
 * The bytes of a `.vstpreset` (V1–V3), not bypassed by the host.
 *
 * @param options `info`: whether it says which plugin it is for, which hosts show; the plugin needs none.
 * @throws AppError `bad-input` where a value is not finite.
 */
export function encodeVstPreset(state: PluginParameters, { info = true } = {}): Uint8Array<ArrayBuffer> {
  const chunks = [
    ['Comp', encodePluginState(state) + tail(false)],
    ['Cont', ''],
    ...(info ? ([['Info', INFO]] as const) : []),
  ] as const;
  let offset = HEADER_BYTES;
  let list = '';
  for (const [id, data] of chunks) {
    list += id + littleEndian(offset, 8) + littleEndian(data.length, 8);
    offset += data.length;
  }
  const header = MAGIC + littleEndian(1, 4) + CLASS_ID + littleEndian(offset, 8);
  const data = chunks.map(([, data]) => data).join('');
  return bytesOf(header + data + LIST_MAGIC + littleEndian(chunks.length, 4) + list);
}

export interface VstPreset {
  readonly parameters: PluginParameters;
  /** Whether the host is told to bypass the plugin, which then leaves the sound as it is. */
  readonly hostBypass: boolean;
}

/** Whether bytes are meant as a `.vstpreset`: by their magic, or by the class id behind a damaged one. */
export function looksLikeVstPreset(bytes: Uint8Array): boolean {
  return /^VST3|^.{8}[\dA-F]{32}/su.test(binaryTextOf(bytes.subarray(0, HEADER_BYTES)));
}

/**
 * Reads a `.vstpreset` of InertiaBandsX (V1, V2); the chunk `Comp` alone is enough.
 *
 * @throws PresetRefusal
 */
export function decodeVstPreset(bytes: Uint8Array, refuse: RefusePreset): VstPreset {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const text = (start: number, length: number): BinaryText => binaryTextOf(bytes.subarray(start, start + length));
  const int64 = (at: number): number => Number(view.getBigInt64(at, true));

  if (text(0, 4) !== MAGIC) throw refuse('preset-header');
  if (bytes.length < HEADER_BYTES) throw refuse('cut-short');
  if (view.getInt32(4, true) < 1) throw refuse('preset-header');
  if (text(8, 32).toUpperCase() !== CLASS_ID) throw refuse('other-plugin');
  const listAt = int64(40);
  if (listAt < HEADER_BYTES) throw refuse('chunk-list');
  if (listAt + 8 > bytes.length) throw refuse('cut-short');
  if (text(listAt, 4) !== LIST_MAGIC) throw refuse('chunk-list');

  const count = view.getInt32(listAt + 4, true);
  for (let i = 0, at = listAt + 8; i < count; i++, at += LIST_ENTRY_BYTES) {
    if (at + LIST_ENTRY_BYTES > bytes.length) throw refuse('cut-short');
    if (text(at, 4) !== 'Comp') continue;
    const start = int64(at + 4);
    const end = start + int64(at + 12);
    if (start < HEADER_BYTES || end < start) throw refuse('chunk-list');
    if (end > bytes.length) throw refuse('cut-short');
    const state = bytes.subarray(start, end);
    return {
      parameters: decodePluginState(state, refuse),
      hostBypass: binaryTextOf(state.subarray(-TAIL_BYTES)) === tail(true),
    };
  }
  throw refuse('no-state');
}
