import type { PluginParameters } from '../../domain/pluginParameters.ts';
import { binaryTextOf, littleEndian, type BinaryText } from './binaryText.ts';
import { decodePluginStateXml, encodePluginStateXml } from './pluginStateXml.ts';
import type { RefusePreset } from './presetRefusal.ts';

const MAGIC = 'VC2!';
const HEADER_BYTES = 8;

/** The state in the plugin's binary form: magic, length, XML, a zero byte (V2, without its tail). */
export function encodePluginState(state: PluginParameters): BinaryText {
  const xml = encodePluginStateXml(state);
  return `${MAGIC}${littleEndian(xml.length, 4)}${xml}\0`;
}

/**
 * Reads a state with or without its zero byte, whatever follows (V2). As in the plugin, a length beyond the end means
 * up to the end.
 *
 * @throws PresetRefusal
 */
export function decodePluginState(bytes: Uint8Array, refuse: RefusePreset): PluginParameters {
  if (bytes.length === 0) throw refuse('empty-state');
  if (binaryTextOf(bytes.subarray(0, MAGIC.length)) !== MAGIC) throw refuse('state-magic');
  if (bytes.length < HEADER_BYTES) throw refuse('cut-short');
  const length = new DataView(bytes.buffer, bytes.byteOffset).getInt32(MAGIC.length, true);
  if (length <= 0) throw refuse('state-length-zero');
  const end = HEADER_BYTES + length;
  const xml = new TextDecoder().decode(bytes.subarray(HEADER_BYTES, end)).replace(/\0.*$/su, '');
  const goesOn = (bytes[end] ?? 0) !== 0;
  return decodePluginStateXml(xml, (reason, facts) =>
    refuse(reason === 'broken-xml' && goesOn ? 'state-length-short' : reason, facts),
  );
}
