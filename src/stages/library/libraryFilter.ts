import { isSilentFile, type AudioRecord } from '../../domain/audioFile.ts';
import { isInFolder } from '../data/folders.ts';
import { tagKey } from './tagging.ts';

/** Questions that are asked of every sound, so that their answers need no typing. */
export const SMART_FILTERS = [
  { id: 'all', label: 'All sounds', meaning: 'Everything in this project' },
  { id: 'new', label: 'New', meaning: 'Added within a day of the sound that was added last' },
  { id: 'no-preset', label: 'No preset yet', meaning: 'No best parameters were searched: Run All finds them' },
  {
    id: 'uncertain',
    label: 'Uncertain',
    meaning: 'The model in use says that its answer is more likely not close to the best than close (Predict All)',
  },
  { id: 'no-sound', label: 'No sound', meaning: 'Its audio is not at hand: Reconnect finds it' },
  { id: 'failed', label: 'Failed', meaning: 'No descriptors could be extracted' },
] as const;

export type SmartFilterId = (typeof SMART_FILTERS)[number]['id'];

/** What the list is narrowed by; all of it holds at once. */
export interface LibraryFilter {
  readonly smart: SmartFilterId;
  /** A folder with all below it; null for every one. */
  readonly folder: string | null;
  readonly tag: string | null;
  /** Words that must all occur in what is written of a sound. */
  readonly text: string;
}

export const EVERYTHING: LibraryFilter = { smart: 'all', folder: null, tag: null, text: '' };

/** What smart filters go by, besides the records. */
export interface KnownOfSounds {
  /** Whether the audio of a sound is not at hand. */
  readonly isAbsent: (file: AudioRecord['file']) => boolean;
  /** What the model that answers is sure of, 0 … 1, by audio id; empty where it was not asked. */
  readonly confidenceOf: (audioId: string) => number | null;
  /** When the sound that was added last was added. */
  readonly latestMs: number;
}

const DAY_MS = 86_400_000;
/** An answer is more likely not close to the best than close. */
const UNCERTAIN_BELOW = 0.5;

/** Which sounds each smart filter leaves. */
const FITS: Readonly<Record<SmartFilterId, (record: AudioRecord, known: KnownOfSounds) => boolean>> = {
  all: () => true,
  new: ({ file }, { latestMs }) => isNew(file.importedAt.getTime(), latestMs),
  'no-preset': (record) => record.best === null && record.descriptors.kind !== 'failed' && !isSilentFile(record),
  uncertain: ({ file }, { confidenceOf }) => isUncertain(confidenceOf(file.audioId)),
  'no-sound': ({ file }, { isAbsent }) => isAbsent(file),
  failed: ({ descriptors }) => descriptors.kind === 'failed',
};

/** The sounds that a filter leaves; the same array where it asks for nothing. */
export function filterSounds(
  records: readonly AudioRecord[],
  { smart, folder, tag, text }: LibraryFilter,
  known: KnownOfSounds,
): readonly AudioRecord[] {
  const words = text.toLowerCase().split(/\s+/u).filter(Boolean);
  if (smart === 'all' && folder === null && tag === null && words.length === 0) return records;
  return records.filter(
    (record) =>
      FITS[smart](record, known) &&
      (folder === null || isInFolder(record.file.path, folder)) &&
      (tag === null || record.tags.some((own) => tagKey(own) === tagKey(tag))) &&
      (words.length === 0 || holdsAll(record, words)),
  );
}

export function isNew(importedAtMs: number, latestMs: number): boolean {
  return importedAtMs > latestMs - DAY_MS;
}

/** @param confidence of the answer to a sound; null for none */
export function isUncertain(confidence: number | null): boolean {
  return (confidence ?? 1) < UNCERTAIN_BELOW;
}

function holdsAll({ file, tags, note }: AudioRecord, words: readonly string[]): boolean {
  const { audioId, path, genre, source, license, licenseFamily } = file;
  const all = [path, genre, source, license, licenseFamily, audioId, note, ...tags];
  const text = all.join('\n').toLowerCase();
  return words.every((word) => text.includes(word));
}
