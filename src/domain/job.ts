import type { AppErrorFields } from './errors.ts';
import type { Stage } from './stage.ts';

/** How far a job is: `total` is null while it is not known. */
export interface Progress {
  readonly done: number;
  readonly total: number | null;
}

/** Every kind of job there is; a kind runs at most once at a time. */
export type JobKind =
  | 'import'
  | 'examples'
  | 'dataset'
  | 'dataset-inspection'
  | 'remove'
  | 'keep-audio'
  | 'timbre'
  | 'descriptors'
  | 'trials'
  | 'trials-all'
  | 'adaptation'
  | 'training'
  | 'network-training'
  | 'student-training'
  | 'model-import'
  | 'plugin-training'
  | 'plugin-comparison'
  | 'model-measuring'
  | 'prediction'
  | 'predict-all'
  | 'live-view'
  | 'listening'
  | 'listening-export'
  | 'preferences'
  | 'run-all'
  | 'export'
  | 'database-import'
  | 'backup'
  | 'undo'
  | 'delete-all';

/** The closed union of what a job can be. */
export type JobState =
  | ({ readonly kind: 'running' } & Progress)
  | { readonly kind: 'done'; readonly summary: string }
  | { readonly kind: 'stopped'; readonly summary: string }
  | { readonly kind: 'failed'; readonly error: AppErrorFields };

export interface Job {
  readonly id: number;
  readonly kind: JobKind;
  readonly stage: Stage;
  /** What a person reads beside the bar: `Descriptors`, `BO for drums.wav`, … */
  readonly title: string;
  /** What the counts count, in the plural: `files`, `trials`, `folds`. */
  readonly unit: string;
  /** Milliseconds since the epoch. */
  readonly startedAtMs: number;
  /** Null while it runs. */
  readonly endedAtMs: number | null;
  /** Whether it waits until it is told to go on. */
  readonly paused: boolean;
  readonly state: JobState;
  /** Whether it was asked to stop: it still brings what is finished to safety. */
  readonly stopping: boolean;
}
