import type { AppErrorFields } from './errors.ts';
import type { Stage } from './stage.ts';

/** How far a job is: `total` is null while it is not known. */
export interface Progress {
  readonly done: number;
  readonly total: number | null;
}

/** Every kind of job there is. */
export type JobKind =
  | 'import'
  | 'hub-import'
  | 'hub-inspection'
  | 'remove'
  | 'keep-audio'
  | 'reconnect'
  | 'timbre'
  | 'sound-map'
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
  | 'judging'
  | 'judging-all'
  | 'preferences'
  | 'run-all'
  | 'export'
  | 'preset-export'
  | 'database-import'
  | 'project'
  | 'backup'
  | 'restore'
  | 'undo'
  | 'delete-all';

/** The closed union of what a job can be. */
export type JobState =
  /** Something that it needs is in use: for whom, in the words of that job's title. */
  | { readonly kind: 'waiting'; readonly for: string }
  | ({ readonly kind: 'running' } & Progress)
  | { readonly kind: 'done'; readonly summary: string }
  | { readonly kind: 'stopped'; readonly summary: string }
  | { readonly kind: 'failed'; readonly error: AppErrorFields }
  | { readonly kind: 'refused'; readonly summary: string };

/** How a job that was asked for ended. */
export type JobOutcome = 'done' | 'stopped' | 'failed' | 'refused';

export interface Job {
  readonly id: number;
  readonly kind: JobKind;
  readonly stage: Stage;
  /** What a person reads beside the bar: `Descriptors`, `BO for drums.wav`, … */
  readonly title: string;
  /** What the counts count, in the plural: `files`, `trials`, `folds`. */
  readonly unit: string;
  /** Milliseconds since the epoch: when it began or, while it waits, when it was asked for. */
  readonly startedAtMs: number;
  /** Null while it waits or runs. */
  readonly endedAtMs: number | null;
  /** Whether it waits until it is told to go on. */
  readonly paused: boolean;
  readonly state: JobState;
  /** Whether it was asked to stop: it still brings what is finished to safety. */
  readonly stopping: boolean;
}

/** Whether a job neither waits nor runs any more. */
export function hasEnded({ state }: Job): boolean {
  return state.kind !== 'waiting' && state.kind !== 'running';
}
