import { HeaderReader, heldBytes, isHeld, type AudioBytes } from '../bytes/audioBytes.ts';
import { ELEMENT_HEADER_BYTES, readNumber } from '../sniff/webmFrames.ts';

const SEGMENT = 0x1853_8067;
const CLUSTER = 0x1f43_b675;

/** Where a file ends within a cluster. */
interface Cut {
  /** The size that the cluster declares, as it is stored. */
  readonly sizeAt: number;
  readonly sizeBytes: number;
  /** The first byte of what the cluster holds, and the first after its last whole element. */
  readonly start: number;
  readonly end: number;
}

/**
 * A WebM file whose last cluster ends with its last whole block, where it is cut short: parsers read whole clusters only,
 * which are of seconds. The same file where it is not.
 */
export async function endedWebm(source: AudioBytes): Promise<AudioBytes> {
  const cut = await findCut(new HeaderReader(source, null));
  if (cut === null) return source;
  const { sizeAt, sizeBytes, start, end } = cut;
  const field = new Uint8Array(sizeBytes);
  for (let i = sizeBytes - 1, rest = end - start; i >= 0; i--, rest = Math.floor(rest / 256)) field[i] = rest;
  field[0] = (field[0] ?? 0) | (0x80 >> (sizeBytes - 1));
  if (!('readInto' in source)) {
    return new Blob([source.slice(0, sizeAt), field, source.slice(sizeAt + sizeBytes, end)]);
  }
  if (!isHeld(source)) return source;
  const bytes = source.held.slice(0, end);
  bytes.set(field, sizeAt);
  return heldBytes(bytes);
}

/** Whether a WebM file ends within a cluster. */
export async function isCutWebm(source: AudioBytes): Promise<boolean> {
  return (await findCut(new HeaderReader(source, null))) !== null;
}

/** Null where the file does not end within a cluster of known size, or nothing of that is whole. */
async function findCut(reader: HeaderReader): Promise<Cut | null> {
  let cluster: Omit<Cut, 'end'> | null = null;
  for (let at = 0; at < reader.size;) {
    const header = await reader.view(at, ELEMENT_HEADER_BYTES);
    const id = readNumber(header, 0, true);
    const size = id === null ? null : readNumber(header, id.bytes, false);
    const start = id === null || size === null ? Infinity : at + id.bytes + size.bytes;
    const end = start + (size?.value ?? 0);
    if (id?.value === SEGMENT) {
      at = start;
    } else if (id?.value === CLUSTER && size !== null && end > reader.size) {
      // Of one byte that says that it does not know, no other size can be made.
      if (size.bytes === 1) return null;
      cluster = { sizeAt: at + id.bytes, sizeBytes: size.bytes, start };
      at = start;
    } else if (end > reader.size) {
      return cluster === null || at === cluster.start ? null : { ...cluster, end: at };
    } else {
      at = end;
    }
  }
  return null;
}
