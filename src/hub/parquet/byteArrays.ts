import { readRleBitPackedHybrid } from './hyparquetInternals.ts';
import type { PageHeader } from 'hyparquet';
import type { ForwardReader } from '../bytes/forwardReader.ts';
import type { RangeSource } from '../bytes/rangeSource.ts';
import { RangeReader } from '../bytes/rangeReader.ts';
import { readDeltaLengths } from './deltaLengths.ts';
import { chunkRange, type LeafChunk } from './leaf.ts';
import { openPageBody } from './pageBody.ts';
import { readPageHeader, wantedPages, type WantedPage } from './pages.ts';

/** The value of one row; null where the row has none. */
export interface RowBytes {
  readonly row: number;
  readonly value: Blob | null;
}

interface DictionaryWant {
  readonly row: number;
  /** Index in the dictionary; null where the row has no value. */
  readonly index: number | null;
}

interface OpenPage {
  readonly body: ForwardReader;
  readonly encoding: string;
  readonly bodyBytes: number;
  /** For each row of the page whether it has a value. */
  readonly present: (rowInPage: number) => boolean;
  readonly rowCount: number;
}

/**
 * The byte values of chosen rows of one leaf, in order, in bounded memory: pages without wanted rows are not read where
 * an index tells, a page is decompressed as a stream, and values that are not wanted are passed over. Dictionaries, in
 * which some writers put all audio of a row group, are read the same way.
 *
 * @param rows - rows of the group, ascending
 * @throws RangeError where the leaf holds lists or an encoding that this reader does not know
 */
export async function* readByteArrays(
  source: RangeSource,
  leaf: LeafChunk,
  rows: readonly number[],
  signal: AbortSignal,
): AsyncGenerator<RowBytes> {
  if (leaf.meta.type !== 'BYTE_ARRAY') throw new RangeError(`${leaf.meta.type} holds no audio`);
  if (leaf.maxRepetitionLevel > 0) throw new RangeError('lists of audio in one row are not supported');
  let wants: DictionaryWant[] = [];
  for await (const page of wantedPages(source, leaf, rows, signal)) {
    const wanted = rows.filter((row) => row >= page.firstRow && row < page.endRow);
    const open = await openPage(page, leaf);
    if (open.encoding === 'RLE_DICTIONARY' || open.encoding === 'PLAIN_DICTIONARY') {
      wants.push(...(await dictionaryWants(open, wanted, page.firstRow)));
    } else if (open.encoding === 'PLAIN') {
      yield* readDictionary(source, leaf, wants, signal);
      wants = [];
      yield* readPlain(open, wanted, page.firstRow);
    } else if (open.encoding === 'DELTA_LENGTH_BYTE_ARRAY') {
      yield* readDictionary(source, leaf, wants, signal);
      wants = [];
      yield* readDeltaLength(open, wanted, page.firstRow);
    } else if (open.encoding === 'DELTA_BYTE_ARRAY') {
      yield* readDictionary(source, leaf, wants, signal);
      wants = [];
      yield* readDeltaBytes(open, wanted, page.firstRow);
    } else {
      throw new RangeError(`the encoding ${open.encoding} is not supported for audio`);
    }
  }
  yield* readDictionary(source, leaf, wants, signal);
}

async function openPage({ header, reader }: WantedPage, leaf: LeafChunk): Promise<OpenPage> {
  const v1 = header.data_page_header;
  if (v1 !== undefined) {
    const body = openPageBody(reader, pageFacts(header, leaf));
    let bodyBytes = header.uncompressed_page_size;
    let levels: number[] | null = null;
    if (leaf.maxDefinitionLevel > 0) {
      const length = uint32(await body.read(4));
      levels = decodeLevels(await body.read(length), v1.num_values, leaf.maxDefinitionLevel);
      bodyBytes -= 4 + length;
    }
    return { body, encoding: v1.encoding, bodyBytes, present: presence(levels, leaf), rowCount: v1.num_values };
  }
  const v2 = header.data_page_header_v2;
  if (v2 === undefined) throw new RangeError(`a page of type ${header.type} holds no rows`);
  const levelBytes = v2.repetition_levels_byte_length + v2.definition_levels_byte_length;
  await reader.skip(v2.repetition_levels_byte_length);
  const encoded = await reader.read(v2.definition_levels_byte_length);
  const levels = encoded.length === 0 ? null : decodeLevels(encoded, v2.num_values, leaf.maxDefinitionLevel);
  const facts = pageFacts(header, leaf, levelBytes);
  const body = openPageBody(reader, v2.is_compressed === false ? { ...facts, codec: 'UNCOMPRESSED' } : facts);
  const bodyBytes = facts.uncompressedBytes;
  return { body, encoding: v2.encoding, bodyBytes, present: presence(levels, leaf), rowCount: v2.num_rows };
}

function pageFacts(header: PageHeader, { meta }: LeafChunk, levelBytes = 0) {
  return {
    codec: meta.codec,
    compressedBytes: header.compressed_page_size - levelBytes,
    uncompressedBytes: header.uncompressed_page_size - levelBytes,
  };
}

function decodeLevels(bytes: Uint8Array, count: number, maxLevel: number): number[] {
  const levels = Array.from<number>({ length: count });
  const width = 32 - Math.clz32(maxLevel);
  readRleBitPackedHybrid({ view: viewOf(bytes), offset: 0 }, width, levels, bytes.length);
  return levels;
}

function presence(levels: readonly number[] | null, { maxDefinitionLevel }: LeafChunk): (rowInPage: number) => boolean {
  return (rowInPage) => levels === null || levels[rowInPage] === maxDefinitionLevel;
}

/** All lengths, then all values. */
async function* readDeltaLength(page: OpenPage, wanted: readonly number[], firstRow: number): AsyncGenerator<RowBytes> {
  const lengths = await readDeltaLengths(page.body);
  let at = 0;
  let next = 0;
  for (const row of wanted) {
    for (; at < row - firstRow; at += 1) {
      if (page.present(at)) await page.body.skip(lengths[next++] ?? 0);
    }
    const value = page.present(at) ? await page.body.blob(lengths[next++] ?? 0) : null;
    at += 1;
    yield { row, value };
  }
}

/** How much each value begins with of the one before it, the lengths of the rest of each, then the rests. */
async function* readDeltaBytes(page: OpenPage, wanted: readonly number[], firstRow: number): AsyncGenerator<RowBytes> {
  const shared = await readDeltaLengths(page.body);
  const lengths = await readDeltaLengths(page.body);
  let at = 0;
  let next = 0;
  let begun = new Blob();
  for (const row of wanted) {
    for (; at < row - firstRow; at += 1) {
      if (!page.present(at)) continue;
      const length = lengths[next++] ?? 0;
      const kept = shared[next] ?? 0;
      const more = Math.min(length, Math.max(0, kept - begun.size));
      begun = new Blob([begun, await page.body.blob(more)]).slice(0, kept);
      await page.body.skip(length - more);
    }
    let value: Blob | null = null;
    if (page.present(at)) {
      value = new Blob([begun, await page.body.blob(lengths[next++] ?? 0)]);
      begun = value.slice(0, shared[next] ?? 0);
    }
    at += 1;
    yield { row, value };
  }
}

async function* readPlain(page: OpenPage, wanted: readonly number[], firstRow: number): AsyncGenerator<RowBytes> {
  let at = 0;
  for (const row of wanted) {
    for (; at < row - firstRow; at += 1) {
      if (page.present(at)) await page.body.skip(uint32(await page.body.read(4)));
    }
    const value = page.present(at) ? await page.body.blob(uint32(await page.body.read(4))) : null;
    at += 1;
    yield { row, value };
  }
}

async function dictionaryWants(page: OpenPage, wanted: readonly number[], firstRow: number): Promise<DictionaryWant[]> {
  const present = Array.from({ length: page.rowCount }, (_, row) => page.present(row));
  const count = present.filter(Boolean).length;
  const [width = 0] = await page.body.read(1);
  const indexes = Array.from<number>({ length: count }).fill(0);
  if (width > 0 && count > 0) {
    const bytes = await page.body.read(page.bodyBytes - 1);
    readRleBitPackedHybrid({ view: viewOf(bytes), offset: 0 }, width, indexes, bytes.length);
  }
  const valueBefore: number[] = [];
  let values = 0;
  for (const has of present) {
    valueBefore.push(values);
    if (has) values += 1;
  }
  return wanted.map((row) => {
    const at = row - firstRow;
    return { row, index: present[at] === true ? (indexes[valueBefore[at] ?? 0] ?? null) : null };
  });
}

/** Streams the dictionary once and hands its values out in the order of the rows; what comes early is kept as a Blob. */
async function* readDictionary(
  source: RangeSource,
  leaf: LeafChunk,
  wants: readonly DictionaryWant[],
  signal: AbortSignal,
): AsyncGenerator<RowBytes> {
  if (wants.length === 0) return;
  const uses = new Map<number, number>();
  for (const { index } of wants) if (index !== null) uses.set(index, (uses.get(index) ?? 0) + 1);
  const values = dictionaryValues(source, leaf, uses, signal);
  const held = new Map<number, Blob>();
  for (const { row, index } of wants) {
    if (index === null) {
      yield { row, value: null };
      continue;
    }
    for (let found = held.has(index); !found; found = held.has(index)) {
      const step = await values.next();
      if (step.done === true) throw new RangeError(`the dictionary has no value ${index}`);
      held.set(step.value.index, step.value.value);
    }
    const value = held.get(index) ?? null;
    const usesLeft = (uses.get(index) ?? 1) - 1;
    uses.set(index, usesLeft);
    if (usesLeft === 0) held.delete(index);
    yield { row, value };
  }
}

async function* dictionaryValues(
  source: RangeSource,
  leaf: LeafChunk,
  wanted: ReadonlyMap<number, number>,
  signal: AbortSignal,
): AsyncGenerator<{ readonly index: number; readonly value: Blob }> {
  const { start, end } = chunkRange(leaf);
  const reader = new RangeReader(source, start, end, signal);
  const header = await readPageHeader(reader);
  if (header.dictionary_page_header === undefined) throw new RangeError('the dictionary is missing');
  const body = openPageBody(reader, pageFacts(header, leaf));
  for (let index = 0; index < header.dictionary_page_header.num_values; index += 1) {
    const length = uint32(await body.read(4));
    if (wanted.has(index)) yield { index, value: await body.blob(length) };
    else await body.skip(length);
  }
}

function uint32(bytes: Uint8Array): number {
  return viewOf(bytes).getUint32(0, true);
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
}
