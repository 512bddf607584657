import type { UndoStep } from './undo.ts';

/** What a `.duckdb` file holds, read before anything is changed. */
export interface DatabaseContents {
  readonly audioFiles: number;
  readonly descriptors: number;
  readonly bestParams: number;
  readonly trials: number;
  readonly models: number;
  /** How many of its audio ids are in the data set already. */
  readonly sharedAudioFiles: number;
  /** `desktop`: the six tables only; `trainer`: written by this product. */
  readonly writtenBy: 'desktop' | 'trainer';
}

/** What came into the data set, and the step that takes it back; null where there was no room to keep one. */
export interface ImportedDatabase {
  readonly contents: DatabaseContents;
  readonly step: UndoStep | null;
}

export interface StoreStatus {
  /** `memory` where the browser has no OPFS: nothing survives a reload. */
  readonly mode: 'opfs' | 'memory';
  readonly persisted: boolean;
  readonly usageBytes: number | null;
  readonly quotaBytes: number | null;
  /** The database file's own size. */
  readonly databaseBytes: number | null;
}

/** How much of the database's engine has arrived. */
export interface EngineProgress {
  readonly loadedBytes: number;
  /** 0 where the host does not say. */
  readonly totalBytes: number;
}
