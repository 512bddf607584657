import { DuckDBInstance } from '@duckdb/node-api';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DESCRIPTOR_COLUMNS } from '../../src/domain/descriptors.ts';
import type { ReferenceTrials } from './fixtures.ts';

type Row = Readonly<Record<string, unknown>>;

/** Opens a database file with the native engine and answers queries on it. */
export async function queryNative(bytes: Buffer, ...statements: readonly string[]): Promise<Row[][]> {
  const path = join(await mkdtemp(join(tmpdir(), 'inertiabands-native-')), 'training.duckdb');
  await writeFile(path, bytes);
  const instance = await DuckDBInstance.create(path, { access_mode: 'READ_ONLY' });
  const connection = await instance.connect();
  const results: Row[][] = [];
  for (const statement of statements) {
    results.push((await connection.runAndReadAll(statement)).getRowObjectsJS());
  }
  connection.closeSync();
  instance.closeSync();
  return results;
}

/** The rows of a Parquet file as the native engine reads them, by path. */
export async function readParquetNatively(bytes: Buffer): Promise<Row[]> {
  const path = join(await mkdtemp(join(tmpdir(), 'inertiabands-native-')), 'table.parquet');
  await writeFile(path, bytes);
  const instance = await DuckDBInstance.create();
  const connection = await instance.connect();
  const answer = await connection.runAndReadAll(`SELECT * FROM read_parquet('${path}') ORDER BY path`);
  connection.closeSync();
  instance.closeSync();
  return answer.getRowObjectsJS();
}

/** A database as the desktop trainer writes it, with one file for each case and its descriptors injected. */
export async function writeDesktopDatabase(cases: readonly ReferenceTrials[]): Promise<string> {
  const path = join(await mkdtemp(join(tmpdir(), 'inertiabands-desktop-')), 'desktop.duckdb');
  const instance = await DuckDBInstance.create();
  const connection = await instance.connect();
  const score = ['score', 'sep', 'intra', 'jitter', 'loud_err', 'mask_flicker', 'low_pen_loss', 'high_pen_loss'];
  const preset = ['distance_penalty', 'norm_rate', 'base_penalty_log', 'penalty_skew', 'minimax_strength'];
  const doubles = (names: readonly string[]) => names.map((name) => `${name} DOUBLE`).join(', ');
  const penalties = ['low_penalty', 'high_penalty'];
  for (const statement of [
    `ATTACH '${path}' AS d (STORAGE_VERSION 'v1.0.0')`,
    'USE d',
    'CREATE TABLE audio_files (audio_id VARCHAR PRIMARY KEY, path VARCHAR UNIQUE NOT NULL, source VARCHAR, genre VARCHAR, duration_sec DOUBLE, sample_rate INTEGER, channels INTEGER, imported_at TIMESTAMP DEFAULT now())',
    `CREATE TABLE descriptors (audio_id VARCHAR PRIMARY KEY, ${doubles(DESCRIPTOR_COLUMNS)}, frame_count INTEGER, updated_at TIMESTAMP DEFAULT now())`,
    `CREATE TABLE bo_trials (audio_id VARCHAR, trial_index INTEGER, ${doubles([...score, ...preset, ...penalties])}, created_at TIMESTAMP DEFAULT now())`,
    `CREATE TABLE best_params (audio_id VARCHAR PRIMARY KEY, score DOUBLE, ${doubles([...preset, ...penalties])}, updated_at TIMESTAMP DEFAULT now())`,
    'CREATE TABLE models (model_id VARCHAR PRIMARY KEY, created_at TIMESTAMP, degree INTEGER, alpha DOUBLE, k_folds INTEGER, cv_mse DOUBLE, train_mse DOUBLE, artifact_path VARCHAR, descriptor_keys_json VARCHAR, notes VARCHAR)',
    'CREATE TABLE audio_metadata (audio_id VARCHAR PRIMARY KEY, dataset_id VARCHAR, dataset_config VARCHAR, split VARCHAR, source_url VARCHAR, license VARCHAR, creator VARCHAR, tags_json VARCHAR, raw_json VARCHAR, updated_at TIMESTAMP)',
  ]) {
    await connection.run(statement);
  }
  for (const [index, { descriptors }] of cases.entries()) {
    const audioId = caseAudioId(index);
    await connection.run('INSERT INTO audio_files VALUES (?, ?, NULL, NULL, 2.5, 44100, 1, now()::TIMESTAMP)', [
      audioId,
      casePath(index),
    ]);
    const marks = DESCRIPTOR_COLUMNS.map(() => '?::DOUBLE').join(', ');
    await connection.run(`INSERT INTO descriptors VALUES (?, ${marks}, 100, now()::TIMESTAMP)`, [
      audioId,
      ...DESCRIPTOR_COLUMNS.map((column) => descriptors[column]),
    ]);
  }
  await connection.run('CHECKPOINT');
  connection.closeSync();
  instance.closeSync();
  return path;
}

export function caseAudioId(index: number): string {
  return `${index}`.padStart(20, 'c');
}

export function casePath(index: number): string {
  return `reference/case-${index}.wav`;
}
