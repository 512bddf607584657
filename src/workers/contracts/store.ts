import type { EngineProgress, FileBytes, OpeningStep, RemovableKind, Unkept } from '../../domain/storage.ts';
import type { AppErrorFields } from '../../domain/errors.ts';
import type { TrainedModel } from '../../domain/model.ts';
import type { KeyedCalls, StoreCalls } from './storeCalls.ts';
import type { StoreMessage } from './storeChanges.ts';
import type { Sequenced, StoreOpening } from './storeRecords.ts';

export type { StoreChanges } from './storeChanges.ts';
export type {
  AddedAudio,
  DescribedFile,
  DescriptorOutcome,
  Sequenced,
  ListedBlindComparisonAnswer,
  ListedCollection,
  MeasuredSnapshot,
  NewAudioFile,
  RunSnapshot,
  StoredCollection,
  PreferredOptimum,
  PluginBuild,
  StoredOptimum,
  StoredPluginWindow,
  StoredPrediction,
  StoredPredictions,
} from './storeRecords.ts';
export type { StoreStatus } from '../../domain/storage.ts';

/** A stored model, or why it cannot be read. */
export interface ReadModel extends Sequenced {
  readonly modelId: string;
  readonly model: TrainedModel | null;
  readonly refusal: AppErrorFields | null;
}

/** What the page is told of the data set, in order. */
export type DataSetMessage = StoreMessage<ReadModel>;

/** Who follows the data set. */
export interface StoreFollower {
  follow(message: DataSetMessage): void;
  /** Resolves once everything that was told is known. */
  whenCurrent(): Promise<void>;
  /** While the database's engine arrives. */
  engineLoading?(progress: EngineProgress): void;
  /** As each step of opening begins; null once the data set is open. */
  openingStep?(step: OpeningStep | null): void;
  /** Where the database's file is kept as a whole, and not at once. */
  unkept?(unkept: Unkept): void;
}

/** How the store is opened and followed. */
export interface StoreLifecycle {
  open(): Promise<StoreOpening>;
  /** Starts what takes long before the database can be opened: while the page is put together, and for a tab that waits. */
  prepare(): Promise<void>;
  /**
   * Tries once more what stands still while the data set opens: beside the first try where that may still be at work, else in
   * its place.
   */
  retryNow(): Promise<void>;
  /** Lets go of the database, so that another tab can open it. Calls are refused until it is opened again. */
  close(): Promise<void>;
  /** The database's file as it is, whether or not it opens; null where there is none. */
  databaseFile(): Promise<Blob | null>;
  /** What the store's files take, whether or not the database opens; null where the browser keeps none. */
  fileBytes(): Promise<FileBytes | null>;
  /** Gives up files that the data set can do without, whether or not it opens. */
  freeSpace(kinds: readonly RemovableKind[]): Promise<void>;
  /** Puts the backup, or nothing, in the place of a database that does not open, which is kept aside. `open` opens it then. */
  startOver(from: 'backup' | 'nothing'): Promise<void>;
  /** Sends everything to the follower. Resolves when it is sent. */
  sendSnapshot(): Promise<void>;
}

/** The one owner of the database, seen from the page. */
export interface TrainingStore extends StoreLifecycle, StoreCalls {
  /** Ends the worker and its engine as they are: for a page that goes, whose files the next one waits for. */
  end(): void;
}

/** What the store's worker offers. */
export interface StoreService extends StoreLifecycle, KeyedCalls {
  /** @param isReplacement whether this worker takes the place of one that has ended, whose files it waits for. */
  open(isReplacement?: boolean): Promise<StoreOpening>;
  /** Answers at once while the worker is alive. */
  ping(): void;
}

/** How a message to the follower is told from answers of calls on the same channel. */
export type PostedMessage =
  | { readonly dataSetMessage: DataSetMessage }
  | { readonly engineLoading: EngineProgress }
  | { readonly openingStep: OpeningStep }
  | { readonly unkept: Unkept };
