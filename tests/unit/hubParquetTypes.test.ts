import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { BlobSource } from '../../src/hub/bytes/rangeSource.ts';
import { ParquetShard } from '../../src/hub/parquet/parquetShard.ts';
import type { PlacedRow } from '../../src/hub/records.ts';

/** Written by DuckDB 1.5 (PARQUET_VERSION 'V2') in two groups, with columns of types that are not needed. */
const FILE = readFileSync(new URL('../fixtures/formats/duckdb-v2.parquet', import.meta.url));

/** Written by PyArrow 25 (data pages 2.0, ZSTD): audio as DELTA_BYTE_ARRAY, 30 rows, every seventh without licence. */
const SHARED_STARTS = readFileSync(new URL('../fixtures/formats/delta-bytes.parquet', import.meta.url));

it('case F15: audio of which only what differs from the row before is stored is read whole', async () => {
  const { signal } = new AbortController();
  const shard = await ParquetShard.open(new BlobSource('delta.parquet', new Blob([SHARED_STARTS])), signal);
  const texts: (string | null)[] = [];
  const accepts = (license: unknown) => license !== null;
  const request = { from: { group: 0, row: 0 }, audioColumn: 'audio', licenseColumn: 'license', accepts, signal };
  for await (const { row } of shard.read(request)) texts.push(row.kind === 'audio' ? await row.audio.text() : null);
  const letters = 'abcdefghijklmnopqrstuvwxyz';
  expect(texts).toEqual(
    Array.from({ length: 30 }, (_, i) => (i % 7 === 0 ? null : letters.slice(0, (i * 5) % 23) + String(i).repeat(i))),
  );
});

it('case F15, case F14: V2 encodings are read, and columns of any type or with infinite dates do not matter', async () => {
  const { signal } = new AbortController();
  const shard = await ParquetShard.open(new BlobSource('v2.parquet', new Blob([FILE])), signal);
  const rows: PlacedRow['row'][] = [];
  const accepts = (license: unknown) => license !== null;
  const request = { from: { group: 0, row: 0 }, audioColumn: 'audio', licenseColumn: 'license', accepts, signal };
  for await (const { row } of shard.read(request)) rows.push(row);
  expect(rows.map(({ kind }) => kind)).toEqual(Array.from({ length: 20 }, (_, i) => (i === 5 ? 'refused' : 'audio')));
  for (const [i, row] of rows.entries()) {
    if (row.kind !== 'audio') continue;
    expect(await row.audio.text()).toBe(String.fromCharCode(65 + i).repeat((i * 37) % 300));
    expect(row.name).toBe(`s${i}.wav`);
  }
  expect(rows[0]?.record).toMatchObject({ license: 'cc0-1.0', mark: 'a', list: [0, null] });
  expect(rows[1]?.record).toMatchObject({ heard: null, day: null });
});
