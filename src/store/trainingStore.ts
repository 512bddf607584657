import { AppError } from '../domain/errors.ts';
import type { StoreLifecycle } from '../workers/contracts/store.ts';
import { everyCall, type CallsAfter, type KeyedCalls } from '../workers/contracts/storeCalls.ts';
import type { FileBytes, RemovableKind } from '../domain/storage.ts';
import { FIRST_PROJECT, openProject } from './appScope.ts';
import { COMMANDS, type CommandContext } from './commands.ts';
import { Database } from './engine/database.ts';
import { fileStamp } from './engine/fileStamp.ts';
import { MarkerKeeper } from './engine/markerKeeper.ts';
import { noBackup, openFile, openImage, openInMemory, openWithRecovery, startOver } from './engine/opening.ts';
import { OPENING_STEPS } from './engine/openingSteps.ts';
import { openReadOnly, READ_ONLY_NOTICE } from './engine/readOnly.ts';
import { PreparedEngine } from './engine/preparedEngine.ts';
import type { Session } from './engine/session.ts';
import { settleOpening } from './engine/settleOpening.ts';
import { classifyFailure, storeError } from './engine/storeFailure.ts';
import { WholeKeeper } from './engine/wholeKeeper.ts';
import {
  DEFAULT_STORE_OPTIONS,
  MEMORY_NOTICE,
  OWN_LOCK_FACTOR,
  type TrainingStoreOptions,
} from './engine/storeOptions.ts';
import { fileBytes, removeKinds } from './files/fileBytes.ts';
import { listKept } from './files/keptAudio.ts';
import { mendKinds } from './files/mendKinds.ts';
import { DATABASE_FILE, OpfsFiles } from './files/opfsFiles.ts';
import { openOpfsRoot, openProjectFolder } from './files/privateFiles.ts';
import { SteadyCopies } from './files/steadyCopies.ts';
import { wholeDatabase } from './files/wholeDatabase.ts';
import { takeOverImage, WholeImage } from './files/wholeImage.ts';
import type { OpenedStore } from './openedStore.ts';
import { QUERIES } from './queries.ts';
import { ChangeLog } from './replication/changeLog.ts';
import { KeptList } from './replication/keptList.ts';
import type { StoreMessage } from '../workers/contracts/storeChanges.ts';
import type { ModelText } from './tables/records.ts';
import type { StoreOpening } from '../workers/contracts/storeRecords.ts';
import { takeOverFiles } from './earlierData/takeOverFiles.ts';
import { takeOverOtherForms } from './earlierData/takeOverOtherForms.ts';
import { BackupKeeper } from './transfer/backup.ts';
import { BackupRestore } from './transfer/backupRestore.ts';
import { CompactionKeeper } from './transfer/compaction.ts';
import { DatabaseTransfer } from './transfer/databaseTransfer.ts';
import { UndoableWrites } from './undo/undoableWrites.ts';
import { imageOfAll, memoryImages, opfsImages } from './undo/undoImages.ts';
import { UndoKeeper } from './undo/undoKeeper.ts';

const ANSWERS: CallsAfter<[context: CommandContext]> = { ...QUERIES, ...COMMANDS };

/**
 * The one owner of the database: DuckDB on OPFS, or in memory where there is no OPFS, its file then kept as a whole [S14]. Calls are served one after another.
 * Everything that commits is told to `emit`, in order, before the call that made it is answered.
 */
export class DuckDbTrainingStore implements StoreLifecycle {
  readonly #options: Required<TrainingStoreOptions>;
  readonly #engines: PreparedEngine;
  readonly #changeLog: ChangeLog;
  readonly #copies = new SteadyCopies();
  #opened: OpenedStore | null = null;
  #opening: Promise<StoreOpening> | null = null;
  /** Each call after the command's idempotency key: repeated with it, a command answers what it answered first. */
  readonly calls: KeyedCalls;

  constructor(options: TrainingStoreOptions, emit: (message: StoreMessage<ModelText>) => void) {
    this.#engines = new PreparedEngine(options.createEngine);
    this.#changeLog = new ChangeLog(emit);
    this.#options = {
      ...DEFAULT_STORE_OPTIONS,
      ...options,
      createEngine: async () => {
        this.#options.onStep(OPENING_STEPS.engine);
        const engine = await this.#engines.take();
        this.#options.onStep(OPENING_STEPS.database);
        return engine;
      },
    };
    const { lockTimeoutMs, writeModel } = this.#options;
    const rest = { lockTimeoutMs: lockTimeoutMs * OWN_LOCK_FACTOR, writeModel };
    this.calls = everyCall<[key: string]>(
      (name) =>
        async (key, ...args) =>
          ANSWERS[name]({ ...this.#ready(), ...rest, key }, ...args),
    );
  }

  /** For what this tab itself held. */
  get #patient() {
    return { ...this.#options, lockTimeoutMs: this.#options.lockTimeoutMs * OWN_LOCK_FACTOR };
  }

  /** Starts the engine, which takes about a second, so that {@link open} is quick when it is called. */
  async prepare(): Promise<void> {
    await this.#engines.prepare();
  }

  /** Where the engine is long in coming: starts another beside it, and uses whichever is there first. */
  async retryNow(): Promise<void> {
    this.#engines.startAnother();
  }

  /** Opens the database, repairing what can be; a second call returns the first one's answer. */
  async open(isReplacement = false): Promise<StoreOpening> {
    this.#opening ??= this.#open(isReplacement).then(
      (opening) => {
        this.#changeLog.opened();
        return opening;
      },
      (error: unknown) => {
        this.#opening = null;
        this.#changeLog.takeBackList();
        throw storeError(error, 'import');
      },
    );
    return this.#opening;
  }

  /** Tells the follower everything, as of now. */
  async sendSnapshot(): Promise<void> {
    const { database, changeLog, marker } = this.#ready();
    this.#options.onStep(OPENING_STEPS.snapshot);
    await database.run('import', async (session) => changeLog.sendSnapshot(session));
    // It has written the list of files.
    if (!database.isReadOnly) marker?.noteWrite(database);
  }

  /** Closes the database so that another tab can open it; `open` opens it again. */
  async close(): Promise<void> {
    if (this.#opened === null) return;
    const { database, marker, whole, compaction } = this.#opened;
    for (const keeper of [marker, whole, compaction]) keeper?.stop();
    try {
      await whole?.keep(database);
    } finally {
      await database.close();
      this.#opened = null;
      this.#opening = null;
    }
  }

  /** The database's file as it is, whether or not it opens; null where there is none. */
  async databaseFile(): Promise<Blob | null> {
    const files = await privateFiles();
    if (files === null) {
      const bytes = await new WholeImage().read().catch(() => null);
      return bytes === null ? null : new Blob([bytes]);
    }
    const file = await wholeDatabase(files);
    // The file itself changes with the next write.
    return file === null ? null : this.#copies.of(file);
  }

  /** What the store's files take, whether or not the database opens; null where the browser keeps none. */
  async fileBytes(): Promise<FileBytes | null> {
    return fileBytes();
  }

  /** Gives up files that the data set can do without, whether or not it opens, and tells followers what is gone. */
  async freeSpace(kinds: readonly RemovableKind[]): Promise<void> {
    try {
      const kept = await listKept();
      await removeKinds(kinds);
      if (this.#opened === null || this.#opened.database.isReadOnly) return;
      const { database, undoable, changeLog } = this.#opened;
      if (kinds.includes('undo')) await undoable.settleAfterOpening();
      const left = await listKept();
      const gone = kept.filter((audioId) => !left.includes(audioId));
      if (gone.length > 0) await database.run('import', async () => changeLog.keptAudio([], gone));
    } catch (error) {
      throw storeError(error, 'import');
    }
  }

  /** Puts the backup, or nothing, in the place of the database, which is kept aside. Nothing is opened. */
  async startOver(from: 'backup' | 'nothing'): Promise<void> {
    try {
      await this.close();
      const files = await privateFiles();
      if (files !== null) await startOver(files, from, this.#options.lockTimeoutMs * OWN_LOCK_FACTOR);
      else if (from === 'backup') throw noBackup();
      else await new WholeImage().setAside();
    } catch (error) {
      throw storeError(error, 'import');
    }
  }

  #ready(): OpenedStore {
    if (this.#opened === null) throw storeError(new Error('the store is not open'), 'import');
    return this.#opened;
  }

  async #open(isReplacement: boolean): Promise<StoreOpening> {
    // Where it fails, taking the engine says why.
    this.prepare().catch(() => undefined);
    this.#options.onStep(OPENING_STEPS.files);
    const mended = await mendKinds();
    const root = await openOpfsRoot();
    const onMove = () => this.#options.onStep(OPENING_STEPS.takeover);
    const beside = root === null ? [] : await takeOverOtherForms(root, onMove);
    // What version 1.0 left is the first project.
    if (root !== null && openProject() === FIRST_PROJECT) await takeOverFiles(root, onMove);
    const project = await openProjectFolder();
    if (project === null) return this.#openWithoutFiles();
    const openStored = async () => {
      const { mode, notices } = await this.#openStored(project, isReplacement);
      return { mode, notices: [...mended, ...beside, ...notices] };
    };
    try {
      return await openStored();
    } catch (error) {
      // A damaged block may show only in what is read at the end of opening; once it is noted, opening repairs it.
      if (!(error instanceof AppError && error.code === 'storage-damaged') || this.#opened === null) throw error;
      const { marker, database, compaction } = this.#opened;
      this.#opened = null;
      marker?.stop();
      compaction?.stop();
      await marker?.noteDamage();
      await database.close();
      return openStored();
    }
  }

  async #openWithoutFiles(): Promise<StoreOpening> {
    const whole = new WholeKeeper(new WholeImage(), this.#options.wholePolicy, this.#options.onUnkept);
    let kept: Uint8Array | null;
    try {
      kept = await whole.read();
    } catch (error) {
      if (classifyFailure(error) === 'damaged') throw error;
      await this.#openWithoutFilesIn(await openInMemory(this.#options), null);
      return { mode: 'memory', notices: [MEMORY_NOTICE] };
    }
    const { undoable, database } = await this.#openWithoutFilesIn(await openImage(kept, this.#options), whole);
    // The images of its steps went with the page.
    await undoable.settleAfterOpening();
    await settleOpening(database, undoable, this.#options.stagedOrphanAgeMs);
    return { mode: 'whole', notices: [] };
  }

  async #openWithoutFilesIn(session: Session, whole: WholeKeeper | null): Promise<OpenedStore> {
    const reopen = async () => {
      whole?.restarted();
      return whole === null ? openInMemory(this.#options) : openImage(await whole.read(), this.#options);
    };
    const committed = async () => whole?.noteWrite(database);
    const hooks = { reopen, committed, damageSeen: () => undefined };
    const database: Database = new Database(session, hooks, this.#changeLog);
    const keeper = new UndoKeeper(memoryImages(), async (current) => new Blob([await current.copyToBuffer()]));
    this.#opened = this.#assembled(database, keeper, {
      files: null,
      backups: null,
      marker: null,
      compaction: null,
      whole,
    });
    return this.#opened;
  }

  async #openStored(project: FileSystemDirectoryHandle, isReplacement: boolean): Promise<StoreOpening> {
    const files = new OpfsFiles(project);
    if (((await files.size(DATABASE_FILE)) ?? 0) === 0) await takeOverImage(files);
    this.#changeLog.keepList(null);
    const list = new KeptList(files, this.#options.build);
    const telling = !isReplacement && (await list.find()) ? this.#changeLog.tellList(list) : null;
    const opening = openWithRecovery(files, isReplacement ? this.#patient : this.#options).catch((error: unknown) => {
      if (classifyFailure(error) !== 'full') throw error;
      return this.#openStoredReadOnly(files, error);
    });
    await Promise.allSettled([telling, opening]);
    const found = await opening;
    if ('mode' in found) return found;
    const { session, notices } = found;
    const backups = new BackupKeeper(files, this.#options.backupPolicy);
    const marker = this.#markerOf(files, list);
    const { compactionPolicy } = this.#options;
    const compaction = new CompactionKeeper(files, backups, compactionPolicy, this.#patient.lockTimeoutMs);
    const hooks = {
      reopen: async () => openFile(files, this.#patient),
      committed: () => {
        marker.noteWrite(database);
        backups.noteWrite(database);
        compaction.noteUse(database);
      },
      damageSeen: () => void marker.noteDamage(),
    };
    const database = new Database(session, hooks, this.#changeLog);
    const keeper = new UndoKeeper(opfsImages(project), async () => imageOfAll(files));
    this.#opened = this.#assembled(database, keeper, { files, backups, marker, compaction, whole: null });
    this.#options.onStep(OPENING_STEPS.settling);
    const gone = await settleOpening(database, this.#opened.undoable, this.#options.stagedOrphanAgeMs);
    await list.settle();
    this.#changeLog.keepList(list);
    if (await marker.update(database)) backups.noteOpened(database);
    compaction.noteUse(database);
    return { mode: 'opfs', notices: [...notices, ...gone] };
  }

  /** Rejects with `reason` where there is nothing to read. */
  async #openStoredReadOnly(files: OpfsFiles, reason: unknown): Promise<StoreOpening> {
    const open = async () => {
      const session = await openReadOnly(files, this.#options);
      if (session === null) throw reason;
      return session;
    };
    const hooks = { reopen: open, committed: () => undefined, damageSeen: () => undefined, isReadOnly: true };
    const database = new Database(await open(), hooks, this.#changeLog);
    const keeper = new UndoKeeper(memoryImages(), async (current) => new Blob([await current.copyToBuffer()]));
    const backups = new BackupKeeper(files, this.#options.backupPolicy);
    const marker = this.#markerOf(files, null);
    this.#opened = this.#assembled(database, keeper, { files, backups, marker, compaction: null, whole: null });
    return { mode: 'read-only', notices: [READ_ONLY_NOTICE] };
  }

  #markerOf(files: OpfsFiles, list: KeptList | null): MarkerKeeper {
    const { markerDelayMs, build } = this.#options;
    return new MarkerKeeper(
      markerDelayMs,
      async () => fileStamp(files, build),
      async () => list?.bytes() ?? null,
    );
  }

  #assembled(
    database: Database,
    keeper: UndoKeeper,
    parts: Pick<OpenedStore, 'files' | 'backups' | 'marker' | 'compaction' | 'whole'>,
  ): OpenedStore {
    const undoable = new UndoableWrites(database, keeper);
    const transfer = new DatabaseTransfer({ database, undoable, ...parts, options: this.#options });
    const restoring = new BackupRestore({ database, undoable, ...parts, options: this.#options });
    return { database, changeLog: this.#changeLog, undoable, transfer, restoring, ...parts };
  }
}

async function privateFiles(): Promise<OpfsFiles | null> {
  const project = await openProjectFolder();
  return project === null ? null : new OpfsFiles(project);
}
