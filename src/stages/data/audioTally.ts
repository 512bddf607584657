import { AUDIO_TEXTS, type AudioRow } from '../../domain/audioColumns.ts';
import { ownFolderOf } from './folders.ts';

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
  /** Those of them that are not silent: what gets a preset once it is searched. */
  readonly lacking: number;
}

/** What is written of files. */
export interface AudioValues {
  /** How many files have each value; tags as they are spelled, and the folder that a file lies in itself. */
  readonly of: Readonly<Record<ValueKey, ReadonlyMap<string, number>>>;
  /** How many files have a text of each kind that is not empty. */
  readonly filled: Readonly<Record<(typeof AUDIO_TEXTS)[number], number>>;
}

type ValueKey = 'genre' | 'licenseFamily' | 'tag' | 'folder';

/** Counts rows as they come and go: nobody else goes over 100,000 of them to say how many there are, or which values they have. */
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
    lacking: 0,
  } satisfies AudioCounts;
  readonly #of = {
    genre: new Map<string, number>(),
    licenseFamily: new Map<string, number>(),
    tag: new Map<string, number>(),
    folder: new Map<string, number>(),
  } satisfies AudioValues['of'];
  readonly #filled = Object.fromEntries(AUDIO_TEXTS.map((name) => [name, 0])) as Record<
    (typeof AUDIO_TEXTS)[number],
    number
  >;

  #values: AudioValues | null = null;

  /** As they are now. */
  get counts(): AudioCounts {
    return { ...this.#counts };
  }

  /** Another object once they have changed; the maps in it go with the rows. */
  get values(): AudioValues {
    this.#values ??= { of: this.#of, filled: this.#filled };
    return this.#values;
  }

  add(row: AudioRow): void {
    this.#countStates(row, 1);
    this.#countValues(row, 1);
  }

  remove(row: AudioRow): void {
    this.#countStates(row, -1);
    this.#countValues(row, -1);
  }

  /** One row in the place of another. What is found for a file changes nothing that is written of it. */
  replace(before: AudioRow, row: AudioRow): void {
    this.#countStates(before, -1);
    this.#countStates(row, 1);
    if (AUDIO_TEXTS.every((name) => before.text(name) === row.text(name))) return;
    this.#countValues(before, -1);
    this.#countValues(row, 1);
  }

  #countValues(row: AudioRow, by: number): void {
    this.#values = null;
    for (const name of AUDIO_TEXTS) if ((row.text(name) ?? '') !== '') this.#filled[name] += by;
    countValue(this.#of.genre, row.text('genre'), by);
    countValue(this.#of.licenseFamily, row.text('licenseFamily'), by);
    countValue(this.#of.folder, ownFolderOf(row.text('path') ?? ''), by);
    for (const tag of row.tags) countValue(this.#of.tag, tag, by);
  }

  #countStates({ isDescribed, hasFailed, isSilent, isSearched }: AudioRow, by: number): void {
    const counts = this.#counts;
    counts.files += by;
    if (isDescribed) counts.described += by;
    if (hasFailed) counts.failed += by;
    if (isSilent) counts.silent += by;
    if (isSearched) counts.searched += by;
    if (isSearched && isDescribed) counts.labelled += by;
    if (isSearched && !hasFailed && !isSilent) counts.presets += by;
    if (!isSearched && !hasFailed) counts.unsearched += by;
    if (!isSearched && !hasFailed && !isSilent) counts.lacking += by;
  }
}

function countValue(counts: Map<string, number>, value: string | null, by: number): void {
  if (value === null) return;
  const count = (counts.get(value) ?? 0) + by;
  if (count === 0) counts.delete(value);
  else counts.set(value, count);
}
