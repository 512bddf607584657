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

/** Where a public data set comes from: the hub, dropped shards (Parquet or tar), or a folder of audio with its tables. */
export type HubSource =
  | { readonly kind: 'hub'; readonly datasetId: string }
  | { readonly kind: 'shards'; readonly name: string; readonly files: readonly HubFile[] }
  | { readonly kind: 'folder'; readonly name: string; readonly files: readonly HubFile[] };

/** An audio file that passed, on its way into the data set. */
export interface HubItem {
  readonly audio: Blob;
  readonly path: string;
  readonly metadata: AudioMetadata;
}

/** What an import reads and from where it goes on. */
export interface HubImportRequest {
  readonly source: HubSource;
  readonly plan: HubImportPlan;
  readonly checkpoint: HubCheckpoint | null;
  readonly access: HubAccess;
}

/** Where an import puts what it reads. */
export interface HubImportSink {
  /** Resolves when the item is safe. */
  readonly store: (item: HubItem) => Promise<HubVerdict>;
  /** Everything before the checkpoint is counted and stored. Not called for every row that is passed over. */
  readonly reached: (checkpoint: HubCheckpoint) => void;
  /** Why a row's audio was passed over. */
  readonly skippedAudio: (reason: string) => void;
}

/** Public data sets: a worker of their own reads them, so that unpacking never holds up the page. Rejects with AppError. */
export interface HubCalls {
  inspect(source: HubSource, choice: SplitChoice, access: HubAccess): Promise<HubOverview>;
  /** Whether a dropped folder has tables that name its audio. */
  isHubFolder(files: readonly HubFile[]): Promise<boolean>;
  run(request: HubImportRequest, sink: HubImportSink): Promise<HubCheckpoint>;
}
