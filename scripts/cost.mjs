// `npm run cost -- FOLDER_OR_LIST`: what the steps of `npm run batch` take on sounds: core seconds, bytes and memory, by hour of audio and by
// thousand sounds. `npm run cost -- --made 2` makes hours of noise for it, in files of ten seconds. `npm run cost -- --rows 1000,10000`
// looks at merge, training and answers on so many rows without sound. Core seconds count the work of all processes, so that a busy machine
// changes little. Linux only.
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { DuckDBInstance } from '@duckdb/node-api';
import { writeTrainedDatabase } from '../tests/bench/trainedDatabase.mjs';
import { writeManyWavs } from '../tests/bench/soundFiles.mjs';
import { HeadlessApp } from './batch/headlessApp.mjs';
import { mergeShards, writePredictions, writeShard } from './batch/shardFile.mjs';
import { soundsOf } from './batch/shards.mjs';
import { ProcessTree } from './lib/processTree.mjs';

const MADE_SEC = 10;
const TRIALS_PER_ROW = 10;

/** @typedef {import('./lib/processTree.mjs').Cost & { step: string, bytes: number | null }} Step */

/** What each step took, told as it ends. */
class Steps {
  /** @readonly @type {Step[]} */
  #steps = [];

  /**
   * @template T
   * @param {string} step
   * @param {() => Promise<T>} work
   * @param {number | string | null} [bytes] how many it reads or writes, or the file that they are in
   * @returns {Promise<T>}
   */
  async take(step, work, bytes = null) {
    const startedMs = performance.now();
    const { result, ...cost } = await tree.costOf(work);
    const size = typeof bytes === 'string' ? (await stat(bytes)).size : bytes;
    this.#steps.push({ step, ...cost, bytes: size });
    const seconds = Math.round((performance.now() - startedMs) / 1000);
    console.error(
      `${step}: ${cost.coreSeconds.toFixed(1)} core seconds, ${seconds} s, ${Math.round(cost.highestBytes / 1e6)} MB`,
    );
    return result;
  }

  /** @param {string} title @param {number} files @param {number | null} hours */
  print(title, files, hours) {
    const each = (/** @type {number | null} */ value, /** @type {number | null} */ by) =>
      value === null || by === null ? '–' : (value / by).toPrecision(3);
    console.log(`${title}; ${cpus()[0]?.model ?? ''}, Node ${process.version}\n`);
    console.log(
      '| step | core s | core s an hour of audio | core s a 1,000 sounds | MB an hour | MB a 1,000 sounds | memory, MB |',
    );
    console.log('| --- | --- | --- | --- | --- | --- | --- |');
    for (const { step, coreSeconds, bytes, highestBytes } of this.#steps) {
      const megabytes = bytes === null ? null : bytes / 1e6;
      const cells = [
        step,
        coreSeconds.toFixed(1),
        each(coreSeconds, hours),
        each(coreSeconds, files / 1000),
        each(megabytes, hours),
        each(megabytes, files / 1000),
        String(Math.round(highestBytes / 1e6)),
      ];
      console.log(`| ${cells.join(' | ')} |`);
    }
    console.log('');
  }
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { made: { type: 'string' }, rows: { type: 'string' }, trials: { type: 'string' } },
});
const tree = new ProcessTree();
const folder = await mkdtemp(join(tmpdir(), 'inertiabands-cost-'));
try {
  if (values.rows !== undefined) for (const rows of values.rows.split(',').map(Number)) await costOfRows(rows);
  else await costOfSounds(await inputOf());
} finally {
  tree.stop();
  await rm(folder, { recursive: true, force: true, maxRetries: 5 });
}

async function inputOf() {
  const [input] = positionals;
  if (input !== undefined) return resolve(input);
  const made = join(folder, 'made');
  await writeManyWavs(made, Math.round((3600 * Number(values.made ?? 1)) / MADE_SEC), { durationSec: MADE_SEC });
  return made;
}

/** @param {string} input */
async function costOfSounds(input) {
  const sounds = await soundsOf(input);
  const sizes = await Promise.all(sounds.map(async ({ path }) => (await stat(path)).size));
  const searched = join(folder, 'searched.duckdb');
  const steps = new Steps();
  const app = await steps.take('a worker begins', () => HeadlessApp.open());
  try {
    const read = sizes.reduce((sum, size) => sum + size, 0);
    const failures = await steps.take('decode + descriptors', () => app.describe(sounds, () => undefined), read);
    const budget = values.trials === undefined ? {} : { totalTrials: Number(values.trials) };
    await steps.take('search by trials', () => app.search(budget));
    await steps.take('shard written', () => writeShardOf(app, searched), join(folder, 'shard.parquet'));
    const [files = 0, seconds = 0] = await numbers(searched, 'SELECT count(*), sum(duration_sec) FROM db.audio_files');
    await costOfWhole(app, steps);
    const unread = failures.length === 0 ? '' : `, ${failures.length} not read`;
    steps.print(`${files} sounds, ${(seconds / 3600).toFixed(2)} hours${unread}`, files, seconds / 3600);
  } finally {
    await app.close();
  }
}

/** @param {number} rows */
async function costOfRows(rows) {
  const desktop = join(folder, 'desktop.duckdb');
  const steps = new Steps();
  await writeTrainedDatabase(desktop, rows, { trialsPerFile: TRIALS_PER_ROW });
  const app = await steps.take('a worker begins', () => HeadlessApp.open());
  try {
    await steps.take('database imported', () => app.openDatabase(desktop), desktop);
    await steps.take(
      'shard written',
      () => writeShardOf(app, join(folder, 'rows.duckdb')),
      join(folder, 'shard.parquet'),
    );
    await rm(desktop);
    await costOfWhole(app, steps);
    steps.print(`${rows} rows with ${TRIALS_PER_ROW} trials each`, rows, null);
  } finally {
    await app.close();
  }
}

/** @param {HeadlessApp} app @param {string} database */
async function writeShardOf(app, database) {
  await app.saveDatabase(database);
  await writeShard(database, join(folder, 'shard.parquet'));
}

/** What follows the shards. @param {HeadlessApp} app the one that has the rows @param {Steps} steps */
async function costOfWhole(app, steps) {
  const merged = join(folder, 'merged.duckdb');
  const empty = await HeadlessApp.open();
  await empty.saveDatabase(merged);
  await empty.close();
  await steps.take('merge', () => mergeShards([join(folder, 'shard.parquet')], merged), merged);
  await steps.take('training', () => app.train('direct'));
  await steps.take('answers', () => app.predictAll());
  const answered = join(folder, 'answered.duckdb');
  const answers = async () => {
    await app.saveDatabase(answered);
    await writePredictions(answered, join(folder, 'answers.parquet'));
  };
  await steps.take('answers written', answers, join(folder, 'answers.parquet'));
  await rm(answered);
}

/** @param {string} database @param {string} query */
async function numbers(database, query) {
  const instance = await DuckDBInstance.create();
  const connection = await instance.connect();
  await connection.run(`ATTACH '${database}' AS db (READ_ONLY)`);
  const rows = (await connection.runAndReadAll(query)).getRowsJS();
  connection.closeSync();
  instance.closeSync();
  return (rows[0] ?? []).map(Number);
}
