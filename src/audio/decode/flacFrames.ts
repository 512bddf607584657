import { readPieces, type AudioBytes } from '../bytes/audioBytes.ts';
import { crc16Of, crc8, updateCrc16 } from './crc.ts';
import type { FileContext } from '../sniff/refusals.ts';

const READ_BYTES = 1 << 20;
/**
 * What may be spent on stretches that turn out to be no frame: bytes looked through, and as many as this for each header
 * tried. Made-up headers could otherwise cost the square of the file's size.
 */
const MAX_WASTED_COST = 64 << 20;
const HEADER_COST = 64;
/** Sync, codes, a number of up to 7 bytes, uncommon size and rate, CRC. */
const MAX_HEADER_BYTES = 16;

/** What FLAC frames of one stream have in common, from STREAMINFO. */
export interface FlacLimits {
  readonly sampleRateHz: number;
  /** No frame is longer. */
  readonly maxFrameBytes: number;
}

/** What a stretch of frames leaves out. */
export interface FlacWalk {
  /** Where it ends before a tag or another FLAC; null for none. */
  end: number | null;
  /** Whether anything lay in front of it or within that is no frame that adds up to its checksum. */
  isDamaged: boolean;
}

/**
 * Splits a native FLAC stream into its frames. A frame ends where its CRC-16 holds and another frame, a tag, another FLAC
 * or the end of the file follows. Frames that are damaged or cut off are left out, and the stream goes on at the next sound one, as long
 * as looking for it stays within bounds. A frame is good until the next is asked for.
 * Source: RFC 9639, section 9.
 *
 * @param start first byte of the first frame
 * @param walk is told what was left out
 */
export async function* splitFlacFrames(
  source: AudioBytes,
  start: number,
  limits: FlacLimits,
  context: FileContext,
  walk: FlacWalk = { end: null, isDamaged: false },
): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  const pieces = readPieces(source, start, source.size, READ_BYTES, context);
  const buffer = new Uint8Array(limits.maxFrameBytes + MAX_HEADER_BYTES + READ_BYTES);
  let bytes = buffer.subarray(0, 0);
  let isAll = false;
  /** Where `bytes` begin in the file. */
  let base = start;
  let at = 0;
  let wastedCost = 0;
  try {
    for (;;) {
      const end = findEnd(bytes, at, isAll, limits);
      if (end.kind === 'more') {
        const next = await pieces.next();
        isAll = next.done === true;
        base += at;
        const left = bytes.byteLength - at;
        buffer.copyWithin(0, at, bytes.byteLength);
        if (next.done !== true) buffer.set(next.value, left);
        bytes = buffer.subarray(0, left + (next.value?.byteLength ?? 0));
        at = 0;
      } else if (end.kind === 'frame') {
        yield bytes.subarray(at, end.at);
        at = end.at;
      } else if (end.kind === 'skip') {
        at = end.at;
        walk.isDamaged = true;
        wastedCost += end.cost;
        if (wastedCost > MAX_WASTED_COST + 2 * source.size) return;
      } else {
        if (end.kind === 'end') walk.end = base + at;
        return;
      }
    }
  } finally {
    await pieces.return(undefined);
  }
}

type FrameEnd =
  | { readonly kind: 'frame'; readonly at: number }
  | { readonly kind: 'skip'; readonly at: number; readonly cost: number }
  | { readonly kind: 'more' }
  | { readonly kind: 'end' | 'none' };

/** Where the frame at `at` ends, or how far to go to the next one; `isAll` says that no more bytes follow. */
function findEnd(bytes: Uint8Array<ArrayBuffer>, at: number, isAll: boolean, limits: FlacLimits): FrameEnd {
  if (!isAll && bytes.byteLength - at < limits.maxFrameBytes + MAX_HEADER_BYTES) return { kind: 'more' };
  const frameEnd = Math.min(bytes.byteLength, at + limits.maxFrameBytes);
  if (at >= bytes.byteLength) return { kind: 'none' };
  if (isOther(bytes, at)) return { kind: 'end' };
  const isSound = isFrameHeader(bytes, at, limits);
  const next = isSound ? nextFrame(bytes, at, frameEnd, limits) : -1;
  if (next >= 0) return { kind: 'frame', at: next };
  let crc = 0;
  let nextHeader = -1;
  let cost = 0;
  for (let i = at; i < frameEnd; i++) {
    const byte = bytes[i] ?? 0;
    const isSync = i > at && byte === 0xff && ((bytes[i + 1] ?? 0) & 0xfe) === 0xf8;
    cost += isSync ? HEADER_COST : 1;
    if (isSync && isFrameHeader(bytes, i, limits)) {
      if (isSound && crc === 0) return { kind: 'frame', at: i };
      if (nextHeader < 0) nextHeader = i;
      if (!isSound) break;
    } else if (isSound && i > at && crc === 0 && isOther(bytes, i)) {
      return { kind: 'frame', at: i };
    }
    crc = updateCrc16(crc, byte);
  }
  if (isSound && isAll && frameEnd === bytes.byteLength && crc === 0) return { kind: 'frame', at: frameEnd };
  if (nextHeader >= 0) return { kind: 'skip', at: nextHeader, cost };
  if (isAll && frameEnd === bytes.byteLength) return { kind: 'none' };
  return { kind: 'skip', at: frameEnd - MAX_HEADER_BYTES, cost };
}

/** Where the next frame begins, behind a whole one at `at`; −1 where none does before `end`. */
function nextFrame(bytes: Uint8Array<ArrayBuffer>, at: number, end: number, limits: FlacLimits): number {
  let crc = 0;
  for (let from = at; ;) {
    const sync = bytes.indexOf(0xff, from + 1);
    if (sync < 0 || sync >= end) return -1;
    crc = crc16Of(crc, bytes, from, sync);
    if (crc === 0 && isFrameHeader(bytes, sync, limits)) return sync;
    from = sync;
  }
}

/** Whether a tag that other formats append begins here, or the FLAC that this one was joined with. */
function isOther(bytes: Uint8Array, at: number): boolean {
  return ['TAG', 'APETAGEX', 'ID3', 'fLaC'].some((marker) => startsWith(bytes, at, marker));
}

function startsWith(bytes: Uint8Array, at: number, text: string): boolean {
  for (let i = 0; i < text.length; i++) {
    if (bytes[at + i] !== text.codePointAt(i)) return false;
  }
  return true;
}

const RATES_HZ = [0, 88_200, 176_400, 192_000, 8000, 16_000, 22_050, 24_000, 32_000, 44_100, 48_000, 96_000] as const;

/** Whether a whole and valid frame header of this stream stands at `at`. */
export function isFrameHeader(bytes: Uint8Array, at: number, limits: FlacLimits): boolean {
  const view = bytes.subarray(at, at + MAX_HEADER_BYTES);
  const [sync0 = 0, sync1 = 0, codes = 0, layout = 0, first = 0] = view;
  if (sync0 !== 0xff || (sync1 & 0xfe) !== 0xf8 || view.byteLength < 6) return false;
  const sizeCode = codes >> 4;
  const rateCode = codes & 15;
  const isReserved = sizeCode === 0 || rateCode === 15 || layout >> 4 > 10 || (layout & 1) !== 0;
  if (isReserved) return false;
  const leadingOnes = Math.clz32((~first & 0xff) << 24);
  if (leadingOnes === 1 || leadingOnes > 7) return false;
  let length = 4 + Math.max(1, leadingOnes);
  length += sizeCode === 6 ? 1 : sizeCode === 7 ? 2 : 0;
  const rateBytes = rateCode === 12 ? 1 : rateCode > 12 ? 2 : 0;
  const rateHz = readRate(view, length, rateCode, limits.sampleRateHz);
  length += rateBytes;
  return rateHz === limits.sampleRateHz && length < view.byteLength && crc8(view.subarray(0, length)) === view[length];
}

function readRate(view: Uint8Array, at: number, code: number, streamRateHz: number): number {
  if (code === 0) return streamRateHz;
  if (code < 12) return RATES_HZ[code] ?? 0;
  const high = view[at] ?? 0;
  if (code === 12) return high * 1000;
  const wide = high * 256 + (view[at + 1] ?? 0);
  return code === 13 ? wide : wide * 10;
}
