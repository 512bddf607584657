import type { HeaderReader } from '../bytes/audioBytes.ts';
import { fourCc } from '../bytes/audioBytes.ts';

/** One Ogg page is at most 27 + 255 + 255·255 bytes. */
const MAX_PAGE_BYTES = 65_307;
const PAGE_HEADER_BYTES = 27;

/** How an Ogg file ends. */
export interface OggTail {
  /** The end of the last page that is whole; bytes after it belong to a page that was cut off. */
  readonly wholeBytes: number;
  /** Whether a page marked as the end of some stream is among the last. */
  readonly isEnded: boolean;
  /** The granule position of the last page marked as the end of the given stream; null where there is none. */
  readonly endGranule: number | null;
}

/** Looks at the last pages of an Ogg file, for one of its streams or for none in particular. Source: RFC 3533, section 6. */
export async function readOggTail(reader: HeaderReader, serial: number | null): Promise<OggTail> {
  const start = Math.max(0, reader.size - 2 * MAX_PAGE_BYTES);
  const tail = await reader.view(start, 2 * MAX_PAGE_BYTES);
  let wholeBytes: number | null = null;
  let isEnded = false;
  let endGranule: number | null = null;
  for (let at = tail.byteLength - PAGE_HEADER_BYTES; at >= 0 && endGranule === null; at--) {
    if (tail.getUint8(at) !== 0x4f || fourCc(tail, at) !== 'OggS') continue;
    const end = pageEnd(tail, at);
    if (end === null) continue;
    wholeBytes ??= start + end;
    if ((tail.getUint8(at + 5) & 4) === 0) continue;
    isEnded = true;
    if (tail.getUint32(at + 14, true) === serial) endGranule = Number(tail.getBigInt64(at + 6, true));
  }
  return { wholeBytes: wholeBytes ?? reader.size, isEnded, endGranule };
}

/** Where the page at `at` ends; null where the file ends first. */
function pageEnd(view: DataView, at: number): number | null {
  const segments = view.getUint8(at + 26);
  let end = at + PAGE_HEADER_BYTES + segments;
  if (end > view.byteLength) return null;
  for (let i = 0; i < segments; i++) end += view.getUint8(at + PAGE_HEADER_BYTES + i);
  return end <= view.byteLength ? end : null;
}
