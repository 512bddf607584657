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
  readonly #indexById = new Map<string, number>();
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

/** The order in which the database lists files [S9]. */
function byImport(a: AudioRow, b: AudioRow): number {
  const later = a.number('sequence') - b.number('sequence') || a.number('importedAtMs') - b.number('importedAtMs');
  return later || (a.audioId < b.audioId ? -1 : 1);
}
