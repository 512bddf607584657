import {
  audioColumnsOf,
  audioColumnsWithBest,
  audioRows,
  type AudioColumns,
  type AudioRow,
  type BestColumns,
} from '../../domain/audioColumns.ts';

/** So many rows that were replaced may stay in columns which others still need. */
const REPLACED_ROWS = 10_000;

/** The rows of the audio files in the order in which they came, kept as columns. Every change gives a new list. */
export class AudioTable {
  #indexById = new Map<string, number>();
  #rows: readonly AudioRow[] = [];
  #replaced = 0;

  get rows(): readonly AudioRow[] {
    return this.#rows;
  }

  get(audioId: string): AudioRow | undefined {
    const index = this.#indexById.get(audioId);
    return index === undefined ? undefined : this.#rows[index];
  }

  /** Puts other rows in the place of all. */
  reset(rows: readonly AudioRow[]): void {
    this.#rows = rows;
    this.#replaced = 0;
    this.#setIndex(rows);
  }

  /** The same with rows that came some at a time, and were prepared then. */
  replaceBy({ rows, indexById }: IncomingRows): void {
    this.#rows = rows;
    this.#indexById = indexById;
    this.#replaced = 0;
  }

  change(saved: AudioColumns, removed: readonly string[]): void {
    const gone = new Set(removed);
    const rows = gone.size === 0 ? this.#rows.slice() : this.#rows.filter(({ audioId }) => !gone.has(audioId));
    if (gone.size > 0) this.#setIndex(rows);
    let inOrder = true;
    for (const row of audioRows(saved)) {
      const index = this.#indexById.get(row.audioId);
      if (index === undefined) {
        const last = rows.at(-1);
        inOrder &&= last === undefined || byImport(last, row) < 0;
        this.#indexById.set(row.audioId, rows.push(row) - 1);
      } else {
        rows[index] = row;
        this.#replaced += 1;
      }
    }
    this.#rows = inOrder ? rows : rows.toSorted(byImport);
    if (!inOrder) this.#setIndex(this.#rows);
    if (this.#replaced > this.#rows.length + REPLACED_ROWS) this.reset(audioRows(audioColumnsOf(this.#rows)));
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

  #setIndex(rows: readonly AudioRow[]): void {
    this.#indexById.clear();
    rows.forEach(({ audioId }, index) => this.#indexById.set(audioId, index));
  }
}

/** Rows that arrive some at a time: 100,000 at once would hold up the page. */
export class IncomingRows {
  readonly rows: AudioRow[] = [];
  readonly indexById = new Map<string, number>();

  append(rows: readonly AudioRow[]): void {
    for (const row of rows) this.indexById.set(row.audioId, this.rows.push(row) - 1);
  }
}

/** The order in which the database lists files [S9]. */
function byImport(a: AudioRow, b: AudioRow): number {
  const later = a.number('sequence') - b.number('sequence') || a.number('importedAtMs') - b.number('importedAtMs');
  return later || (a.audioId < b.audioId ? -1 : 1);
}
