import type { HeaderReader } from '../bytes/audioBytes.ts';
import { fourCc } from '../bytes/audioBytes.ts';
import { checkFormat } from './refusals.ts';
import type { CompressedSniff, GaplessTrim } from './sniffResult.ts';

/** How far after the tags the first frame may lie. */
const SEARCH_BYTES = 64 * 1024;
/** Frames that must follow one another before bytes count as MP3. */
const FRAMES_IN_A_ROW = 3;
/** What every decoder delays the signal by. */
const DECODER_DELAY_FRAMES = 529;

const RATES_HZ = [44_100, 48_000, 32_000] as const;
const KBITS_V1 = [0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320] as const;
const KBITS_V2 = [0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160] as const;

interface Mp3Frame {
  readonly version: 1 | 2 | 2.5;
  readonly sampleRateHz: number;
  readonly channels: 1 | 2;
  readonly bytes: number;
  readonly frames: number;
}

/**
 * Finds an MP3 stream at or shortly after `start` (the end of the ID3 tags); null where there is none. A stream is
 * three matching frame headers in a row, or what is left of them where the file ends.
 * Sources: ISO 11172-3, 13818-3; the Xing/Info and LAME tags; VBRI.
 */
export async function sniffMp3(reader: HeaderReader, start: number): Promise<CompressedSniff | null> {
  const view = await reader.view(start, SEARCH_BYTES);
  for (let at = 0; at + 4 <= view.byteLength; at++) {
    if (view.getUint8(at) !== 0xff) continue;
    const frame = readFrame(view, at);
    if (frame === null || !(await isFollowed(reader, start, start + at, frame))) continue;
    return describe(reader, start + at, frame);
  }
  return null;
}

async function isFollowed(reader: HeaderReader, start: number, offset: number, first: Mp3Frame): Promise<boolean> {
  let at = offset + first.bytes;
  for (let count = 1; count < FRAMES_IN_A_ROW; count++) {
    const view = await reader.view(at, 4);
    if (view.byteLength < 4) return offset === start;
    const next = readFrame(view, 0);
    if (next === null) return false;
    if (next.version !== first.version || next.sampleRateHz !== first.sampleRateHz) return false;
    at += next.bytes;
  }
  return true;
}

function readFrame(view: DataView, at: number): Mp3Frame | null {
  const header = view.getUint32(at, false);
  const versionBits = (header >>> 19) & 3;
  const isLayer3 = ((header >>> 17) & 3) === 1;
  if (header >>> 21 !== 0x7ff || versionBits === 1 || !isLayer3) return null;
  const version = versionBits === 3 ? 1 : versionBits === 2 ? 2 : 2.5;
  const kbits = (version === 1 ? KBITS_V1 : KBITS_V2)[(header >>> 12) & 15];
  const fullRateHz = RATES_HZ[(header >>> 10) & 3];
  if (kbits === undefined || kbits === 0 || fullRateHz === undefined) return null;
  const sampleRateHz = fullRateHz / (version === 1 ? 1 : version === 2 ? 2 : 4);
  const frames = version === 1 ? 1152 : 576;
  const padding = (header >>> 9) & 1;
  return {
    version,
    sampleRateHz,
    channels: ((header >>> 6) & 3) === 3 ? 1 : 2,
    bytes: Math.floor((frames / 8) * ((kbits * 1000) / sampleRateHz)) + padding,
    frames,
  };
}

async function describe(reader: HeaderReader, offset: number, frame: Mp3Frame): Promise<CompressedSniff> {
  const { sampleRateHz, channels } = frame;
  checkFormat(reader.path, sampleRateHz, channels);
  const { blocks, gapless } = await readLengthTags(reader, offset, frame);
  const declaredFrames = gapless?.totalFrames ?? (blocks === null ? null : blocks * frame.frames);
  return {
    kind: 'compressed',
    container: 'mp3',
    codec: 'mp3',
    sampleRateHz,
    channels,
    bitsPerSample: null,
    declaredFrames,
    durationSec: declaredFrames === null ? null : declaredFrames / sampleRateHz,
    gapless,
    note: null,
  };
}

/** The number of MP3 frames and the encoder's delay and padding, where the first frame tells. */
async function readLengthTags(
  reader: HeaderReader,
  offset: number,
  frame: Mp3Frame,
): Promise<{ blocks: number | null; gapless: GaplessTrim | null }> {
  const view = await reader.view(offset, Math.min(frame.bytes, 4 + 32 + 144));
  const vbri = fourCc(view, 36) === 'VBRI' && view.byteLength >= 54 ? view.getUint32(50, false) : null;
  if (vbri !== null) return { blocks: vbri, gapless: null };
  const sideInfoBytes = frame.version === 1 ? (frame.channels === 1 ? 17 : 32) : frame.channels === 1 ? 9 : 17;
  const tag = 4 + sideInfoBytes;
  const name = fourCc(view, tag);
  if ((name !== 'Xing' && name !== 'Info') || view.byteLength < tag + 8) return { blocks: null, gapless: null };
  const flags = view.getUint32(tag + 4, false);
  let at = tag + 8;
  const hasBlocks = (flags & 1) !== 0 && view.byteLength >= at + 4;
  const blocks = hasBlocks ? view.getUint32(at, false) : null;
  at += (flags & 1 ? 4 : 0) + (flags & 2 ? 4 : 0) + (flags & 4 ? 100 : 0) + (flags & 8 ? 4 : 0);
  const hasLame = ['LAME', 'Lavf', 'Lavc'].includes(fourCc(view, at)) && view.byteLength >= at + 24;
  if (!hasLame || blocks === null) return { blocks, gapless: null };
  const packed = view.getUint32(at + 20, false) & 0xff_ffff;
  const delay = packed >>> 12;
  const padding = packed & 0xfff;
  const totalFrames = blocks * frame.frames - delay - padding;
  if (totalFrames <= 0) return { blocks, gapless: null };
  return { blocks, gapless: { skipFrames: delay + DECODER_DELAY_FRAMES, totalFrames } };
}
