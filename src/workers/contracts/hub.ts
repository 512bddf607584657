import type {
  AudioMetadata,
  HubCheckpoint,
  HubOverview,
  HubImportPlan,
  HubVerdict,
  HubAccess,
  SplitChoice,
} from '../../domain/hubImport.ts';

export type { SplitChoice };

/** A file of a dropped folder or selection with its path in it. */
export interface HubFile {
  readonly path: string;
  readonly file: File;
}

/**
 * Where a public data set comes from: the hub, with tables of one's own that speak of its rows; dropped shards (Parquet or tar);
 * or a folder of audio with its tables.
 */
export type HubSource =
  | { readonly kind: 'hub'; readonly datasetId: string; readonly tables?: readonly HubFile[] }
  | { readonly kind: 'shards'; readonly name: string; readonly files: readonly HubFile[] }
  | { readonly kind: 'folder'; readonly name: string; readonly files: readonly HubFile[] };

/** An audio file that passed, on its way into the data set. */
export interface HubItem {
  readonly audio: Blob;
  readonly path: string;
  readonly metadata: AudioMetadata;
}

/** An item between the workers and the page. */
export type HandedItem = Omit<HubItem, 'audio'> & {
  /** Bytes where the sound lies in memory: a Blob of them would count for nothing when the browser decides to clear up. */
  readonly audio: Blob | ArrayBuffer;
  /** Whether the file is gone once the item is stored: it was unpacked only for that. */
  readonly isPassing: boolean;
};

/** What an import reads and from where it goes on. */
export interface HubImportRequest {
  readonly source: HubSource;
  readonly plan: HubImportPlan;
  readonly checkpoint: HubCheckpoint | null;
  readonly access: HubAccess;
}

/** How far an import is: everything before the checkpoint is counted and stored. */
export interface HubReached {
  readonly checkpoint: HubCheckpoint;
  /** Why audio was passed over since this run began, one entry for each kind. */
  readonly skipped: readonly SkippedAudio[];
}

export interface SkippedAudio {
  readonly reason: string;
  readonly rows: number;
  /** The first of these rows. */
  readonly example: string;
}

/** Where an import puts what it reads. */
export interface HubImportSink {
  /** Resolves when the item is safe. */
  readonly store: (item: HandedItem) => Promise<HubVerdict>;
  /** Not called for every row that is passed over. */
  readonly reached: (reached: HubReached) => void;
}

/** A file within an archive. */
export interface Member {
  readonly path: string;
  /** Null where it is damaged. */
  readonly content: Blob | null;
}

/** Public data sets: a worker of their own reads them, so that unpacking never holds up the page. Rejects with AppError. */
export interface HubCalls {
  inspect(source: HubSource, choice: SplitChoice, access: HubAccess): Promise<HubOverview>;
  /** Whether dropped files are shards, or a folder with tables that speak of its audio; null for neither. */
  recognise(files: readonly HubFile[]): Promise<'shards' | 'folder' | null>;
  /** Whether all of these are tables: by their names, Parquet files without audio. */
  areTables(files: readonly HubFile[]): Promise<boolean>;
  /** The files within a zip archive, each checked by its CRC-32. */
  members(archive: File): Promise<Member[]>;
  run(request: HubImportRequest, sink: HubImportSink): Promise<HubReached>;
}
