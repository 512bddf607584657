import { AppError } from '../domain/errors.ts';
import type { BlindAnswer } from '../domain/blindListening.ts';
import type { BackupPreview, BackupStatus } from '../domain/backup.ts';
import type { MergePlan, MergePreview } from '../domain/databaseMerge.ts';
import type { ImportedDatabase, StoreStatus } from '../domain/storage.ts';
import type { Stage } from '../domain/stage.ts';
import type { UndoStep } from '../domain/undo.ts';
import * as audio from './tables/audioTable.ts';
import { BackupKeeper } from './transfer/backup.ts';
import { BackupRestore } from './transfer/backupRestore.ts';
import { Database } from './engine/database.ts';
import { DatabaseTransfer } from './transfer/databaseTransfer.ts';
import { removeEverything } from './files/deletion.ts';
import * as descriptors from './tables/descriptorTable.ts';
import * as kept from './files/keptAudio.ts';
import * as listening from './tables/listeningTable.ts';
import { MarkerKeeper } from './engine/markerKeeper.ts';
import * as collections from './tables/collectionTable.ts';
import * as measured from './tables/measuredTable.ts';
import * as metadata from './tables/metadataTable.ts';
import * as models from './tables/modelTable.ts';
import { openFile, openInMemory, openWithRecovery, waitUntilFree } from './engine/opening.ts';
import { openOpfsRoot, OpfsFiles } from './files/opfsFiles.ts';
import * as windows from './tables/pluginWindowTable.ts';
import * as optima from './tables/optimumTable.ts';
import * as predictions from './tables/predictionTable.ts';
import type {
  AddedAudio,
  DescriptorOutcome,
  NewAudioFile,
  StagedAudio,
  StoredModel,
  StoredPluginWindow,
  StoreOpening,
} from './tables/records.ts';
import { textOf } from './engine/rows.ts';
import * as runs from './tables/runTable.ts';
import { saveRuns } from './tables/runWriting.ts';
import { openStaged } from './files/stagedAudio.ts';
import type { Session } from './engine/session.ts';
import { settleOpening } from './engine/settleOpening.ts';
import { SpareEngine } from './engine/preparedEngine.ts';
import { storeError } from './engine/storeFailure.ts';
import { DEFAULT_STORE_OPTIONS, MEMORY_NOTICE, PATIENCE, type TrainingStoreOptions } from './engine/storeOptions.ts';
import * as timbres from './tables/timbreTable.ts';
import { storeStatus } from './engine/storeStatus.ts';
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

  readonly listAudio = this.#reading('import', audio.listAudio);
  readonly saveMetadata = this.#writing('import', metadata.saveMetadata);
  readonly listAttributions = this.#reading('export', metadata.listAttributions);
  readonly pluginWindows = this.#reading('model', windows.pluginWindows);
  readonly savePluginWindows = this.#writing('descriptors', windows.savePluginWindows);
  readonly listRuns = this.#reading('optimisation', runs.listRuns);
  readonly saveRuns = this.#writing('optimisation', saveRuns);
  readonly runTrials = this.#reading('optimisation', runs.runTrials);
  readonly bestParameters = this.#reading('optimisation', runs.bestParameters);
  readonly listOptima = this.#reading('model', optima.listOptima);
  readonly saveOptima = this.#writing('model', optima.saveOptima);
  readonly listMeasured = this.#reading('optimisation', measured.listMeasured);
  readonly saveMeasured = this.#writing('optimisation', measured.saveMeasured);
  readonly measuredTrials = this.#reading('optimisation', measured.measuredTrials);
  readonly listMeasuredBest = this.#reading('optimisation', measured.listMeasuredBest);
  readonly saveMeasuredBest = this.#writing('optimisation', measured.saveMeasuredBest);
  readonly listCollections = this.#reading('optimisation', collections.listCollections);
  readonly collectionParts = this.#reading('optimisation', measured.collectionParts);
  readonly listTimbres = this.#reading('import', timbres.listTimbres);
  readonly saveTimbres = this.#writing('import', timbres.saveTimbres);
  readonly listModels = this.#reading('model', models.listModels);
  readonly listPredictions = this.#reading('prediction', predictions.listPredictions);
  readonly savePredictions = this.#writing('prediction', predictions.savePredictions);
  readonly listBlindAnswers = this.#reading('optimisation', listening.listBlindAnswers);
  readonly listListeningOptima = this.#reading('optimisation', listening.listListeningOptima);
  readonly saveListeningOptima = this.#writing('optimisation', listening.saveListeningOptima);
  readonly openKept = kept.openKept;
  readonly listKept = kept.listKept;

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

  async removeAudio(audioIds: readonly string[]): Promise<UndoStep | null> {
    if (audioIds.length === 0) return null;
    const scope = audioIds.map((id) => ({ kind: 'audio', id }) as const);
    return this.#ready().undoable.make('import', { kind: 'remove-audio', subject: null, scope }, async (session) =>
      audio.removeAudio(session, audioIds),
    );
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

  async saveDescriptors(outcomes: readonly DescriptorOutcome[], found: readonly StoredPluginWindow[] = []) {
    if (outcomes.length === 0) return;
    const spare = await this.#database.transaction('descriptors', async (session) =>
      descriptors.saveDescriptors(session, outcomes, found),
    );
    await this.#ready().undoable.letGo(spare);
  }

  async chooseRun(runId: string): Promise<UndoStep | null> {
    return this.#ready().undoable.makeToRun(runId, 'choose-run', async (session) => runs.chooseRun(session, runId));
  }

  async deleteRun(runId: string): Promise<UndoStep | null> {
    return this.#ready().undoable.makeToRun(runId, 'delete-run', async (session) => runs.deleteRun(session, runId));
  }

  async deleteMeasured(runId: string): Promise<UndoStep | null> {
    const scope = [{ kind: 'run', id: runId }] as const;
    return this.#ready().undoable.make('optimisation', { kind: 'delete-run', subject: null, scope }, async (session) =>
      measured.deleteMeasured(session, runId),
    );
  }

  async saveCollection(collection: collections.StoredCollection): Promise<void> {
    const { collectionId } = collection;
    await this.#database.transaction(
      'optimisation',
      async (session) => collections.saveCollection(session, collection),
      collectionId,
    );
  }

  async deleteCollection(collectionId: string): Promise<UndoStep | null> {
    const scope = [{ kind: 'collection', id: collectionId }] as const;
    const step = { kind: 'delete-collection', subject: null, scope } as const;
    return this.#ready().undoable.make('optimisation', step, async (session) =>
      collections.deleteCollection(session, collectionId),
    );
  }

  async saveModel(model: StoredModel): Promise<void> {
    await this.#database.transaction('model', async (session) => models.saveModel(session, model), model.modelId);
  }

  async deleteModel(modelId: string): Promise<UndoStep | null> {
    const scope = [{ kind: 'model', id: modelId }] as const;
    return this.#ready().undoable.make('model', { kind: 'delete-model', subject: modelId, scope }, async (session) =>
      models.deleteModel(session, modelId),
    );
  }

  async saveBlindAnswer(answer: BlindAnswer): Promise<void> {
    await this.#database.transaction('optimisation', async (session) => listening.saveBlindAnswer(session, answer));
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

  /** A method that answers what `read` does. */
  #reading<A extends readonly unknown[], T>(stage: Stage, read: (session: Session, ...args: A) => Promise<T>) {
    return async (...args: A): Promise<T> => this.#database.run(stage, async (session) => read(session, ...args));
  }

  /** A method that stores rows in one transaction; no rows are no work. */
  #writing<R>(stage: Stage, write: (session: Session, rows: readonly R[], nowMs: number) => Promise<void>) {
    return async (rows: readonly R[]): Promise<void> => {
      if (rows.length === 0) return;
      const nowMs = Date.now();
      await this.#database.transaction(stage, async (session) => write(session, rows, nowMs));
    };
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
