import type { AudioRow } from './audioColumns.ts';

/** How many files are how far. */
export interface AudioCounts {
  readonly files: number;
  /** With descriptors, silent ones included. */
  readonly described: number;
  /** Without descriptors, since none could be extracted. */
  readonly failed: number;
  readonly silent: number;
  /** With best parameters, whatever else is known of them. */
  readonly searched: number;
  /** With descriptors and best parameters. */
  readonly labelled: number;
  /** With a preset: best parameters, and neither failed nor silent. */
  readonly presets: number;
  /** Without best parameters, though extracting descriptors did not fail. */
  readonly unsearched: number;
}

/** Counts rows as they come and go: nobody else goes over 100,000 of them to say how many there are. */
export class AudioTally {
  readonly #counts = {
    files: 0,
    described: 0,
    failed: 0,
    silent: 0,
    searched: 0,
    labelled: 0,
    presets: 0,
    unsearched: 0,
  } satisfies AudioCounts;

  /** As they are now. */
  get counts(): AudioCounts {
    return { ...this.#counts };
  }

  add(row: AudioRow): void {
    this.#count(row, 1);
  }

  remove(row: AudioRow): void {
    this.#count(row, -1);
  }

  #count({ isDescribed, hasFailed, isSilent, isSearched }: AudioRow, by: number): void {
    const counts = this.#counts;
    counts.files += by;
    if (isDescribed) counts.described += by;
    if (hasFailed) counts.failed += by;
    if (isSilent) counts.silent += by;
    if (isSearched) counts.searched += by;
    if (isSearched && isDescribed) counts.labelled += by;
    if (isSearched && !hasFailed && !isSilent) counts.presets += by;
    if (!isSearched && !hasFailed) counts.unsearched += by;
  }
}
