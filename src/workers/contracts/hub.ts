import type {
  HubCheckpoint,
  HubOverview,
  HubImportPlan,
  HubVerdict,
  HubAccess,
  SplitChoice,
} from '../../domain/hubImport.ts';
import type { HubFile, HubItem, HubSource } from '../../hub/source.ts';

export type { HubFile, HubItem, HubSource, SplitChoice };

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
  readonly store: (item: HubItem) => Promise<HubVerdict>;
  /** Not called for every row that is passed over. */
  readonly reached: (reached: HubReached) => void;
}

/** Public data sets: a worker of their own reads them, so that unpacking never holds up the page. Rejects with AppError. */
export interface HubCalls {
  inspect(source: HubSource, choice: SplitChoice, access: HubAccess): Promise<HubOverview>;
  /** Whether dropped files are shards, or a folder with tables that speak of its audio; null for neither. */
  recognise(files: readonly HubFile[]): Promise<'shards' | 'folder' | null>;
  run(request: HubImportRequest, sink: HubImportSink): Promise<HubReached>;
}
