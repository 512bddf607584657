import { AppError } from '../../domain/errors.ts';
import type { DuckDbEngineFactory } from './duckdbEngine.ts';
import { readDatabaseHeader } from './databaseHeader.ts';
import { fileStamp } from './fileStamp.ts';
import { copyLog, removeLog, restoreLog } from './logCopy.ts';
import { hadData, readMarker, removeMarker, type DatabaseMarker } from './marker.ts';
import { refusalWords } from '../../domain/storage.ts';
import type { CanRead } from '../schema/jsonShapes.ts';
import { migrate } from '../schema/migrations.ts';
import { OPENING_STEPS, type StepFollower } from './openingSteps.ts';
import { withIncoming } from '../transfer/incomingDatabase.ts';
import { mergeIncoming, TAKE_ALL } from '../transfer/mergeIncoming.ts';
import {
  BACKUP_DRAFT_FILE,
  BACKUP_FILE,
  BLOCK_FILE,
  DAMAGED_PREFIX,
  DATABASE_FILE,
  databasePath,
  NEW_DATABASE_FILE,
  WAL_FILE,
  type OpfsFiles,
} from '../files/opfsFiles.ts';
import { wholeDatabase } from '../files/wholeDatabase.ts';
import { freeAsideName, keepAside } from '../files/keptAside.ts';
import { setAsideUnsound } from './setAside.ts';
import { scanDatabase } from './scan.ts';
import { Session } from './session.ts';
import { classifyFailure, PoisonedError } from './storeFailure.ts';

export interface OpeningOptions {
  readonly createEngine: DuckDbEngineFactory;
  readonly openTimeoutMs: number;
  readonly callTimeoutMs: number;
  /** How long to wait for another tab, or for an instance that just ended, to let go of the file. */
  readonly lockTimeoutMs: number;
  readonly onStep: StepFollower;
  readonly canRead: CanRead;
  /** Which build this is. */
  readonly build: string;
}

export interface OpenedDatabase {
  readonly session: Session;
  readonly notices: readonly string[];
}

/** Why there is nothing to restore. */
export function noBackup(): AppError {
  return new AppError({
    code: 'bad-input',
    stage: 'import',
    subject: null,
    message: 'There is no backup yet. One is made on its own as you work; Back Up Now makes one at once.',
  });
}

/** Opens a database in memory, with an empty schema. */
export async function openInMemory(options: OpeningOptions): Promise<Session> {
  const session = await Session.open({ ...options, path: null });
  await migrate(session);
  return session;
}

/** Opens a database file in memory: the one of these bytes, or a new one. Brings its schema up to date. */
export async function openImage(image: Uint8Array | null, options: OpeningOptions): Promise<Session> {
  const session = await Session.open({ ...options, path: null, image });
  return migrated(session, options);
}

/** Opens `training.duckdb` as it is, by the recipe, and brings its schema up to date. */
export async function openFile(files: OpfsFiles, options: OpeningOptions): Promise<Session> {
  options.onStep(OPENING_STEPS.handles);
  await waitUntilFree(files, options.lockTimeoutMs);
  // With an empty log left over, DuckDB's first write fails.
  if ((await files.size(WAL_FILE)) === 0) await files.remove(WAL_FILE);
  return migrated(await Session.open({ ...options, path: databasePath() }), options);
}

async function migrated(session: Session, options: OpeningOptions): Promise<Session> {
  try {
    options.onStep(OPENING_STEPS.migration);
    await migrate(session);
    return session;
  } catch (error) {
    session.terminate();
    throw error;
  }
}

/**
 * Opens `training.duckdb` and repairs what can be repaired: a log left by another program is replayed, a damaged file is
 * kept aside and the backup put in its place, as it is where the file has gone. Rejects only where the file is in use or
 * a newer build wrote it.
 */
export async function openWithRecovery(files: OpfsFiles, options: OpeningOptions): Promise<OpenedDatabase> {
  options.onStep(OPENING_STEPS.handles);
  await waitUntilFree(files, options.lockTimeoutMs);
  await removeDrafts(files, options.lockTimeoutMs);
  options.onStep(OPENING_STEPS.marker);
  const marker = await readMarker();
  const notices: string[] = [];
  const size = await files.size(DATABASE_FILE);
  let damaged: string | null = null;
  if ((size ?? 0) > 0) {
    try {
      await replayLog(files, options, notices);
      const isKnown = marker?.lookedThrough === (await fileStamp(files, options.build));
      const opened = await openChecked(files, options, { isSuspect: marker?.suspect === true, isKnown }, openPatiently);
      return { session: opened.session, notices: [...notices, ...opened.notices] };
    } catch (error) {
      if (!isDamage(error)) throw error;
      await waitUntilFree(files, options.lockTimeoutMs);
      damaged = await keepAside(files, DATABASE_FILE);
      await removeLog(files);
      notices.push(`The database file was damaged and could not be opened; it is kept as ${damaged}.`);
    }
  } else if (!hadData(marker) && ((await files.size(BACKUP_FILE)) ?? 0) === 0) {
    return { session: await openFile(files, options), notices };
  }
  return restore(files, options, marker, notices, damaged);
}

/** What was being written when the last visit ended goes. Nobody needs it: while somebody who has ended still holds it, it stays. */
async function removeDrafts(files: OpfsFiles, lockTimeoutMs: number): Promise<void> {
  const drafts = [BACKUP_DRAFT_FILE, NEW_DATABASE_FILE];
  await waitUntilFree(files, lockTimeoutMs, drafts).catch(() => undefined);
  for (const draft of drafts) await files.remove(draft).catch(() => undefined);
}

/** A slow machine must not cost a good database: silence or a trap counts only the second time, or on a cut file. */
async function openPatiently(files: OpfsFiles, options: OpeningOptions): Promise<Session> {
  try {
    return await openFile(files, options);
  } catch (error) {
    if (!(error instanceof PoisonedError) || (await looksCut(files))) throw error;
    const createEngine = async () => {
      const engine = await options.createEngine();
      options.onStep(OPENING_STEPS.secondTry);
      return engine;
    };
    return openFile(files, { ...options, createEngine, openTimeoutMs: options.openTimeoutMs * SECOND_TRY_FACTOR });
  }
}

async function looksCut(files: OpfsFiles): Promise<boolean> {
  const file = await files.file(DATABASE_FILE);
  return file !== null && (await readDatabaseHeader(file))?.looksCut !== false;
}

async function restore(
  files: OpfsFiles,
  options: OpeningOptions,
  marker: DatabaseMarker | null,
  notices: string[],
  damaged: string | null,
): Promise<OpenedDatabase> {
  options.onStep(OPENING_STEPS.repair);
  await removeLog(files);
  const backup = await files.file(BACKUP_FILE);
  if (backup !== null && backup.size > 0) {
    try {
      const madeAt = new Date(backup.lastModified);
      await files.write(DATABASE_FILE, backup);
      const opened = await openChecked(files, options, { isSuspect: true, isKnown: false }, openFile);
      notices.push(
        `The data set was restored from the backup of ${madeAt.toLocaleString('en-GB')}; what was stored later is missing.`,
        ...opened.notices,
      );
      return { session: opened.session, notices };
    } catch (error) {
      if (!isDamage(error)) throw error;
      await waitUntilFree(files, options.lockTimeoutMs);
      const kept = await keepAside(files, BACKUP_FILE);
      notices.push(`The backup was damaged too; it is kept as ${kept}.`);
    }
  }
  await files.remove(DATABASE_FILE);
  await removeLog(files);
  const salvaged = damaged === null ? null : await salvage(files, options, damaged);
  if (salvaged !== null) return { session: salvaged.session, notices: [...notices, ...salvaged.notices] };
  const missed = marker !== null && hadData(marker) ? ` It held ${marker.audioFiles} audio files.` : '';
  notices.push(
    `The stored data set is gone and no usable backup was found, so it starts empty.${missed} ` +
      'An exported training.duckdb brings it back: Data, Import DuckDB.',
  );
  return { session: await openFile(files, options), notices };
}

/** A new database with every table of a damaged file that can still be read; null where nothing can. */
async function salvage(files: OpfsFiles, options: OpeningOptions, name: string): Promise<OpenedDatabase | null> {
  const damaged = await files.file(name);
  const header = damaged === null ? null : await readDatabaseHeader(damaged);
  if (damaged === null || header === null) return null;
  const callTimeoutMs = header.looksCut ? options.openTimeoutMs : options.callTimeoutMs;
  const session = await openFile(files, { ...options, callTimeoutMs });
  options.onStep(OPENING_STEPS.repair);
  try {
    const reading = { origin: 'damaged', canRead: () => true } as const;
    return await withIncoming(session, damaged, reading, async ({ refused }) => {
      await session.sideTransaction(async () => mergeIncoming(session, 'trainer', TAKE_ALL));
      const lost = refused.map((rows) => refusalWords(rows)).join('; ');
      return {
        session,
        notices: [`What of it can be read is there${lost === '' ? '' : `; what cannot is left out (${lost})`}.`],
      };
    });
  } catch (error) {
    session.terminate();
    if (!isDamage(error)) throw error;
    await waitUntilFree(files, options.lockTimeoutMs);
    await files.remove(DATABASE_FILE);
    await removeLog(files);
    return null;
  }
}

/** A log with content means that something else wrote the database: fold it in, or set it aside where that fails. */
async function replayLog(files: OpfsFiles, options: OpeningOptions, notices: string[]): Promise<void> {
  await restoreLog(files);
  if (((await files.size(WAL_FILE)) ?? 0) === 0) return;
  await copyLog(files);
  const before = await wholeDatabase(files);
  const untouched = before === null ? null : new Blob([await before.arrayBuffer()]);
  try {
    const session = await Session.open({ ...options, path: databasePath() });
    try {
      options.onStep(OPENING_STEPS.repair);
      await session.script('CHECKPOINT');
    } finally {
      await session.close();
    }
    await waitUntilFree(files, options.lockTimeoutMs);
  } catch (error) {
    if (!isDamage(error)) throw error;
    await waitUntilFree(files, options.lockTimeoutMs);
    const name = await freeAsideName(files, DAMAGED_PREFIX);
    if (untouched !== null) {
      await files.write(name, untouched);
      await files.write(NEW_DATABASE_FILE, untouched);
      await files.rename(NEW_DATABASE_FILE, DATABASE_FILE);
    }
    await restoreLog(files);
    await files.rename(WAL_FILE, `${name}.wal`);
    notices.push(
      `The database was left with steps that could not be replayed; everything before them is there. A copy is kept as ${name}.`,
    );
    return;
  }
  await removeLog(files);
}

/**
 * Opens the database, reads every value where it is in doubt, and sets aside what cannot be understood, without reading the trials of a
 * file that is known. Any read of a file that
 * was cut may never end, so that until it is looked through none has longer than opening it.
 */
async function openChecked(
  files: OpfsFiles,
  options: OpeningOptions,
  { isSuspect, isKnown }: { readonly isSuspect: boolean; readonly isKnown: boolean },
  open: typeof openFile,
): Promise<OpenedDatabase> {
  const callTimeoutMs = (await looksCut(files)) ? options.openTimeoutMs : options.callTimeoutMs;
  const session = await open(files, { ...options, callTimeoutMs });
  const step = isSuspect ? OPENING_STEPS.repair : OPENING_STEPS.checking;
  options.onStep(step);
  // Of a million files it takes longer than anything may stand still.
  session.onTurn = () => options.onStep(step);
  try {
    if (isSuspect) await scanDatabase(session);
    const notices = await setAsideUnsound(session, files, options.canRead, isKnown && !isSuspect);
    session.callTimeoutMs = options.callTimeoutMs;
    session.onTurn = null;
    return { session, notices };
  } catch (error) {
    session.terminate();
    throw error;
  }
}

/** DuckDB's refusal of the file or its silence; not a lock, a full disk or a version. */
function isDamage(error: unknown): boolean {
  if (error instanceof AppError) return false;
  const kind = classifyFailure(error);
  return kind === 'damaged' || kind === 'ordinary' || (kind === 'poisoned' && error instanceof PoisonedError);
}

/**
 * Puts the backup, or nothing, in the place of the database, which is kept aside; without opening either. The next opening
 * finds what is there then.
 */
export async function startOver(files: OpfsFiles, from: 'backup' | 'nothing', lockTimeoutMs: number): Promise<void> {
  await waitUntilFree(files, lockTimeoutMs);
  const backup = from === 'backup' ? await files.file(BACKUP_FILE) : null;
  if (from === 'backup' && backup === null) throw noBackup();
  if (backup !== null) await files.write(NEW_DATABASE_FILE, backup);
  if ((await files.size(DATABASE_FILE)) !== null) await keepAside(files, DATABASE_FILE);
  await removeLog(files);
  if (backup === null) {
    // It is of what is kept aside now, and would be put in the place of nothing.
    if ((await files.size(BACKUP_FILE)) !== null) await keepAside(files, BACKUP_FILE);
    await removeMarker();
  } else await files.rename(NEW_DATABASE_FILE, DATABASE_FILE);
}

const LOCK_POLL_MS = 25;
const SECOND_TRY_FACTOR = 3;

const OPEN_FILES: readonly string[] = [DATABASE_FILE, WAL_FILE, BLOCK_FILE];

/** Waits until nobody holds the database's files, or others: what ended lets go of them soon, on a busy machine a little later. */
export async function waitUntilFree(files: OpfsFiles, timeoutMs: number, names = OPEN_FILES): Promise<void> {
  const end = performance.now() + timeoutMs;
  const areFree = async () => {
    for (const name of names) if (!(await files.isFree(name))) return false;
    return true;
  };
  while (!(await areFree())) {
    if (performance.now() >= end) {
      throw new DOMException('the database file is in use', 'NoModificationAllowedError');
    }
    await new Promise((resolve) => setTimeout(resolve, LOCK_POLL_MS));
  }
}
