import { updateOggCrc } from '../decode/crc.ts';
import { fourCc, type HeaderReader } from '../bytes/audioBytes.ts';

const HEADER_BYTES = 27;
const MAX_SEGMENTS = 255;
const CHECKSUM_AT = 22;
const NO_CHECKSUM = new Uint8Array(4);

/** One whole page of an Ogg file. Source: RFC 3533, section 6. */
export interface OggPage {
  readonly offset: number;
  /** The first byte after it. */
  readonly end: number;
  readonly serial: number;
  /** Pages of its stream in front of it. */
  readonly number: number;
  /** Where the last packet that ends on it ends, in units of its codec; −1 where none ends. */
  readonly granule: number;
  readonly isFirst: boolean;
  readonly isLast: boolean;
  /** Whether it begins within a packet. */
  readonly isContinued: boolean;
  readonly segments: readonly number[];
  /** Whether its bytes add up to its checksum. */
  readonly isSound: boolean;
  /** Good until the next page is asked for. */
  readonly body: DataView<ArrayBuffer>;
}

/** The page that begins at `offset`; null where none does or it is cut off. */
export async function readOggPage(reader: HeaderReader, offset: number): Promise<OggPage | null> {
  const header = await reader.view(offset, HEADER_BYTES + MAX_SEGMENTS);
  if (header.byteLength < HEADER_BYTES || fourCc(header, 0) !== 'OggS') return null;
  const count = header.getUint8(26);
  if (header.byteLength < HEADER_BYTES + count) return null;
  const flags = header.getUint8(5);
  const segments = Array.from({ length: count }, (_, i) => header.getUint8(HEADER_BYTES + i));
  const bodyBytes = segments.reduce((sum, segment) => sum + segment, 0);
  const page = {
    offset,
    end: offset + HEADER_BYTES + count + bodyBytes,
    serial: header.getUint32(14, true),
    number: header.getUint32(18, true),
    granule: Number(header.getBigInt64(6, true)),
    isFirst: (flags & 2) !== 0,
    isLast: (flags & 4) !== 0,
    isContinued: (flags & 1) !== 0,
    segments,
  };
  const body = await reader.view(page.end - bodyBytes, bodyBytes);
  return body.byteLength < bodyBytes ? null : { ...page, body, isSound: isChecked(header, HEADER_BYTES + count, body) };
}

/** Whether a page adds up to its checksum, for which that itself counts as zeros. */
function isChecked(header: DataView<ArrayBuffer>, headerBytes: number, body: DataView<ArrayBuffer>): boolean {
  const bytes = new Uint8Array(header.buffer, header.byteOffset, headerBytes);
  let crc = updateOggCrc(0, bytes.subarray(0, CHECKSUM_AT));
  crc = updateOggCrc(crc, NO_CHECKSUM);
  crc = updateOggCrc(crc, bytes.subarray(CHECKSUM_AT + 4));
  crc = updateOggCrc(crc, new Uint8Array(body.buffer, body.byteOffset, body.byteLength));
  return crc >>> 0 === header.getUint32(CHECKSUM_AT, true);
}

/** Where the next page may begin, from `offset` on; the file's size where none does. */
export async function findOggPage(reader: HeaderReader, offset: number): Promise<number> {
  for (let base = offset; base + 4 <= reader.size;) {
    const view = await reader.view(base, 1 << 16);
    for (let at = 0; at + 4 <= view.byteLength; at++) {
      if (view.getUint8(at) === 0x4f && fourCc(view, at) === 'OggS') return base + at;
    }
    base += view.byteLength - 3;
  }
  return reader.size;
}

/** Where the packets begin that begin on a page, in its body, and whether the last of them goes on on the next. */
export function packetStarts({ segments, isContinued }: OggPage): readonly number[] {
  const starts: number[] = [];
  let at = 0;
  let isInside = isContinued;
  for (const segment of segments) {
    if (!isInside) starts.push(at);
    at += segment;
    isInside = segment === 255;
  }
  return starts;
}
