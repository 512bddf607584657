import type { RefusedRows } from './storage.ts';

/** How the automatic backup is: a copy of the data set beside it, read back whole before it takes the place of the last. */
export interface BackupStatus {
  /** When the present backup was made; null for none yet. */
  readonly lastBackupAt: Date | null;
  /** Why the latest attempt of this visit gave no good backup; null where it did or none was made. */
  readonly lastBackupFailure: string | null;
}

/** The ids of what a copy of the data set holds. */
export interface HeldIds {
  readonly files: readonly string[];
  readonly models: readonly string[];
}

/** What a backup holds, and what the data set would lose if it were restored. */
export interface BackupPreview {
  readonly madeAt: Date;
  readonly audioFiles: number;
  readonly models: number;
  /** What of it cannot be understood and would be left out. */
  readonly refused: readonly RefusedRows[];
  /** Files, descriptors, runs and models that the data set has and the backup lacks. */
  readonly lost: {
    readonly audioFiles: number;
    readonly descriptors: number;
    readonly runs: number;
    readonly models: number;
  };
  /** Files that the backup has and the data set lacks. */
  readonly regainedFiles: number;
}
