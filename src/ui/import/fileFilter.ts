import type { AudioRecord } from '../../domain/audioFile.ts';
import { searchText } from './audioColumns.ts';

/** What the table of audio files is narrowed by; empty text for everything. */
export interface FileFilter {
  readonly text: string;
  readonly genre: string;
  readonly licenseFamily: string;
  /** How far the descriptors are: `done`, `missing` or `failed`. */
  readonly state: string;
}

export const NO_FILTER: FileFilter = { text: '', genre: '', licenseFamily: '', state: '' };

/** Longer lists are better searched by text. */
const VALUES_OFFERED = 200;

/** The records that fit; the same array where nothing is asked for. */
export function filterRecords(records: readonly AudioRecord[], filter: FileFilter): readonly AudioRecord[] {
  const text = filter.text.trim().toLowerCase();
  const { genre, licenseFamily, state } = filter;
  if (text === '' && genre === '' && licenseFamily === '' && state === '') return records;
  return records.filter(
    (record) =>
      (state === '' || record.descriptors.kind === state) &&
      (genre === '' || record.file.genre === genre) &&
      (licenseFamily === '' || record.file.licenseFamily === licenseFamily) &&
      (text === '' || searchText(record).includes(text)),
  );
}

/** The values that files have, sorted; empty where they are too many to choose from. */
export function choicesOf(values: ReadonlyMap<string, number>): readonly string[] {
  return values.size > VALUES_OFFERED ? [] : [...values.keys()].toSorted((a, b) => a.localeCompare(b, 'en'));
}

/** What a filter by descriptors may ask for. */
export const DESCRIPTOR_STATES: readonly { readonly value: string; readonly label: string }[] = [
  { value: '', label: 'Descriptors: all' },
  { value: 'done', label: 'Descriptors: yes' },
  { value: 'missing', label: 'Descriptors: no' },
  { value: 'failed', label: 'Descriptors: failed' },
];
