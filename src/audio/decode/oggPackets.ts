import { HeaderReader, latin1, type AudioBytes } from '../bytes/audioBytes.ts';
import { readOggPage } from '../sniff/oggPages.ts';

const WINDOW_BYTES = 1 << 20;
/** No FLAC frame is longer: 65,535 samples of 8 channels, 32 bits each and one more for a side channel. */
const MAX_PACKET_BYTES = 3 << 20;

/**
 * The packets of the first logical stream of an Ogg file whose first packet begins with `marker`, in order, that first
 * packet included. What lies on a page that does not add up to its checksum is left out, so that a packet may lack its
 * beginning or its end. Ends where a page is broken and where a packet is longer than any frame. Source: RFC 3533.
 */
export async function* oggPackets(
  source: AudioBytes,
  marker: string,
  path: string | null,
): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  const reader = new HeaderReader(source, path, WINDOW_BYTES);
  let serial: number | null = null;
  let parts: Uint8Array<ArrayBuffer>[] = [];
  for (let offset = 0; offset < source.size;) {
    const page = await readOggPage(reader, offset);
    if (page === null) return;
    offset = page.end;
    serial ??= page.isFirst && latin1(page.body, 0, marker.length) === marker ? page.serial : null;
    if (page.serial !== serial) continue;
    if (!page.isSound) {
      parts = [];
      continue;
    }
    let at = 0;
    for (const segment of page.segments) {
      const part = new Uint8Array(page.body.buffer, page.body.byteOffset + at, segment);
      parts.push(part);
      at += segment;
      if (segment === 255) continue;
      yield join(parts);
      parts = [];
    }
    // What continues on the next page must outlive the reader's window.
    parts = parts.length === 0 ? parts : [join(parts)];
    if ((parts[0]?.byteLength ?? 0) > MAX_PACKET_BYTES) return;
  }
}

function join(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const joined = new Uint8Array(parts.reduce((sum, part) => sum + part.byteLength, 0));
  let at = 0;
  for (const part of parts) {
    joined.set(part, at);
    at += part.byteLength;
  }
  return joined;
}
