import type { ComputePool } from '../workers/pool/computePool.ts';
import type { TrainingStore } from '../workers/contracts/store.ts';
import type { AudioSources } from './import/audioSources.ts';
import type { DataSet } from './data/dataSet.ts';
import type { ByteBudget } from './jobs/byteBudget.ts';
import type { JobBoard } from './jobs/jobBoard.ts';
import type { LogBook } from './shell/logBook.ts';
import type { Settings } from './shell/settings.ts';
import type { UndoStage } from './data/undoStage.ts';

/** What the workbench has one of and hands to its stages; each names those that it takes. */
export interface Tools {
  readonly store: TrainingStore;
  readonly pool: ComputePool;
  /** What Web Audio may decode at once, whoever asks. */
  readonly webAudio: ByteBudget;
  readonly dataSet: DataSet;
  /** Where the bytes of the files are. */
  readonly sources: AudioSources;
  readonly jobs: JobBoard;
  readonly log: LogBook;
  readonly settings: Settings;
  readonly undoing: UndoStage;
}
