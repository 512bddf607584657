import { describe, expect, it } from 'vitest';
import { BlobSource } from '../../src/hub/bytes/rangeSource.ts';
import { ParquetShard } from '../../src/hub/parquet/parquetShard.ts';
import { licenseFamilyOf } from '../../src/hub/licenses/licenseFamily.ts';
import { DEFAULT_ALLOWED_FAMILIES } from '../../src/domain/license.ts';
import type { PlacedRow } from '../../src/hub/records.ts';
import { writeSoundParquet, type AudioLayout } from '../fakes/parquetFiles.ts';
import { soundRows } from '../fakes/soundRows.ts';

const signal = new AbortController().signal;
const rows = soundRows(23, { passShare: 0.4, samples: 800 });

async function readAll(bytes: Uint8Array<ArrayBuffer>, from = { group: 0, row: 0 }): Promise<PlacedRow[]> {
  const shard = await ParquetShard.open(new BlobSource('sounds.parquet', new Blob([bytes])), signal);
  const found: PlacedRow[] = [];
  const accepts = (license: unknown) => DEFAULT_ALLOWED_FAMILIES.includes(licenseFamilyOf(String(license)));
  const request = { from, audioColumn: 'audio', licenseColumn: 'license', accepts, signal };
  for await (const row of shard.read(request)) found.push(row);
  return found;
}

describe('Parquet shards', () => {
  const layouts: AudioLayout[] = ['page-index', 'one-page', 'dictionary', 'binary'];
  it.each(layouts.flatMap((layout) => (['SNAPPY', 'UNCOMPRESSED'] as const).map((codec) => [layout, codec] as const)))(
    'the audio of the rows that pass comes out of the layout %s, %s',
    async (layout, codec) => {
      const found = await readAll(writeSoundParquet(rows, { layout, rowsPerGroup: 10, codec }));
      expect(found).toHaveLength(rows.length);
      for (const [index, { row }] of found.entries()) {
        const truth = rows[index];
        expect(row.kind).toBe((truth?.license ?? 9) < 3 ? 'audio' : 'refused');
        if (row.kind !== 'audio') continue;
        expect(new Uint8Array(await row.audio.arrayBuffer())).toEqual(truth?.audio);
        expect(row.name).toBe(layout === 'binary' ? null : truth?.path);
        expect(row.record).toMatchObject({ title: truth?.title, tags: truth?.tags, freesound_id: 100_000 + index });
      }
    },
  );
});
