import { stagedTable, type InsertColumn } from '../engine/arrowInsert.ts';
import { numberOf, textOf, textOrNull, type SqlRow } from '../engine/rows.ts';
import { chooseAgain } from '../tables/runTable.ts';
import { countOn } from '../schema/rowOrder.ts';
import { quotedName, tableNames } from '../engine/scan.ts';
import { BYTES_PER_VALUE, type Session } from '../engine/session.ts';
import { freeBytes } from '../transfer/importRoom.ts';
import { readsOtherwise } from '../files/opfsFiles.ts';
import { classifyFailure } from '../engine/storeFailure.ts';
import { stageFreePaths } from '../tables/uniquePath.ts';

/**
 * What a step concerns. `audio`: all rows of a file; `run`: a run and its trials; `mirror`: the chosen run of a file as the
 * desktop's tables show it; `collection`: a search over several files and its runs; `answer`: of a blind
 * comparison, which outlives its file; `model`: a model, what is said of it and what it
 * predicted; `label`: what is said of a model alone; `plugin`: what is said of a plugin; `tags`, `note`, `genre`: those of a file
 * alone; `staged`: a copy that the step's image refers to.
 */
export interface ScopeEntry {
  readonly kind:
    | 'everything'
    | 'audio'
    | 'run'
    | 'mirror'
    | 'collection'
    | 'answer'
    | 'model'
    | 'label'
    | 'plugin'
    | 'tags'
    | 'note'
    | 'genre'
    | 'staged';
  readonly id: string;
}

/** The name that the image of a step is attached under. */
export const IMAGE = 'undo_image';

const NEW_IMAGE = 'undo_new_image';
/** The product's own accounts, which no step changes, and the list of what was left out of a file that is read. */
const UNTOUCHED = new Set(['schema_version', 'undo_steps', 'undo_scope', 'command_answers', 'methods', 'refused_rows']);
/** What tables hold that a step may concern without the rest of the file or the model. */
const PARTS: Readonly<Record<string, ScopeEntry['kind']>> = {
  best_params: 'mirror',
  sound_tags: 'tags',
  sound_notes: 'note',
  model_labels: 'label',
};
/** A column that changes without its row: an image holds it as a table of this name, which the data set has not. */
const GENRES = 'undo_genres';
const GENRE_OF_FILES = `SELECT audio_id, genre FROM main.audio_files WHERE audio_id IN (${idsOf('genre')})`;
/** A file of few rows is a tenth as large in small blocks; many rows are written faster in large ones. */
const FEW_ENTRIES = 500;
/** In the engine's memory a file of so many values takes some 12 MB, and as much again where it is copied out of it. */
const LARGE_VALUES = 1_000_000;

interface CatalogTable {
  readonly name: string;
  readonly columns: readonly string[];
}

const SCOPE_COLUMNS: readonly InsertColumn<ScopeEntry>[] = [
  { name: 'kind', type: 'VARCHAR', of: (entry) => entry.kind },
  { name: 'id', type: 'VARCHAR', of: (entry) => entry.id },
];

/** Tells followers what a step concerns. */
export function touchScope({ touched }: Session, scope: readonly ScopeEntry[]): void {
  const idsOf = (kind: ScopeEntry['kind']) => scope.filter((entry) => entry.kind === kind).map(({ id }) => id);
  if (scope.some(({ kind }) => kind === 'everything')) touched.noteEverything();
  if (scope.some(({ kind }) => kind === 'run' || kind === 'collection')) touched.noteAnyRuns();
  touched.noteSteps();
  touched.noteWholeFiles(idsOf('audio'));
  for (const kind of ['mirror', 'tags', 'note', 'genre'] as const) touched.note('files', idsOf(kind));
  touched.note('models', idsOf('model'));
  touched.note('modelLabels', [...idsOf('model'), ...idsOf('label')]);
  if (idsOf('model').length > 0) touched.notePredictions();
  touched.note('collections', idsOf('collection'));
  touched.note('blindComparisonAnswers', idsOf('answer'));
  touched.note('pluginBuilds', idsOf('plugin'));
}

/** Puts a scope where the statements here look for it: the temporary table `undo_now`. */
export async function stageScope(session: Session, scope: readonly ScopeEntry[]): Promise<void> {
  await session.stage(stagedTable('undo_now', SCOPE_COLUMNS, scope));
}

/** What the rows of a scope meet, by the tables that hold any of them. */
export type RowConditions = ReadonlyMap<string, string>;

/** The present rows of a scope. */
interface CapturedRows {
  readonly conditions: RowConditions;
  /** All of them as the bytes of a database file, or where that lies on the disk already; null where there are none. */
  readonly copy: Uint8Array<ArrayBuffer> | 'on-disk' | null;
}

/**
 * The present rows of the staged scope. Of a file that the attached image does not hold all runs belong to it, of others only
 * those that the scope names: runs made since stay out of it. To be called with no transaction open.
 *
 * @param path where the engine may write many rows, `opfs://…`; null for all in memory
 */
export async function captureRows(
  session: Session,
  isImageAttached: boolean,
  path: string | null,
): Promise<CapturedRows> {
  const imageTables = isImageAttached ? await tableNames(session, IMAGE) : [];
  const isInImage = imageTables.includes('audio_files')
    ? `AND audio_id NOT IN (SELECT audio_id FROM ${IMAGE}.main.audio_files)`
    : '';
  const everyTable = await catalog(session);
  const runs = runsIn(everyTable);
  // What is not there needs no look at a million trials.
  await session.script(`
    CREATE OR REPLACE TEMP TABLE undo_runs AS
      SELECT id AS run_id FROM undo_now WHERE kind = 'run'
      UNION SELECT run_id FROM (${runs})
        WHERE (audio_id IN (${idsOf('audio')}) ${isInImage}) OR collection_id IN (${idsOf('collection')});
    CREATE OR REPLACE TEMP TABLE undo_present_runs AS
      SELECT run_id FROM (${runs}) WHERE run_id IN (SELECT run_id FROM undo_runs);
    CREATE OR REPLACE TEMP TABLE undo_present_files AS
      SELECT id AS audio_id FROM undo_now
      WHERE kind IN ('audio', 'mirror') AND id IN (SELECT audio_id FROM main.audio_files)`);
  const filled = await session.query(
    `SELECT table_name, estimated_size, kinds, few, trials
     FROM (SELECT string_agg(DISTINCT kind, ' ') AS kinds, count(*) <= ${FEW_ENTRIES} AS few,
         (EXISTS (FROM undo_present_files) OR EXISTS (FROM undo_present_runs)) AS trials FROM undo_now)
       LEFT JOIN duckdb_tables() ON database_name = current_database() AND schema_name = 'main' AND estimated_size > 0`,
  );
  const [scope] = filled;
  const kinds = new Set((textOrNull(scope?.['kinds'] ?? null) ?? '').split(' '));
  const tables = tablesOfScope(filled, everyTable, kinds);
  const genres = kinds.has('genre') ? [GENRE_OF_FILES] : [];
  const write = async (of: readonly ScopeTable[]) => {
    const copies = of.map(
      ({ name, condition }) =>
        `CREATE TABLE ${imageTable(name)} AS SELECT * FROM main.${quotedName(name)} WHERE ${condition}`,
    );
    copies.push(...genres.map((rows) => `CREATE TABLE ${imageTable(GENRES)} AS ${rows}`));
    await compressing(session, async () => session.sideTransaction(async () => session.steps(copies)));
  };
  // To count the rows of many files takes as long as to copy them: only where room may be short.
  if (path !== null && scope?.['few'] !== true && scope?.['trials'] === true && (await hasRoomFor(tables)))
    return { conditions: conditionsOf(await makeImage(session, path, tables, write)), copy: 'on-disk' };
  const found = (await countRows(session, tables)).filter(({ rows }) => rows > 0);
  const conditions = conditionsOf(found);
  if (found.length === 0 && genres.length === 0) return { conditions, copy: null };
  const values = found.reduce((sum, { columns, rows }) => sum + rows * columns.length, 0);
  if (path !== null && values > LARGE_VALUES) {
    await insistOnRoom(values);
    await makeImage(session, path, found, write);
    return { conditions, copy: 'on-disk' };
  }
  const blocks = scope?.['few'] === true ? '(BLOCK_SIZE 16384)' : '';
  const copy = await session.fileOf(NEW_IMAGE, blocks, async () => write(found), values);
  return { conditions, copy };
}

function imageTable(name: string): string {
  return `${NEW_IMAGE}.main.${quotedName(name)}`;
}

function conditionsOf(tables: readonly FoundRows[]): RowConditions {
  return new Map(tables.filter(({ rows }) => rows > 0).map(({ name, condition }) => [name, condition]));
}

/** Texts and whole numbers of an image shrink to a fraction in no time; our doubles hardly do, and it would take longer. */
async function compressing(session: Session, work: () => Promise<void>): Promise<void> {
  await session.script("SET disabled_compression_methods = 'alp,alprd,fsst'; SET force_compression = 'auto'");
  try {
    await work();
  } finally {
    if (!session.broken)
      await session.script("SET force_compression = 'uncompressed'; SET disabled_compression_methods = ''");
  }
}

/** Writes an image to the disk and reads it back; resolves with what it holds. Rejects with `storage-damaged` where it is not whole. */
async function makeImage(
  session: Session,
  path: string,
  tables: readonly ScopeTable[],
  write: (tables: readonly ScopeTable[]) => Promise<void>,
): Promise<readonly FoundRows[]> {
  let written: readonly FoundRows[] = [];
  await session.makeFile(
    path,
    NEW_IMAGE,
    async () => {
      await write(tables);
      written = await rowsOfImage(session, tables);
    },
    async () => insistOnImage(session, written),
  );
  return written;
}

/** Whether there is room for as many rows as the tables have at most, so that nobody needs to count. */
async function hasRoomFor(tables: readonly ScopeTable[]): Promise<boolean> {
  const free = await freeBytes();
  const values = tables.reduce((sum, { columns, mostRows }) => sum + mostRows * columns.length, 0);
  return free === null || free >= values * BYTES_PER_VALUE;
}

/** Rejects with a `QuotaExceededError` where there is no room: where the engine finds out, it ends. */
async function insistOnRoom(valueCount: number): Promise<void> {
  const free = await freeBytes();
  if (free !== null && free < valueCount * BYTES_PER_VALUE)
    throw new DOMException('there is no room for an image', 'QuotaExceededError');
}

/** Reads the new image back. Rejects with `storage-damaged` where it is not whole. */
async function insistOnImage(session: Session, written: readonly FoundRows[]): Promise<void> {
  const read = written.map(
    ({ name }, at) =>
      `SELECT ${at} AS place, count(*) AS read_rows, bit_xor(hash(t)) AS digest FROM ${imageTable(name)} t`,
  );
  const counts: number[] = [];
  try {
    for await (const page of session.pages(read.join(' UNION ALL '))) {
      Array.from(page['place'] ?? [], (place, row) => (counts[numberOf(place)] = numberOf(page['read_rows']?.[row])));
    }
  } catch (error) {
    throw classifyFailure(error) === 'damaged' ? readsOtherwise() : error;
  }
  if (written.some((table, at) => counts[at] !== table.rows)) throw readsOtherwise();
}

/** A table that may hold rows of the staged scope, and which of its rows those are. */
interface ScopeTable extends CatalogTable {
  readonly condition: string;
  readonly mostRows: number;
}

interface FoundRows extends ScopeTable {
  readonly rows: number;
}

function tablesOfScope(
  filled: readonly SqlRow[],
  everyTable: readonly CatalogTable[],
  kinds: ReadonlySet<string>,
): ScopeTable[] {
  const sizes = sizesOf(filled);
  return everyTable.flatMap((table) => {
    const mostRows = sizes.get(table.name);
    const condition = mostRows === undefined ? null : conditionOf(table, kinds);
    return condition === null || mostRows === undefined ? [] : [{ ...table, condition, mostRows }];
  });
}

/** How many rows of the scope are in tables of the data set. One statement looks: each takes its milliseconds. */
async function countRows(session: Session, tables: readonly ScopeTable[]): Promise<FoundRows[]> {
  if (tables.length === 0) return [];
  const counts = tables.map(
    ({ name, condition }, at) => `(SELECT count(*) FROM main.${quotedName(name)} WHERE ${condition}) AS t${at}`,
  );
  const [counted] = await session.query(`SELECT ${counts.join(', ')}`);
  return tables.map((table, at) => ({ ...table, rows: numberOf(counted?.[`t${at}`]) }));
}

/** How many rows were written to each table of the new image, from which none was deleted. */
async function rowsOfImage(session: Session, tables: readonly ScopeTable[]): Promise<FoundRows[]> {
  const found = await session.query(
    `SELECT table_name, estimated_size FROM duckdb_tables() WHERE database_name = '${NEW_IMAGE}' AND NOT temporary`,
  );
  const sizes = sizesOf(found);
  return tables.map((table) => ({ ...table, rows: sizes.get(table.name) ?? Number.NaN }));
}

function sizesOf(tables: readonly SqlRow[]): ReadonlyMap<string | null, number> {
  return new Map(tables.map((row) => [textOrNull(row['table_name'] ?? null), numberOf(row['estimated_size'])]));
}

/**
 * Puts the rows of the attached image in the place of the staged scope's present ones, which {@link captureRows} has just
 * captured. Inside the open transaction.
 */
export async function exchangeRows(
  session: Session,
  conditions: RowConditions,
  isImageAttached: boolean,
): Promise<void> {
  await session.steps(
    [...conditions].map(([name, condition]) => `DELETE FROM main.${quotedName(name)} WHERE ${condition}`),
  );
  await session.script(
    `CREATE OR REPLACE TEMP TABLE undo_retained AS
       SELECT DISTINCT audio_id FROM main.trial_runs WHERE audio_id IN (${idsOf('audio', 'mirror')})`,
  );
  if (isImageAttached) await insertImage(session, IMAGE);
  const retained = await session.query('SELECT 1 FROM undo_retained LIMIT 1');
  if (retained.length > 0) await chooseAgain(session, 'SELECT audio_id FROM undo_retained');
}

/** Puts everything that an attached database holds in the place of everything there is. Inside the open transaction. */
export async function exchangeEverything(session: Session, from = IMAGE): Promise<void> {
  const tables = await catalog(session);
  await session.steps(tables.map(({ name }) => `DELETE FROM main.${quotedName(name)}`));
  await insertImage(session, from);
  await countOn(session);
}

/** A query for `run_id`, `audio_id` and `collection_id` of every run of whatever kind. */
export async function allRuns(session: Session): Promise<string> {
  return runsIn(await catalog(session));
}

function runsIn(tables: readonly CatalogTable[]): string {
  return tables
    .filter(({ columns }) => columns.includes('run_id') && columns.includes('audio_id'))
    .map(({ name, columns }) => {
      const collection = columns.includes('collection_id') ? 'collection_id' : 'NULL::VARCHAR AS collection_id';
      return `SELECT run_id, audio_id, ${collection} FROM main.${quotedName(name)}`;
    })
    .join(' UNION ALL ');
}

/** Copies every row of the image into the table of its name: the columns that both have. */
async function insertImage(session: Session, from: string): Promise<void> {
  const own = new Map((await catalog(session)).map((table) => [table.name, table.columns]));
  for (const { name, columns } of await catalog(session, from)) {
    if (name === GENRES) {
      await session.script(`UPDATE main.audio_files SET genre = t.genre FROM ${from}.main.${GENRES} t
        WHERE audio_files.audio_id = t.audio_id`);
      continue;
    }
    const present = own.get(name);
    if (present === undefined) {
      await session.steps([`CREATE TABLE main.${quotedName(name)} AS FROM ${from}.main.${quotedName(name)}`]);
      continue;
    }
    const shared = columns.filter((column) => present.includes(column)).map((column) => quotedName(column));
    const list = shared.join(', ');
    if (name === 'audio_files')
      await stageFreePaths(session, 'undo_paths', `SELECT audio_id, path FROM ${from}.main.audio_files ORDER BY path`);
    await session.steps([
      name === 'audio_files'
        ? `INSERT INTO main.audio_files (${list}) SELECT ${shared.map((column) => (column === '"path"' ? 'p.path' : `t.${column}`)).join(', ')}
             FROM ${from}.main.audio_files t JOIN undo_paths p USING (audio_id)`
        : `INSERT INTO main.${quotedName(name)} (${list}) SELECT ${list} FROM ${from}.main.${quotedName(name)}`,
    ]);
  }
}

/** Every table that steps may change, with its columns: those of the data set, or of the attached image. */
async function catalog(session: Session, alias: string | null = null): Promise<CatalogTable[]> {
  const database = alias === null ? 'current_database()' : `'${alias}'`;
  const rows = await session.query(
    `SELECT table_name, column_name FROM duckdb_columns()
     WHERE database_name = ${database} AND schema_name = 'main' AND NOT internal ORDER BY table_name, column_index`,
  );
  const tables = new Map<string, string[]>();
  for (const row of rows) {
    const name = textOf(row['table_name']);
    if (UNTOUCHED.has(name)) continue;
    tables.set(name, [...(tables.get(name) ?? []), textOf(row['column_name'])]);
  }
  return [...tables].map(([name, columns]) => ({ name, columns }));
}

/** Which rows of a table are in the staged scope, which holds entries of these kinds; null where none can be. */
function conditionOf({ name, columns }: CatalogTable, kinds: ReadonlySet<string>): string | null {
  if (columns.includes('run_id')) {
    const bringRuns = ['run', 'audio', 'collection'].some((kind) => kinds.has(kind));
    return bringRuns ? 'run_id IN (SELECT run_id FROM undo_present_runs)' : null;
  }
  const part = PARTS[name];
  const of = (kind: ScopeEntry['kind']) => (part === undefined ? [kind] : [kind, part]);
  const among = (column: string, wanted: readonly ScopeEntry['kind'][]) =>
    columns.includes(column) && wanted.some((kind) => kinds.has(kind)) ? [`${column} IN (${idsOf(...wanted)})`] : [];
  if (name === 'bo_trials') {
    const bringFiles = kinds.has('audio') || kinds.has('mirror');
    return bringFiles ? 'audio_id IN (SELECT audio_id FROM undo_present_files)' : null;
  }
  const parts = columns.includes('answer_id')
    ? among('answer_id', ['answer'])
    : columns.includes('plugin_id')
      ? among('plugin_id', ['plugin'])
      : [
          ...among('audio_id', of('audio')),
          ...among('collection_id', ['collection']),
          ...among('model_id', of('model')),
        ];
  return parts.length === 0 ? null : parts.join(' OR ');
}

function idsOf(...kinds: readonly ScopeEntry['kind'][]): string {
  return `SELECT id FROM undo_now WHERE kind IN (${kinds.map((kind) => `'${kind}'`).join(', ')})`;
}
