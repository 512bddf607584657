import type { HeaderReader } from '../bytes/audioBytes.ts';
import { fourCc } from '../bytes/audioBytes.ts';
import { checkFormat, refuse, refuseHeader, refuseNoFrames } from './refusals.ts';
import { declaredSize, describeSamples, HiddenChunks, type SampleData } from './sampleData.ts';
import { joinNotes } from '../decode/truncation.ts';
import type { PcmFormat, PcmSniff, SampleEncoding } from './sniffResult.ts';

const MAX_CHUNKS = 2048;
/** As many frames as nobody records: written where the number was not known. */
const OPEN_FRAMES = 0x7fff_0000;

interface AiffLayout {
  /** Null: as many bytes as `sampleSize` needs. */
  readonly encoding: SampleEncoding | null;
  readonly littleEndian: boolean;
}

/** Compression types of AIFC that are plain samples. */
const PCM_TYPES: Readonly<Record<string, AiffLayout>> = {
  NONE: { encoding: null, littleEndian: false },
  twos: { encoding: null, littleEndian: false },
  sowt: { encoding: null, littleEndian: true },
  'raw ': { encoding: 'u8', littleEndian: false },
  in24: { encoding: 's24', littleEndian: false },
  in32: { encoding: 's32', littleEndian: false },
  fl32: { encoding: 'f32', littleEndian: false },
  FL32: { encoding: 'f32', littleEndian: false },
  fl64: { encoding: 'f64', littleEndian: false },
  FL64: { encoding: 'f64', littleEndian: false },
  alaw: { encoding: 'alaw', littleEndian: false },
  ALAW: { encoding: 'alaw', littleEndian: false },
  ulaw: { encoding: 'ulaw', littleEndian: false },
  ULAW: { encoding: 'ulaw', littleEndian: false },
};

const SIGNED_BY_BYTES = ['s8', 's16', 's24', 's32'] as const;

interface AiffFormat extends PcmFormat {
  readonly declaredFrames: number;
}

/**
 * Reads the header of an AIFF or AIFC file: `COMM` and `SSND`, in any order. Throws an `AppError` for what cannot be
 * used. Sources: Apple AIFF 1.3 and AIFF-C.
 */
export async function sniffAiff(reader: HeaderReader): Promise<PcmSniff> {
  const { path } = reader;
  const isAifc = fourCc(await reader.view(8, 4), 0) === 'AIFC';
  let format: AiffFormat | null = null;
  let sound: SampleData | null = null;
  const hidden = new HiddenChunks(reader, 'aiff');
  let offset: number | null = 12;
  for (let chunk = 0; chunk < MAX_CHUNKS; chunk++) {
    if (offset + 8 > reader.size) {
      offset = await hidden.find([...(format === null ? ['COMM'] : []), ...(sound === null ? ['SSND'] : [])]);
      if (offset === null) break;
    }
    const view: DataView<ArrayBuffer> = await reader.view(offset, 8 + 24);
    const name = fourCc(view, 0);
    const size = view.getUint32(4, false);
    if (name === 'COMM') {
      format = readCommon(view, size, isAifc, path);
    } else if (name === 'SSND' && view.byteLength >= 16) {
      sound = await readSound(reader, offset, view);
    } else {
      hidden.passed(name, offset);
    }
    if (format !== null && sound !== null) break;
    offset += 8 + size + (size % 2);
  }
  if (format === null) throw refuseHeader(path, 'its AIFF header has no COMM chunk');
  if (sound === null) throw refuseNoFrames(path);
  const { declaredFrames, ...layout } = format;
  const isOpen = declaredFrames === 0 || declaredFrames >= OPEN_FRAMES;
  const isCounted = !isOpen || sound.declaredBytes === null;
  const note = joinNotes(hidden.note, isCounted ? null : 'Its header does not count its frames: all were read.');
  return describeSamples(reader, isAifc ? 'aifc' : 'aiff', { ...layout, note }, sound, isOpen ? null : declaredFrames);
}

/** Its size is counted from before the 8 bytes that say where the samples begin. */
async function readSound(reader: HeaderReader, offset: number, view: DataView): Promise<SampleData> {
  const size = view.getUint32(4, false);
  const skip = view.getUint32(8, false);
  const headerBytes = 8 + skip;
  const start = offset + 8 + headerBytes;
  const isKnown = size > headerBytes;
  const declared = await declaredSize(reader, start, isKnown ? size : 0, 'aiff');
  return { offset: start, declaredBytes: declared === null ? null : Math.max(0, declared - headerBytes) };
}

function readCommon(view: DataView, size: number, isAifc: boolean, path: string | null): AiffFormat {
  const needed = isAifc ? 22 : 18;
  if (size < needed || view.byteLength < 8 + needed) throw refuseHeader(path, 'its AIFF COMM chunk is too short');
  const channels = view.getUint16(8, false);
  const declaredFrames = view.getUint32(10, false);
  const bits = view.getUint16(14, false);
  const sampleRateHz = extended80(view, 16);
  const type = isAifc ? fourCc(view, 26) : 'NONE';
  const layout = PCM_TYPES[type];
  if (layout === undefined) {
    throw refuse(
      'unsupported-format',
      path,
      `is an AIFC file compressed as “${type}”, which is not supported; convert it to AIFF, WAV or FLAC.`,
    );
  }
  checkFormat(path, sampleRateHz, channels);
  const encoding = layout.encoding ?? SIGNED_BY_BYTES[Math.ceil(bits / 8) - 1];
  if (encoding === undefined) {
    throw refuse(
      'unsupported-format',
      path,
      `declares ${bits}-bit samples, which is not supported; convert it to 16- or 24-bit AIFF.`,
    );
  }
  return { encoding, littleEndian: layout.littleEndian, sampleRateHz, channels, declaredFrames, note: null };
}

/** The 80-bit extended float that AIFF stores its rate in. */
function extended80(view: DataView, offset: number): number {
  const head = view.getUint16(offset, false);
  const exponent = (head & 0x7fff) - 16_383;
  const mantissa = view.getUint32(offset + 2, false) * 2 ** 32 + view.getUint32(offset + 6, false);
  const value = mantissa * 2 ** (exponent - 63);
  return head & 0x8000 ? -value : value;
}
