import type { HeaderReader } from '../bytes/audioBytes.ts';
import { latin1 } from '../bytes/audioBytes.ts';

const MAX_TAGS = 16;

/** The first byte after the ID3v2 tags at the start of a file; 0 where there are none. Source: ID3v2.4, section 3.1. */
export async function skipId3v2(reader: HeaderReader): Promise<number> {
  let offset = 0;
  for (let tag = 0; tag < MAX_TAGS; tag++) {
    const view = await reader.view(offset, 10);
    if (view.byteLength < 10 || latin1(view, 0, 3) !== 'ID3') break;
    const sizeBytes = [6, 7, 8, 9].reduce((size, at) => size * 128 + (view.getUint8(at) & 0x7f), 0);
    const hasFooter = (view.getUint8(5) & 0x10) !== 0;
    offset += 10 + sizeBytes + (hasFooter ? 10 : 0);
  }
  return offset;
}
