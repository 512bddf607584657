import { readOffsetIndex, type PageHeader } from 'hyparquet';
import { parquetHeader } from './hyparquetInternals.ts';
import type { RangeSource } from '../bytes/rangeSource.ts';
import { RangeReader } from '../bytes/rangeReader.ts';
import { chunkRange, type LeafChunk } from './leaf.ts';

const HEADER_GUESS_BYTES = 512;
const LARGEST_HEADER_BYTES = 1024 * 1024;
/** Pages of this size at most are fetched ahead of their turn. */
const AHEAD_PAGE_BYTES = 4 * 1024 * 1024;

/** A data page that holds wanted rows, its reader behind the header. */
export interface WantedPage {
  readonly header: PageHeader;
  readonly reader: RangeReader;
  /** Rows of the group, from and up to. */
  readonly firstRow: number;
  readonly endRow: number;
}

interface PagePlace {
  readonly start: number;
  readonly end: number;
  readonly firstRow: number;
  readonly endRow: number;
}

/**
 * The pages that hold any of `rows` (sorted, within the group). With an offset index nothing else is read; without one
 * the pages are walked through and the bodies of the others skipped.
 */
export async function* wantedPages(
  source: RangeSource,
  leaf: LeafChunk,
  rows: readonly number[],
  signal: AbortSignal,
): AsyncGenerator<WantedPage> {
  const places = await readPlaces(source, leaf, signal);
  if (places === null) {
    yield* walkPages(source, leaf, rows, signal);
    return;
  }
  for await (const { place, page } of fetchAhead(source, places.filter(holdsAny(rows)), signal)) {
    yield { header: await readPageHeader(page), reader: page, firstRow: place.firstRow, endRow: place.endRow };
  }
}

/** Reads a page's header and leaves the reader behind it. */
export async function readPageHeader(reader: RangeReader): Promise<PageHeader> {
  for (let guess = HEADER_GUESS_BYTES; ; guess *= 8) {
    const bytes = await reader.peek(guess);
    const view = { view: new DataView(bytes.buffer, bytes.byteOffset, bytes.length), offset: 0 };
    try {
      const header = parquetHeader(view);
      await reader.skip(view.offset);
      return header;
    } catch (error) {
      if (bytes.length < guess || guess > LARGEST_HEADER_BYTES) throw error;
    }
  }
}

async function readPlaces(
  source: RangeSource,
  leaf: LeafChunk,
  signal: AbortSignal,
): Promise<readonly PagePlace[] | null> {
  const { offset_index_offset: offset, offset_index_length: length } = leaf.chunk;
  if (offset === undefined || length === undefined || length === 0) return null;
  const bytes = await source.read(Number(offset), Number(offset) + length, signal);
  const { page_locations: locations } = readOffsetIndex({ view: new DataView(bytes.buffer), offset: 0 });
  return locations.map((location, index) => ({
    start: Number(location.offset),
    end: Number(location.offset) + location.compressed_page_size,
    firstRow: Number(location.first_row_index),
    endRow: Number(locations[index + 1]?.first_row_index ?? leaf.groupRows),
  }));
}

async function* walkPages(
  source: RangeSource,
  leaf: LeafChunk,
  rows: readonly number[],
  signal: AbortSignal,
): AsyncGenerator<WantedPage> {
  const last = rows.at(-1);
  if (last === undefined) return;
  const { data, end } = chunkRange(leaf);
  const reader = new RangeReader(source, data, end, signal);
  for (let firstRow = 0; firstRow <= last && reader.remaining > 0;) {
    const header = await readPageHeader(reader);
    const bodyEnd = reader.position + header.compressed_page_size;
    const values = header.data_page_header?.num_values ?? header.data_page_header_v2?.num_rows;
    if (values !== undefined) {
      const endRow = firstRow + values;
      if (holdsAny(rows)({ firstRow, endRow })) yield { header, reader, firstRow, endRow };
      firstRow = endRow;
    }
    if (bodyEnd > reader.position) await reader.skip(bodyEnd - reader.position);
  }
}

/** Small pages are fetched while the one before them is in use; at most two wait in memory. */
async function* fetchAhead(
  source: RangeSource,
  places: readonly PagePlace[],
  signal: AbortSignal,
): AsyncGenerator<{ readonly place: PagePlace; readonly page: RangeReader }> {
  const open = (place: PagePlace) => {
    const page = new RangeReader(source, place.start, place.end, signal);
    const size = place.end - place.start;
    const fetched = size <= AHEAD_PAGE_BYTES ? page.peek(size) : Promise.resolve();
    fetched.catch(() => undefined);
    return { place, page, fetched };
  };
  const opened: ReturnType<typeof open>[] = [];
  for (let next = 0; next < places.length || opened.length > 0;) {
    for (const place of places.slice(next, next + 3 - opened.length)) {
      opened.push(open(place));
      next += 1;
    }
    const first = opened.shift();
    if (first === undefined) return;
    await first.fetched;
    yield first;
  }
}

function holdsAny(rows: readonly number[]): (place: { readonly firstRow: number; readonly endRow: number }) => boolean {
  return ({ firstRow, endRow }) => rows.some((row) => row >= firstRow && row < endRow);
}
