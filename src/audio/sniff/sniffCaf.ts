import type { HeaderReader } from '../bytes/audioBytes.ts';
import { fourCc } from '../bytes/audioBytes.ts';
import { checkFormat, refuse, refuseHeader, refuseNoFrames } from './refusals.ts';
import { describeSamples, type SampleData } from './sampleData.ts';
import type { PcmFormat, PcmSniff, SampleEncoding } from './sniffResult.ts';

const MAX_CHUNKS = 2048;
/** In front of the samples a counter of edits. */
const EDIT_COUNT_BYTES = 4;
const FLAG_FLOAT = 1;
const FLAG_LITTLE_ENDIAN = 2;

const NAMES: Readonly<Record<string, string>> = {
  alac: 'Apple Lossless',
  'aac ': 'AAC',
  ima4: 'IMA ADPCM',
  '.mp3': 'MP3',
  opus: 'Opus',
  flac: 'FLAC',
};

/**
 * Reads the header of a Core Audio file with uncompressed samples, as Logic and GarageBand write: `desc` and `data`.
 * Throws an `AppError` for what cannot be used. Source: Apple Core Audio Format Specification 1.0.
 */
export async function sniffCaf(reader: HeaderReader): Promise<PcmSniff> {
  const { path } = reader;
  let format: PcmFormat | null = null;
  let data: SampleData | null = null;
  let offset = 8;
  for (let chunk = 0; chunk < MAX_CHUNKS && offset + 12 <= reader.size; chunk++) {
    const view = await reader.view(offset, 12 + 32);
    const name = fourCc(view, 0);
    const size = Number(view.getBigInt64(4, false));
    const isOpen = size < 0;
    if (name === 'desc') {
      format = readDescription(view, path);
    } else if (name === 'data') {
      const declaredBytes = isOpen || size === 0 ? null : Math.max(0, size - EDIT_COUNT_BYTES);
      data = { offset: offset + 12 + EDIT_COUNT_BYTES, declaredBytes };
    }
    if ((format !== null && data !== null) || isOpen) break;
    offset += 12 + size;
  }
  if (format === null) throw refuseHeader(path, 'its CAF header has no description');
  if (data === null) throw refuseNoFrames(path);
  return describeSamples(reader, 'caf', format, data);
}

function readDescription(view: DataView, path: string | null): PcmFormat {
  if (view.byteLength < 12 + 32) throw refuseHeader(path, 'its CAF description is too short');
  const sampleRateHz = view.getFloat64(12, false);
  const type = fourCc(view, 20);
  const flags = view.getUint32(24, false);
  const packetBytes = view.getUint32(28, false);
  const channels = view.getUint32(36, false);
  const bits = view.getUint32(40, false);
  const encoding = encodingOf(type, (flags & FLAG_FLOAT) !== 0, bits);
  if (encoding === null) {
    const what = type === 'lpcm' ? `${bits}-bit samples` : (NAMES[type] ?? `“${type}”`);
    throw refuse(
      'unsupported-format',
      path,
      `is a Core Audio (CAF) file with ${what}, which is not supported; convert it to FLAC or WAV.`,
    );
  }
  checkFormat(path, sampleRateHz, channels);
  const neededBytes = Math.ceil(bits / 8) * channels;
  if (type === 'lpcm' && packetBytes !== neededBytes) {
    throw refuse(
      'unsupported-format',
      path,
      `stores ${bits}-bit samples in ${packetBytes} bytes for ${channels} channels, which is not supported; convert it to 16- or 24-bit WAV.`,
    );
  }
  const littleEndian = (flags & FLAG_LITTLE_ENDIAN) !== 0;
  return { encoding, littleEndian, sampleRateHz, channels, note: null };
}

function encodingOf(type: string, isFloat: boolean, bits: number): SampleEncoding | null {
  if (type === 'alaw' || type === 'ulaw') return type;
  if (type !== 'lpcm') return null;
  if (isFloat) return bits === 32 ? 'f32' : bits === 64 ? 'f64' : null;
  return bits === 0 ? null : ((['s8', 's16', 's24', 's32'] as const)[Math.ceil(bits / 8) - 1] ?? null);
}
