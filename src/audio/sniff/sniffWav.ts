import type { HeaderReader } from '../bytes/audioBytes.ts';
import { fourCc } from '../bytes/audioBytes.ts';
import { checkFormat, refuse, refuseHeader, refuseNoFrames } from './refusals.ts';
import { BYTES_PER_SAMPLE } from './sniffResult.ts';
import type { PcmSniff, SampleEncoding } from './sniffResult.ts';
import { truncationNote } from '../decode/truncation.ts';

/** More chunks than any honest file has. */
const MAX_CHUNKS = 2048;
const UNKNOWN_SIZE = 0xffff_ffff;

const FORMAT_PCM = 1;
const FORMAT_FLOAT = 3;
const FORMAT_EXTENSIBLE = 0xfffe;
const FORMAT_NAMES: Readonly<Record<number, string>> = {
  0x02: 'Microsoft ADPCM',
  0x06: 'A-law',
  0x07: 'µ-law',
  0x11: 'IMA ADPCM',
  0x31: 'GSM 6.10',
  0x50: 'MPEG Layer II',
  0x55: 'MP3',
  0xff: 'AAC',
};

interface WavFormat {
  readonly encoding: SampleEncoding;
  readonly validBits: number;
  readonly sampleRateHz: number;
  readonly channels: number;
}

interface WavData {
  readonly offset: number;
  /** Null: written without knowing. */
  readonly declaredBytes: number | null;
}

/**
 * Reads the header of a RIFF/WAVE, RF64 or BW64 file: `fmt `, `data` and `ds64`, in any order, odd sizes padded.
 * Throws an `AppError` for what cannot be used. Sources: Microsoft RIFF, EBU Tech 3306 (RF64), ITU-R BS.2088.
 */
export async function sniffWav(reader: HeaderReader): Promise<PcmSniff> {
  const { path } = reader;
  const isRf64 = fourCc(await reader.view(0, 4), 0) !== 'RIFF';
  let format: WavFormat | null = null;
  let data: WavData | null = null;
  let longDataBytes: number | null = null;
  let offset = 12;
  for (let chunk = 0; chunk < MAX_CHUNKS && offset + 8 <= reader.size; chunk++) {
    const view = await reader.view(offset, 8 + 40);
    const name = fourCc(view, 0);
    const size = view.getUint32(4, true);
    let skipBytes = size;
    if (name === 'ds64' && view.byteLength >= 24) {
      longDataBytes = Number(view.getBigUint64(16, true));
    } else if (name === 'fmt ') {
      format = readFormat(view, size, path);
    } else if (name === 'data') {
      const declaredBytes = size === UNKNOWN_SIZE ? longDataBytes : size;
      data = { offset: offset + 8, declaredBytes };
      skipBytes = declaredBytes ?? reader.size;
    }
    if (format !== null && data !== null) break;
    offset += 8 + skipBytes + (skipBytes % 2);
  }
  if (format === null) throw refuseHeader(path, 'its WAV header has no format chunk');
  if (data === null) throw refuseNoFrames(path);
  return describe(reader, format, data, isRf64);
}

function readFormat(view: DataView, size: number, path: string | null): WavFormat {
  if (size < 16 || view.byteLength < 24) throw refuseHeader(path, 'its WAV format chunk is too short');
  let tag = view.getUint16(8, true);
  const channels = view.getUint16(10, true);
  const sampleRateHz = view.getUint32(12, true);
  const blockBytes = view.getUint16(20, true);
  const bits = view.getUint16(22, true);
  let validBits = bits;
  if (tag === FORMAT_EXTENSIBLE) {
    if (size < 40 || view.byteLength < 48) throw refuseHeader(path, 'its WAV format chunk is too short');
    validBits = view.getUint16(26, true) || bits;
    tag = view.getUint16(32, true);
  }
  if (tag !== FORMAT_PCM && tag !== FORMAT_FLOAT) {
    const name = FORMAT_NAMES[tag] ?? `format 0x${tag.toString(16)}`;
    throw refuse(
      'unsupported-format',
      path,
      `is a WAV file compressed as ${name}, which is not supported; convert it to PCM WAV or FLAC.`,
    );
  }
  checkFormat(path, sampleRateHz, channels);
  const bytesPerSample = blockBytes / channels;
  const encoding = encodingOf(tag === FORMAT_FLOAT, bytesPerSample);
  if (encoding === null || bits > bytesPerSample * 8 || bits === 0) {
    throw refuse(
      'unsupported-format',
      path,
      `stores ${bits}-bit samples in ${blockBytes} bytes for ${channels} channels, which is not supported; convert it to 16- or 24-bit WAV.`,
    );
  }
  return { encoding, validBits: Math.min(validBits, bits), sampleRateHz, channels };
}

function encodingOf(isFloat: boolean, bytesPerSample: number): SampleEncoding | null {
  if (isFloat) return bytesPerSample === 4 ? 'f32' : bytesPerSample === 8 ? 'f64' : null;
  return (['u8', 's16', 's24', 's32'] as const)[bytesPerSample - 1] ?? null;
}

function describe(reader: HeaderReader, format: WavFormat, data: WavData, isRf64: boolean): PcmSniff {
  const { encoding, sampleRateHz, channels } = format;
  const blockBytes = BYTES_PER_SAMPLE[encoding] * channels;
  const presentBytes = Math.max(0, reader.size - data.offset);
  const frames = Math.floor(Math.min(presentBytes, data.declaredBytes ?? presentBytes) / blockBytes);
  const declaredFrames = data.declaredBytes === null ? null : Math.floor(data.declaredBytes / blockBytes);
  if (frames === 0) throw refuseNoFrames(reader.path);
  return {
    kind: 'pcm',
    container: isRf64 ? 'rf64' : 'wav',
    ...format,
    littleEndian: true,
    dataOffset: data.offset,
    dataBytes: frames * blockBytes,
    frames,
    declaredFrames,
    durationSec: frames / sampleRateHz,
    note: truncationNote(frames, declaredFrames, sampleRateHz, true),
  };
}
