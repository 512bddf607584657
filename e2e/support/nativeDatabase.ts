import { DuckDBInstance } from '@duckdb/node-api';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DESCRIPTOR_COLUMNS } from '../../src/domain/descriptors.ts';
import { writeDesktopDatabase as writeDesktop } from '../../tests/support/desktopDatabase.mjs';
import type { ReferenceTrials } from './fixtures.ts';

type Row = Readonly<Record<string, unknown>>;

async function ask(instance: DuckDBInstance, statements: readonly string[]): Promise<Row[][]> {
  const connection = await instance.connect();
  const results: Row[][] = [];
  for (const statement of statements) results.push((await connection.runAndReadAll(statement)).getRowObjectsJS());
  connection.closeSync();
  instance.closeSync();
  return results;
}

/** Opens a database file with the native engine and answers queries on it. */
export async function queryNative(bytes: Buffer, ...statements: readonly string[]): Promise<Row[][]> {
  const path = join(await mkdtemp(join(tmpdir(), 'inertiabands-native-')), 'training.duckdb');
  await writeFile(path, bytes);
  return ask(await DuckDBInstance.create(path, { access_mode: 'READ_ONLY' }), statements);
}

/** Runs statements on a database file with the native engine. */
export async function changeNatively(path: string, ...statements: readonly string[]): Promise<void> {
  await ask(await DuckDBInstance.create(path), statements);
}

/** The rows of a Parquet file as the native engine reads them, by path. */
export async function readParquetNatively(bytes: Buffer): Promise<Row[]> {
  const path = join(await mkdtemp(join(tmpdir(), 'inertiabands-native-')), 'table.parquet');
  await writeFile(path, bytes);
  const statement = `SELECT * FROM read_parquet('${path}') ORDER BY path`;
  return (await ask(await DuckDBInstance.create(), [statement])).flat();
}

/** A database as the desktop trainer writes it, with one file for each case and its descriptors injected. */
export async function writeDesktopDatabase(cases: readonly ReferenceTrials[]): Promise<string> {
  const path = join(await mkdtemp(join(tmpdir(), 'inertiabands-desktop-')), 'desktop.duckdb');
  const marks = DESCRIPTOR_COLUMNS.map(() => '?::DOUBLE').join(', ');
  await writeDesktop(path, async (connection) => {
    for (const [index, { descriptors }] of cases.entries()) {
      const audioId = caseAudioId(index);
      await connection.run('INSERT INTO audio_files VALUES (?, ?, NULL, NULL, 2.5, 44100, 1, now()::TIMESTAMP)', [
        audioId,
        casePath(index),
      ]);
      await connection.run(`INSERT INTO descriptors VALUES (?, ${marks}, 100, now()::TIMESTAMP)`, [
        audioId,
        ...DESCRIPTOR_COLUMNS.map((column) => descriptors[column]),
      ]);
    }
  });
  return path;
}

export function caseAudioId(index: number): string {
  return `${index}`.padStart(20, 'c');
}

export function casePath(index: number): string {
  return `reference/case-${index}.wav`;
}

/** A database as the desktop trainer writes it, of so many files without descriptors, in ten folders. */
export async function writeManyFiles(count: number): Promise<string> {
  const path = join(await mkdtemp(join(tmpdir(), 'inertiabands-desktop-')), 'many.duckdb');
  await writeDesktop(path, async (connection) => {
    await connection.run(
      `INSERT INTO audio_files
       SELECT lpad(to_hex(range), 20, '0'), 'many/' || range % 10 || '/file-' || range || '.wav', NULL, NULL, 2.5, 44100, 1,
              now()::TIMESTAMP
       FROM range(?)`,
      [count],
    );
  });
  return path;
}
