import type { AudioRecord, BestParameters, TrainingRow } from '../domain/audioFile.ts';
import type { BlindAnswer } from '../domain/blindListening.ts';
import type { Attribution } from '../domain/dataset.ts';
import type { MeasuredBest, MeasuredRun, MixtureSet } from '../domain/measured.ts';
import type { PackedMeasuredTrials } from '../domain/packedMeasured.ts';
import type { PackedTrials } from '../domain/packedTrials.ts';
import type { DatabaseContents, MergePreference, StoreStatus } from '../domain/storage.ts';
import type { TimbreProfile } from '../domain/timbre.ts';
import type { TrialRun } from '../domain/trials.ts';
import * as audio from './audioTable.ts';
import { stagedTable } from './arrowInsert.ts';
import { BackupKeeper } from './backup.ts';
import { Database } from './database.ts';
import * as descriptors from './descriptorTable.ts';
import { INCOMING, inspectIncoming, type IncomingDatabase } from './incomingDatabase.ts';
import * as kept from './keptAudio.ts';
import * as listening from './listeningTable.ts';
import { MarkerKeeper } from './markerKeeper.ts';
import { mergeIncoming } from './mergeIncoming.ts';
import { createSchema } from './migrations.ts';
import * as collections from './collectionTable.ts';
import * as measured from './measuredTable.ts';
import * as metadata from './metadataTable.ts';
import * as models from './modelTable.ts';
import { openFile, openInMemory, openWithRecovery } from './opening.ts';
import {
  BACKUP_DRAFT_FILE,
  BACKUP_FILE,
  DAMAGED_PREFIX,
  DATABASE_FILE,
  KEPT_FOLDER,
  openOpfsRoot,
  OpfsFiles,
  STAGING_FOLDER,
  WAL_FILE,
} from './opfsFiles.ts';
import * as windows from './pluginWindowTable.ts';
import * as optima from './optimumTable.ts';
import * as predictions from './predictionTable.ts';
import type {
  AddedAudio,
  BackupStatus,
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
import { numberOf, textOf } from './rows.ts';
import * as runs from './runTable.ts';
import { quotedName, tableNames } from './scan.ts';
import type { Session } from './session.ts';
import { openStaged, removeStaged, sweepStaged } from './stagedAudio.ts';
import { SpareEngine } from './spareEngine.ts';
import { storeError } from './storeFailure.ts';
import { DEFAULT_STORE_OPTIONS, MEMORY_NOTICE, type TrainingStoreOptions } from './storeOptions.ts';
import * as timbres from './timbreTable.ts';

interface OpenedStore {
  readonly database: Database;
  /** Null for a database in memory. */
  readonly files: OpfsFiles | null;
  readonly backups: BackupKeeper | null;
  readonly marker: MarkerKeeper | null;
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
    const estimate = await navigator.storage?.estimate?.().catch(() => null);
    const persisted = await navigator.storage?.persisted?.().catch(() => false);
    return {
      mode: files === null ? 'memory' : 'opfs',
      persisted: persisted ?? false,
      usageBytes: estimate?.usage ?? null,
      quotaBytes: estimate?.quota ?? null,
      databaseBytes: (await files?.size(DATABASE_FILE)) ?? null,
      lastBackupAt: (await backups?.lastAt()) ?? null,
    };
  }

  async addAudioFiles(files: readonly NewAudioFile[]): Promise<AddedAudio[]> {
    if (files.length === 0) return [];
    const nowMs = Date.now();
    const { added, spareStagedNames } = await this.#database.transaction('import', async (session) =>
      audio.addAudioFiles(session, files, nowMs),
    );
    await removeStaged(spareStagedNames);
    return added;
  }

  async listAudio(): Promise<AudioRecord[]> {
    return this.#database.run('import', async (session) => audio.listAudio(session));
  }

  async removeAudio(audioIds: readonly string[]): Promise<void> {
    if (audioIds.length === 0) return;
    const staged = await this.#database.transaction('import', async (session) => audio.removeAudio(session, audioIds));
    await removeStaged(staged);
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
    await removeStaged(replaced);
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
    await removeStaged(spare);
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

  async chooseRun(runId: string): Promise<void> {
    await this.#database.transaction('optimisation', async (session) => runs.chooseRun(session, runId), runId);
  }

  async deleteRun(runId: string): Promise<void> {
    await this.#database.transaction('optimisation', async (session) => runs.deleteRun(session, runId), runId);
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

  async deleteMeasured(runId: string): Promise<void> {
    await this.#database.transaction('optimisation', async (session) => measured.deleteMeasured(session, runId), runId);
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

  async deleteCollection(collectionId: string): Promise<void> {
    await this.#database.transaction(
      'optimisation',
      async (session) => collections.deleteCollection(session, collectionId),
      collectionId,
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

  async deleteModel(modelId: string): Promise<void> {
    await this.#database.transaction('model', async (session) => models.deleteModel(session, modelId), modelId);
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
    const { database, files } = this.#ready();
    return database.run('export', async (session) => {
      const file = await files?.file(DATABASE_FILE);
      // A copy: the file itself changes with the next write.
      const bytes = file === undefined || file === null ? await session.copyToBuffer() : await file.arrayBuffer();
      return new Blob([bytes], { type: 'application/octet-stream' });
    });
  }

  async inspectDatabase(file: Blob): Promise<DatabaseContents> {
    return this.#describe(await inspectIncoming(file, this.#options));
  }

  async mergeDatabase(file: Blob, preference: MergePreference): Promise<DatabaseContents> {
    const contents = await this.inspectDatabase(file);
    await this.#import(file, async (session) => mergeIncoming(session, contents.writtenBy, preference));
    return contents;
  }

  async replaceDatabase(file: Blob): Promise<DatabaseContents> {
    const { database, backups } = this.#ready();
    const contents = await this.inspectDatabase(file);
    let staged: string[] = [];
    await this.#import(file, async (session) => {
      const rows = await session.query('SELECT staged_name FROM audio_states WHERE staged_name IS NOT NULL');
      staged = rows.map((row) => textOf(row['staged_name']));
      const tables = await tableNames(session);
      await session.script(tables.map((table) => `DROP TABLE main.${quotedName(table)}`).join('; '));
      await createSchema(session);
      await mergeIncoming(session, contents.writtenBy, 'take-theirs');
    });
    await removeStaged(staged);
    // The backup must not bring the replaced data set back.
    await backups?.make(database);
    return contents;
  }

  async deleteAll(): Promise<void> {
    const { database, files, marker } = this.#ready();
    await database.whileClosed('export', async () => {
      await marker?.remove();
      if (files === null) return;
      const damaged = (await files.names()).filter((name) => name.startsWith(DAMAGED_PREFIX));
      for (const name of [DATABASE_FILE, WAL_FILE, BACKUP_FILE, BACKUP_DRAFT_FILE, ...damaged])
        await files.remove(name);
      await files.removeFolder(STAGING_FOLDER);
      await files.removeFolder(KEPT_FOLDER);
    });
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
      this.#opened = { database: new Database(session, hooks), files: null, backups: null, marker: null };
      return { mode: 'memory', notices: [MEMORY_NOTICE] };
    }
    const files = new OpfsFiles(root);
    const { session, notices } = await openWithRecovery(files, this.#options);
    const backups = new BackupKeeper(files, this.#options.backupPolicy);
    const marker = new MarkerKeeper(this.#options.markerDelayMs);
    const database = new Database(session, {
      // What ended here lets go of the file soon, on a busy machine a little later.
      reopen: async () => openFile(files, { ...this.#options, lockTimeoutMs: this.#options.lockTimeoutMs * 5 }),
      committed: () => {
        marker.noteWrite(database);
        backups.noteWrite(database);
      },
      damageSeen: () => void marker.noteDamage(),
    });
    this.#opened = { database, files, backups, marker };
    await this.#settleAfterOpening(database);
    if (await marker.update(database)) backups.noteOpened(database);
    return { mode: 'opfs', notices };
  }

  async #settleAfterOpening(database: Database): Promise<void> {
    const orphans = await database.query('import', "SELECT 1 FROM trial_runs WHERE state = 'running' LIMIT 1");
    if (orphans.length > 0) {
      await database.transaction('optimisation', async (session) => runs.stopOrphanedRuns(session));
    }
    const rows = await database.query('import', 'SELECT staged_name FROM audio_states WHERE staged_name IS NOT NULL');
    const files = await database.query('import', 'SELECT audio_id FROM audio_files');
    await kept.sweepKept(new Set(files.map((row) => textOf(row['audio_id']))));
    await sweepStaged(new Set(rows.map((row) => textOf(row['staged_name']))), this.#options.stagedOrphanAgeMs);
  }

  async #import(file: Blob, work: (session: Session) => Promise<void>): Promise<void> {
    const { database, marker } = this.#ready();
    await database.run('import', async (session) =>
      session.withAttached(file, INCOMING, async () => session.transaction(async () => work(session))),
    );
    marker?.noteWrite(database);
  }

  async #describe({ contents, audioIds }: IncomingDatabase): Promise<DatabaseContents> {
    const [row] = await this.#database.run('import', async (session) => {
      await session.stage(stagedTable('incoming_ids', audio.AUDIO_ID_COLUMN, audioIds));
      return session.query(
        'SELECT count(*) AS n FROM audio_files WHERE audio_id IN (SELECT audio_id FROM incoming_ids)',
      );
    });
    return { ...contents, sharedAudioFiles: numberOf(row?.['n']) };
  }
}
