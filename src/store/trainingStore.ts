import { AppError } from '../domain/errors.ts';
import type { AudioRecord, BestParameters, TrainingRow } from '../domain/audioFile.ts';
import type { BlindAnswer } from '../domain/blindListening.ts';
import type { Attribution } from '../domain/dataset.ts';
import type { BackupPreview, BackupStatus } from '../domain/backup.ts';
import type { MergePlan, MergePreview } from '../domain/databaseMerge.ts';
import type { MeasuredBest, MeasuredRun, MixtureSet } from '../domain/measured.ts';
import type { PackedMeasuredTrials } from '../domain/packedMeasured.ts';
import type { PackedTrials } from '../domain/packedTrials.ts';
import type { ImportedDatabase, StoreStatus } from '../domain/storage.ts';
import type { TimbreProfile } from '../domain/timbre.ts';
import type { TrialRun } from '../domain/trials.ts';
import type { UndoStep } from '../domain/undo.ts';
import * as audio from './audioTable.ts';
import { BackupKeeper } from './backup.ts';
import { BackupRestore } from './backupRestore.ts';
import { Database } from './database.ts';
import { DatabaseTransfer } from './databaseTransfer.ts';
import { removeEverything } from './deletion.ts';
import * as descriptors from './descriptorTable.ts';
import * as kept from './keptAudio.ts';
import * as listening from './listeningTable.ts';
import { MarkerKeeper } from './markerKeeper.ts';
import * as collections from './collectionTable.ts';
import * as measured from './measuredTable.ts';
import * as metadata from './metadataTable.ts';
import * as models from './modelTable.ts';
import { openFile, openInMemory, openWithRecovery, waitUntilFree } from './opening.ts';
import { openOpfsRoot, OpfsFiles } from './opfsFiles.ts';
import * as windows from './pluginWindowTable.ts';
import * as optima from './optimumTable.ts';
import * as predictions from './predictionTable.ts';
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
  StoredModel,
  StoredOptimum,
  StoredPluginWindow,
  StoredPrediction,
  StoreOpening,
} from './records.ts';
import { textOf } from './rows.ts';
import * as runs from './runTable.ts';
import { openStaged } from './stagedAudio.ts';
import { settleOpening } from './settleOpening.ts';
import { SpareEngine } from './spareEngine.ts';
import { storeError } from './storeFailure.ts';
import { DEFAULT_STORE_OPTIONS, MEMORY_NOTICE, PATIENCE, type TrainingStoreOptions } from './storeOptions.ts';
import * as timbres from './timbreTable.ts';
import { storeStatus } from './storeStatus.ts';
import { memoryImages, opfsImages, wholeDatabase } from './undo/undoImages.ts';
import { UndoableWrites } from './undo/undoableWrites.ts';
import { UndoKeeper } from './undo/undoKeeper.ts';

interface OpenedStore {
  readonly database: Database;
  /** Null for a database in memory. */
  readonly files: OpfsFiles | null;
  readonly backups: BackupKeeper | null;
  readonly marker: MarkerKeeper | null;
  readonly undoable: UndoableWrites;
  readonly transfer: DatabaseTransfer;
  readonly restoring: BackupRestore;
}

/** The one owner of the database: DuckDB on OPFS, or in memory where there is no OPFS. */
export class DuckDbTrainingStore {
  readonly #options: Required<TrainingStoreOptions>;
  readonly #engines: SpareEngine;
  #opened: OpenedStore | null = null;
  #opening: Promise<StoreOpening> | null = null;

  constructor(options: TrainingStoreOptions) {
    this.#engines = new SpareEngine(options.createEngine);
    this.#options = {
      ...DEFAULT_STORE_OPTIONS,
      ...options,
      createEngine: async () => this.#engines.take(),
    };
  }

  /** Starts the engine, which takes about a second, so that {@link open} is quick when it is called. */
  async prepare(): Promise<void> {
    await this.#engines.prepare();
  }

  /** Opens the database, repairing what can be; a second call returns the first one's answer. */
  async open(): Promise<StoreOpening> {
    this.#opening ??= this.#open().catch((error: unknown) => {
      this.#opening = null;
      throw storeError(error, 'import');
    });
    return this.#opening;
  }

  async status(): Promise<StoreStatus & BackupStatus> {
    const { files, backups } = this.#ready();
    return storeStatus(files, backups);
  }

  /** Stores files; all calls with the same `undoStepId` are taken back as one step. */
  async addAudioFiles(files: readonly NewAudioFile[], undoStepId: string | null = null): Promise<AddedAudio[]> {
    if (files.length === 0) return [];
    const { undoable } = this.#ready();
    const nowMs = Date.now();
    const { added, spareStagedNames, spare } = await this.#database.transaction('import', async (session) => {
      const answer = await audio.addAudioFiles(session, files, nowMs);
      const newIds = answer.added.flatMap(({ kind, audioId }) => (kind === 'added' ? [audioId] : []));
      return {
        ...answer,
        spare: undoStepId === null ? null : await undoable.noteImported(session, undoStepId, newIds),
      };
    });
    await this.#ready().undoable.letGo(spareStagedNames);
    if (spare !== null) await undoable.discard(spare);
    return added;
  }

  async listAudio(): Promise<AudioRecord[]> {
    return this.#database.run('import', async (session) => audio.listAudio(session));
  }

  async removeAudio(audioIds: readonly string[]): Promise<UndoStep | null> {
    if (audioIds.length === 0) return null;
    const scope = audioIds.map((id) => ({ kind: 'audio', id }) as const);
    return this.#ready().undoable.make('import', { kind: 'remove-audio', subject: null, scope }, async (session) =>
      audio.removeAudio(session, audioIds),
    );
  }

  async saveMetadata(rows: readonly StoredMetadata[]): Promise<void> {
    if (rows.length === 0) return;
    const nowMs = Date.now();
    await this.#database.transaction('import', async (session) => metadata.saveMetadata(session, rows, nowMs));
  }

  async listAttributions(audioId: string | null = null): Promise<Attribution[]> {
    return this.#database.run('export', async (session) => metadata.listAttributions(session, audioId));
  }

  async listStaged(): Promise<StagedAudio[]> {
    const rows = await this.#database.query(
      'import',
      `SELECT audio_id, staged_name FROM audio_states WHERE staged_name IS NOT NULL
         AND audio_id NOT IN (SELECT audio_id FROM descriptors) ORDER BY audio_id`,
    );
    return rows.map((row) => ({ audioId: textOf(row['audio_id']), stagedName: textOf(row['staged_name']) }));
  }

  async saveStaged(staged: readonly StagedAudio[]): Promise<void> {
    if (staged.length === 0) return;
    const replaced = await this.#database.transaction('import', async (session) => audio.saveStaged(session, staged));
    await this.#ready().undoable.letGo(replaced);
  }

  async openStaged(audioId: string): Promise<File | null> {
    const [row] = await this.#database.query(
      'import',
      'SELECT staged_name FROM audio_states WHERE audio_id = ? AND staged_name IS NOT NULL',
      [audioId],
    );
    return row === undefined ? null : openStaged(textOf(row['staged_name']));
  }

  async openKept(audioId: string): Promise<File | null> {
    return kept.openKept(audioId);
  }

  async listKept(): Promise<string[]> {
    return kept.listKept();
  }

  async saveDescriptors(outcomes: readonly DescriptorOutcome[], found: readonly StoredPluginWindow[] = []) {
    if (outcomes.length === 0) return;
    const spare = await this.#database.transaction('descriptors', async (session) =>
      descriptors.saveDescriptors(session, outcomes, found),
    );
    await this.#ready().undoable.letGo(spare);
  }

  async savePluginWindows(rows: readonly StoredPluginWindow[]): Promise<void> {
    if (rows.length === 0) return;
    await this.#database.transaction('descriptors', async (session) => windows.savePluginWindows(session, rows));
  }

  async pluginWindows(): Promise<StoredPluginWindow[]> {
    return this.#database.run('model', async (session) => windows.pluginWindows(session));
  }

  async saveRuns(snapshots: readonly RunSnapshot[]): Promise<void> {
    if (snapshots.length === 0) return;
    const nowMs = Date.now();
    await this.#database.transaction('optimisation', async (session) => runs.saveRuns(session, snapshots, nowMs));
  }

  async listRuns(audioId: string): Promise<TrialRun[]> {
    return this.#database.run('optimisation', async (session) => runs.listRuns(session, audioId));
  }

  async runTrials(runId: string): Promise<PackedTrials> {
    return this.#database.run('optimisation', async (session) => runs.runTrials(session, runId));
  }

  async chooseRun(runId: string): Promise<UndoStep | null> {
    return this.#ready().undoable.makeToRun(runId, 'choose-run', async (session) => runs.chooseRun(session, runId));
  }

  async deleteRun(runId: string): Promise<UndoStep | null> {
    return this.#ready().undoable.makeToRun(runId, 'delete-run', async (session) => runs.deleteRun(session, runId));
  }

  async bestParameters(audioId: string): Promise<BestParameters | null> {
    return this.#database.run('optimisation', async (session) => runs.bestParameters(session, audioId));
  }

  async trainingRows(): Promise<TrainingRow[]> {
    return this.#database.run('model', async (session) => descriptors.trainingRows(session));
  }

  /** Keeps what direct search found for files (Q); it is forgotten when their descriptors change. */
  async saveOptima(rows: readonly StoredOptimum[]): Promise<void> {
    if (rows.length === 0) return;
    await this.#database.transaction('model', async (session) => optima.saveOptima(session, rows));
  }

  async listOptima(): Promise<StoredOptimum[]> {
    return this.#database.run('model', async (session) => optima.listOptima(session));
  }

  async saveMeasured(snapshots: readonly MeasuredSnapshot[]): Promise<void> {
    if (snapshots.length === 0) return;
    const nowMs = Date.now();
    await this.#database.transaction('optimisation', async (session) =>
      measured.saveMeasured(session, snapshots, nowMs),
    );
  }

  async listMeasured(audioId: string): Promise<MeasuredRun[]> {
    return this.#database.run('optimisation', async (session) => measured.listMeasured(session, audioId));
  }

  async measuredTrials(runId: string): Promise<PackedMeasuredTrials> {
    return this.#database.run('optimisation', async (session) => measured.measuredTrials(session, runId));
  }

  async deleteMeasured(runId: string): Promise<UndoStep | null> {
    const scope = [{ kind: 'run', id: runId }] as const;
    return this.#ready().undoable.make('optimisation', { kind: 'delete-run', subject: null, scope }, async (session) =>
      measured.deleteMeasured(session, runId),
    );
  }

  async saveMeasuredBest(best: readonly MeasuredBest[]): Promise<void> {
    if (best.length === 0) return;
    await this.#database.transaction('optimisation', async (session) => measured.saveMeasuredBest(session, best));
  }

  async listMeasuredBest(): Promise<MeasuredBest[]> {
    return this.#database.run('optimisation', async (session) => measured.listMeasuredBest(session));
  }

  async saveCollection(collection: collections.StoredCollection): Promise<void> {
    const { collectionId } = collection;
    await this.#database.transaction(
      'optimisation',
      async (session) => collections.saveCollection(session, collection),
      collectionId,
    );
  }

  async listCollections(): Promise<collections.StoredCollection[]> {
    return this.#database.run('optimisation', async (session) => collections.listCollections(session));
  }

  async collectionParts(collectionId: string, set: MixtureSet): Promise<CollectionPart[]> {
    return this.#database.run('optimisation', async (session) => measured.collectionParts(session, collectionId, set));
  }

  async deleteCollection(collectionId: string): Promise<UndoStep | null> {
    const scope = [{ kind: 'collection', id: collectionId }] as const;
    const step = { kind: 'delete-collection', subject: null, scope } as const;
    return this.#ready().undoable.make('optimisation', step, async (session) =>
      collections.deleteCollection(session, collectionId),
    );
  }

  /** Keeps timbre profiles in place of those that the files had. */
  async saveTimbres(profiles: readonly TimbreProfile[]): Promise<void> {
    if (profiles.length === 0) return;
    await this.#database.transaction('import', async (session) => timbres.saveTimbres(session, profiles));
  }

  async listTimbres(): Promise<TimbreProfile[]> {
    return this.#database.run('import', async (session) => timbres.listTimbres(session));
  }

  async saveModel(model: StoredModel): Promise<void> {
    await this.#database.transaction('model', async (session) => models.saveModel(session, model), model.modelId);
  }

  async listModels(): Promise<Pick<StoredModel, 'modelId' | 'artifact'>[]> {
    return this.#database.run('model', async (session) => models.listModels(session));
  }

  async deleteModel(modelId: string): Promise<UndoStep | null> {
    const scope = [{ kind: 'model', id: modelId }] as const;
    return this.#ready().undoable.make('model', { kind: 'delete-model', subject: modelId, scope }, async (session) =>
      models.deleteModel(session, modelId),
    );
  }

  async savePredictions(rows: readonly StoredPrediction[]): Promise<void> {
    if (rows.length === 0) return;
    await this.#database.transaction('prediction', async (session) => predictions.savePredictions(session, rows));
  }

  async listPredictions(modelId: string): Promise<StoredPrediction[]> {
    return this.#database.run('prediction', async (session) => predictions.listPredictions(session, modelId));
  }

  async saveBlindAnswer(answer: BlindAnswer): Promise<void> {
    await this.#database.transaction('optimisation', async (session) => listening.saveBlindAnswer(session, answer));
  }

  async listBlindAnswers(): Promise<BlindAnswer[]> {
    return this.#database.run('optimisation', async (session) => listening.listBlindAnswers(session));
  }

  async saveListeningOptima(optima: readonly StoredListeningOptimum[]): Promise<void> {
    if (optima.length === 0) return;
    await this.#database.transaction('optimisation', async (session) => listening.saveListeningOptima(session, optima));
  }

  async listListeningOptima(): Promise<StoredListeningOptimum[]> {
    return this.#database.run('optimisation', async (session) => listening.listListeningOptima(session));
  }

  async exportDatabase(): Promise<Blob> {
    return this.#ready().transfer.exportDatabase();
  }

  async previewMerge(file: Blob): Promise<MergePreview> {
    return this.#ready().transfer.preview(file);
  }

  async mergeDatabase(file: Blob, plan: MergePlan): Promise<ImportedDatabase> {
    return this.#ready().transfer.merge(file, plan);
  }

  async replaceDatabase(file: Blob): Promise<ImportedDatabase> {
    return this.#ready().transfer.replace(file);
  }

  async makeBackup(): Promise<boolean> {
    return this.#ready().restoring.make();
  }

  async previewBackup(): Promise<BackupPreview> {
    return this.#ready().restoring.preview();
  }

  async restoreBackup(): Promise<UndoStep | null> {
    return this.#ready().restoring.restore();
  }

  async listUndoSteps(): Promise<UndoStep[]> {
    return this.#ready().undoable.list();
  }

  async undo(stepId: string): Promise<UndoStep | null> {
    return this.#ready().undoable.exchange('undo', stepId);
  }

  async redo(stepId: string): Promise<UndoStep | null> {
    return this.#ready().undoable.exchange('redo', stepId);
  }

  async deleteAll(): Promise<void> {
    const { database, files, marker, undoable } = this.#ready();
    await database.whileClosed('export', async () => {
      await marker?.remove();
      if (files === null) return;
      await waitUntilFree(files, this.#options.lockTimeoutMs * PATIENCE);
      await removeEverything(files);
    });
    await undoable.settleAfterOpening();
  }

  /** Closes the database so that another tab can open it; `open` opens it again. */
  async close(): Promise<void> {
    if (this.#opened === null) return;
    const { database, marker } = this.#opened;
    marker?.stop();
    await database.close();
    this.#opened = null;
    this.#opening = null;
  }

  get #database(): Database {
    return this.#ready().database;
  }

  #ready(): OpenedStore {
    if (this.#opened === null) throw storeError(new Error('the store is not open'), 'import');
    return this.#opened;
  }

  async #open(): Promise<StoreOpening> {
    void this.prepare();
    const root = await openOpfsRoot();
    if (root === null) {
      const session = await openInMemory(this.#options);
      const hooks = {
        reopen: async () => openInMemory(this.#options),
        committed: () => undefined,
        damageSeen: () => undefined,
      };
      const keeper = new UndoKeeper(memoryImages(), async (current) => new Blob([await current.copyToBuffer()]));
      const none = { files: null, backups: null, marker: null };
      this.#opened = this.#assembled(new Database(session, hooks), keeper, none);
      return { mode: 'memory', notices: [MEMORY_NOTICE] };
    }
    try {
      return await this.#openStored(root);
    } catch (error) {
      // A damaged block may show only in what is read at the end of opening; once it is noted, opening repairs it.
      if (!(error instanceof AppError && error.code === 'storage-damaged') || this.#opened === null) throw error;
      const { marker, database } = this.#opened;
      this.#opened = null;
      marker?.stop();
      await marker?.noteDamage();
      await database.close();
      return this.#openStored(root);
    }
  }

  async #openStored(root: FileSystemDirectoryHandle): Promise<StoreOpening> {
    const files = new OpfsFiles(root);
    const { session, notices } = await openWithRecovery(files, this.#options);
    const backups = new BackupKeeper(files, this.#options.backupPolicy);
    const marker = new MarkerKeeper(this.#options.markerDelayMs);
    const database = new Database(session, {
      reopen: async () => openFile(files, { ...this.#options, lockTimeoutMs: this.#options.lockTimeoutMs * PATIENCE }),
      committed: () => {
        marker.noteWrite(database);
        backups.noteWrite(database);
      },
      damageSeen: () => void marker.noteDamage(),
    });
    const keeper = new UndoKeeper(opfsImages(root), async () => wholeDatabase(files));
    this.#opened = this.#assembled(database, keeper, { files, backups, marker });
    await settleOpening(database, this.#opened.undoable, this.#options.stagedOrphanAgeMs);
    if (await marker.update(database)) backups.noteOpened(database);
    return { mode: 'opfs', notices };
  }

  #assembled(
    database: Database,
    keeper: UndoKeeper,
    parts: Pick<OpenedStore, 'files' | 'backups' | 'marker'>,
  ): OpenedStore {
    const undoable = new UndoableWrites(database, keeper);
    const transfer = new DatabaseTransfer({ database, undoable, ...parts, options: this.#options });
    const restoring = new BackupRestore({ database, undoable, ...parts, options: this.#options });
    return { database, undoable, transfer, restoring, ...parts };
  }
}
