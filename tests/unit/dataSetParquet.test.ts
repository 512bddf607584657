import { DuckDBInstance } from '@duckdb/node-api';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import type { AudioRecord } from '../../src/domain/audioFile.ts';
import { encodeDataSetParquet } from '../support/encodeDataSetParquet.ts';
import { SOME_DESCRIPTORS, SOME_HYPERPARAMETERS } from '../support/someTrainedFile.ts';

const folder = await mkdtemp(join(tmpdir(), 'inertiabands-parquet-'));
afterAll(async () => rm(folder, { recursive: true, force: true }));

/** What the native engine reads in the file. */
async function readNative(bytes: ArrayBuffer, sql: string) {
  const path = join(folder, 'table.parquet');
  await writeFile(path, new Uint8Array(bytes));
  const instance = await DuckDBInstance.create();
  const connection = await instance.connect();
  const answer = await connection.runAndReadAll(sql.replace('$table', `read_parquet('${path}')`));
  connection.closeSync();
  instance.closeSync();
  return answer.getRowObjectsJS();
}

const importedAt = new Date('2026-01-31T12:00:00.250Z');

const whole: AudioRecord = {
  file: {
    audioId: '0123456789abcdef0123',
    path: 'Ünïcode/=1+1, "q".wav',
    source: 'someone/sounds',
    genre: 'drums',
    license: 'CC BY 4.0',
    licenseFamily: 'by',
    durationSec: 1.5,
    sampleRateHz: 44_100,
    channels: 2,
    importedAt,
  },
  descriptors: {
    kind: 'done',
    descriptors: SOME_DESCRIPTORS,
    frameCount: 130,
    note: null,
  },
  best: {
    audioId: '0123456789abcdef0123',
    score: 0.51049,
    hyperparameters: SOME_HYPERPARAMETERS,
  },
  tags: ['drums', 'loud'],
  note: 'from the cellar',
};

const bare: AudioRecord = {
  file: {
    ...whole.file,
    audioId: 'fedcba98765432100000',
    path: 'new.mp3',
    source: null,
    genre: null,
    license: null,
    licenseFamily: null,
    durationSec: null,
    sampleRateHz: null,
    channels: null,
  },
  descriptors: { kind: 'missing' },
  best: null,
  tags: [],
  note: null,
};

it('native DuckDB reads the same numbers and texts from the Parquet file, and null where a file has none', async () => {
  const rows = await readNative(encodeDataSetParquet([whole, bare]), 'SELECT * FROM $table');
  expect(rows[0]).toMatchObject({
    audio_id: '0123456789abcdef0123',
    path: 'Ünïcode/=1+1, "q".wav',
    license_family: 'by',
    duration_sec: 1.5,
    sample_rate: 44_100,
    channels: 2,
    imported_at: importedAt,
    log_energy_median: -8.1,
    spectral_slope_median: 1e-7,
    dynamic_range_proxy: 1e21,
    silence_ratio: 0.30000000000000004,
    frame_count: 130,
    score: 0.51049,
    distance_penalty: 0.8,
    high_penalty: 1.9,
    tags_json: '["drums","loud"]',
    note: 'from the cellar',
  });
  const known = new Set(['audio_id', 'path', 'imported_at']);
  for (const [name, value] of Object.entries(rows[1] ?? {})) {
    if (!known.has(name)) expect([name, value]).toEqual([name, null]);
  }
});

it('a data set without files becomes a table without rows', async () => {
  expect(await readNative(encodeDataSetParquet([]), 'SELECT count(*)::INTEGER AS n FROM $table')).toEqual([{ n: 0 }]);
});

it('10,000 files fit one Parquet table, in their order', async () => {
  const many = Array.from({ length: 10_000 }, (_, i) => ({ ...bare, file: { ...bare.file, path: `${i}.wav` } }));
  const [row] = await readNative(
    encodeDataSetParquet(many),
    // DuckDB reads with several threads, so that `first` and `last` alone would be any.
    'SELECT count(*)::INTEGER AS n, min_by(path, row) AS first, max_by(path, row) AS last FROM (SELECT path, row_number() OVER () AS row FROM $table)',
  );
  expect(row).toEqual({ n: 10_000, first: '0.wav', last: '9999.wav' });
});
