import type { DatabaseContents } from './storage.ts';

/**
 * What becomes of a file that both have. `keep-mine`: nothing of theirs is taken; `take-theirs`: their descriptors, best
 * parameters and facts replace mine, my runs stay in the history; `keep-both`: what is here stays, theirs fills what is
 * missing, and their runs join the history.
 */
export type MergeDecision = 'keep-mine' | 'take-theirs' | 'keep-both';

/** What is done with everything that both have. New files and models always come whole. */
export interface MergePlan {
  /** For every file that `byAudioId` does not name. */
  readonly files: MergeDecision;
  readonly byAudioId: Readonly<Record<string, MergeDecision>>;
  /** For models of the same id. */
  readonly models: 'keep-mine' | 'take-theirs';
}

/** How two values for the same file relate. */
export type RowComparison = 'same' | 'differs' | 'only-mine' | 'only-theirs' | 'neither';

/** A file that both have and of which something is not the same. */
export interface DifferingFile {
  readonly audioId: string;
  /** As this data set knows it. */
  readonly path: string;
  readonly descriptors: RowComparison;
  readonly best: RowComparison;
  readonly myScore: number | null;
  readonly theirScore: number | null;
  /** Runs of theirs that are not here. */
  readonly newRuns: number;
}

/** What a merge would change, told before anything is. */
export interface MergePreview {
  readonly contents: DatabaseContents;
  readonly newFiles: number;
  readonly identicalFiles: number;
  readonly differingFiles: readonly DifferingFile[];
  readonly newModels: number;
  readonly identicalModels: number;
  readonly differingModels: readonly string[];
  /** Files of both that get tags beside those they have. */
  readonly taggedFiles: number;
  /** Files of both whose notes differ: mine stay. */
  readonly differingNotes: number;
}
