import type { AudioRecord, BestParameters } from '../../domain/audioFile.ts';
import type { BlindAnswer } from '../../domain/blindListening.ts';
import type { Attribution } from '../../domain/hubImport.ts';
import type { BackupPreview, BackupStatus } from '../../domain/backup.ts';
import type { MergePlan, MergePreview } from '../../domain/databaseMerge.ts';
import type { AppErrorFields } from '../../domain/errors.ts';
import type { MeasuredBest, MeasuredRun, MixtureSet } from '../../domain/measured.ts';
import type { TrainedModel } from '../../domain/model.ts';
import type { PackedMeasuredTrials } from '../../domain/packedMeasured.ts';
import type { PackedTrials } from '../../domain/packedTrials.ts';
import type { ImportedDatabase, StoreStatus } from '../../domain/storage.ts';
import type { TimbreProfile } from '../../domain/timbre.ts';
import type { TrialRun } from '../../domain/trials.ts';
import type { UndoStep } from '../../domain/undo.ts';
import type { StoredCollection } from '../../store/tables/collectionTable.ts';
import type {
  AddedAudio,
  CollectionPart,
  DescriptorOutcome,
  MeasuredSnapshot,
  NewAudioFile,
  RunSnapshot,
  StagedAudio,
  StoredListeningOptimum,
  StoredMetadata,
  StoredOptima,
  StoredOptimum,
  StoredPluginWindow,
  StoredPrediction,
  StoreOpening,
} from '../../store/tables/records.ts';

export type { StoreStatus, StoredCollection };
export type {
  AddedAudio,
  CollectionPart,
  DescriptorOutcome,
  MeasuredSnapshot,
  NewAudioFile,
  RunSnapshot,
  StagedAudio,
  StoredListeningOptimum,
  StoredMetadata,
  StoredOptima,
  StoredOptimum,
  StoredPluginWindow,
  StoredPrediction,
  StoreOpening,
} from '../../store/tables/records.ts';

/** Every stored model that can be read, newest first, and why the others cannot. */
export interface ModelList {
  readonly models: readonly TrainedModel[];
  readonly refused: readonly AppErrorFields[];
}

/**
 * The one owner of the database. Every method is one transaction; its promise resolves only after COMMIT, so that what
 * was acknowledged survives a crash. Calls are served one after another. Rejects with AppError.
 */
export interface TrainingStore {
  open(): Promise<StoreOpening>;
  /** Starts what takes long before the database can be opened: while the page is put together, and for a tab that waits. */
  prepare(): Promise<void>;
  /** Lets go of the database, so that another tab can open it. Calls are refused until it is opened again. */
  close(): Promise<void>;
  status(): Promise<StoreStatus & BackupStatus>;

  /** Calls with the same `undoStepId` are one step that can be taken back. */
  addAudioFiles(files: readonly NewAudioFile[], undoStepId?: string): Promise<AddedAudio[]>;
  listAudio(): Promise<AudioRecord[]>;
  /** Removes the files and all that was learned from them. Resolves, like all below that do, with the step that takes it back. */
  removeAudio(audioIds: readonly string[]): Promise<UndoStep | null>;
  /** Keeps what is known of files of public data sets; a file that has metadata already keeps those (L4). */
  saveMetadata(rows: readonly StoredMetadata[]): Promise<void>;
  /** Every file that came from a public data set, by data set and path; or the one asked for. */
  listAttributions(audioId?: string): Promise<Attribution[]>;
  /** Files without descriptors, failed ones included, that have a staged copy. */
  listStaged(): Promise<StagedAudio[]>;
  /** Notes that a copy of a file's bytes lies in the staging folder (again). */
  saveStaged(staged: readonly StagedAudio[]): Promise<void>;
  /** The staged copy itself, null where there is none. */
  openStaged(audioId: string): Promise<File | null>;

  /** The copy of a file's bytes that the user asked to keep; null where there is none. */
  openKept(audioId: string): Promise<File | null>;
  /** The audio ids of all kept copies. */
  listKept(): Promise<string[]>;

  /**
   * Stores descriptors and failures, and with them the windows of their files; staged copies of files that are done are
   * removed afterwards.
   */
  saveDescriptors(outcomes: readonly DescriptorOutcome[], windows?: readonly StoredPluginWindow[]): Promise<void>;

  /** Stores all windows of some files in place of those they had. */
  savePluginWindows(windows: readonly StoredPluginWindow[]): Promise<void>;
  /** The windows of every file, ordered by audio id and start. */
  pluginWindows(): Promise<StoredPluginWindow[]>;

  /**
   * Stores runs as they are now. A file's latest finished run becomes its chosen run, mirrored in `bo_trials` and
   * `best_params`, unless the user pinned another (S3); a stopped run is chosen only where there is no other.
   */
  saveRuns(runs: readonly RunSnapshot[]): Promise<void>;
  /** Newest first. */
  listRuns(audioId: string): Promise<TrialRun[]>;
  runTrials(runId: string): Promise<PackedTrials>;
  /** Pins it: it stays chosen until another is pinned or it is deleted. */
  chooseRun(runId: string): Promise<UndoStep | null>;
  /** Where it was the chosen one, the latest finished of the others takes its place. */
  deleteRun(runId: string): Promise<UndoStep | null>;
  bestParameters(audioId: string): Promise<BestParameters | null>;

  /** Stores measured runs as they are now (X5). */
  saveMeasured(runs: readonly MeasuredSnapshot[]): Promise<void>;
  /** The measured runs of a file on its tuning mixtures, the newest first. */
  listMeasured(audioId: string): Promise<MeasuredRun[]>;
  measuredTrials(runId: string): Promise<PackedMeasuredTrials>;
  deleteMeasured(runId: string): Promise<UndoStep | null>;
  /** What was pooled from many files is not replaced by what a file's own trials say. */
  saveMeasuredBest(best: readonly MeasuredBest[]): Promise<void>;
  /** By audio id. */
  listMeasuredBest(): Promise<MeasuredBest[]>;
  saveCollection(collection: StoredCollection): Promise<void>;
  /** Newest first. */
  listCollections(): Promise<StoredCollection[]>;
  /** The trials of every file of a collection on one set of mixtures, by audio id. */
  collectionParts(collectionId: string, set: MixtureSet): Promise<CollectionPart[]>;
  deleteCollection(collectionId: string): Promise<UndoStep | null>;

  /** Keeps what direct search found for files (Q); it is forgotten when their descriptors change. */
  saveOptima(optima: readonly StoredOptimum[]): Promise<void>;
  /** By audio id. */
  listOptima(): Promise<StoredOptima>;
  /** Keeps timbre profiles in place of those that the files had. */
  saveTimbres(profiles: readonly TimbreProfile[]): Promise<void>;
  /** By audio id. */
  listTimbres(): Promise<TimbreProfile[]>;
  saveModel(model: TrainedModel): Promise<void>;
  listModels(): Promise<ModelList>;
  deleteModel(modelId: string): Promise<UndoStep | null>;

  savePredictions(predictions: readonly StoredPrediction[]): Promise<void>;
  listPredictions(modelId: string): Promise<StoredPrediction[]>;

  /** Keeps an answer for ever; removing its file does not take it away (E2). */
  saveBlindAnswer(answer: BlindAnswer): Promise<void>;
  /** Every answer, in the order of time. */
  listBlindAnswers(): Promise<BlindAnswer[]>;
  /** Keeps what listening found best for files, in place of what it found before. */
  saveListeningOptima(optima: readonly StoredListeningOptimum[]): Promise<void>;
  /** By audio id. */
  listListeningOptima(): Promise<StoredListeningOptimum[]>;

  /** The database as a file that native DuckDB ≥ 1.1 opens (S4). */
  exportDatabase(): Promise<Blob>;
  /** What merging a database would change; nothing is changed yet. */
  previewMerge(file: Blob): Promise<MergePreview>;
  mergeDatabase(file: Blob, plan: MergePlan): Promise<ImportedDatabase>;
  replaceDatabase(file: Blob): Promise<ImportedDatabase>;

  /** Makes a backup now. Resolves with whether it is good; a bad one is thrown away and the last stays. */
  makeBackup(): Promise<boolean>;
  /** What restoring the backup would change; rejects with `bad-input` where there is none. */
  previewBackup(): Promise<BackupPreview>;
  restoreBackup(): Promise<UndoStep | null>;

  /** The steps that can be taken back or made again, the newest first; no more than `UNDO_LIMIT`. */
  listUndoSteps(): Promise<UndoStep[]>;
  /** Takes back the latest step; rejects where it is not the latest any more. */
  undo(stepId: string): Promise<UndoStep | null>;
  /** Makes the last step that was taken back again. */
  redo(stepId: string): Promise<UndoStep | null>;

  /** Everything: database, backups, staged copies, marker. */
  deleteAll(): Promise<void>;
}
