import { gzipSync } from 'node:zlib';
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

  const soundsOf = (rows: readonly PlacedRow[]) =>
    rows.map(({ row }) => [row.kind === 'audio' ? row.name : row.kind, row.record['title'] ?? null]);
  const wav = (name: string) => ({ name, bytes: noiseWav(name.length, 50 + name.length) });
  const text = (name: string, title: string) => ({ name, bytes: json({ license: 'cc0-1.0', title }) });

  it.each([
    [
      'dots within names',
      [
        wav('Track 2.0 (mix).wav'),
        text('Track 2.0 (mix).json', 'two'),
        wav('Track 2.5 (live).wav'),
        text('Track 2.5 (live).json', 'half'),
      ],
      [
        ['Track 2.0 (mix).wav', 'two'],
        ['Track 2.5 (live).wav', 'half'],
      ],
    ],
    [
      'numbers without texts',
      [wav('kit/kick.00.wav'), wav('kit/kick.01.wav')],
      [
        ['kit/kick.00.wav', null],
        ['kit/kick.01.wav', null],
      ],
    ],
    [
      'the text of a sound that is missing',
      [text('Track 2.0 (mix).json', 'two'), wav('Track 2.5 (live).wav')],
      [
        ['no-audio', 'two'],
        ['Track 2.5 (live).wav', null],
      ],
    ],
    [
      'parts of one sample',
      [text('01.json', 'all'), wav('01.mix.wav'), wav('01.voice.flac'), text('02.meta.json', 'second'), wav('02.wav')],
      [
        ['01.mix.wav', 'all'],
        ['01.voice.flac', 'all'],
        ['02.wav', 'second'],
      ],
    ],
    [
      'parts with texts of their own',
      [text('01.mix.json', 'mix'), wav('01.mix.wav'), text('01.voice.json', 'voice'), wav('01.voice.wav')],
      [
        ['01.mix.wav', 'mix'],
        ['01.voice.wav', 'voice'],
      ],
    ],
    [
      'takes that one text cannot mean',
      [text('kick.json', 'all'), wav('kick.1.wav'), wav('kick.2.wav')],
      [
        ['no-audio', 'all'],
        ['kick.1.wav', null],
        ['kick.2.wav', null],
      ],
    ],
  ])('case F2: %s', async (_, members, sounds) => {
    const all = await rowsOf(shardOf(members));
    expect(soundsOf(all)).toEqual(sounds);
    for (const [index, { next }] of all.entries()) {
      expect(soundsOf(await rowsOf(shardOf(members), next))).toEqual(sounds.slice(index + 1));
    }
  });

  it('[L5] tables within the archive mean its sounds, also where they come after them', async () => {
    const lines = ['a/0.wav', 'b/0.wav'].map((file_name) => JSON.stringify({ file_name, title: file_name, snr: null }));
    const table = new TextEncoder().encode(lines.join('\n').replace('null', 'NaN'));
    const members = [wav('a/0.wav'), wav('b/0.wav'), wav('b/1.wav')];
    const titles = [
      ['a/0.wav', 'a/0.wav'],
      ['b/0.wav', 'b/0.wav'],
      ['b/1.wav', null],
    ];
    for (const shard of [
      shardOf([...members, { name: 'metadata.jsonl', bytes: table }]),
      shardOf([{ name: './metadata.jsonl', bytes: table }, ...members]),
    ]) {
      expect(soundsOf(await rowsOf(shard))).toEqual(titles);
      expect((await shard.notes(signal))[0]).toMatch(/^1 of 3 sounds is surely meant by no row .* b\/1\.wav/u);
    }
    const info = json({ '0': { title: 'keyed' }, '1': { title: 'one' } });
    const keyed = [wav('set/audio/0.wav'), wav('set/audio/1.wav'), { name: 'set/examples.json', bytes: info }];
    expect(soundsOf(await rowsOf(shardOf(keyed)))).toEqual([
      ['set/audio/0.wav', 'keyed'],
      ['set/audio/1.wav', 'one'],
    ]);
  });

  it('case F2: texts that lie apart from their sounds are theirs, by their whole names', async () => {
    const shard = shardOf([
      { name: 'a.json', bytes: json({ license: 'cc0-1.0', title: 'a' }) },
      { name: 'b.json', bytes: json({ license: 'cc-by-4.0', title: 'b' }) },
      { name: 'other.json', bytes: json({ license: 'cc0-1.0', title: 'c' }) },
      wav('a.wav'),
      wav('b.wav'),
      wav('deep/a.wav'),
    ]);
    expect(soundsOf(await rowsOf(shard))).toEqual([
      ['no-audio', 'c'],
      ['a.wav', 'a'],
      ['b.wav', 'b'],
      ['deep/a.wav', null],
    ]);
    expect(await shard.notes(signal)).toEqual([expect.stringContaining('deep/a.wav')]);
  });

  it('case F12: numbers that JSON does not have, in the text of a sample', async () => {
    const bytes = new TextEncoder().encode('{"license": "cc-by-4.0", "snr": NaN, "title": "NaN"}');
    const rows = await rowsOf(
      shardOf([
        { name: '0.wav', bytes: noiseWav(1, 50) },
        { name: '0.json', bytes },
      ]),
    );
    expect(rows[0]?.row.record).toEqual({ __key__: '0', license: 'cc-by-4.0', snr: null, title: 'NaN' });
  });

  it('a packed archive gives the same rows from every position', async () => {
    const packed = new Blob([gzipSync(writeTar(entries))]);
    const shard = () => new TarShard(new BlobSource('sounds.tar.gz', packed));
    const all = await rowsOf(shard());
    const told = (rows: readonly PlacedRow[]) => rows.map(({ row: { kind, record } }) => [kind, record]);
    expect(told(all)).toEqual(told(await rowsOf(shardOf(entries))));
    const third = all[2]?.row;
    if (third?.kind !== 'audio') throw new Error('the third row has audio');
    expect(Buffer.compare(new Uint8Array(await third.audio.arrayBuffer()), large)).toBe(0);
    for (const [index, { next }] of all.entries()) {
      expect((await rowsOf(shard(), next)).map(({ row }) => row.record)).toEqual(
        all.slice(index + 1).map(({ row }) => row.record),
      );
    }
    const cut = new TarShard(new BlobSource('cut.tgz', packed.slice(0, packed.size / 2)));
    await expect(rowsOf(cut)).rejects.toThrow(/^cut\.tgz could not be read as a tar archive/u);
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
