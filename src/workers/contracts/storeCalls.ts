import type { BackupPreview, BackupStatus, HeldIds } from '../../domain/backup.ts';
import type { BlindComparisonAnswer } from '../../domain/blindComparison.ts';
import type { MergePlan, MergePreview } from '../../domain/databaseMerge.ts';
import type { Attribution } from '../../domain/hubImport.ts';
import type { ModelLabel, TagChange } from '../../domain/labels.ts';
import type { MeasuredBest, MeasuredRun, MixtureSet } from '../../domain/measured.ts';
import type { TrainedModel } from '../../domain/model.ts';
import type { PackedMeasuredTrials } from '../../domain/packedMeasured.ts';
import type { PackedTrials } from '../../domain/packedTrials.ts';
import type { PackedPluginWindows } from '../../domain/pluginWindow.ts';
import type { DatabaseContents, ImportedDatabase, KeptCopy, StoreStatus } from '../../domain/storage.ts';
import type { TimbreProfile } from '../../domain/timbre.ts';
import type { TrialRun } from '../../domain/trials.ts';
import type { UndoStep } from '../../domain/undo.ts';
import type {
  AddedAudio,
  CollectionPart,
  DescribedFile,
  DescriptorOutcome,
  MeasuredSnapshot,
  RunSnapshot,
  StoredCollection,
  PreferredOptimum,
  StoredOptima,
  StoredOptimum,
  StoredPluginWindow,
  StoredPrediction,
  StoredPredictions,
} from './storeRecords.ts';

/** What can be asked of the data set beyond what a follower is told. All reject with AppError. */
export interface StoreQueries {
  status(): Promise<StoreStatus & BackupStatus>;
  /** Every file that came from a public data set, by data set and path; or the one asked for. */
  listAttributions(audioId?: string): Promise<Attribution[]>;
  /** The staged copy of a file's bytes; null where there is none. */
  openStaged(audioId: string): Promise<File | null>;
  /** The kept copy of a file's bytes; null where there is none. */
  openKept(audioId: string): Promise<File | null>;
  /** All kept copies. */
  listCopies(): Promise<KeptCopy[]>;
  /** The kept copies of version 1.0, which are to be checked first, by audio id. */
  listUncheckedKept(): Promise<string[]>;
  /** The windows of every file, ordered by audio id and start. */
  pluginWindows(): Promise<PackedPluginWindows>;
  /** The runs of a file, newest first. */
  listRuns(audioId: string): Promise<TrialRun[]>;
  runTrials(runId: string): Promise<PackedTrials>;
  /** The measured runs of a file on its tuning mixtures, the newest first. */
  listMeasured(audioId: string): Promise<MeasuredRun[]>;
  measuredTrials(runId: string): Promise<PackedMeasuredTrials>;
  /** The trials of every file of a collection on one set of mixtures, by audio id. */
  collectionParts(collectionId: string, set: MixtureSet): Promise<CollectionPart[]>;
  /** What direct search found, by audio id. */
  listOptima(): Promise<StoredOptima>;
  /** By audio id. */
  listTimbres(): Promise<TimbreProfile[]>;
  listPredictions(modelId: string): Promise<StoredPredictions>;
  /**
   * The database as a file that native DuckDB ≥ 1.1 opens (S4).
   *
   * @param methods how it came about, which it holds in words (S17)
   * @param isDownload whether it is nothing but downloaded, at once: a large one can be read for one minute, else for ten
   */
  exportDatabase(methods?: string, isDownload?: boolean): Promise<Blob>;
  /** A file that was kept aside; null where there is none of that name. */
  openKeptAside(name: string): Promise<File | null>;
  /** What merging a database would change; nothing is changed yet. */
  previewMerge(file: Blob): Promise<MergePreview>;
  /** What restoring the backup would change; rejects with `bad-input` where there is none. */
  previewBackup(): Promise<BackupPreview>;
  /** What the backup holds; rejects with `bad-input` where there is none. */
  listBackedUp(): Promise<HeldIds>;
}

/**
 * What changes the data set. Each is one transaction, acknowledged after COMMIT, so that what was acknowledged survives a
 * crash. All reject with AppError. Those that resolve with a step resolve with null where there was no room to keep one.
 */
export interface StoreCommands {
  /**
   * Adds files that are new, with their descriptors and with what is known of them; a file that has metadata already keeps
   * those (L4). Calls with the same `undoStepId` are one step that can be taken back.
   */
  addDescribedAudio(described: readonly DescribedFile[], undoStepId?: string): Promise<AddedAudio[]>;
  /** Removes the files and all that was learned from them. */
  removeAudio(audioIds: readonly string[]): Promise<UndoStep | null>;
  /** Tells followers which files' bytes are kept in the browser, after more were. @param copies those, where it is only they. */
  noteKept(copies?: readonly KeptCopy[]): Promise<void>;
  /** Removes the staged copy of a file's bytes. */
  dropStaged(audioId: string): Promise<void>;
  /** Removes kept copies that nobody asked for by hand. */
  dropKept(audioIds: readonly string[]): Promise<void>;
  /**
   * Stores descriptors and failures, and with them the windows of their files; staged copies of files that are done are
   * removed afterwards.
   */
  saveDescriptors(outcomes: readonly DescriptorOutcome[], windows?: readonly StoredPluginWindow[]): Promise<void>;
  /** Stores all windows of some files in place of those they had. */
  savePluginWindows(windows: readonly StoredPluginWindow[]): Promise<void>;
  /**
   * Stores runs as they are now. A file's latest finished run becomes its chosen run, mirrored in `bo_trials` and
   * `best_params`, unless the user pinned another (S3); a stopped run is chosen only where there is no other.
   *
   * @param optima what direct search found for their files, kept in the same transaction
   */
  saveRuns(runs: readonly RunSnapshot[], optima?: readonly StoredOptimum[]): Promise<void>;
  /** Pins it: it stays chosen until another is pinned or it is deleted. */
  chooseRun(runId: string): Promise<UndoStep | null>;
  /** Where it was the chosen one, the latest finished of the others takes its place. */
  deleteRun(runId: string): Promise<UndoStep | null>;
  /** Stores measured runs as they are now (X5). */
  saveMeasured(runs: readonly MeasuredSnapshot[]): Promise<void>;
  deleteMeasured(runId: string): Promise<UndoStep | null>;
  /** What was pooled from many files is not replaced by what a file's own trials say. */
  saveMeasuredBest(best: readonly MeasuredBest[]): Promise<void>;
  saveCollection(collection: StoredCollection): Promise<void>;
  deleteCollection(collectionId: string): Promise<UndoStep | null>;
  /** Keeps what direct search found for files (Q); it is forgotten when their descriptors change. */
  saveOptima(optima: readonly StoredOptimum[]): Promise<void>;
  /** Keeps timbre profiles in place of those that the files had. */
  saveTimbres(profiles: readonly TimbreProfile[]): Promise<void>;
  saveModel(model: TrainedModel): Promise<void>;
  deleteModel(modelId: string): Promise<UndoStep | null>;
  /** Changes tags of files; rejects with `bad-input` where a tag is none, or a file would have too many (S16). */
  tagSounds(audioIds: readonly string[], change: TagChange): Promise<UndoStep | null>;
  /** Gives all files that have a tag another in its place, or none. */
  renameTag(from: string, to: string | null): Promise<UndoStep | null>;
  /** Keeps a note on a file; null for none. */
  noteSound(audioId: string, note: string | null): Promise<UndoStep | null>;
  setGenre(audioIds: readonly string[], genre: string | null): Promise<UndoStep | null>;
  /** Keeps what is said of a model in place of what was. */
  labelModel(label: ModelLabel): Promise<UndoStep | null>;
  savePredictions(predictions: readonly StoredPrediction[]): Promise<void>;
  /** Keeps an answer for ever; removing its file does not take it away (E2). */
  saveBlindComparisonAnswer(answer: BlindComparisonAnswer): Promise<void>;
  /** Keeps what listening found best for files, in place of what it found before. */
  savePreferredOptima(optima: readonly PreferredOptimum[]): Promise<void>;
  /** Keeps which plugin model the plugin in use was built with; null as it is shipped. */
  saveBuiltInModel(modelId: string | null): Promise<void>;
  mergeDatabase(file: Blob, plan: MergePlan): Promise<ImportedDatabase>;
  replaceDatabase(file: Blob): Promise<ImportedDatabase>;
  /** What a database that was just made begins with: there is nothing that a step of Undo could bring back. */
  fillDatabase(file: Blob): Promise<DatabaseContents>;
  /** Makes a backup now. Resolves with whether it is good; a bad one is thrown away and the last stays. */
  makeBackup(): Promise<boolean>;
  restoreBackup(): Promise<UndoStep | null>;
  /** Takes back the latest step; rejects where it is not the latest any more. */
  undo(stepId: string): Promise<UndoStep | null>;
  /** Makes the last step that was taken back again. */
  redo(stepId: string): Promise<UndoStep | null>;
  /** Everything: database, backups, staged and kept copies, marker. */
  deleteAll(): Promise<void>;
}

/** The calls of the store's worker: name, arguments, answer. Page and worker are both typed against this map. */
export interface StoreCalls extends StoreQueries, StoreCommands {}

export type StoreCall = keyof StoreCalls;

type CallArguments = { readonly [Name in StoreCall]: Parameters<StoreCalls[Name]> };

type CallAnswers = { readonly [Name in StoreCall]: Awaited<ReturnType<StoreCalls[Name]>> };

/** A call with something before its arguments. */
type CallAfter<First extends readonly unknown[], Name extends StoreCall> = (
  ...given: [...First, ...CallArguments[Name]]
) => Promise<CallAnswers[Name]>;

/** Every call with something before its arguments. */
export type CallsAfter<First extends readonly unknown[]> = { readonly [Name in StoreCall]: CallAfter<First, Name> };

/** The calls as they cross the border: each after its idempotency key. */
export type KeyedCalls = CallsAfter<[key: string]>;

/** A function for every call, made from its name. */
export function everyCall<First extends readonly unknown[]>(
  make: <Name extends StoreCall>(name: Name) => CallAfter<First, Name>,
): CallsAfter<First> {
  return {
    status: make('status'),
    listAttributions: make('listAttributions'),
    openStaged: make('openStaged'),
    openKept: make('openKept'),
    listCopies: make('listCopies'),
    listUncheckedKept: make('listUncheckedKept'),
    pluginWindows: make('pluginWindows'),
    listRuns: make('listRuns'),
    runTrials: make('runTrials'),
    listMeasured: make('listMeasured'),
    measuredTrials: make('measuredTrials'),
    collectionParts: make('collectionParts'),
    listOptima: make('listOptima'),
    listTimbres: make('listTimbres'),
    listPredictions: make('listPredictions'),
    exportDatabase: make('exportDatabase'),
    openKeptAside: make('openKeptAside'),
    previewMerge: make('previewMerge'),
    previewBackup: make('previewBackup'),
    listBackedUp: make('listBackedUp'),
    addDescribedAudio: make('addDescribedAudio'),
    removeAudio: make('removeAudio'),
    noteKept: make('noteKept'),
    dropStaged: make('dropStaged'),
    dropKept: make('dropKept'),
    saveDescriptors: make('saveDescriptors'),
    savePluginWindows: make('savePluginWindows'),
    saveRuns: make('saveRuns'),
    chooseRun: make('chooseRun'),
    deleteRun: make('deleteRun'),
    saveMeasured: make('saveMeasured'),
    deleteMeasured: make('deleteMeasured'),
    saveMeasuredBest: make('saveMeasuredBest'),
    saveCollection: make('saveCollection'),
    deleteCollection: make('deleteCollection'),
    saveOptima: make('saveOptima'),
    saveTimbres: make('saveTimbres'),
    saveModel: make('saveModel'),
    deleteModel: make('deleteModel'),
    tagSounds: make('tagSounds'),
    renameTag: make('renameTag'),
    noteSound: make('noteSound'),
    setGenre: make('setGenre'),
    labelModel: make('labelModel'),
    savePredictions: make('savePredictions'),
    saveBlindComparisonAnswer: make('saveBlindComparisonAnswer'),
    savePreferredOptima: make('savePreferredOptima'),
    saveBuiltInModel: make('saveBuiltInModel'),
    mergeDatabase: make('mergeDatabase'),
    replaceDatabase: make('replaceDatabase'),
    fillDatabase: make('fillDatabase'),
    makeBackup: make('makeBackup'),
    restoreBackup: make('restoreBackup'),
    undo: make('undo'),
    redo: make('redo'),
    deleteAll: make('deleteAll'),
  };
}
