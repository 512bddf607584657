import type { AudioColumns } from '../../domain/audioColumns.ts';
import type { ModelLabel } from '../../domain/labels.ts';
import type { MeasuredBest } from '../../domain/measured.ts';
import type { FileChanges } from './packedChanges.ts';
import type { UndoStep } from '../../domain/undo.ts';
import type { ListedBlindComparisonAnswer, ListedCollection, PreferredOptimum, PluginBuild } from './storeRecords.ts';

/** Rows that a transaction changed: as they are now, and the keys of those that are gone. */
export interface ChangedRows<T> {
  readonly saved: readonly T[];
  readonly removed: readonly string[];
}

/** What the small tables hold, as far as the page shows it; `Model` is what becomes of a model's text on the way. */
export interface SmallTables<Model> {
  readonly models: readonly Model[];
  readonly collections: readonly ListedCollection[];
  readonly measuredBest: readonly MeasuredBest[];
  readonly blindComparisonAnswers: readonly ListedBlindComparisonAnswer[];
  readonly preferredOptima: readonly PreferredOptimum[];
  readonly pluginBuilds: readonly PluginBuild[];
  readonly modelLabels: readonly ModelLabel[];
  /** The newest first. */
  readonly undoSteps: readonly UndoStep[];
  /** The files whose bytes are kept in the browser. */
  readonly keptAudio: readonly string[];
}

type ChangedTables<Model> = {
  readonly [Name in Exclude<keyof SmallTables<Model>, 'undoSteps'>]?: ChangedRows<SmallTables<Model>[Name][number]>;
};

/** What one committed transaction changed. */
export interface StoreChanges<Model> extends ChangedTables<Model>, FileChanges {
  /** The files whose runs changed; `any` where it is not known which. */
  readonly runsOf?: readonly string[] | 'any';
  /** Whether predictions changed, which stay in the database. */
  readonly predictions?: true;
  /** All steps, where there are others now. */
  readonly undoSteps?: readonly UndoStep[];
}

/**
 * What the store tells whoever follows it, on one channel and in order. The deltas of an opening of the database (its epoch)
 * are numbered from 1 without gaps, each is sent after its COMMIT and before the answer of the command that made it. A
 * follower that misses one, or hears of a new epoch, asks for a snapshot, which holds everything up to its `sequence`.
 *
 * Before the database is open it may tell the list of files as the last visit left it: pages between `kept-begin` and `kept-end`, which
 * has what changed since they were written. Nothing of it counts before that.
 */
export type StoreMessage<Model> =
  | { readonly kind: 'restarted'; readonly epoch: string }
  | {
      readonly kind: 'delta';
      readonly epoch: string;
      readonly sequence: number;
      readonly changes: StoreChanges<Model>;
    }
  | { readonly kind: 'kept-begin' }
  /** Packed changes, in a message that takes their bytes along. */
  | { readonly kind: 'kept-page'; readonly bytes: ArrayBuffer }
  | { readonly kind: 'kept-end'; readonly changes: FileChanges }
  /** With `isListTold` no pages follow: the files are those that were told before the database was open. */
  | {
      readonly kind: 'snapshot-begin';
      readonly epoch: string;
      readonly sequence: number;
      readonly isListTold?: boolean;
    }
  /** A page of the table of files, in the order of import. */
  | { readonly kind: 'snapshot-files'; readonly files: AudioColumns }
  | { readonly kind: 'snapshot-end'; readonly tables: SmallTables<Model> };
