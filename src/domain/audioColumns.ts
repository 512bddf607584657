import type { AudioFile, AudioRecord, BestParameters, DescriptorState } from './audioFile.ts';
import { DESCRIPTORS, isSilent, type DescriptorKey, type Descriptors } from './descriptors.ts';
import { HYPERPARAMETERS, type HyperparameterKey, type Hyperparameters } from './hyperparameters.ts';

/** The texts of a row, in order. */
export const AUDIO_TEXTS = [
  'audioId',
  'path',
  'source',
  'genre',
  'license',
  'licenseFamily',
  'failure',
  'note',
  'stagedName',
  'tags',
  'soundNote',
] as const;

/** Between the tags of a row in their one text; no tag holds it. */
export const TAG_SEPARATOR = '\n';
const NO_TAGS: readonly string[] = [];

/** The numbers of a row, in order; NaN stands for none. The descriptors and the best hyperparameters follow. */
export const AUDIO_NUMBERS = [
  'sequence',
  'importedAtMs',
  'durationSec',
  'sampleRateHz',
  'channels',
  'isDescribed',
  'frameCount',
  'isSearched',
  'score',
] as const;

const DESCRIPTORS_AT = AUDIO_NUMBERS.length;
const BEST_AT = DESCRIPTORS_AT + DESCRIPTORS.length;
/** How many numbers a row has. */
export const AUDIO_NUMBER_COUNT = BEST_AT + HYPERPARAMETERS.length;

type Text = (typeof AUDIO_TEXTS)[number];
type AudioNumber = (typeof AUDIO_NUMBERS)[number];

/**
 * Rows of the table of audio files as columns, to be sent and kept where there are many: about 250 bytes a file with its
 * descriptors and best parameters. Never changed once made.
 */
export interface AudioColumns {
  readonly rowCount: number;
  readonly texts: Readonly<Record<Text, readonly (string | null)[]>>;
  /** rows × {@link AUDIO_NUMBER_COUNT}, row by row. */
  readonly numbers: Float64Array<ArrayBuffer>;
}

const NUMBER_PLACES = Object.fromEntries(AUDIO_NUMBERS.map((name, place) => [name, place])) as Record<
  AudioNumber,
  number
>;
const {
  isDescribed: IS_DESCRIBED,
  isSearched: IS_SEARCHED,
  sequence: SEQUENCE,
  importedAtMs: IMPORTED_AT_MS,
} = NUMBER_PLACES;
const descriptorPlace = (key: DescriptorKey) => DESCRIPTORS_AT + DESCRIPTORS.findIndex((other) => other.key === key);
const LOG_ENERGY_MEDIAN = descriptorPlace('logEnergyMedian');
const DYNAMIC_RANGE_PROXY = descriptorPlace('dynamicRangeProxy');

/** One row of columns, read when it is asked for. */
export class AudioRow implements AudioRecord {
  readonly #columns: AudioColumns;
  readonly #row: number;

  constructor(columns: AudioColumns, row: number) {
    this.#columns = columns;
    this.#row = row;
  }

  get audioId(): string {
    return this.text('audioId') ?? '';
  }

  /** The copy of its bytes in the staging folder; null for none. */
  get stagedName(): string | null {
    return this.text('stagedName');
  }

  get file(): AudioFile {
    return new RowFile(this);
  }

  get descriptors(): DescriptorState {
    if (this.isDescribed) return new RowDescriptors(this);
    const reason = this.text('failure');
    return reason === null ? { kind: 'missing' } : { kind: 'failed', reason };
  }

  get best(): BestParameters | null {
    return this.isSearched ? new RowBest(this) : null;
  }

  get sequence(): number {
    return this.numberAt(SEQUENCE);
  }

  get importedAtMs(): number {
    return this.numberAt(IMPORTED_AT_MS);
  }

  get isDescribed(): boolean {
    return this.numberAt(IS_DESCRIBED) === 1;
  }

  get hasFailed(): boolean {
    return !this.isDescribed && this.text('failure') !== null;
  }

  get isSilent(): boolean {
    return (
      this.isDescribed &&
      isSilent({
        logEnergyMedian: this.numberAt(LOG_ENERGY_MEDIAN),
        dynamicRangeProxy: this.numberAt(DYNAMIC_RANGE_PROXY),
      })
    );
  }

  get isSearched(): boolean {
    return this.numberAt(IS_SEARCHED) === 1;
  }

  get tags(): readonly string[] {
    return this.text('tags')?.split(TAG_SEPARATOR) ?? NO_TAGS;
  }

  get note(): string | null {
    return this.text('soundNote');
  }

  text(name: Text): string | null {
    return this.#columns.texts[name][this.#row] ?? null;
  }

  number(name: AudioNumber): number {
    return this.numberAt(NUMBER_PLACES[name]);
  }

  numberAt(column: number): number {
    return this.#columns.numbers[this.#row * AUDIO_NUMBER_COUNT + column] ?? Number.NaN;
  }

  /** Writes the twelve descriptors into values that begin at `at`. */
  copyDescriptorsTo(values: Float64Array, at: number): void {
    const { numbers } = this.#columns;
    const from = this.#row * AUDIO_NUMBER_COUNT + DESCRIPTORS_AT;
    // Not by a view of them: making one takes longer than twelve numbers.
    for (let i = 0; i < DESCRIPTORS.length; i += 1) values[at + i] = numbers[from + i] ?? Number.NaN;
  }

  /** Writes the row into columns that are being made. */
  copyTo(texts: Record<Text, (string | null)[]>, numbers: Float64Array, row: number): void {
    for (const name of AUDIO_TEXTS) texts[name][row] = this.text(name);
    const from = this.#row * AUDIO_NUMBER_COUNT;
    numbers.set(this.#columns.numbers.subarray(from, from + AUDIO_NUMBER_COUNT), row * AUDIO_NUMBER_COUNT);
  }
}

/** Whoever goes through all files asks each for one or two of these. */
class RowFile implements AudioFile {
  readonly #row: AudioRow;

  constructor(row: AudioRow) {
    this.#row = row;
  }

  get audioId(): string {
    return this.#row.audioId;
  }

  get path(): string {
    return this.#row.text('path') ?? '';
  }

  get source(): string | null {
    return this.#row.text('source');
  }

  get genre(): string | null {
    return this.#row.text('genre');
  }

  get license(): string | null {
    return this.#row.text('license');
  }

  get licenseFamily(): string | null {
    return this.#row.text('licenseFamily');
  }

  get durationSec(): number | null {
    return orNull(this.#row.number('durationSec'));
  }

  get sampleRateHz(): number | null {
    return orNull(this.#row.number('sampleRateHz'));
  }

  get channels(): number | null {
    return orNull(this.#row.number('channels'));
  }

  get importedAt(): Date {
    return new Date(this.#row.importedAtMs);
  }
}

class RowDescriptors {
  readonly kind = 'done';
  readonly #row: AudioRow;

  constructor(row: AudioRow) {
    this.#row = row;
  }

  get descriptors(): Descriptors {
    const values: Partial<Record<DescriptorKey, number>> = {};
    let at = DESCRIPTORS_AT;
    for (const { key } of DESCRIPTORS) values[key] = this.#row.numberAt(at++);
    return values as Descriptors;
  }

  get frameCount(): number {
    return this.#row.number('frameCount');
  }

  get note(): string | null {
    return this.#row.text('note');
  }
}

class RowBest implements BestParameters {
  readonly #row: AudioRow;

  constructor(row: AudioRow) {
    this.#row = row;
  }

  get audioId(): string {
    return this.#row.audioId;
  }

  get score(): number {
    return this.#row.number('score');
  }

  get hyperparameters(): Hyperparameters {
    const values: Partial<Record<HyperparameterKey, number>> = {};
    let at = BEST_AT;
    for (const { key } of HYPERPARAMETERS) values[key] = this.#row.numberAt(at++);
    return values as Hyperparameters;
  }
}

/** The rows of columns, in order. */
export function audioRows(columns: AudioColumns): AudioRow[] {
  return Array.from({ length: columns.rowCount }, (_, row) => new AudioRow(columns, row));
}

/** Columns that hold these rows alone. */
export function audioColumnsOf(rows: readonly AudioRow[]): AudioColumns {
  const texts = emptyTexts(rows.length);
  const numbers = new Float64Array(rows.length * AUDIO_NUMBER_COUNT);
  rows.forEach((row, i) => row.copyTo(texts, numbers, i));
  return { rowCount: rows.length, texts, numbers };
}

/** What a search found for some files, as columns: of each the score, then the best hyperparameters. */
export interface BestColumns {
  readonly audioIds: readonly string[];
  /** files × {@link BEST_WIDTH}, file by file. */
  readonly numbers: Float64Array;
}

export const BEST_WIDTH = 1 + HYPERPARAMETERS.length;

/** Columns that hold these rows alone with another best; `bestAt` says where each has its own in `numbers`, counted in files. */
export function audioColumnsWithBest(
  rows: readonly AudioRow[],
  bestAt: readonly number[],
  numbers: Float64Array,
): AudioColumns {
  const columns = audioColumnsOf(rows);
  bestAt.forEach((file, row) => {
    const own = columns.numbers.subarray(row * AUDIO_NUMBER_COUNT, (row + 1) * AUDIO_NUMBER_COUNT);
    const [score = Number.NaN, ...values] = numbers.subarray(file * BEST_WIDTH, (file + 1) * BEST_WIDTH);
    own[AUDIO_NUMBERS.indexOf('isSearched')] = 1;
    own[AUDIO_NUMBERS.indexOf('score')] = score;
    own.set(values, BEST_AT);
  });
  return columns;
}

/** Columns in pages of at most so many rows. */
export function* audioPages(columns: AudioColumns, pageRows: number): Generator<AudioColumns> {
  for (let from = 0; from < columns.rowCount; from += pageRows) {
    const end = Math.min(from + pageRows, columns.rowCount);
    const texts = emptyTexts(0);
    for (const name of AUDIO_TEXTS) texts[name] = columns.texts[name].slice(from, end);
    const numbers = columns.numbers.slice(from * AUDIO_NUMBER_COUNT, end * AUDIO_NUMBER_COUNT);
    yield { rowCount: end - from, texts, numbers };
  }
}

function emptyTexts(rowCount: number): Record<Text, (string | null)[]> {
  const entries = AUDIO_TEXTS.map((name) => [name, Array.from<string | null>({ length: rowCount }).fill(null)]);
  return Object.fromEntries(entries) as Record<Text, (string | null)[]>;
}

function orNull(value: number): number | null {
  return Number.isNaN(value) ? null : value;
}
