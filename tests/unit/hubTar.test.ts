import { describe, expect, it } from 'vitest';
import { BlobSource } from '../../src/hub/bytes/rangeSource.ts';
import { TarShard } from '../../src/hub/tar/tarShard.ts';
import type { PlacedRow } from '../../src/hub/records.ts';
import { noiseWav } from '../fakes/sounds.ts';
import { writeTar, type TarEntry } from '../fakes/tarFiles.ts';

const { signal } = new AbortController();
const json = (value: unknown) => new TextEncoder().encode(JSON.stringify(value));

function shardOf(entries: readonly TarEntry[], longNames: 'pax' | 'gnu' = 'pax'): TarShard {
  return new TarShard(new BlobSource('sounds.tar', new Blob([writeTar(entries, longNames)])));
}

async function rowsOf(shard: TarShard, from = { group: 0, row: 0 }): Promise<PlacedRow[]> {
  const found: PlacedRow[] = [];
  const accepts = (license: unknown) => license !== 'cc-by-nc-4.0';
  for await (const row of shard.read({ from, audioColumn: 'audio', licenseColumn: 'license', accepts, signal }))
    found.push(row);
  return found;
}

describe('tar shards', () => {
  const large = noiseWav(3, 400_000);
  const entries: TarEntry[] = [
    { name: './a/000.json', bytes: json({ license: 'cc0-1.0', title: 'first' }) },
    { name: './a/000.wav', bytes: noiseWav(1, 100) },
    { name: './a/001.flac', bytes: noiseWav(2, 100) },
    { name: './a/001.json', bytes: json({ license: 'cc-by-nc-4.0' }) },
    { name: './a/002.wav', bytes: large },
    { name: './a/002.json', bytes: json({ license: 'cc-by-4.0', tags: ['rain'] }) },
    { name: './a/003.json', bytes: json({ license: 'cc-by-4.0' }) },
    { name: './a/004.txt', bytes: new TextEncoder().encode('a dog\n') },
    { name: './a/004.mp3', bytes: noiseWav(4, 10) },
  ];

  it('files that share their path up to the first dot are one row', async () => {
    const rows = (await rowsOf(shardOf(entries))).map(({ row }) => row);
    expect(rows.map(({ kind }) => kind)).toEqual(['audio', 'refused', 'audio', 'no-audio', 'audio']);
    const [first, , third, , fifth] = rows;
    expect(first?.record).toEqual({ __key__: 'a/000', license: 'cc0-1.0', title: 'first' });
    expect(fifth?.record).toEqual({ __key__: 'a/004', txt: 'a dog' });
    if (third?.kind !== 'audio') throw new Error('the third row has audio');
    expect(Buffer.compare(new Uint8Array(await third.audio.arrayBuffer()), large)).toBe(0);
    expect(third.name).toBe('a/002.wav');
  });

  it('each position goes on with the rows behind it', async () => {
    const all = await rowsOf(shardOf(entries));
    for (const [index, { next }] of all.entries()) {
      const rest = await rowsOf(shardOf(entries), next);
      expect(rest.map(({ row }) => row.record)).toEqual(all.slice(index + 1).map(({ row }) => row.record));
      expect(next.row).toBe(index + 1);
    }
  });

  it.each(['pax', 'gnu'] as const)('long names survive, written by %s', async (kind) => {
    const folder = 'long-folder-name/'.repeat(9);
    const rows = await rowsOf(shardOf([{ name: `${folder}x.wav`, bytes: noiseWav(1, 10) }], kind));
    expect(rows[0]?.row.record).toEqual({ __key__: `${folder}x` });
  });

  it('a damaged archive and one that was cut are named with what to do', async () => {
    const archive = writeTar(entries);
    archive[700] = 1;
    archive[512 + 512] = 65;
    const damaged = new TarShard(new BlobSource('sounds.tar', new Blob([archive])));
    await expect(rowsOf(damaged)).rejects.toThrow(/^sounds\.tar could not be read as a tar archive: .* Fetch or copy/u);
    const cut = new Blob([writeTar(entries).slice(0, 300_000)]);
    await expect(rowsOf(new TarShard(new BlobSource('cut.tar', cut)))).rejects.toThrow(/^cut\.tar could not be read/u);
  });
});
