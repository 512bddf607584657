import type { HeaderReader } from '../bytes/audioBytes.ts';
import { fourCc, latin1 } from '../bytes/audioBytes.ts';
import { id3v2Bytes } from './id3.ts';

const RATES_HZ = [44_100, 48_000, 32_000] as const;
const KBITS_V1 = [0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320] as const;
const KBITS_V2 = [0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160] as const;
/** Longer than any two frames. */
const LOOK_AHEAD_BYTES = 8192;
const ID3V1_BYTES = 128;
const APE_HEADER_BYTES = 32;

/** What the header of one frame says. */
export interface Mp3Frame {
  readonly version: 1 | 2 | 2.5;
  readonly sampleRateHz: number;
  readonly channels: 1 | 2;
  readonly bytes: number;
  readonly frames: number;
}

/** A frame and where it lies in the file. */
export interface FoundMp3Frame extends Mp3Frame {
  readonly offset: number;
  /** Its bytes, from its first on; good until the next ones are asked for. */
  readonly view: DataView<ArrayBuffer>;
}

/** What a stretch of frames leaves out. */
export interface Mp3Walk {
  /** Bytes between frames that are neither frames nor tags. */
  skippedBytes: number;
  /** The first frame of another rate or number of channels, before which the walk ended; null for none. */
  otherShape: FoundMp3Frame | null;
}

/** Reads the header of a frame of Layer III at a known bitrate; null for anything else. Sources: ISO 11172-3, 13818-3. */
export function readMp3Frame(view: DataView, at: number): Mp3Frame | null {
  if (at + 4 > view.byteLength) return null;
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

/**
 * The whole frames between two bytes, in the order of the file and many at a time; tags and what is no frame are passed
 * over. Ends before a frame of another shape that others of its kind follow. The first frame must lie at `start`.
 *
 * @param walk is told what was left out
 */
export async function* mp3Frames(
  reader: HeaderReader,
  start: number,
  end: number,
  walk: Mp3Walk,
): AsyncGenerator<readonly FoundMp3Frame[]> {
  const wide = reader.wide();
  let shape: Mp3Frame | null = null;
  for (let base = start; base < end;) {
    const view = await wide.view(base, Math.min(end - base, 1 << 20));
    const isLast = base + view.byteLength >= end;
    const found: FoundMp3Frame[] = [];
    let at = 0;
    const until = view.byteLength - (isLast ? 4 : LOOK_AHEAD_BYTES);
    while (at <= until) {
      const frame = readMp3Frame(view, at);
      const isWhole = frame !== null && at + frame.bytes <= view.byteLength;
      if (isWhole && (shape === null || hasShape(frame, shape))) {
        shape ??= frame;
        found.push({ ...frame, offset: base + at, view: new DataView(view.buffer, view.byteOffset + at, frame.bytes) });
        at += frame.bytes;
        continue;
      }
      if (isWhole && isFollowedByItsKind(view, at, frame, isLast)) {
        walk.otherShape = { ...frame, offset: base + at, view };
        break;
      }
      if (frame !== null && !isWhole && isLast) {
        at = view.byteLength;
        break;
      }
      const tag = tagBytes(view, at);
      const next = tag > 0 ? at + tag : nextFrame(view, at + 1, isLast);
      if (tag === 0) walk.skippedBytes += Math.min(next, view.byteLength) - at;
      at = next;
    }
    if (found.length > 0) yield found;
    if (walk.otherShape !== null) return;
    // A tag may reach far beyond what was read.
    base += isLast ? Math.max(at, view.byteLength) : Math.max(at, 1);
  }
}

function hasShape(a: Mp3Frame, b: Mp3Frame): boolean {
  return a.version === b.version && a.sampleRateHz === b.sampleRateHz && a.channels === b.channels;
}

function isFollowedByItsKind(view: DataView, at: number, frame: Mp3Frame, isLast: boolean): boolean {
  const next = at + frame.bytes;
  if (next >= view.byteLength) return isLast && next === view.byteLength;
  const follower = readMp3Frame(view, next);
  return follower !== null && hasShape(follower, frame);
}

/** Where the next frame is that another follows; the end of the view, or as near it as can be told, where there is none. */
function nextFrame(view: DataView, from: number, isLast: boolean): number {
  const until = isLast ? view.byteLength - 3 : view.byteLength - LOOK_AHEAD_BYTES;
  for (let at = from; at < until; at++) {
    if (view.getUint8(at) === 0xff) {
      const frame = readMp3Frame(view, at);
      if (frame !== null && isFollowedByItsKind(view, at, frame, isLast)) return at;
    } else if (tagBytes(view, at) > 0) {
      return at;
    }
  }
  return isLast ? view.byteLength : Math.max(from, until);
}

/** The length of a tag that begins there; 0 for none. */
export function tagBytes(view: DataView, at: number): number {
  const first = view.getUint8(at);
  if (first === 0x49 && latin1(view, at, 3) === 'ID3') return id3v2Bytes(view, at);
  if (first === 0x54 && latin1(view, at, 3) === 'TAG') return ID3V1_BYTES;
  const isApe = first === 0x41 && latin1(view, at, 8) === 'APETAGEX' && at + 16 <= view.byteLength;
  return isApe ? APE_HEADER_BYTES + view.getUint32(at + 12, true) : 0;
}

/** What the first frame of a stream says of the others instead of sound. */
export interface Mp3LengthTag {
  readonly blocks: number | null;
  /** The encoder's own delay and what it filled the last frame with; null where it does not tell. */
  readonly delay: number | null;
  readonly padding: number;
}

/** The length tag that a frame holds; null for a frame of sound. Sources: the Xing/Info and LAME tags; VBRI. */
export function readLengthTag(view: DataView, frame: Mp3Frame): Mp3LengthTag | null {
  if (view.byteLength >= 54 && fourCc(view, 36) === 'VBRI') {
    return { blocks: view.getUint32(50, false), delay: null, padding: 0 };
  }
  const sideInfoBytes = frame.version === 1 ? (frame.channels === 1 ? 17 : 32) : frame.channels === 1 ? 9 : 17;
  const tag = 4 + sideInfoBytes;
  const name = fourCc(view, tag);
  if ((name !== 'Xing' && name !== 'Info') || view.byteLength < tag + 8) return null;
  const flags = view.getUint32(tag + 4, false);
  let at = tag + 8;
  const hasBlocks = (flags & 1) !== 0 && view.byteLength >= at + 4;
  const blocks = hasBlocks ? view.getUint32(at, false) : null;
  at += (flags & 1 ? 4 : 0) + (flags & 2 ? 4 : 0) + (flags & 4 ? 100 : 0) + (flags & 8 ? 4 : 0);
  const hasLame = ['LAME', 'Lavf', 'Lavc'].includes(fourCc(view, at)) && view.byteLength >= at + 24;
  if (!hasLame) return { blocks, delay: null, padding: 0 };
  const packed = view.getUint32(at + 20, false) & 0xff_ffff;
  return { blocks, delay: packed >>> 12, padding: packed & 0xfff };
}
