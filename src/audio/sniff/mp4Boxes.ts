import type { HeaderReader } from '../bytes/audioBytes.ts';
import { fourCc } from '../bytes/audioBytes.ts';

/** More boxes than any honest level of an index has; fragments of long films lie at the top level. */
const MAX_BOXES = 4096;

/** A stretch of the file. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** A box of an MP4 file: its body lies from `start` to `end`. */
export interface Box extends Span {
  readonly type: string;
}

/** The boxes directly within a stretch of the file, as far as they are whole; sizes never reach beyond the stretch. */
export async function boxesIn(reader: HeaderReader, span: Span): Promise<Box[]> {
  const boxes: Box[] = [];
  let offset = span.start;
  while (boxes.length < MAX_BOXES && offset + 8 <= span.end) {
    const view = await reader.view(offset, 16);
    if (view.byteLength < 8) break;
    const size32 = view.getUint32(0, false);
    const isLong = size32 === 1;
    if (isLong && view.byteLength < 16) break;
    const headerBytes = isLong ? 16 : 8;
    const size = isLong ? Number(view.getBigUint64(8, false)) : size32 === 0 ? span.end - offset : size32;
    if (size < headerBytes) break;
    const end = Math.min(offset + size, span.end);
    boxes.push({ type: fourCc(view, 4), start: offset + headerBytes, end });
    offset += size;
  }
  return boxes;
}

/** The first box of that type directly within a stretch; null for none. */
export async function childBox(reader: HeaderReader, span: Span, type: string): Promise<Box | null> {
  return (await boxesIn(reader, span)).find((box) => box.type === type) ?? null;
}

/** Follows the first boxes of the given types downwards; null where one is missing. */
export async function childBoxPath(reader: HeaderReader, span: Box, types: readonly string[]): Promise<Box | null> {
  let box: Box | null = span;
  for (const type of types) {
    if (box === null) return null;
    box = await childBox(reader, box, type);
  }
  return box;
}
