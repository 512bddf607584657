import type {
  DatasetCheckpoint,
  DatasetOverview,
  DatasetPlan,
  DatasetVerdict,
  HubAccess,
} from '../../domain/hubImport.ts';
import type { SplitWish } from '../../hub/api/hubListing.ts';
import type { DatasetFile, DatasetItem, DatasetSource } from '../../hub/source.ts';

export type { DatasetFile, DatasetItem, DatasetSource, SplitWish };

/** What an import reads and from where it goes on. */
export interface DatasetRequest {
  readonly source: DatasetSource;
  readonly plan: DatasetPlan;
  readonly checkpoint: DatasetCheckpoint | null;
  readonly access: HubAccess;
}

/** Where an import puts what it reads. */
export interface DatasetSink {
  /** Resolves when the item is safe. */
  readonly store: (item: DatasetItem) => Promise<DatasetVerdict>;
  /** Everything before the checkpoint is counted and stored. Not called for every row that is passed over. */
  readonly reached: (checkpoint: DatasetCheckpoint) => void;
  /** Why a row's audio was passed over. */
  readonly skippedAudio: (reason: string) => void;
}

/** Public data sets: a worker of their own reads them, so that unpacking never holds up the page. Rejects with AppError. */
export interface DatasetService {
  inspect(source: DatasetSource, wish: SplitWish, access: HubAccess): Promise<DatasetOverview>;
  /** Whether a dropped folder has tables that name its audio. */
  isDatasetFolder(files: readonly DatasetFile[]): Promise<boolean>;
  run(request: DatasetRequest, sink: DatasetSink): Promise<DatasetCheckpoint>;
}
