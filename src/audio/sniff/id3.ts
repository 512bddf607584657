import type { HeaderReader } from '../bytes/audioBytes.ts';
import { latin1 } from '../bytes/audioBytes.ts';

const MAX_TAGS = 16;
const HEADER_BYTES = 10;

/** The first byte after the ID3v2 tags at the start of a file; 0 where there are none. Source: ID3v2.4, section 3.1. */
export async function skipId3v2(reader: HeaderReader): Promise<number> {
  let offset = 0;
  for (let tag = 0; tag < MAX_TAGS; tag++) {
    const view = await reader.view(offset, HEADER_BYTES);
    if (view.byteLength < HEADER_BYTES || latin1(view, 0, 3) !== 'ID3') break;
    offset += id3v2Bytes(view, 0);
  }
  return offset;
}

/** The length of the ID3v2 tag that begins at `at`; 0 where its header is cut off. */
export function id3v2Bytes(view: DataView, at: number): number {
  if (at + HEADER_BYTES > view.byteLength) return 0;
  const sizeBytes = [6, 7, 8, 9].reduce((size, i) => size * 128 + (view.getUint8(at + i) & 0x7f), 0);
  const hasFooter = (view.getUint8(at + 5) & 0x10) !== 0;
  return HEADER_BYTES + sizeBytes + (hasFooter ? HEADER_BYTES : 0);
}
