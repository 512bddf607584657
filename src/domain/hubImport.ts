import type { LicenseFamily, LicenseSource } from './license.ts';

/** How the hub is reached. */
export interface HubAccess {
  /** Origin of the repositories, `https://huggingface.co`. */
  readonly hubUrl: string;
  /** Origin of the data set viewer's API. */
  readonly viewerUrl: string;
  /** Access token of the user's account; null for none. */
  readonly token: string | null;
}

/** What a column can stand for. */
export const COLUMN_ROLES = ['audio', 'license', 'source', 'creator', 'genre', 'title'] as const;
export type ColumnRole = (typeof COLUMN_ROLES)[number];
/** Which column stands for what; null where none does. */
export type ColumnChoice = Readonly<Record<ColumnRole, string | null>>;

export interface HubColumn {
  readonly name: string;
  /** What a person reads: `audio`, `text`, `list of text`, `class of 50`, … */
  readonly type: string;
  readonly holdsAudio: boolean;
}

export interface HubSplit {
  readonly config: string;
  readonly split: string;
  readonly rows: number | null;
  readonly bytes: number | null;
}

/** A table of a repository. */
export interface HubTable {
  readonly name: string;
  readonly url: string;
  readonly bytes: number;
}

/** One shard of a split: a Parquet or tar file, or the folder or the zip archives as a whole. */
export interface HubShard {
  readonly name: string;
  readonly kind: 'parquet' | 'tar' | 'zip' | 'folder';
  /** Null where the shard was dropped. */
  readonly url: string | null;
  readonly bytes: number;
  /** The tables of its repository that surely speak of a tar file; missing for none [L5]. */
  readonly tables?: readonly HubTable[];
}

/** The same licence text of several rows. */
export interface LicenseCount {
  readonly text: string;
  readonly family: LicenseFamily;
  readonly rows: number;
}

/** What is known of a data set before anything is stored. */
export interface HubOverview {
  readonly datasetId: string;
  /** The commit that everything is read from; null for dropped data. */
  readonly revision: string | null;
  readonly splits: readonly HubSplit[];
  /** The split that the rest speaks of. */
  readonly config: string;
  readonly split: string;
  readonly shards: readonly HubShard[];
  /** Rows of the split; null where only reading all of it would tell. */
  readonly rows: number | null;
  readonly bytes: number;
  readonly columns: readonly HubColumn[];
  readonly detected: ColumnChoice;
  /** Without audio, at most {@link PREVIEW_ROWS}. */
  readonly firstRows: readonly Readonly<Record<string, string>>[];
  /** The licences of the first `countedRows` rows, the most frequent first; empty where no column holds any. */
  readonly licenses: readonly LicenseCount[];
  readonly countedRows: number;
  /** What the card says of the data set as a whole (L3). */
  readonly cardLicense: string | null;
  readonly cardFamily: LicenseFamily;
  /** Whether the rows only name audio that cannot be fetched. */
  readonly isAudioMissing: boolean;
  /** What a person should know: a conversion that is not complete, shards that were passed over. */
  readonly notes: readonly string[];
}

export const PREVIEW_ROWS = 5;

/** Of the shards of a split every `count`th, from the `number`th on, counted from 1. */
export interface HubShare {
  readonly number: number;
  readonly count: number;
}

/** What the user chose. */
export interface HubImportOptions {
  readonly config: string;
  readonly split: string;
  /** 0 for all. */
  readonly maxItems: number;
  readonly columns: ColumnChoice;
  readonly allowedFamilies: readonly LicenseFamily[];
  /** Take the card's licence for rows that have none (L3). */
  readonly useCardLicense: boolean;
  /** Where several import a split together, each its part; missing for all of it. */
  readonly share?: HubShare;
}

export interface HubCounters {
  readonly seen: number;
  readonly saved: number;
  /** The same bytes were in the data set already. */
  readonly alreadyThere: number;
  readonly skippedLicense: number;
  readonly skippedAudio: number;
  readonly failed: number;
}

export const NO_COUNTERS: HubCounters = {
  seen: 0,
  saved: 0,
  alreadyThere: 0,
  skippedLicense: 0,
  skippedAudio: 0,
  failed: 0,
};

/** The next row to read. In a tar, `group` is the byte where it begins. */
export interface HubPosition {
  readonly shard: number;
  readonly group: number;
  readonly row: number;
}

/** How far an import is: everything before the position is counted and, where it passed, stored. */
export interface HubCheckpoint {
  readonly revision: string | null;
  readonly position: HubPosition;
  readonly counters: HubCounters;
}

/** Everything that an import needs to start and to go on where it was stopped. */
export interface HubImportPlan {
  readonly datasetId: string;
  readonly revision: string | null;
  readonly shards: readonly HubShard[];
  readonly rows: number | null;
  readonly cardLicense: string | null;
  /** The tables that were given to a data set of the hub, or the sum of those that were dropped with it; going on needs the same. */
  readonly tables: readonly { readonly name: string; readonly bytes: number }[];
  readonly options: HubImportOptions;
}

/** What stays with a file for ever (L4). */
export interface AudioMetadata {
  readonly datasetId: string;
  readonly config: string;
  readonly split: string;
  readonly title: string | null;
  readonly sourceUrl: string | null;
  /** The licence text as it was found. */
  readonly license: string | null;
  readonly licenseFamily: LicenseFamily;
  readonly licenseSource: LicenseSource;
  readonly creator: string | null;
  readonly genre: string | null;
  readonly tags: readonly string[];
  /** The row without audio bytes, as JSON. */
  readonly rawJson: string;
}

/** What became of an item. */
export type HubVerdict = 'saved' | 'already-there' | 'failed';

/** Who made a file and under which terms: title, author, source, licence (L4). */
export interface Attribution {
  readonly path: string;
  readonly title: string | null;
  readonly creator: string | null;
  readonly sourceUrl: string | null;
  readonly license: string | null;
  readonly licenseFamily: string | null;
  readonly licenseSource: string | null;
  readonly datasetId: string | null;
  readonly tags: readonly string[];
  /** Whether the file was written from samples that came decoded. */
  readonly isRewritten: boolean;
}

/** Which split is asked for; null for the likeliest. */
export interface SplitChoice {
  readonly config: string | null;
  readonly split: string | null;
}
