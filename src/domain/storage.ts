import type { UndoStep } from './undo.ts';

/** Rows of one table that cannot be understood, for one reason. */
export interface RefusedRows {
  readonly table: string;
  readonly reason: string;
  readonly rows: number;
}

/** Such rows in words: `collections: 2 rows, created_at is out of range`. */
export function refusalWords({ table, reason, rows }: RefusedRows): string {
  return `${table}: ${rows} ${rows === 1 ? 'row' : 'rows'}, ${reason}`;
}

export function refusedCount(refused: readonly RefusedRows[]): number {
  return refused.reduce((sum, { rows }) => sum + rows, 0);
}

/** A file of the store's that nothing uses any more, kept for a person to look into. */
export interface KeptAside {
  readonly name: string;
  readonly bytes: number;
}

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
  /** What cannot be understood and is left out; it is counted nowhere else. */
  readonly refused: readonly RefusedRows[];
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
  /** By name. */
  readonly keptAside: readonly KeptAside[];
}

/** How much of the database's engine has arrived. */
export interface EngineProgress {
  readonly loadedBytes: number;
  /** 0 where the host does not say. */
  readonly totalBytes: number;
}
