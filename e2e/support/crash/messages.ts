import type { MergeDecision } from '../../../src/domain/databaseMerge.ts';

/** One audio file as the page shows it, or as the database holds it; doubles in full. */
export interface FileState {
  readonly path: string;
  /** The twelve descriptors; null while there are none. */
  readonly descriptors: readonly number[] | null;
  /** Why its extraction failed; null where it did not. */
  readonly failure: string | null;
  /** Score and the seven hyperparameters; null while there are none. */
  readonly best: readonly number[] | null;
}

/** What the page shows of the data set. */
export interface PageState {
  readonly files: Readonly<Record<string, FileState>>;
  readonly models: readonly string[];
}

export interface RunState {
  readonly audioId: string;
  readonly state: string;
  readonly trialCount: number;
}

/** A job of the workload, with what it may touch. */
export type JobNote =
  | { readonly kind: 'import'; readonly paths: readonly string[] }
  | { readonly kind: 'extract'; readonly audioIds: readonly string[] }
  | { readonly kind: 'trials'; readonly audioIds: readonly string[] }
  | { readonly kind: 'trials-all'; readonly audioIds: readonly string[] }
  | { readonly kind: 'train' }
  | { readonly kind: 'predict' }
  | { readonly kind: 'remove'; readonly audioIds: readonly string[] }
  | { readonly kind: 'delete-run'; readonly audioIds: readonly string[]; readonly runId: string }
  | { readonly kind: 'delete-model'; readonly modelId: string }
  /** The database file is kept, to be put back or merged later. */
  | { readonly kind: 'copy' }
  /** That copy replaces the data set. */
  | { readonly kind: 'restore' }
  | { readonly kind: 'merge'; readonly decision: MergeDecision }
  | { readonly kind: 'back-up' }
  | { readonly kind: 'restore-backup' }
  /** Copies of audio are kept in the browser. */
  | { readonly kind: 'keep-copies'; readonly audioIds: readonly string[] }
  /** Everything is deleted while trials run on these files. */
  | { readonly kind: 'delete-all'; readonly audioIds: readonly string[] }
  /** Takes back the job before; redo makes it again. */
  | { readonly kind: 'undo' }
  | { readonly kind: 'redo' };

/** What the page tells while it works. Only what arrived here counts as acknowledged. */
export type Message =
  | { readonly kind: 'begun'; readonly job: JobNote }
  | {
      readonly kind: 'acknowledged';
      readonly state: PageState;
      /** All runs of one file by their ids, where the job showed them; null where it did not. */
      readonly runs: { readonly audioId: string; readonly byId: Readonly<Record<string, RunState>> } | null;
    }
  | { readonly kind: 'failed'; readonly reason: string };
