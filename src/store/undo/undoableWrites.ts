import type { Stage } from '../../domain/stage.ts';
import type { UndoStep } from '../../domain/undo.ts';
import type { Database } from '../engine/database.ts';
import { stagedTable } from '../engine/arrowInsert.ts';
import { dropDeadRows } from '../engine/deadRows.ts';
import { textOf } from '../engine/rows.ts';
import { AUDIO_ID_COLUMN } from '../tables/audioTable.ts';
import { siblingsOf } from '../tables/runTable.ts';
import type { Session } from '../engine/session.ts';
import { removeStaged } from '../files/stagedAudio.ts';
import type { Unneeded } from './undoJournal.ts';
import type { Done, NewStep, UndoKeeper } from './undoKeeper.ts';

/** Work inside a transaction; resolves with the names of copies of audio that the data set no longer refers to. */
export type UndoableWork = (session: Session) => Promise<readonly string[] | void>;

/** What a change that reads a file of the user's is going to do. */
export interface FilePlan {
  readonly scope: NewStep['scope'];
  readonly work: UndoableWork;
}

/** Attaches a file while work runs. */
export type FileReading = <T>(session: Session, work: () => Promise<T>) => Promise<T>;

/** Changes of the database that can be taken back, each one transaction, with their files tidied up afterwards. */
export class UndoableWrites {
  readonly #database: Database;
  readonly #keeper: UndoKeeper;

  constructor(database: Database, keeper: UndoKeeper) {
    this.#database = database;
    this.#keeper = keeper;
  }

  /** Makes a change. Resolves with the step that takes it back; null where there was no room to keep one. */
  async make(stage: Stage, key: string, step: NewStep, work: UndoableWork): Promise<UndoStep | null> {
    return this.#settled(
      await this.#database.write(
        stage,
        key,
        async (session) => this.#keeper.doing(session, step, async () => work(session)),
        step.subject,
      ),
    );
  }

  /** Makes a change of what `scopeOf` finds to be concerned. */
  async makeToFound(
    key: string,
    step: Omit<NewStep, 'scope'>,
    scopeOf: (session: Session) => Promise<NewStep['scope']>,
    work: UndoableWork,
  ): Promise<UndoStep | null> {
    const change = async (session: Session) =>
      this.#keeper.doing(session, { ...step, scope: await scopeOf(session) }, async () => work(session));
    return this.#settled(await this.#database.write('import', key, change, step.subject));
  }

  /** Makes a change of which run of a file is chosen, or of which there are. */
  async makeToRun(key: string, runId: string, kind: NewStep['kind'], work: UndoableWork): Promise<UndoStep | null> {
    const change = async (session: Session) => {
      const { audioId, path, runIds } = await siblingsOf(session, runId);
      const scope = [{ kind: 'mirror', id: audioId } as const, ...runIds.map((id) => ({ kind: 'run', id }) as const)];
      return this.#keeper.doing(session, { kind, subject: path, scope }, async () => work(session));
    };
    return this.#settled(await this.#database.write('optimisation', key, change, runId));
  }

  /** Makes a change while a database file of the user's is being read. */
  async makeFromFile(
    key: string,
    file: Blob,
    kind: NewStep['kind'],
    reading: FileReading,
    plan: (session: Session) => Promise<FilePlan>,
  ): Promise<UndoStep | null> {
    const subject = file instanceof File ? file.name : null;
    const change = async (session: Session) =>
      reading(session, async () => {
        const { scope, work } = await plan(session);
        return this.#keeper.doing(session, { kind, subject, scope }, async () => work(session));
      });
    return this.#settled(await this.#database.write('import', key, change, subject));
  }

  /** Takes back the latest step, or makes the last one that was taken back again. */
  async exchange(direction: 'undo' | 'redo', key: string, stepId: string): Promise<UndoStep | null> {
    return this.#settled(
      await this.#database.write('import', key, async (session) => this.#keeper.exchange(session, direction, stepId)),
    );
  }

  /** Notes files that an import has added, inside its transaction; all batches of an import share a step. */
  async noteImported(session: Session, stepId: string, audioIds: readonly string[]): Promise<Unneeded> {
    return this.#keeper.noteImported(session, stepId, audioIds);
  }

  /** Removes what a committed transaction has made unneeded. */
  async discard({ imageNames, stagedNames }: Unneeded): Promise<void> {
    await this.#keeper.discard(imageNames);
    await removeStaged(stagedNames);
  }

  /** Removes copies of audio that the data set no longer refers to, but for those that a step may bring back. */
  async letGo(stagedNames: readonly string[]): Promise<void> {
    if (stagedNames.length === 0) return;
    const needed = await this.stagedNames();
    await removeStaged(stagedNames.filter((name) => !needed.has(name)));
  }

  /** The copies of audio that steps may bring back. */
  async stagedNames(): Promise<Set<string>> {
    const rows = await this.#database.query('import', "SELECT id FROM undo_scope WHERE kind = 'staged'");
    return new Set(rows.map((row) => textOf(row['id'])));
  }

  /** Which of some files are neither in the data set nor may be brought back by a step. */
  async unknownAudio(audioIds: readonly string[]): Promise<ReadonlySet<string>> {
    if (audioIds.length === 0) return new Set();
    const rows = await this.#database.run('import', async (session) => {
      await session.stage(stagedTable('asked_ids', AUDIO_ID_COLUMN, audioIds));
      return session.query(
        `SELECT audio_id FROM asked_ids WHERE audio_id NOT IN (SELECT audio_id FROM audio_files)
           AND audio_id NOT IN (SELECT id FROM undo_scope WHERE kind = 'audio')
           AND NOT EXISTS (SELECT 1 FROM undo_scope WHERE kind = 'everything')`,
      );
    });
    return new Set(rows.map((row) => textOf(row['audio_id'])));
  }

  /** Makes steps and images fit each other after the database was opened. Resolves with how many steps had to be given up. */
  async settleAfterOpening(): Promise<number> {
    const { droppedSteps, unneeded } = await this.#database.run('import', async (session) =>
      this.#keeper.reconcile(session),
    );
    await this.discard(unneeded);
    return droppedSteps;
  }

  /** Nothing depends on it: what fails is done after a later change. */
  async dropDeadRows(): Promise<void> {
    await this.#database.run('import', dropDeadRows).catch(() => undefined);
  }

  /** Copies of audio that were let go of stay while the step may need them. */
  async #settled({ result, step, unneeded }: Done<readonly string[] | void | null>): Promise<UndoStep | null> {
    await this.discard(unneeded);
    // Whoever made the change does not wait for it; what comes next does.
    void this.dropDeadRows();
    if (step === null && Array.isArray(result)) await removeStaged(result);
    return step;
  }
}
