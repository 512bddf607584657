import { AppError } from '../../domain/errors.ts';
import type { MergePlan, MergePreview } from '../../domain/databaseMerge.ts';
import type { DatabaseContents, ImportedDatabase } from '../../domain/storage.ts';
import { stagedTable } from '../engine/arrowInsert.ts';
import { AUDIO_ID_COLUMN } from '../tables/audioTable.ts';
import type { BackupKeeper } from './backup.ts';
import type { Database } from '../engine/database.ts';
import { readDatabaseHeader } from '../engine/databaseHeader.ts';
import { INCOMING, withIncoming, type IncomingDatabase } from './incomingDatabase.ts';
import { Inspections } from './inspections.ts';
import { mergeIncoming, TAKE_ALL } from './mergeIncoming.ts';
import { previewMerge } from './mergePreview.ts';
import { createSchema } from '../schema/migrations.ts';
import type { OpeningOptions } from '../engine/opening.ts';
import type { OpfsFiles } from '../files/opfsFiles.ts';
import { SteadyCopies } from '../files/steadyCopies.ts';
import { wholeDatabase } from '../files/wholeDatabase.ts';
import { numberOf, textOf } from '../engine/rows.ts';
import type { Session } from '../engine/session.ts';
import { quotedName, tableNames } from '../engine/scan.ts';
import { isAccountTable } from '../schema/schema.ts';
import { quoted } from '../engine/sqlLiterals.ts';
import type { FileReading, UndoableWrites } from '../undo/undoableWrites.ts';

const WITHOUT_ANSWERS = 'DELETE FROM copy.main.command_answers;';

/** The statements that put a text on how the data set came about in the place of an earlier one. */
function writeMethods(database: string, methods: string): string {
  return `DELETE FROM ${database}.methods; INSERT INTO ${database}.methods VALUES (${quoted(methods)}, now());`;
}

interface Dependencies {
  readonly database: Database;
  readonly undoable: UndoableWrites;
  /** Null, like the next one, for a database in memory. */
  readonly files: OpfsFiles | null;
  readonly backups: BackupKeeper | null;
  readonly options: OpeningOptions;
}

/** The whole database out as a file, and databases of others in. */
export class DatabaseTransfer {
  readonly #deps: Dependencies;
  readonly #copies = new SteadyCopies();
  readonly #inspections: Inspections;

  constructor(deps: Dependencies) {
    this.#deps = deps;
    this.#inspections = new Inspections(deps.options);
  }

  async exportDatabase(methods?: string): Promise<Blob> {
    const { database, files } = this.#deps;
    const type = 'application/octet-stream';
    const inCopy = `${WITHOUT_ANSWERS} ${methods === undefined ? '' : writeMethods('copy.main', methods)}`;
    const copy = async () =>
      database.run('export', async (session) => new Blob([await session.copyToBuffer(inCopy)], { type }));
    if (files === null || database.isReadOnly) return copy();
    try {
      return await database.run('export', async (session) => {
        await session.forgetAnswers();
        if (methods !== undefined) {
          await session.sideTransaction(async () => session.script(writeMethods('main', methods)));
        }
        const whole = await wholeDatabase(files);
        if (whole === null) return new Blob([await session.copyToBuffer(inCopy)], { type });
        // The file itself changes with the next write.
        const generation = (await readDatabaseHeader(whole))?.generation;
        const steady = await this.#copies.of(whole, generation === undefined ? null : String(generation));
        return steady.slice(0, steady.size, type);
      });
    } catch (error) {
      // With no room left nothing can be forgotten in the file itself.
      if (!(error instanceof AppError && error.code === 'storage-full')) throw error;
      return copy();
    }
  }

  /** What merging a file would change; nothing is changed yet. */
  async preview(file: Blob): Promise<MergePreview> {
    const contents = await this.#describe(await this.#inspections.offer(file));
    return this.#deps.database.run('import', async (session) =>
      this.#reading(file)(session, async () => previewMerge(session, contents)),
    );
  }

  async merge(file: Blob, plan: MergePlan, key: string): Promise<ImportedDatabase> {
    const incoming = await this.#inspections.take(file);
    const contents = await this.#describe(incoming);
    const step = await this.#deps.undoable.makeFromFile(
      key,
      file,
      'merge-database',
      this.#reading(file),
      async (session) => {
        const newIds = async (kind: 'collection' | 'answer' | 'model' | 'plugin', table: string, isNew: string) => {
          const rows = await session.query(`SELECT ${kind}_id AS id FROM ${INCOMING}.main.${table} WHERE ${isNew}`);
          return rows.map((row) => ({ kind, id: textOf(row['id']) }) as const);
        };
        return {
          scope: [
            ...incoming.audioIds.map((id) => ({ kind: 'audio', id }) as const),
            ...(await newIds(
              'collection',
              'collections',
              'collection_id NOT IN (SELECT collection_id FROM main.collections)',
            )),
            ...(await newIds(
              'answer',
              'listening_answers',
              'answer_id NOT IN (SELECT answer_id FROM main.listening_answers)',
            )),
            ...(await newIds('model', 'models', 'true')),
            ...(await newIds('plugin', 'plugin_builds', 'plugin_id NOT IN (SELECT plugin_id FROM main.plugin_builds)')),
          ],
          work: async () => mergeIncoming(session, contents.writtenBy, plan),
        };
      },
    );
    return { contents, step };
  }

  async replace(file: Blob, key: string): Promise<ImportedDatabase> {
    const { database, undoable, backups } = this.#deps;
    const contents = await this.#describe(await this.#inspections.take(file));
    const step = await undoable.makeFromFile(key, file, 'replace-database', this.#reading(file), async (session) => ({
      scope: [{ kind: 'everything', id: '' }],
      work: async () => {
        const rows = await session.query('SELECT staged_name FROM audio_states WHERE staged_name IS NOT NULL');
        await takeInstead(session, contents);
        return rows.map((row) => textOf(row['staged_name']));
      },
    }));
    // The backup must not bring the replaced data set back.
    await backups?.make(database);
    return { contents, step };
  }

  /** Gives a database that was just made what it begins with. */
  async fill(file: Blob, key: string): Promise<DatabaseContents> {
    const { database, backups } = this.#deps;
    const contents = await this.#describe(await this.#inspections.take(file));
    const change = async (session: Session) =>
      session.transaction(async () => {
        session.touched.noteEverything();
        await takeInstead(session, contents);
      });
    await database.write('import', key, async (session) => this.#reading(file)(session, async () => change(session)));
    await backups?.make(database);
    return contents;
  }

  #reading(file: Blob): FileReading {
    const reading = { origin: 'anybody', canRead: this.#deps.options.canRead } as const;
    return async (session, work) => withIncoming(session, file, reading, async () => work());
  }

  async #describe({ contents, audioIds }: IncomingDatabase): Promise<DatabaseContents> {
    const [row] = await this.#deps.database.run('import', async (session) => {
      await session.stage(stagedTable('incoming_ids', AUDIO_ID_COLUMN, audioIds));
      return session.query(
        'SELECT count(*) AS n FROM audio_files WHERE audio_id IN (SELECT audio_id FROM incoming_ids)',
      );
    });
    return { ...contents, sharedAudioFiles: numberOf(row?.['n']) };
  }
}

/** Puts what the incoming file holds in the place of all that is there. */
async function takeInstead(session: Session, { writtenBy }: DatabaseContents): Promise<void> {
  const tables = (await tableNames(session)).filter((name) => !isAccountTable(name));
  await session.script(tables.map((table) => `DROP TABLE main.${quotedName(table)}`).join('; '));
  await createSchema(session);
  await mergeIncoming(session, writtenBy, TAKE_ALL);
}
