import { DuckDBInstance } from '@duckdb/node-api';
import { writeWhole } from './wholeFile.mjs';

/** @typedef {import('@duckdb/node-api').DuckDBConnection} Connection */

/**
 * What a shard carries of each sound: a table's rows by `audio_id`, and the trials of its runs by `run_id`. What is not here belongs
 * to a person (tags, comparisons), to a model, or to one browser.
 */
const TABLES = [
  'audio_files',
  'descriptors',
  'audio_metadata',
  'audio_licenses',
  'plugin_windows',
  'timbre_profiles',
  'trial_runs',
  'bo_trials',
  'best_params',
  'direct_search',
];
const TRIALS = 'run_trials';

/**
 * Does something with DuckDB in memory.
 *
 * @template T
 * @param {(connection: Connection) => Promise<T>} work
 * @returns {Promise<T>}
 */
async function withDuckDb(work) {
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  try {
    return await work(connection);
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

/**
 * Writes the rows of a database as one Parquet file: a row per sound, in it a list of rows of each table.
 *
 * @param {string} databasePath
 * @param {string} path
 */
export async function writeShard(databasePath, path) {
  const lists = [
    ...TABLES.map(
      (table) => `(SELECT list(t ORDER BY t.rowid) FROM db.${table} t WHERE t.audio_id = f.audio_id) AS ${table}`,
    ),
    `(SELECT list(t ORDER BY t.rowid) FROM db.${TRIALS} t
      WHERE t.run_id IN (SELECT run_id FROM db.trial_runs r WHERE r.audio_id = f.audio_id)) AS ${TRIALS}`,
  ];
  await withDuckDb(async (connection) => {
    await connection.run(`ATTACH ${quoted(databasePath)} AS db (READ_ONLY)`);
    await writeParquet(
      connection,
      `SELECT f.audio_id, f.path, ${lists.join(', ')} FROM db.audio_files f ORDER BY f.path`,
      path,
    );
  });
}

/**
 * Writes what the model in use answered for each sound, a row per sound.
 *
 * @param {string} databasePath
 * @param {string} path
 */
export async function writePredictions(databasePath, path) {
  await withDuckDb(async (connection) => {
    await connection.run(`ATTACH ${quoted(databasePath)} AS db (READ_ONLY)`);
    await writeParquet(
      connection,
      'SELECT f.path, p.* FROM db.predictions p JOIN db.audio_files f USING (audio_id) ORDER BY f.path',
      path,
    );
  });
}

/**
 * Writes the files that could not be read.
 *
 * @param {readonly import('./headlessApp.mjs').Failure[]} failures
 * @param {string} path
 */
export async function writeFailures(failures, path) {
  await withDuckDb(async (connection) => {
    await connection.run('CREATE TABLE failed (path VARCHAR, reason VARCHAR)');
    const appender = await connection.createAppender('failed');
    for (const { name, reason } of failures) {
      appender.appendVarchar(name);
      appender.appendVarchar(reason);
      appender.endRow();
    }
    appender.closeSync();
    await writeParquet(connection, 'FROM failed', path);
  });
}

/**
 * Copies all shards into a database of the app that is empty. Of sounds with the same bytes the first by path is taken; paths that are
 * taken get a number, as the app gives it.
 *
 * @param {readonly string[]} shardPaths
 * @param {string} databasePath
 * @returns {Promise<{ sounds: number, duplicates: number }>}
 */
export async function mergeShards(shardPaths, databasePath) {
  return withDuckDb(async (connection) => {
    await connection.run(`ATTACH ${quoted(databasePath)} AS db`);
    await connection.run(`
      CREATE TEMP VIEW shards AS FROM read_parquet([${shardPaths.map(quoted).join(', ')}], filename = 'shard', file_row_number = true);
      CREATE TEMP TABLE kept AS
        SELECT audio_id, shard, file_row_number, path, row_number() OVER (ORDER BY path, audio_id)::INTEGER AS place
        FROM (SELECT audio_id, shard, file_row_number, path FROM shards
          QUALIFY row_number() OVER (PARTITION BY audio_id ORDER BY path, shard) = 1)`);
    await claimPaths(connection);
    await connection.run('BEGIN');
    const columnsOf = async (/** @type {string} */ table) => {
      const rows = await connection.runAndReadAll(
        `SELECT column_name FROM duckdb_columns() WHERE database_name = 'db' AND table_name = ${quoted(table)} ORDER BY column_index`,
      );
      return rows.getRows().map(([name]) => String(name));
    };
    for (const table of [...TABLES, TRIALS]) {
      const columns = await columnsOf(table);
      const values = columns.map((column) => valueOf(table, column));
      await connection.run(`INSERT INTO db.${table} (${columns.join(', ')})
        SELECT ${values.join(', ')} FROM (
          SELECT k.place, k.path, unnest(s.${table}) AS t FROM shards s
          JOIN kept k USING (shard, file_row_number)) ORDER BY place`);
    }
    await connection.run(`
      INSERT INTO db.audio_order (audio_id, sequence) SELECT audio_id, place FROM kept ORDER BY place;
      COMMIT;
      CHECKPOINT db`);
    const counted = await connection.runAndReadAll('SELECT (SELECT count(*) FROM kept), (SELECT count(*) FROM shards)');
    const [sounds = 0, all = 0] = counted.getRows()[0]?.map(Number) ?? [];
    await connection.run('DETACH db');
    return { sounds, duplicates: all - sounds };
  });
}

/**
 * Gives each sound that is kept a path of its own: the first of several keeps theirs.
 *
 * @param {Connection} connection
 */
async function claimPaths(connection) {
  const shared = await connection.runAndReadAll(
    'SELECT place, path FROM kept QUALIFY row_number() OVER (PARTITION BY path ORDER BY place) > 1 ORDER BY place',
  );
  if (shared.currentRowCount === 0) return;
  const all = await connection.runAndReadAll('SELECT path FROM kept');
  const taken = new Set(all.getRows().map(([path]) => String(path)));
  for (const [place, own] of shared.getRows()) {
    let path = String(own);
    for (let n = 2; taken.has(path); n += 1) path = String(own).replace(/(\.[^./]*)?$/u, ` (${n})$1`);
    taken.add(path);
    await connection.run(`UPDATE kept SET path = ${quoted(path)} WHERE place = ${Number(place)}`);
  }
}

/**
 * Puts Parquet files of the same columns one behind the other.
 *
 * @param {readonly string[]} paths
 * @param {string} path
 * @returns {Promise<number>} how many rows there are
 */
export async function joinParquet(paths, path) {
  return withDuckDb(async (connection) => {
    await writeParquet(connection, `FROM read_parquet([${paths.map(quoted).join(', ')}]) ORDER BY path`, path);
    const counted = await connection.runAndReadAll(`SELECT count(*) FROM read_parquet(${quoted(path)})`);
    return Number(counted.getRows()[0]?.[0] ?? 0);
  });
}

/** @param {string} table @param {string} column */
function valueOf(table, column) {
  // The app counts anew when it opens the file [S9].
  if (column === 'sequence') return 'NULL';
  return table === 'audio_files' && column === 'path' ? 'path' : `t.${column}`;
}

/** @param {Connection} connection @param {string} query @param {string} path */
async function writeParquet(connection, query, path) {
  await writeWhole(path, (draft) =>
    connection.run(`COPY (${query}) TO ${quoted(draft)} (FORMAT parquet, COMPRESSION zstd)`),
  );
}

/** @param {string} text */
function quoted(text) {
  return `'${text.replaceAll("'", "''")}'`;
}
