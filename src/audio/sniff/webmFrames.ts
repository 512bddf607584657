import type { HeaderReader } from '../bytes/audioBytes.ts';

/** Elements that hold others, among which the blocks are: Segment, Cluster, BlockGroup. */
const MASTERS: ReadonlySet<number> = new Set([0x1853_8067, 0x1f43_b675, 0xa0]);
const SIMPLE_BLOCK = 0xa3;
const BLOCK = 0xa1;
const DISCARD_PADDING = 0x75a2;
/** As long as an element's id and size may be. */
export const ELEMENT_HEADER_BYTES = 12;
const BLOCK_HEADER_BYTES = 4;
const NS_PER_SEC = 1e9;

/**
 * How many frames the packets of a track of a WebM or Matroska file hold, without what its last blocks say to leave out at
 * the end: exact, where times are milliseconds. Null where packets are laced or elements are broken. Source: RFC 9559.
 *
 * @param framesOf how many a packet holds that begins there, by its first 4 bytes
 */
export async function webmFrames(
  reader: HeaderReader,
  track: number,
  sampleRateHz: number,
  framesOf: (view: DataView, at: number) => number,
): Promise<number | null> {
  const wide = reader.wide();
  let frames = 0;
  let discarded = 0;
  let isDiscarding = false;
  for (let at = 0; at < wide.size;) {
    const header = await wide.view(at, ELEMENT_HEADER_BYTES);
    const id = readNumber(header, 0, true);
    const size = id === null ? null : readNumber(header, id.bytes, false);
    if (id === null || size === null) return at + ELEMENT_HEADER_BYTES > wide.size ? frames - discarded : null;
    const start = at + id.bytes + size.bytes;
    at = MASTERS.has(id.value) ? start : start + size.value;
    if (id.value === SIMPLE_BLOCK || id.value === BLOCK) {
      const block = await wide.view(start, Math.min(size.value, BLOCK_HEADER_BYTES + 4));
      const number = readNumber(block, 0, false);
      if (number?.value !== track) continue;
      const flagsAt = number.bytes + 2;
      if (flagsAt >= block.byteLength || (block.getUint8(flagsAt) & 6) !== 0) return null;
      frames += framesOf(block, flagsAt + 1);
      if (!isDiscarding) discarded = 0;
      isDiscarding = false;
    } else if (id.value === DISCARD_PADDING) {
      const discardedNs = readSigned(await wide.view(start, size.value));
      isDiscarding = true;
      discarded += Math.max(0, Math.round((discardedNs * sampleRateHz) / NS_PER_SEC));
    }
  }
  return frames - discarded;
}

/** A number whose leading zeros tell its length; they belong to an element's id. Null where it is cut off. */
export function readNumber(
  view: DataView,
  at: number,
  isId: boolean,
): { readonly value: number; readonly bytes: number } | null {
  if (at >= view.byteLength) return null;
  const first = view.getUint8(at);
  const bytes = Math.clz32(first) - 23;
  if (bytes > 8 || at + bytes > view.byteLength) return null;
  let value = isId ? first : first & (0xff >> bytes);
  for (let i = 1; i < bytes; i++) value = value * 256 + view.getUint8(at + i);
  return { value, bytes };
}

function readSigned(view: DataView): number {
  let value = view.byteLength > 0 ? view.getInt8(0) : 0;
  for (let i = 1; i < view.byteLength; i++) value = value * 256 + view.getUint8(i);
  return value;
}
