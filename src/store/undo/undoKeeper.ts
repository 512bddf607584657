import { AppError } from '../../domain/errors.ts';
import type { UndoKind, UndoStep } from '../../domain/undo.ts';
import { stagedTable, type InsertColumn } from '../engine/arrowInsert.ts';
import { withImportLimit } from '../engine/blockList.ts';
import { AUDIO_ID_COLUMN } from '../tables/audioTable.ts';
import { textOf } from '../engine/rows.ts';
import { randomName } from '../engine/randomName.ts';
import { scanTable, tableNames } from '../engine/scan.ts';
import type { Session } from '../engine/session.ts';
import { classifyFailure, PoisonedError } from '../engine/storeFailure.ts';
import type { UndoImages } from './undoImages.ts';
import {
  addStep,
  dropSteps,
  listSteps,
  toUndoStep,
  type StepImage,
  type StoredStep,
  type Unneeded,
} from './undoJournal.ts';
import {
  allRuns,
  captureRows,
  exchangeEverything,
  exchangeRows,
  IMAGE,
  stageScope,
  touchScope,
  type RowConditions,
  type ScopeEntry,
} from './undoRows.ts';

/** A change that is about to be made. */
export interface NewStep {
  readonly kind: UndoKind;
  readonly subject: string | null;
  readonly scope: readonly ScopeEntry[];
}

/** What came of a change: its own result, the step that takes it back (null where there was no room), and what is unneeded. */
export interface Done<T> {
  readonly result: T;
  readonly step: UndoStep | null;
  readonly unneeded: Unneeded;
}

/**
 * Takes steps back and makes them again. Before a change its rows are written to an image, a small database file beside the
 * data set; the transaction of the change then notes the step. Taking it back exchanges the present rows of the same scope
 * for the image's, so that making it again is the same exchange. What a crash leaves between is an image without a step,
 * which the next open removes.
 */
export class UndoKeeper {
  readonly #images: UndoImages;
  readonly #copyOfAll: (session: Session) => Promise<Blob>;
  /** An engine that wrote an image met it and ended: images of any size then go by way of memory, where a full disk ends nothing. */
  #isDiskFull = false;

  constructor(images: UndoImages, copyOfAll: (session: Session) => Promise<Blob>) {
    this.#images = images;
    this.#copyOfAll = copyOfAll;
  }

  /** Runs `work` as one transaction that can be taken back. To be called with no transaction open. */
  async doing<T>(session: Session, { kind, subject, scope }: NewStep, work: () => Promise<T>): Promise<Done<T>> {
    const isEverything = scope.some((entry) => entry.kind === 'everything');
    await stageScope(session, scope);
    const captured = await this.#captureWithRoom(session, isEverything);
    await session.script(`CREATE OR REPLACE TEMP TABLE undo_scope_before AS SELECT kind, id FROM undo_now WHERE kind <> 'run'
      ${isEverything ? '' : "UNION SELECT 'run', run_id FROM undo_runs"}`);
    const stepId = randomName();
    return session.transaction(async () => {
      const result = await work();
      touchScope(session, scope);
      if (captured.kind === 'no-room') return { result, step: null, unneeded: captured.unneeded };
      const unneeded = await addStep(session, { stepId, kind, subject }, captured.image, Date.now());
      await session.query(
        `INSERT INTO undo_scope (step_id, kind, id)
           SELECT ?, kind, id FROM undo_scope_before
           UNION SELECT ?, 'run', run_id FROM (${await allRuns(session)})
             WHERE audio_id IN (SELECT id FROM undo_scope_before WHERE kind = 'audio')`,
        [stepId, stepId],
      );
      await noteStaged(session, stepId, captured.stagedNames);
      return { result, step: await stepOf(session, stepId), unneeded };
    });
  }

  /** Notes files that an import has added, inside its transaction; all batches of an import share a step. */
  async noteImported(session: Session, stepId: string, audioIds: readonly string[]): Promise<Unneeded> {
    if (audioIds.length === 0) return { imageNames: [], stagedNames: [] };
    session.touched.noteSteps();
    const isKnown = (await listSteps(session)).some((step) => step.stepId === stepId);
    const unneeded = isKnown
      ? { imageNames: [], stagedNames: [] }
      : await addStep(session, { stepId, kind: 'import', subject: null }, null, Date.now());
    await session.stage(stagedTable('imported_ids', AUDIO_ID_COLUMN, audioIds));
    await session.query(`INSERT INTO undo_scope (step_id, kind, id) SELECT ?, 'audio', audio_id FROM imported_ids`, [
      stepId,
    ]);
    return unneeded;
  }

  /**
   * Takes back the latest step, or makes the last one that was taken back again. Rejects with `bad-input` where `stepId` is
   * not that step any more. To be called with no transaction open.
   */
  async exchange(session: Session, direction: 'undo' | 'redo', stepId: string): Promise<Done<null>> {
    const steps = await listSteps(session);
    const next = direction === 'undo' ? steps.find((step) => !step.undone) : steps.findLast((step) => step.undone);
    if (next?.stepId !== stepId) throw notTheNext(direction);
    const scope = await session.query("SELECT kind, id FROM undo_scope WHERE step_id = ? AND kind <> 'staged'", [
      stepId,
    ]);
    const entries = scope.map((row) => ({ kind: textOf(row['kind']) as ScopeEntry['kind'], id: textOf(row['id']) }));
    const isEverything = entries.some((entry) => entry.kind === 'everything');
    const before = next.imageName === null ? null : await this.#images.file(next.imageName);
    if (before === null && next.imageName !== null) throw imageGone(direction);
    await stageScope(session, entries);
    const exchange = async (): Promise<Done<null>> => {
      const { image, stagedNames, conditions } = await this.#capture(session, isEverything, before !== null);
      return session.transaction(async () => {
        touchScope(session, entries);
        if (conditions === null) await exchangeEverything(session);
        else await exchangeRows(session, conditions, before !== null);
        await session.query(
          `UPDATE undo_steps SET undone = NOT undone, image_name = ?, image_bytes = ${image?.bytes ?? 0} WHERE step_id = ?`,
          [image?.name ?? null, stepId],
        );
        await session.query("DELETE FROM undo_scope WHERE step_id = ? AND kind = 'staged'", [stepId]);
        await noteStaged(session, stepId, stagedNames);
        return {
          result: null,
          step: toUndoStep({ ...next, undone: !next.undone }),
          unneeded: { imageNames: next.imageName === null ? [] : [next.imageName], stagedNames: [] },
        };
      });
    };
    if (before === null || next.imageName === null) return exchange();
    try {
      const all = async () => withImportLimit(session, exchange);
      return await this.#withImage(session, next.imageName, before, isEverything ? all : exchange);
    } catch (error) {
      if (session.broken || (await this.#canBeRead(session, next.imageName))) throw error;
      // The next opening gives up the step for it.
      await this.#images.remove(next.imageName);
      throw imageGone(direction);
    }
  }

  /** Attaches an image while `work` runs: by the engine itself, which reads it faster, where it is to be had. */
  async #withImage<T>(session: Session, name: string, image: Blob, work: () => Promise<T>): Promise<T> {
    const path = this.#images.path(name);
    if (path === null) return session.withAttached(image, IMAGE, work);
    let hasBegun = false;
    const begun = async () => {
      hasBegun = true;
      return work();
    };
    try {
      return await session.withAttached({ path, size: image.size }, IMAGE, begun);
    } catch (error) {
      // An engine that has ended may hold it still.
      if (hasBegun || session.broken || classifyFailure(error) !== 'busy') throw error;
      return await session.withAttached(image, IMAGE, work);
    } finally {
      await this.discard([logOf(name)]);
    }
  }

  /** Whether every value of an image can be read. */
  async #canBeRead(session: Session, name: string): Promise<boolean> {
    try {
      const image = await this.#images.file(name);
      if (image === null) return false;
      await session.withAttached(image, IMAGE, async () => {
        for (const table of await tableNames(session, IMAGE)) await scanTable(session, table, IMAGE);
      });
      return true;
    } catch (error) {
      if (session.broken) throw error;
      return false;
    }
  }

  /**
   * Makes the steps fit the images that are there and whole: where one is missing, it and what lies beyond it can be neither
   * undone nor made again; the other steps stay.
   */
  async reconcile(session: Session): Promise<{ readonly droppedSteps: number; readonly unneeded: Unneeded }> {
    const steps = await listSteps(session);
    const sizes = await this.#images.sizes();
    const isWhole = ({ imageName, imageBytes }: StoredStep) =>
      imageName === null || sizes.get(imageName) === imageBytes;
    const undoable = steps.filter(({ undone }) => !undone);
    const redoable = steps.filter(({ undone }) => undone).toReversed();
    const dropped = [undoable, redoable].flatMap((inOrder) => {
      const first = inOrder.findIndex((step) => !isWhole(step));
      return first === -1 ? [] : inOrder.slice(first);
    });
    const kept = new Set(steps.filter((step) => !dropped.includes(step)).map(({ imageName }) => imageName));
    const imageNames = [...sizes.keys()].filter((name) => !kept.has(name));
    if (dropped.length === 0) return { droppedSteps: 0, unneeded: { imageNames, stagedNames: [] } };
    const unneeded = await session.sideTransaction(async () => dropSteps(session, dropped));
    return { droppedSteps: dropped.length, unneeded: { ...unneeded, imageNames } };
  }

  /** Removes images that nobody needs; one that cannot be removed now goes at the next open. */
  async discard(imageNames: readonly string[]): Promise<void> {
    for (const name of imageNames) {
      await this.#images.remove(name).catch((error: unknown) => {
        if (classifyFailure(error) !== 'busy') throw error;
      });
    }
  }

  /** The image of the staged scope, with older steps given up where there is no room beside them. */
  async #captureWithRoom(
    session: Session,
    isEverything: boolean,
  ): Promise<({ readonly kind: 'captured' } & Captured) | { readonly kind: 'no-room'; readonly unneeded: Unneeded }> {
    const tryCapture = async () => {
      try {
        return { kind: 'captured', ...(await this.#capture(session, isEverything, false)) } as const;
      } catch (error) {
        if (classifyFailure(error) !== 'full' || session.broken) throw error;
        return null;
      }
    };
    const captured = await tryCapture();
    if (captured !== null) return captured;
    const unneeded = await session.sideTransaction(async () => dropSteps(session, await listSteps(session)));
    await this.discard(unneeded.imageNames);
    return (await tryCapture()) ?? { kind: 'no-room', unneeded };
  }

  async #capture(session: Session, isEverything: boolean, isImageAttached: boolean): Promise<Captured> {
    const name = `${randomName()}.duckdb`;
    try {
      const path = this.#isDiskFull ? null : this.#images.path(name);
      const rows = isEverything ? null : await captureRows(session, isImageAttached, path);
      const conditions = rows?.conditions ?? null;
      if (rows?.copy === null) return { image: null, stagedNames: [], conditions };
      if (rows?.copy === 'on-disk') await this.discard([logOf(name)]);
      else await this.#images.write(name, rows?.copy ?? (await this.#copyOfAll(session)));
      const image = await this.#images.file(name);
      if (image === null) throw new PoisonedError('the image is gone');
      return { image: { name, bytes: image.size }, stagedNames: await stagedNow(session, isEverything), conditions };
    } catch (error) {
      this.#isDiskFull ||= session.broken && classifyFailure(error) === 'full';
      // An engine that has ended may hold it still: it then goes at the next opening.
      await this.discard([name, logOf(name)]);
      throw error;
    }
  }
}

/** The empty log that the engine is given with an image that it writes. */
function logOf(imageName: string): string {
  return `${imageName}.wal`;
}

interface Captured {
  readonly image: StepImage | null;
  /** The copies of audio that the image refers to. */
  readonly stagedNames: readonly string[];
  /** Which rows it holds; null for all. */
  readonly conditions: RowConditions | null;
}

/** The copies of audio that files of the staged scope refer to. */
async function stagedNow(session: Session, isEverything: boolean): Promise<string[]> {
  const rows = await session.query(
    `SELECT staged_name FROM main.audio_states WHERE staged_name IS NOT NULL
     ${isEverything ? '' : "AND audio_id IN (SELECT id FROM undo_now WHERE kind = 'audio')"}`,
  );
  return rows.map((row) => textOf(row['staged_name']));
}

const ID_COLUMN: readonly InsertColumn<string>[] = [{ name: 'id', type: 'VARCHAR', of: (id) => id }];

/** Keeps copies of audio as long as the step may bring their files back. Inside the open transaction. */
async function noteStaged(session: Session, stepId: string, stagedNames: readonly string[]): Promise<void> {
  if (stagedNames.length === 0) return;
  await session.stage(stagedTable('undo_copies', ID_COLUMN, stagedNames));
  await session.query("INSERT INTO undo_scope (step_id, kind, id) SELECT ?, 'staged', id FROM undo_copies", [stepId]);
}

async function stepOf(session: Session, stepId: string): Promise<UndoStep | null> {
  const stored = (await listSteps(session)).find((step) => step.stepId === stepId);
  return stored === undefined ? null : toUndoStep(stored);
}

function notTheNext(direction: 'undo' | 'redo'): AppError {
  return new AppError({
    code: 'bad-input',
    stage: 'import',
    subject: null,
    message:
      direction === 'undo'
        ? 'This step cannot be undone: another change came after it. Undo that one first.'
        : 'This step cannot be made again: another change came after it.',
  });
}

function imageGone(direction: 'undo' | 'redo'): AppError {
  return new AppError({
    code: 'bad-input',
    stage: 'import',
    subject: null,
    message:
      `This step cannot be ${direction === 'undo' ? 'undone' : 'made again'}: what was kept for it is gone or damaged. ` +
      'A backup or an exported training.duckdb may hold it.',
  });
}
