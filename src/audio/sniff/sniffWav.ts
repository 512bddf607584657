import type { HeaderReader } from '../bytes/audioBytes.ts';
import { fourCc } from '../bytes/audioBytes.ts';
import { checkFormat, refuse, refuseHeader, refuseNoFrames } from './refusals.ts';
import { declaredSize, describeSamples, frameBytesOf, HiddenChunks } from './sampleData.ts';
import type { SampleData } from './sampleData.ts';
import type { CompressedSniff, PcmContainer, PcmFormat, PcmSniff, SampleEncoding } from './sniffResult.ts';
import { sniffMp3 } from './sniffMp3.ts';
import { inSeconds, joinNotes, NOTED_SEC } from '../decode/truncation.ts';

/** More chunks than any honest file has. */
const MAX_CHUNKS = 2048;
const UNKNOWN_SIZE = 0xffff_ffff;

const FORMAT_PCM = 1;
const FORMAT_FLOAT = 3;
const FORMAT_MP3 = 0x55;
const FORMAT_EXTENSIBLE = 0xfffe;
const TELEPHONE_FORMATS: Readonly<Record<number, SampleEncoding>> = { 0x06: 'alaw', 0x07: 'ulaw' };
const FORMAT_NAMES: Readonly<Record<number, string>> = {
  0x02: 'Microsoft ADPCM',
  0x08: 'DTS',
  0x11: 'IMA ADPCM',
  0x31: 'GSM 6.10',
  0x50: 'MPEG Layer II',
  0xff: 'AAC',
  0x160: 'Windows Media Audio',
  0x161: 'Windows Media Audio',
  0x162: 'Windows Media Audio',
  0x2000: 'Dolby AC-3',
  0x2001: 'DTS',
  0xf1ac: 'FLAC',
};

/** What every chunk of a Wave64 file ends its name with; those of `riff` and `list` differ. */
const WAVE64_NAME_REST = 'f3acd3118cd100c04f8edb8a';
const WAVE64_HEADER_BYTES = 24;

/**
 * Reads the header of a RIFF/WAVE, RF64 or BW64 file: `fmt `, `data` and `ds64`, in any order, odd sizes padded.
 * Throws an `AppError` for what cannot be used. Sources: Microsoft RIFF, EBU Tech 3306 (RF64), ITU-R BS.2088.
 */
export async function sniffWav(reader: HeaderReader): Promise<PcmSniff | CompressedSniff> {
  const { path } = reader;
  const isRf64 = fourCc(await reader.view(0, 4), 0) !== 'RIFF';
  let format: PcmFormat | 'mp3' | null = null;
  const found: SampleData[] = [];
  const hidden = new HiddenChunks(reader, 'riff');
  let longDataBytes: number | null = null;
  let offset: number | null = 12;
  for (let chunk = 0; chunk < MAX_CHUNKS; chunk++) {
    if (offset + 8 > reader.size) {
      const missing = [...(format === null ? ['fmt '] : []), ...(found.length === 0 ? ['data'] : [])];
      offset = await hidden.find(missing);
      if (offset === null) break;
    }
    const view: DataView<ArrayBuffer> = await reader.view(offset, 8 + 40);
    const name = fourCc(view, 0);
    const size = view.getUint32(4, true);
    let skipBytes = size;
    if (name === 'ds64' && view.byteLength >= 24) {
      longDataBytes = Number(view.getBigUint64(16, true));
    } else if (name === 'fmt ' && (format === null || found.length === 0)) {
      format = readFormat(view, 8, size, path);
    } else if (name === 'data') {
      const isLong = size === UNKNOWN_SIZE && longDataBytes !== null && longDataBytes > 0 && longDataBytes < 2 ** 62;
      const declaredBytes = isLong ? longDataBytes : await declaredSize(reader, offset + 8, size, 'riff');
      found.push({ offset: offset + 8, declaredBytes });
      skipBytes = declaredBytes ?? reader.size;
    } else {
      hidden.passed(name, offset);
    }
    offset += 8 + skipBytes;
    if (format !== null && isAll(format, found, reader.size - offset)) break;
    if (skipBytes % 2 === 1 && !(await isUnpadded(reader, offset))) offset += 1;
  }
  return describe(reader, isRf64 ? 'rf64' : 'wav', format, found, hidden.note);
}

/** Whether no more samples need be looked for: some are found, and what is left of the file is too short to matter. */
function isAll(format: PcmFormat | 'mp3', found: readonly SampleData[], leftBytes: number): boolean {
  if (found.length === 0 || format === 'mp3') return found.length > 0;
  const isEmpty = found.every(({ declaredBytes }) => declaredBytes === 0);
  return leftBytes <= (isEmpty ? 0 : NOTED_SEC * format.sampleRateHz * frameBytesOf(format));
}

/** Whether a chunk begins here, at an odd place: some programs leave the padding out. */
async function isUnpadded(reader: HeaderReader, offset: number): Promise<boolean> {
  return ['fmt ', 'data', 'LIST', 'bext', 'iXML', 'id3 ', 'fact', 'cue ', 'smpl', 'JUNK'].includes(
    fourCc(await reader.view(offset, 4), 0),
  );
}

/**
 * Reads the header of a Sony Wave64 file, whose chunks have names of 16 bytes, sizes of 64 bits that count their own header,
 * and begin at multiples of 8.
 */
export async function sniffWave64(reader: HeaderReader): Promise<PcmSniff | CompressedSniff> {
  let format: PcmFormat | 'mp3' | null = null;
  const found: SampleData[] = [];
  let offset = 40;
  for (let chunk = 0; chunk < MAX_CHUNKS && offset + WAVE64_HEADER_BYTES <= reader.size; chunk++) {
    const view = await reader.view(offset, WAVE64_HEADER_BYTES + 40);
    const name = hexOf(view, 4, 12) === WAVE64_NAME_REST ? fourCc(view, 0) : '';
    const size = Number(view.getBigUint64(16, true)) - WAVE64_HEADER_BYTES;
    const start = offset + WAVE64_HEADER_BYTES;
    let end = start + Math.max(0, size);
    if (name === 'fmt ') {
      format = readFormat(view, WAVE64_HEADER_BYTES, size, reader.path);
    } else if (name === 'data') {
      const isKnown = size > 0 && size < 2 ** 62;
      found.push({ offset: start, declaredBytes: isKnown ? size : null });
      end = isKnown ? end : reader.size;
    }
    if (format !== null && found.length > 0) break;
    offset = Math.ceil(end / 8) * 8;
  }
  return describe(reader, 'w64', format, found);
}

function hexOf(view: DataView, from: number, count: number): string {
  return Array.from({ length: count }, (_, i) =>
    view
      .getUint8(from + i)
      .toString(16)
      .padStart(2, '0'),
  ).join('');
}

async function describe(
  reader: HeaderReader,
  container: PcmContainer,
  format: PcmFormat | 'mp3' | null,
  found: readonly SampleData[],
  hiddenNote: string | null = null,
): Promise<PcmSniff | CompressedSniff> {
  const { path } = reader;
  if (format === null) throw refuseHeader(path, 'its WAV header has no format chunk');
  const lengths = found.map(({ offset, declaredBytes }) => Math.min(declaredBytes ?? Infinity, reader.size - offset));
  const data = found[lengths.indexOf(Math.max(...lengths))];
  if (data === undefined) throw refuseNoFrames(path);
  if (format !== 'mp3') {
    const note = joinNotes(hiddenNote, format.note, found.length === 1 ? null : choiceNote(lengths, format));
    return describeSamples(reader, container, { ...format, note }, data);
  }
  const end = data.declaredBytes === null ? reader.size : Math.min(reader.size, data.offset + data.declaredBytes);
  const mp3 = await sniffMp3(reader, data.offset, end);
  if (mp3 === null) throw refuseHeader(path, 'its WAV header promises MP3, but there is none');
  return { ...mp3, container: 'wav', isPlain: false, note: joinNotes(hiddenNote, mp3.note) };
}

/** What to say where the longest of several chunks of samples is read. */
function choiceNote(lengths: readonly number[], format: PcmFormat): string {
  const bytesPerSec = format.sampleRateHz * frameBytesOf(format);
  const [read, all] = [Math.max(...lengths), lengths.reduce((sum, bytes) => sum + bytes, 0)];
  return `It has ${lengths.length} chunks of samples, of which the longest was read: ${inSeconds(read, bytesPerSec)} of ${inSeconds(all, bytesPerSec)}.`;
}

/** @param at where the body of the format chunk begins in the view */
function readFormat(view: DataView, at: number, size: number, path: string | null): PcmFormat | 'mp3' {
  if (size < 16 || view.byteLength < at + 16) throw refuseHeader(path, 'its WAV format chunk is too short');
  let tag = view.getUint16(at, true);
  const channels = view.getUint16(at + 2, true);
  const sampleRateHz = view.getUint32(at + 4, true);
  const blockBytes = view.getUint16(at + 12, true);
  const bits = view.getUint16(at + 14, true);
  if (tag === FORMAT_EXTENSIBLE) {
    if (size < 40 || view.byteLength < at + 40) throw refuseHeader(path, 'its WAV format chunk is too short');
    tag = view.getUint16(at + 24, true);
  }
  if (tag === FORMAT_MP3) return 'mp3';
  const telephone = TELEPHONE_FORMATS[tag];
  if (telephone !== undefined) {
    checkFormat(path, sampleRateHz, channels);
    return { encoding: telephone, littleEndian: true, sampleRateHz, channels, note: null };
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
  const sampleBytes = bytesPerSample(bits, blockBytes / channels);
  const encoding = encodingOf(tag === FORMAT_FLOAT, sampleBytes);
  if (encoding === null || bits === 0) {
    throw refuse(
      'unsupported-format',
      path,
      `stores ${bits}-bit samples in ${blockBytes} bytes for ${channels} channels, which is not supported; convert it to 16- or 24-bit WAV.`,
    );
  }
  const frameBytes = sampleBytes * channels;
  const note =
    frameBytes === blockBytes
      ? null
      : `Its header gives ${blockBytes} bytes to a frame, but ${bits} bits and ${channels} channels take ${frameBytes}, which were read.`;
  return { encoding, littleEndian: true, sampleRateHz, channels, note };
}

/** As many bytes as the bits need; 20 or 24 bits may lie in four. What else the block size says is a mistake. */
function bytesPerSample(bits: number, statedBytes: number): number {
  const neededBytes = Math.ceil(bits / 8);
  return neededBytes === 3 && statedBytes === 4 ? 4 : neededBytes;
}

function encodingOf(isFloat: boolean, sampleBytes: number): SampleEncoding | null {
  if (isFloat) return sampleBytes === 4 ? 'f32' : sampleBytes === 8 ? 'f64' : null;
  return (['u8', 's16', 's24', 's32'] as const)[sampleBytes - 1] ?? null;
}
