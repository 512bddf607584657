/** A public data set that Fetch Dataset offers by itself. Facts of it change on the hub: correct them here. */
export interface GalleryEntry {
  /** On the hub. */
  readonly datasetId: string;
  readonly holds: string;
  /** How many sounds and bytes, as far as it was told; null where it was not. */
  readonly rows: number | null;
  readonly gigabytes: number | null;
  readonly licensed: 'by row' | 'by card' | 'not';
  /** What it says of licences. */
  readonly terms: string;
  /** Who told the facts, and when. */
  readonly source: string;
  /** When somebody compared them with the hub itself; null for never. */
  readonly checkedOn: string | null;
}

const TOLD = 'told by the maintainers, 2026-11-29';
const UNCHECKED = { source: TOLD, checkedOn: null } as const;

/** Rows of these say an allowed licence each, so that the defaults import something. */
export const LICENSED_BY_ROW: readonly GalleryEntry[] = [
  {
    datasetId: 'benjamin-paine/free-music-archive-commercial-16khz-full',
    holds: 'Music of the Free Music Archive, with title, artist and address',
    rows: 8_800,
    gigabytes: 10.5,
    licensed: 'by row',
    terms: 'a licence for each track',
    ...UNCHECKED,
  },
  {
    datasetId: 'benjamin-paine/freesound-laion-640k-commercial-16khz-tiny',
    holds: 'Sounds of Freesound, with user and Freesound id; it has larger kin',
    rows: 20_000,
    gigabytes: 1.8,
    licensed: 'by row',
    terms: 'a licence for each sound',
    ...UNCHECKED,
  },
  {
    datasetId: 'benjamin-paine/freesound-laion-640k',
    holds: 'Sounds of Freesound, 640 thousand by its name, with user and Freesound id',
    rows: null,
    gigabytes: null,
    licensed: 'by row',
    terms: 'a licence for each sound; some are non-commercial',
    ...UNCHECKED,
  },
  {
    datasetId: 'ocisd4/freesound_v2',
    holds: 'Sounds of Freesound',
    rows: 51_000,
    gigabytes: 27,
    licensed: 'by row',
    terms: 'a licence for each sound',
    ...UNCHECKED,
  },
];

/** Licensed as a whole, non-commercially, or not at all: the user decides. */
export const NEEDS_DECISION: readonly GalleryEntry[] = [
  {
    datasetId: 'openslr/librispeech_asr',
    holds: 'Read English speech of LibriVox, in shards of 470 MB',
    rows: null,
    gigabytes: null,
    licensed: 'by card',
    terms: 'the card says cc-by-4.0',
    ...UNCHECKED,
  },
  {
    datasetId: 'jg583/NSynth',
    holds: 'Single notes of instruments; 37 Parquet shards beside a script',
    rows: null,
    gigabytes: 29,
    licensed: 'by card',
    terms: 'the card says cc-by-4.0',
    ...UNCHECKED,
  },
  {
    datasetId: 'philgzl/fsd50k',
    holds: 'Sound events of Freesound, splits dev and eval; its rows say no licence',
    rows: null,
    gigabytes: null,
    licensed: 'by card',
    terms: "each file's licence is in FSD50K's own clips-info JSON: add it once the set is looked up",
    ...UNCHECKED,
  },
  {
    datasetId: 'danavery/urbansound8K',
    holds: 'Short urban sounds of ten classes, in 16 shards',
    rows: null,
    gigabytes: 7,
    licensed: 'by card',
    terms: 'the card says cc-by-nc-4.0: only where you may use it',
    ...UNCHECKED,
  },
  {
    datasetId: 'ashraq/esc50',
    holds: 'Environmental sounds of 50 classes, in two shards',
    rows: null,
    gigabytes: null,
    licensed: 'not',
    terms: 'no licence is given: unknown',
    ...UNCHECKED,
  },
];
