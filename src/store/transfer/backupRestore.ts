import type { BackupPreview, HeldIds } from '../../domain/backup.ts';
import type { UndoStep } from '../../domain/undo.ts';
import type { BackupKeeper } from './backup.ts';
import type { Database } from '../engine/database.ts';
import { INCOMING, inspectIncoming, withIncoming } from './incomingDatabase.ts';
import { noBackup, type OpeningOptions } from '../engine/opening.ts';
import { numberOf, textOf } from '../engine/rows.ts';
import { stopOrphanedRuns } from '../tables/runTable.ts';
import type { Session } from '../engine/session.ts';
import type { FileReading, UndoableWrites } from '../undo/undoableWrites.ts';
import { exchangeEverything } from '../undo/undoRows.ts';

/** The name that a backup is attached under. */
export const BACKED_UP = 'backed_up';

interface Dependencies {
  readonly database: Database;
  readonly undoable: UndoableWrites;
  /** Null for a database in memory, which has no backup. */
  readonly backups: BackupKeeper | null;
  readonly options: OpeningOptions;
}

/** Brings the backup back on the user's wish. Rejects with `bad-input` where there is none, with `bad-database` for a bad one. */
export class BackupRestore {
  readonly #deps: Dependencies;

  constructor(deps: Dependencies) {
    this.#deps = deps;
  }

  /** Makes a backup now. Resolves with whether it is good; a bad one is thrown away and the last stays. */
  async make(): Promise<boolean> {
    const { backups, database } = this.#deps;
    return backups === null ? false : backups.make(database);
  }

  /** What restoring the backup would change; nothing is changed yet. */
  async preview(): Promise<BackupPreview> {
    const backup = await this.#backup();
    const contents = await inspectIncoming(backup, this.#deps.options, 'own-store');
    const counts = await this.#deps.database.run('import', async (session) =>
      this.#reading(backup)(session, async () => differences(session)),
    );
    return {
      madeAt: new Date(backup.lastModified),
      audioFiles: contents.audioFiles,
      models: contents.models,
      refused: contents.refused,
      ...counts,
    };
  }

  /** What the backup holds. */
  async heldIds(): Promise<HeldIds> {
    const backup = await this.#backup();
    return this.#deps.database.run('export', async (session) =>
      session.withAttached(backup, BACKED_UP, async () => ({
        files: await idsIn(session, 'audio_files', 'audio_id'),
        models: await idsIn(session, 'models', 'model_id'),
      })),
    );
  }

  /** Puts what the backup holds in the place of the data set. */
  async restore(key: string): Promise<UndoStep | null> {
    const backup = await this.#backup();
    await inspectIncoming(backup, this.#deps.options, 'own-store');
    return this.#deps.undoable.makeFromFile(key, backup, 'restore-backup', this.#reading(backup), async () => ({
      scope: [{ kind: 'everything', id: '' }],
      work: async (session) => {
        await exchangeEverything(session, INCOMING);
        await stopOrphanedRuns(session);
      },
    }));
  }

  #reading(backup: Blob): FileReading {
    const reading = { origin: 'own-store', canRead: this.#deps.options.canRead } as const;
    return async (session, work) => withIncoming(session, backup, reading, async () => work());
  }

  async #backup(): Promise<File> {
    const backup = (await this.#deps.backups?.file()) ?? null;
    if (backup !== null) return backup;
    throw noBackup();
  }
}

async function idsIn(session: Session, table: string, key: string): Promise<readonly string[]> {
  return (await session.query(`SELECT ${key} AS id FROM ${BACKED_UP}.main.${table}`)).map((row) => textOf(row['id']));
}

async function differences(session: Session): Promise<Pick<BackupPreview, 'lost' | 'regainedFiles'>> {
  const missing = (table: string, key: string, from: string, of: string) =>
    `(SELECT count(*) FROM ${from}.${table} WHERE ${key} NOT IN (SELECT ${key} FROM ${of}.${table}))::INTEGER`;
  const image = `${INCOMING}.main`;
  const [row] = await session.query(
    `SELECT ${missing('audio_files', 'audio_id', 'main', image)} AS files,
       ${missing('descriptors', 'audio_id', 'main', image)} AS descriptors,
       ${missing('trial_runs', 'run_id', 'main', image)} AS runs, ${missing('models', 'model_id', 'main', image)} AS models,
       ${missing('audio_files', 'audio_id', image, 'main')} AS regained`,
  );
  return {
    lost: {
      audioFiles: numberOf(row?.['files']),
      descriptors: numberOf(row?.['descriptors']),
      runs: numberOf(row?.['runs']),
      models: numberOf(row?.['models']),
    },
    regainedFiles: numberOf(row?.['regained']),
  };
}
