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

/** On a merge: whose row stays where both have one for the same audio id. */
export type MergePreference = 'keep-mine' | 'take-theirs';

export interface StoreStatus {
  /** `memory` where the browser has no OPFS: nothing survives a reload. */
  readonly mode: 'opfs' | 'memory';
  readonly persisted: boolean;
  readonly usageBytes: number | null;
  readonly quotaBytes: number | null;
  /** The database file's own size. */
  readonly databaseBytes: number | null;
}
