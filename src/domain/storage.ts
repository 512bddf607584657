import type { UndoStep } from './undo.ts';
import { plural } from './numberText.ts';

/** Rows of one table that cannot be understood, for one reason. */
export interface RefusedRows {
  readonly table: string;
  readonly reason: string;
  readonly rows: number;
}

/** Such rows in words: `collections: 2 rows, created_at is out of range`. */
export function refusalWords({ table, reason, rows }: RefusedRows): string {
  return `${table}: ${plural(rows, 'row')}, ${reason}`;
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

/** A copy of a file's audio. */
export interface KeptCopy {
  readonly audioId: string;
  readonly bytes: number;
  /** Whether the user asked for it: it stays; others make room for new ones. */
  readonly byHand: boolean;
}

/** What the store's files are for. */
export type FileKind = 'database' | 'backup' | 'aside' | 'undo' | 'kept' | 'staged';
/** What can be removed without touching the data set or its backup. */
export type RemovableKind = Exclude<FileKind, 'database' | 'backup'>;

/** How many bytes the store's files take, by what they are for. */
export type FileBytes = Readonly<Record<FileKind, number>>;

/**
 * `whole`: the browser has no synchronous file handles, so the database's file is kept as a whole after each step [S14]. `memory`:
 * it keeps nothing, and nothing survives a reload. `read-only`: there was no room for what must be written
 * before the data set can be changed.
 */
export type StoreMode = 'opfs' | 'whole' | 'memory' | 'read-only';

/** Whether nothing can be kept beside the data set: no backup, no copies of audio. */
export function keepsNoFiles(mode: StoreMode | null): boolean {
  return mode === 'whole' || mode === 'memory';
}

/** What is in the data set and not kept yet, where its file is kept as a whole. */
export interface Unkept {
  readonly steps: number;
  /** Why it could not be kept when that was tried last; null where it could, or is about to be. */
  readonly failure: string | null;
}

export interface StoreStatus {
  readonly mode: StoreMode;
  readonly persisted: boolean;
  readonly usageBytes: number | null;
  readonly quotaBytes: number | null;
  /** The database file's own size. */
  readonly databaseBytes: number | null;
  /** By name. */
  readonly keptAside: readonly KeptAside[];
}

/** What is being done while the data set opens. */
export interface OpeningStep {
  /** A sentence for whoever waits. */
  readonly doing: string;
  /** What has happened, and what to do, where nothing has moved for {@link limitMs}. */
  readonly stuck: string;
  readonly limitMs: number;
  /** Whether it may be at work although nothing moves. */
  readonly isSilent?: true;
}

/** How much of the database's engine has arrived. */
export interface EngineProgress {
  readonly loadedBytes: number;
  /** 0 where the host does not say. */
  readonly totalBytes: number;
}
