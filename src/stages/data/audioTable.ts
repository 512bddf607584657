import {
  audioColumnsOf,
  audioColumnsWithBest,
  audioRows,
  type AudioColumns,
  type AudioRow,
  type BestColumns,
} from '../../domain/audioColumns.ts';
import { AudioTally } from './audioTally.ts';

/** So many rows that were replaced may stay in columns which others still need. */
const REPLACED_ROWS = 10_000;

/** The rows of the audio files in the order in which they came, kept as columns. Every change gives a new list. */
export class AudioTable {
  #indexById = new Map<string, number>();
  #rows: readonly AudioRow[] = [];
  #tally = new AudioTally();
  #replaced = 0;

  get rows(): readonly AudioRow[] {
    return this.#rows;
  }

  /** Of the rows that are there. */
  get tally(): Pick<AudioTally, 'counts' | 'values'> {
    return this.#tally;
  }

  get(audioId: string): AudioRow | undefined {
    const index = this.#indexById.get(audioId);
    return index === undefined ? undefined : this.#rows[index];
  }

  /** Those of some files that are there, in the order in which they came. */
  rowsOf(audioIds: ReadonlySet<string>): readonly AudioRow[] {
    // Going through all takes less than finding and sorting many.
    if (audioIds.size > this.#rows.length / 8) return this.#rows.filter(({ audioId }) => audioIds.has(audioId));
    const places = Array.from(audioIds, (audioId) => this.#indexById.get(audioId) ?? -1);
    return places.toSorted((a, b) => a - b).flatMap((place) => this.#rows[place] ?? []);
  }

  /** Puts rows that came some at a time, and were prepared then, in the place of all. */
  replaceBy({ rows, indexById, tally }: IncomingRows): void {
    this.#rows = rows;
    this.#indexById = indexById;
    this.#tally = tally;
    this.#replaced = 0;
  }

  change(saved: AudioColumns, removed: readonly string[]): void {
    const rows = this.#without(removed);
    const added: AudioRow[] = [];
    for (const row of audioRows(saved)) {
      const index = this.#indexById.get(row.audioId);
      const before = index === undefined ? undefined : rows[index];
      if (index === undefined || before === undefined) {
        added.push(row);
        this.#tally.add(row);
      } else {
        this.#tally.replace(before, row);
        rows[index] = row;
        this.#replaced += 1;
      }
    }
    this.#rows = this.#with(added, rows);
    if (this.#replaced > this.#rows.length + REPLACED_ROWS) {
      this.#rows = audioRows(audioColumnsOf(this.#rows));
      this.#replaced = 0;
    }
  }

  /** The rows with others in their places among them: a few are put there without comparing all. */
  #with(added: AudioRow[], rows: AudioRow[]): readonly AudioRow[] {
    added.sort(byImport);
    const firstPlace = placeOf(rows, added[0]);
    if (firstPlace === rows.length) {
      for (const row of added) this.#indexById.set(row.audioId, rows.push(row) - 1);
      return rows;
    }
    const merged: AudioRow[] = [];
    let from = 0;
    for (const row of added) {
      const place = placeOf(rows, row);
      for (const before of rows.slice(from, place)) merged.push(before);
      merged.push(row);
      from = place;
    }
    for (const after of rows.slice(from)) merged.push(after);
    this.#setIndex(merged, rows);
    return merged;
  }

  /** A new list of the rows that some ids leave; their places are known. */
  #without(audioIds: readonly string[]): AudioRow[] {
    const places = new Set(audioIds.flatMap((audioId) => this.#indexById.get(audioId) ?? []));
    if (places.size === 0) return this.#rows.slice();
    const before = this.#rows;
    for (const place of places) {
      const row = before[place];
      if (row !== undefined) this.#tally.remove(row);
    }
    for (const audioId of audioIds) this.#indexById.delete(audioId);
    const isGone = new Uint8Array(before.length);
    for (const place of places) isGone[place] = 1;
    const rows = before.filter((_, place) => isGone[place] === 0);
    this.#setIndex(rows, before);
    return rows;
  }

  /** Files that are not there are left out. */
  changeBest({ audioIds, numbers }: BestColumns): void {
    const known = audioIds.flatMap((audioId, file) => {
      const row = this.get(audioId);
      return row === undefined ? [] : [{ row, file }];
    });
    const files = known.map(({ file }) => file);
    this.change(
      audioColumnsWithBest(
        known.map(({ row }) => row),
        files,
        numbers,
      ),
      [],
    );
  }

  /** Notes the places of the rows that have another than they had. */
  #setIndex(rows: readonly AudioRow[], before: readonly AudioRow[]): void {
    let place = 0;
    while (place < rows.length && rows[place] === before[place]) place += 1;
    for (; place < rows.length; place += 1) this.#indexById.set(rows[place]?.audioId ?? '', place);
  }
}

/** Rows that arrive some at a time: 100,000 at once would hold up the page. */
export class IncomingRows {
  readonly rows: AudioRow[] = [];
  readonly indexById = new Map<string, number>();
  readonly tally = new AudioTally();

  append(rows: readonly AudioRow[]): void {
    for (const row of rows) {
      this.indexById.set(row.audioId, this.rows.push(row) - 1);
      this.tally.add(row);
    }
  }
}

/** How many of some rows in order come before another; all of them where there is none. */
function placeOf(rows: readonly AudioRow[], row: AudioRow | undefined): number {
  const last = rows.at(-1);
  if (row === undefined || last === undefined || byImport(last, row) < 0) return rows.length;
  let low = 0;
  let high = rows.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const between = rows[middle];
    if (between !== undefined && byImport(between, row) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The order in which the database lists files [S9]. */
function byImport(a: AudioRow, b: AudioRow): number {
  const later = a.sequence - b.sequence || a.importedAtMs - b.importedAtMs;
  return later || (a.audioId < b.audioId ? -1 : 1);
}
