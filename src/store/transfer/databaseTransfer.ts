import { AppError } from '../../domain/errors.ts';
import type { MergePlan, MergePreview } from '../../domain/databaseMerge.ts';
import { DOWNLOAD_BEGUN_MS } from '../../domain/downloads.ts';
import type { DatabaseContents, ImportedDatabase } from '../../domain/storage.ts';
import type { BackupKeeper } from './backup.ts';
import type { Database } from '../engine/database.ts';
import { readDatabaseHeader } from '../engine/databaseHeader.ts';
import { INCOMING, withIncoming, type IncomingContents } from './incomingDatabase.ts';
import { assertHeld, assertRoom, freeBytes } from './importRoom.ts';
import { Inspections } from './inspections.ts';
import { mergeIncoming, TAKE_ALL, type ImportPolicy } from './mergeIncoming.ts';
import { previewMerge } from './mergePreview.ts';
import { createSchema } from '../schema/migrations.ts';
import type { OpeningOptions } from '../engine/opening.ts';
import { DATABASE_FILE, type OpfsFiles } from '../files/opfsFiles.ts';
import { SteadyCopies } from '../files/steadyCopies.ts';
import { wholeDatabase } from '../files/wholeDatabase.ts';
import { numberOf, textOf } from '../engine/rows.ts';
import type { Session } from '../engine/session.ts';
import { quotedName, tableNames } from '../engine/scan.ts';
import { isAccountTable } from '../schema/schema.ts';
import { quoted } from '../engine/sqlLiterals.ts';
import type { NewStep } from '../undo/undoKeeper.ts';
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
  readonly options: OpeningOptions & { readonly importPolicy: ImportPolicy };
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

  /** @param isDownload whether it is nothing but downloaded, at once: its copy need not stay for long then */
  async exportDatabase(methods?: string, isDownload = false): Promise<Blob> {
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
        const version = generation === undefined ? null : String(generation);
        const steady = await this.#copies.of(whole, version, isDownload ? DOWNLOAD_BEGUN_MS : undefined);
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
    const incoming = await this.#looked(file, 'offer');
    return this.#deps.database.run('import', async (session) =>
      this.#reading(file)(session, async () => {
        await this.#assertRoom(file, incoming);
        return previewMerge(session, await this.#beside(session, file, incoming));
      }),
    );
  }

  async merge(file: Blob, plan: MergePlan, key: string): Promise<ImportedDatabase> {
    const { importPolicy } = this.#deps.options;
    const incoming = await this.#looked(file, 'take');
    let contents: DatabaseContents = { ...incoming, sharedAudioFiles: 0 };
    const step = await this.#deps.undoable.makeFromFile(
      key,
      file,
      'merge-database',
      this.#reading(file),
      async (session) => {
        contents = await this.#beside(session, file, incoming);
        const isOfAll = contents.audioFiles > importPolicy.namedFiles;
        await this.#assertRoom(file, incoming, isOfAll);
        const work = async () => mergeIncoming(session, contents.writtenBy, plan, importPolicy.trialsAtOnce);
        if (isOfAll) return { scope: EVERYTHING, work };
        const newIds = async (
          kind: 'audio' | 'collection' | 'answer' | 'model' | 'plugin',
          table: string,
          isNew: string,
        ) => {
          const rows = await session.query(`SELECT ${kind}_id AS id FROM ${INCOMING}.main.${table} WHERE ${isNew}`);
          return rows.map((row) => ({ kind, id: textOf(row['id']) }) as const);
        };
        return {
          scope: [
            ...(await newIds('audio', 'audio_files', 'true')),
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
          work,
        };
      },
    );
    await this.#renewAfter(file);
    return { contents, step };
  }

  async replace(file: Blob, key: string): Promise<ImportedDatabase> {
    const { database, undoable, backups } = this.#deps;
    const incoming = await this.#looked(file, 'take');
    let contents: DatabaseContents = { ...incoming, sharedAudioFiles: 0 };
    const step = await undoable.makeFromFile(key, file, 'replace-database', this.#reading(file), async (session) => {
      contents = await described(session, incoming);
      await this.#assertRoom(file, incoming);
      const work = async () => {
        const rows = await session.query('SELECT staged_name FROM audio_states WHERE staged_name IS NOT NULL');
        await takeInstead(session, contents, this.#deps.options.importPolicy);
        return rows.map((row) => textOf(row['staged_name']));
      };
      return { scope: EVERYTHING, work };
    });
    await this.#renewAfter(file);
    // The backup must not bring the replaced data set back.
    await backups?.make(database);
    return { contents, step };
  }

  /** Gives a database that was just made what it begins with. */
  async fill(file: Blob, key: string): Promise<DatabaseContents> {
    const { database, backups } = this.#deps;
    const incoming = await this.#looked(file, 'take');
    const contents = { ...incoming, sharedAudioFiles: 0 };
    const change = async (session: Session) =>
      session.transaction(async () => {
        session.touched.noteEverything();
        await takeInstead(session, contents, this.#deps.options.importPolicy);
      });
    const work = async (session: Session) =>
      this.#reading(file)(session, async () => {
        await this.#assertRoom(file, incoming);
        await change(session);
      });
    await database.write('import', key, work);
    await backups?.make(database);
    return contents;
  }

  /** Lets another engine go on after a large file. What was committed stands: where none can begin now the next call begins one. */
  async #renewAfter(file: Blob): Promise<void> {
    const { database, files, options } = this.#deps;
    if (files === null || file.size < options.importPolicy.renewedFromBytes) return;
    await database.whileClosed('import', async () => undefined).catch(() => undefined);
  }

  /**
   * Rejects where this browser has no room for a file [S19]. Only within the command: repeated once it has committed it is not asked again.
   *
   * @param copiesAll whether Undo will hold all that is there
   */
  async #assertRoom(file: Blob, { writtenBy }: IncomingContents, copiesAll = false): Promise<void> {
    const { files } = this.#deps;
    // What lies in memory takes no room of the disk.
    if (files === null) return;
    const copiedBytes = copiesAll ? ((await files.size(DATABASE_FILE)) ?? 0) : 0;
    assertRoom({ subject: nameOf(file), bytes: file.size, copiedBytes, writtenBy, freeBytes: await freeBytes() });
  }

  /** Looks at a file. Rejects where a tab cannot hold it [S19]. */
  async #looked(file: Blob, how: 'offer' | 'take'): Promise<IncomingContents> {
    const contents = await this.#inspections[how](file);
    assertHeld(nameOf(file), contents, this.#deps.options.importPolicy);
    return contents;
  }

  /** What the attached file holds beside what is there. Rejects where a tab cannot hold both [S19]. */
  async #beside(session: Session, file: Blob, incoming: IncomingContents): Promise<DatabaseContents> {
    const contents = await described(session, incoming);
    const { importPolicy } = this.#deps.options;
    const [mine] = await session.query(
      'SELECT (SELECT count(*) FROM main.audio_files) AS files, (SELECT count(*) FROM main.run_trials) AS trials',
    );
    const audioFiles = numberOf(mine?.['files']) + contents.audioFiles - contents.sharedAudioFiles;
    let trials = numberOf(mine?.['trials']) + contents.trials;
    if (trials > importPolicy.mostTrials) trials -= await sharedTrials(session, contents.writtenBy);
    assertHeld(nameOf(file), { audioFiles, trials }, importPolicy);
    return contents;
  }

  #reading(file: Blob): FileReading {
    const reading = { origin: 'anybody', canRead: this.#deps.options.canRead } as const;
    return async (session, work) => withIncoming(session, file, reading, async () => work());
  }
}

function nameOf(file: Blob): string | null {
  return file instanceof File ? file.name : null;
}

const EVERYTHING: NewStep['scope'] = [{ kind: 'everything', id: '' }];

/** What the attached file holds, beside what is there. */
async function described(session: Session, incoming: IncomingContents): Promise<DatabaseContents> {
  const [row] = await session.query(
    `SELECT count(*) AS n FROM main.audio_files WHERE audio_id IN (SELECT audio_id FROM ${INCOMING}.main.audio_files)`,
  );
  return { ...incoming, sharedAudioFiles: numberOf(row?.['n']) };
}

/** How many trials of the attached file belong to runs that are there already. */
async function sharedTrials(session: Session, writtenBy: DatabaseContents['writtenBy']): Promise<number> {
  const runs = 'SELECT run_id FROM main.trial_runs';
  const [row] = await session.query(
    writtenBy === 'trainer'
      ? `SELECT count(*) AS n FROM ${INCOMING}.main.run_trials WHERE run_id IN (${runs})`
      : `SELECT count(*) AS n FROM ${INCOMING}.main.bo_trials WHERE 'desktop-' || audio_id IN (${runs})`,
  );
  return numberOf(row?.['n']);
}

/** Puts what the incoming file holds in the place of all that is there. */
async function takeInstead(session: Session, contents: DatabaseContents, policy: ImportPolicy): Promise<void> {
  const tables = (await tableNames(session)).filter((name) => !isAccountTable(name));
  await session.script(tables.map((table) => `DROP TABLE main.${quotedName(table)}`).join('; '));
  await createSchema(session);
  await mergeIncoming(session, contents.writtenBy, TAKE_ALL, policy.trialsAtOnce);
}
