import { DuckDBInstance } from '@duckdb/node-api';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { mergeShards, writeShard } from '../../scripts/batch/shardFile.mjs';
import { createTable, DATA_TABLES } from '../../src/store/schema/schema.ts';

/** A file of a shard with what a search found for it. */
interface ShardRow {
  readonly audioId: string;
  readonly path: string;
  readonly runId?: string;
}

const TRIALS = 3;

/** Runs statements on a database of the app, and answers the last one. */
async function ask(path: string, ...statements: readonly string[]): Promise<unknown[][]> {
  const instance = await DuckDBInstance.create(path);
  const connection = await instance.connect();
  try {
    let rows: unknown[][] = [];
    for (const statement of statements) rows = (await connection.runAndReadAll(statement)).getRowsJS();
    return rows;
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

/** Shards of these files and their merge: the database, and what was counted. */
async function merged(...shards: readonly (readonly ShardRow[])[]) {
  const folder = await mkdtemp(join(tmpdir(), 'inertiabands-merge-'));
  const empty = DATA_TABLES.map(createTable);
  const paths: string[] = [];
  for (const [n, rows] of shards.entries()) {
    const database = join(folder, `${n}.duckdb`);
    const statements = rows.flatMap(({ audioId, path, runId = `run of ${audioId}` }) => [
      `INSERT INTO audio_files (audio_id, path) VALUES ('${audioId}', '${path}')`,
      `INSERT INTO trial_runs (run_id, audio_id, startup_trials, total_trials, repeats_per_trial, seed, state, trial_count, pinned, chosen)
         VALUES ('${runId}', '${audioId}', 1, ${TRIALS}, 1, 0, 'finished', ${TRIALS}, false, true)`,
      `INSERT INTO run_trials BY NAME SELECT '${runId}' AS run_id, range::INTEGER AS trial_index FROM range(${TRIALS})`,
    ]);
    await ask(database, ...empty, ...statements);
    paths.push(join(folder, `search-${n + 1}-of-${shards.length}.parquet`));
    await writeShard(database, paths[n] ?? '');
  }
  const database = join(folder, 'training.duckdb');
  await ask(database, ...empty);
  return { database, counted: await mergeShards(paths, database) };
}

const FILES = `SELECT audio_id, path FROM audio_files JOIN audio_order USING (audio_id) ORDER BY sequence`;

it('a merge has each sound once, with the runs of the shard that it was taken from, also where two shards have it under one path', async () => {
  const { database, counted } = await merged(
    [
      { audioId: 'x', path: 'set/kick.wav', runId: 'first' },
      { audioId: 'y', path: 'set/snare.wav' },
    ],
    [
      { audioId: 'x', path: 'set/kick.wav', runId: 'second' },
      { audioId: 'y', path: 'set/tom.wav' },
    ],
  );
  expect(counted).toEqual({ sounds: 2, duplicates: 2 });
  expect(await ask(database, FILES)).toEqual([
    ['x', 'set/kick.wav'],
    ['y', 'set/snare.wav'],
  ]);
  const runs = `SELECT run_id, count(*)::INTEGER FROM trial_runs JOIN run_trials USING (run_id) GROUP BY run_id ORDER BY run_id`;
  expect(await ask(database, runs)).toEqual([
    ['first', TRIALS],
    ['run of y', TRIALS],
  ]);
});

it('[S1] different sounds of one path all stay in a merge, with numbers that no other has', async () => {
  const { database, counted } = await merged(
    [
      { audioId: 'a', path: 'set/kick.wav' },
      { audioId: 'b', path: 'set/kick (2).wav' },
    ],
    [{ audioId: 'c', path: 'set/kick.wav' }],
    [{ audioId: 'd', path: 'set/kick.wav' }],
  );
  expect(counted).toEqual({ sounds: 4, duplicates: 0 });
  const files = await ask(database, 'SELECT audio_id, path FROM audio_files ORDER BY audio_id');
  expect(files).toEqual([
    ['a', 'set/kick.wav'],
    ['b', 'set/kick (2).wav'],
    ['c', 'set/kick (3).wav'],
    ['d', 'set/kick (4).wav'],
  ]);
});
