import type { ComputePool } from '../workers/computePool.ts';
import type { TrainingStore } from '../workers/contracts/store.ts';
import type { AudioSources } from './audioSources.ts';
import type { DataSet } from './dataSet.ts';
import type { JobBoard } from './jobBoard.ts';
import type { LogBook } from './logBook.ts';
import type { Settings } from './settings.ts';
import type { UndoStage } from './undoStage.ts';

/** What the workbench has one of and hands to its stages; each names those that it takes. */
export interface Tools {
  readonly store: TrainingStore;
  readonly pool: ComputePool;
  readonly dataSet: DataSet;
  /** Where the bytes of the files are. */
  readonly sources: AudioSources;
  readonly jobs: JobBoard;
  readonly log: LogBook;
  readonly settings: Settings;
  readonly undoing: UndoStage;
}
