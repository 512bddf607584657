import { gzipSync, zipSync } from 'fflate';
import type { SchemaElement } from 'hyparquet';
import { ByteWriter, parquetWrite } from 'hyparquet-writer';
import { describe, expect, it } from 'vitest';
import { DEFAULT_ALLOWED_FAMILIES, LICENSE_FAMILIES, type LicenseFamily } from '../../src/domain/license.ts';
import { IN_MEMORY, type UnpackingRoom } from '../../src/hub/bytes/unpackingRoom.ts';
import { areTables, recogniseDrop } from '../../src/hub/recogniseDrop.ts';
import type { HubFile } from '../../src/workers/contracts/hub.ts';
import { hubCalls } from '../../src/workers/hub/hubCalls.ts';
import { nothingPasses } from '../../src/stages/hubImport/hubImportPlan.ts';
import { dropped, licensesOf, OFFLINE } from '../fakes/droppedFolder.ts';
import { testTools } from '../fakes/hubTools.ts';
import { inspect, planOf, runImport } from '../fakes/importRun.ts';
import { writeParquet, writeSoundParquet } from '../fakes/parquetFiles.ts';
import { noiseWav } from '../fakes/sounds.ts';
import { soundRows } from '../fakes/soundRows.ts';
import { writeTar } from '../fakes/tarFiles.ts';
import { splitZip } from '../fakes/zipFiles.ts';

const BY = 'http://creativecommons.org/licenses/by/4.0/';
const NC = 'http://creativecommons.org/licenses/by-nc/4.0/';

async function importShards(files: readonly HubFile[], allowedFamilies: readonly LicenseFamily[] = LICENSE_FAMILIES) {
  const source = { kind: 'shards', name: 'dropped', files } as const;
  const tools = testTools(OFFLINE);
  const overview = await inspect(source, tools);
  const plan = planOf(overview, { allowedFamilies });
  return { overview, plan, run: await runImport({ source, tools, plan }) };
}

function soundShard(): Uint8Array<ArrayBuffer> {
  return new Uint8Array(
    writeParquet([{ kind: 'audio', name: 'audio', values: [{ bytes: noiseWav(1, 20), path: '0.wav' }] }], {
      layout: 'one-page',
      rowsPerGroup: 1,
    }),
  );
}

async function zipOf(files: readonly HubFile[], level: 0 | 6 = 6): Promise<Uint8Array<ArrayBuffer>> {
  const contents = await Promise.all(
    files.map(async ({ path, file }) => [path, new Uint8Array(await file.arrayBuffer())] as const),
  );
  return new Uint8Array(zipSync(Object.fromEntries(contents), { level }));
}

describe('archives as they are published', () => {
  const sounds = Array.from({ length: 6 }, (_, index) =>
    dropped(`FSD50K.dev_audio/${64_760 + index}.wav`, noiseWav(index, 20_000)),
  );
  const clips = Object.fromEntries(
    sounds.map((_, index) => [
      64_760 + index,
      { license: index === 0 ? NC : BY, uploader: `u${index}`, title: `t${index}` },
    ]),
  );
  const table = dropped('FSD50K.metadata/dev_clips_info_FSD50K.json', JSON.stringify(clips));
  const truth = Object.fromEntries(sounds.map(({ path }, index) => [path, index === 0 ? NC : BY]));

  it('a zip with sounds and tables is a folder', async () => {
    const zip = await zipOf([...sounds, table, dropped('__MACOSX/FSD50K.dev_audio/._64760.wav')]);
    const { overview, run } = await importShards([dropped('fsd.zip', zip)]);
    expect(overview.rows).toBe(6);
    expect(licensesOf(run)).toEqual(truth);
    expect(run.items[1]?.metadata).toMatchObject({ creator: 'u1', sourceUrl: 'https://freesound.org/s/64761/' });
    const audio = new Uint8Array((await run.items[1]?.audio.arrayBuffer()) ?? []);
    expect(Buffer.compare(audio, noiseWav(1, 20_000))).toBe(0);
  });

  it('a sound of a zip that does not add up to its checksum is left out, named and counted', async () => {
    const zip = await zipOf([...sounds, table], 0);
    const at = Buffer.from(zip.buffer).indexOf(Buffer.from(noiseWav(1, 20_000)).subarray(44, 76));
    zip[at]! ^= 1;
    const { run } = await importShards([dropped('fsd.zip', zip)]);
    expect(run.items).toHaveLength(5);
    const { seen, ...others } = run.checkpoint!.counters;
    expect([seen, others.saved, others.skippedAudio]).toEqual([6, 5, 1]);
    expect(Object.values(others).reduce((sum, count) => sum + count)).toBe(seen);
    expect(run.skippedReasons).toEqual(['their archive holds them damaged or encrypted']);
  });

  it('the parts of a split zip are one, and the tables of another zip speak of its sounds', async () => {
    const parts = splitZip(await zipOf(sounds), 100_000);
    const meta = await zipOf([table]);
    expect(parts.length).toBeGreaterThan(1);
    const named = parts.map((part, index) => {
      const end = index === parts.length - 1 ? 'zip' : `z${String(index + 1).padStart(2, '0')}`;
      return dropped(`FSD50K.dev_audio.${end}`, part);
    });
    const { run } = await importShards([...named.toReversed(), dropped('FSD50K.metadata.zip', meta)]);
    expect(run.error).toBeNull();
    expect(licensesOf(run)).toEqual(truth);
    await expect(importShards(named.slice(1))).rejects.toThrow(/could not be read as a zip archive/u);
    const [cut] = parts;
    await expect(importShards([dropped('a.zip', cut ?? '')])).rejects.toThrow(/^a\.zip .* it may be cut short/u);
    await expect(importShards(named.slice(0, -1))).rejects.toThrow(/its last part, which ends in \.zip, is missing/u);
  });
});

describe('tables beside tar files', () => {
  const member = (name: string) => ({ name, bytes: noiseWav(name.length, 50 + name.length) });
  const tar = (path: string, ...names: string[]) => dropped(path, writeTar(names.map(member)));
  const csv = `file_name,license,title\na/0.wav,${NC},A\nb/0.wav,${BY},B\n1.wav,${BY},one\n`;
  const titles = (run: Awaited<ReturnType<typeof importShards>>['run']) =>
    run.items.map(({ metadata }) => [metadata.title, metadata.licenseFamily]);

  it.each([
    ['a CSV', dropped('metadata.csv', csv)],
    ['one in a tar of its own', dropped('a-metadata.tar', writeTar([{ name: 'set/m.csv', bytes: Buffer.from(csv) }]))],
    ['one in a zip', dropped('metadata.zip', new Uint8Array(zipSync({ 'm.csv': Buffer.from(csv) })))],
  ])('[L5] %s says what it says of their sounds', async (_, table) => {
    const { overview, run } = await importShards([tar('x.tar', 'a/0.wav', 'b/0.wav'), table, tar('y.tar', 'c/1.wav')]);
    expect(titles(run).slice(0, 3)).toEqual([
      ['A', 'by-nc'],
      ['B', 'by'],
      [null, 'unknown'],
    ]);
    expect(overview.notes).toEqual([expect.stringMatching(/^1 of 3 sounds is surely meant by no row .* c\/1\.wav/u)]);
  });

  it('[L5] one that is called like a tar file speaks of that one only; one that is called like several of none', async () => {
    const rows = (license: string) => `file_name,license\n0.wav,${license}\n1.wav,${license}\n`;
    const files = [
      tar('train/x.tar', '0.wav'),
      tar('test/x.tar', '0.wav'),
      tar('y.tar', '0.wav', '1.wav'),
      dropped('test/x.csv', rows(NC)),
      dropped('meta/y.jsonl', `{"file_name": "0.wav", "license": "${BY}"}`),
      dropped('meta/x.tsv', rows(BY)),
    ];
    const { overview, run } = await importShards(files);
    expect(run.items.map(({ metadata }) => metadata.license)).toEqual([NC, null, BY, null]);
    expect(overview.notes).toEqual([
      'meta/x.tsv is called like more than one tar file and was joined to none.',
      expect.stringMatching(/^2 of 4 sounds are surely meant by no row/u),
    ]);
  });

  it("[L5] a name that sounds of two archives have is nobody's, and what a sample says itself stays", async () => {
    const text = { name: 'a/1.json', bytes: Buffer.from(JSON.stringify({ license: NC, title: 'own' })) };
    const files = [
      tar('x.tar', 'a/0.wav'),
      dropped('y.tar', writeTar([member('a/0.wav'), member('a/1.wav'), text])),
      dropped('m.csv', `file_name,license,title\na/0.wav,${BY},zero\na/1.wav,${BY},one\n`),
    ];
    const families = async (of: readonly HubFile[]) =>
      (await importShards(of)).run.items.map(({ metadata }) => metadata.licenseFamily);
    expect(await families(files)).toEqual(['unknown', 'by-nc']);
    const zip = new Uint8Array(zipSync({ 'a/0.wav': noiseWav(9, 90) }));
    const mixed = [tar('x.tar', 'a/0.wav'), dropped('z.zip', zip), dropped('m.csv', csv)];
    expect(await families(mixed)).toEqual(['unknown', 'unknown']);
  });

  it('the text of a sample is read in any encoding; a damaged one is named before anything is stored', async () => {
    const wide = Buffer.from(`\uFEFF${JSON.stringify({ license: NC, title: 'wide' })}`, 'utf16le');
    const entries = [member('0.wav'), { name: '0.json', bytes: wide }];
    const cut = [member('1.wav'), { name: '1.json', bytes: Buffer.from('{"license": "cc0-1.0"') }];
    const { overview, run } = await importShards([dropped('x.tar', writeTar([...entries, ...cut]))]);
    expect(titles(run)).toEqual([
      ['wide', 'by-nc'],
      [null, 'unknown'],
    ]);
    expect(overview.notes).toEqual(['One of the first texts is damaged and says nothing of its sound: 1.json.']);
  });
});

describe('cards within archives', () => {
  const card = (license: string) => Buffer.from(`---\nlicense: ${license}\n---\n`);
  const zip = (members: Readonly<Record<string, Uint8Array>>) => new Uint8Array(zipSync(members));
  const tar = (members: Readonly<Record<string, Uint8Array>>) =>
    writeTar(Object.entries(members).map(([name, bytes]) => ({ name, bytes })));
  const wav = noiseWav(1, 20);
  const cardOf = async (...files: readonly HubFile[]) => (await importShards(files)).overview.cardLicense;

  it.each([
    ['zip', zip],
    ['tar', tar],
    ['tar.gz', (members: Readonly<Record<string, Uint8Array>>) => new Uint8Array(gzipSync(tar(members)))],
  ] as const)('[L3] of a %s speak for their folder and for nothing beside it', async (kind, pack) => {
    const own = dropped(`a.${kind}`, pack({ 'a/0.wav': wav, 'a/README.md': card('cc0-1.0') }));
    expect(await cardOf(own)).toBe('cc0-1.0');
    expect(await cardOf(dropped(`a.${kind}`, pack({ '0.wav': wav, 'a/README.md': card('cc0-1.0') })))).toBeNull();
    expect(await cardOf(own, dropped(`b.${kind}`, pack({ 'a/1.wav': wav })))).toBeNull();
    expect(await cardOf(own, dropped('c.parquet', soundShard()))).toBeNull();
    expect(await cardOf(own, dropped(`b.${kind}`, pack({ 'b/1.wav': wav })), dropped('README.md', card('by')))).toBe(
      'by, cc0-1.0',
    );
  });

  it('[L3] a row of the archive that says otherwise keeps what it says', async () => {
    const table = Buffer.from(`file_name,license\n0.wav,${NC}\n`);
    const files = [dropped('a.zip', zip({ '0.wav': wav, '1.wav': wav, 'm.csv': table, 'README.md': card('cc0-1.0') }))];
    const source = { kind: 'shards', name: 'dropped', files } as const;
    const tools = testTools(OFFLINE);
    const plan = planOf(await inspect(source, tools), { allowedFamilies: LICENSE_FAMILIES, useCardLicense: true });
    const { items } = await runImport({ source, tools, plan });
    expect(items.map(({ metadata }) => [metadata.license, metadata.licenseSource])).toEqual([
      [NC, 'row'],
      ['cc0-1.0', 'card'],
    ]);
  });
});

it.each([
  ['a zip', 'x.zip', new Uint8Array(zipSync({ 'data/0.parquet': new Uint8Array(9) }))],
  ['a tar', 'x.tar', writeTar([{ name: 'notes.txt', bytes: new Uint8Array(9) }])],
])('%s without sounds is refused with what would help', async (_, name, content) => {
  await expect(importShards([dropped(name, content)])).rejects.toThrow(
    /holds no sounds\. If archives or Parquet files lie within it, unpack it and drop these\.$/u,
  );
});

it('[L5] members of archives are called by their path from the top', async () => {
  const table = Buffer.from(`file_name,license\na/0.wav,${NC}\nb/0.wav,${BY}\n`);
  const members = { './a/0.wav': noiseWav(1, 10), '././b/0.wav': noiseWav(2, 20), '/m.csv': table };
  const tar = writeTar(Object.entries(members).map(([name, bytes]) => ({ name, bytes })));
  for (const archive of [dropped('x.zip', new Uint8Array(zipSync(members))), dropped('x.tar', tar)]) {
    const { overview, run } = await importShards([archive]);
    expect(overview.notes).toEqual([]);
    expect(run.items.map(({ metadata }) => metadata.license)).toEqual([NC, BY]);
  }
});

it('the comment of a zip may hold what looks like an end, and bytes may follow it', async () => {
  const zip = Buffer.from(zipSync({ '0.wav': noiseWav(1, 10) }));
  const comment = Buffer.from('PK\u0005\u0006 is no end');
  zip.writeUInt16LE(comment.length, zip.length - 2);
  const commented = await importShards([dropped('x.zip', new Uint8Array(Buffer.concat([zip, comment])))]);
  expect(commented.run.items).toHaveLength(1);
  const trailed = Buffer.concat([zipSync({ '0.wav': noiseWav(1, 10) }), Buffer.alloc(100)]);
  expect((await importShards([dropped('x.zip', new Uint8Array(trailed))])).run.items).toHaveLength(1);
});

it('a table within a zip that cannot be read costs what it says, not the sounds', async () => {
  const table = Buffer.from(`file_name,license\n0.wav,${NC}\n`);
  const zip = zipSync({ '0.wav': noiseWav(1, 10), 'm.csv': table }, { level: 0 });
  zip[Buffer.from(zip.buffer).indexOf('license\n0')] = 0;
  const { overview, run } = await importShards([dropped('x.zip', new Uint8Array(zip))]);
  expect(licensesOf(run)).toEqual({ '0.wav': null });
  expect(overview.notes[0]).toMatch(
    /^m\.csv in x\.zip could not be read as a zip archive: its checksum \(CRC-32\) differs/u,
  );
});

it('of many texts in a zip none is read as a table', async () => {
  const texts = Object.fromEntries(
    Array.from({ length: 21 }, (_, index) => [`txt/${index}.txt`, Buffer.from(`file,license\n0.wav,${BY}\n`)]),
  );
  const zip = new Uint8Array(zipSync({ ...texts, '0.wav': noiseWav(1, 10) }));
  const { overview, run } = await importShards([dropped('x.zip', zip)]);
  expect([overview.notes, licensesOf(run)]).toEqual([[], { '0.wav': null }]);
});

it('a zip that was written with the separators of Windows has folders', async () => {
  const table = `file_name,license\na/0.wav,${NC}\nb/0.wav,${BY}\n`;
  const zip = zipSync({ 'a\\0.wav': noiseWav(1, 10), 'b\\0.wav': noiseWav(2, 10), 'm.csv': Buffer.from(table) });
  const { run } = await importShards([dropped('x.zip', new Uint8Array(zip))]);
  expect(licensesOf(run)).toEqual({ 'a/0.wav': NC, 'b/0.wav': BY });
});

describe('dropped shards', () => {
  const text = (name: string, values: string[]) => ({ kind: 'text', name, values }) as const;
  const names = Array.from({ length: 6 }, (_, index) => `${64_760 + index}_0.ogg`);
  const audio = {
    kind: 'audio',
    name: 'audio',
    values: names.map((path, index) => ({ bytes: noiseWav(index, 100), path })),
  } as const;
  const shard = dropped(
    'dev-00000.parquet',
    writeParquet([audio, text('name', names)], { layout: 'one-page', rowsPerGroup: 4 }),
  );

  it('[L5] case H4: a table that is dropped beside them gives their rows what it says of them', async () => {
    const alone = await importShards([shard], DEFAULT_ALLOWED_FAMILIES);
    expect(nothingPasses(alone.overview, alone.plan.options)).toMatch(/drop the table that names the licences here/u);
    const clips = {
      64760: { license: BY, uploader: 'a', title: 'Rain' },
      64761: { license: NC, uploader: 'b', title: 'Dog' },
    };
    const { overview, plan, run } = await importShards(
      [shard, dropped('dev_clips_info_FSD50K.json', JSON.stringify(clips))],
      DEFAULT_ALLOWED_FAMILIES,
    );
    expect(nothingPasses(overview, plan.options)).toBeNull();
    expect(overview.detected).toMatchObject({ license: 'license', creator: 'uploader' });
    expect(overview.notes[0]).toMatch(/^4 of 6 sounds are surely meant by no row of a table/u);
    expect(run.checkpoint?.counters).toMatchObject({ seen: 6, saved: 1, skippedLicense: 5 });
    expect(run.items[0]?.metadata).toMatchObject({
      license: BY,
      creator: 'a',
      sourceUrl: 'https://freesound.org/s/64760/',
    });
  });

  it('case H3: rows that only name their audio are not offered, and are one kind of warning', async () => {
    const rows = soundRows(5, { passShare: 1, samples: 100 });
    const file = dropped('x.parquet', writeSoundParquet(rows, { layout: 'path-only', rowsPerGroup: 5 }));
    const { overview, plan, run } = await importShards([file]);
    expect(nothingPasses(overview, plan.options)).toMatch(/^The rows only name their audio/u);
    expect(new Set(run.skippedReasons).size).toBe(1);
  });

  it('decoded samples are written as WAV, which is said; a list of bytes is the file that it is', async () => {
    const optional = { repetition_type: 'OPTIONAL' } as const;
    const list = (name: string, element: SchemaElement): SchemaElement[] => [
      { name, num_children: 1, converted_type: 'LIST', ...optional },
      { name: 'list', num_children: 1, repetition_type: 'REPEATED' },
      element,
    ];
    const write = (schema: SchemaElement[], data: unknown[]) => {
      const writer = new ByteWriter();
      void parquetWrite({
        writer,
        schema: [{ name: 'root', num_children: 1 }, ...schema],
        columnData: [{ name: 'audio', data }],
      });
      return dropped('x.parquet', writer.getBuffer());
    };
    const decoded = write(
      [
        { name: 'audio', num_children: 2, ...optional },
        ...list('array', { name: 'element', type: 'DOUBLE', ...optional }),
        { name: 'sampling_rate', type: 'INT32', ...optional },
      ],
      Array.from({ length: 6 }, (_, row) => ({ array: [0, 0.5, -0.25, row], sampling_rate: 8000 })),
    );
    const { items } = (await importShards([decoded])).run;
    expect(items).toHaveLength(6);
    const view = new DataView((await items[5]?.audio.arrayBuffer()) ?? new ArrayBuffer(0));
    expect([
      view.getUint16(20, true),
      view.getUint16(22, true),
      view.getUint32(24, true),
      view.getUint16(34, true),
    ]).toEqual([3, 1, 8000, 32]);
    expect([44, 48, 52, 56].map((at) => view.getFloat32(at, true))).toEqual([0, 0.5, -0.25, 5]);
    expect(items[5]?.metadata.rawJson).toContain('"written_as":"WAV"');

    const wav = noiseWav(1, 20);
    const bytes = write(list('audio', { name: 'element', type: 'INT32', converted_type: 'UINT_8', ...optional }), [
      [...wav],
      [...wav],
    ]);
    const { run } = await importShards([bytes]);
    expect(run.items).toHaveLength(2);
    expect(Buffer.compare(new Uint8Array((await run.items[1]?.audio.arrayBuffer()) ?? []), wav)).toBe(0);
    expect(run.items[1]?.metadata.rawJson).not.toContain('written_as');
  });

  it('[L1] licences in records within the rows of a Parquet file decide', async () => {
    const text = { type: 'BYTE_ARRAY', converted_type: 'UTF8', repetition_type: 'OPTIONAL' } as const;
    const writer = new ByteWriter();
    void parquetWrite({
      writer,
      schema: [
        { name: 'root', num_children: 3 },
        { name: 'audio', type: 'BYTE_ARRAY', repetition_type: 'OPTIONAL' },
        { name: 'license', ...text },
        { name: 'original_data', num_children: 2, repetition_type: 'OPTIONAL' },
        { name: 'license', ...text },
        { name: 'artist', ...text },
      ],
      columnData: [
        { name: 'audio', data: [noiseWav(1, 20), noiseWav(2, 20), noiseWav(3, 20)] },
        { name: 'license', data: ['cc0-1.0', 'cc0-1.0', null] },
        { name: 'original_data', data: [NC, BY, null].map((license) => ({ license, artist: 'A' })) },
      ],
    });
    const { overview, run } = await importShards([dropped('x.parquet', writer.getBuffer())]);
    expect(overview.detected).toMatchObject({ license: 'license', creator: 'original_data.artist' });
    expect(run.items.map(({ metadata }) => [metadata.licenseFamily, metadata.creator])).toEqual([
      ['by-nc', 'A'],
      ['by', 'A'],
      ['unknown', 'A'],
    ]);
  });

  it('case F20: what a drop is does not depend on the name of a Parquet file alone', async () => {
    const metadata = dropped(
      'metadata.parquet',
      writeParquet([text('file_name', ['0.wav'])], { layout: 'one-page', rowsPerGroup: 1, withFeatures: false }),
    );
    expect(await recogniseDrop([dropped('0.wav'), metadata])).toBe('folder');
    expect(await recogniseDrop([shard, metadata])).toBe('shards');
    expect(await areTables([metadata, dropped('m.csv.gz'), dropped('m.jsonl')])).toBe(true);
    expect(await areTables([shard])).toBe(false);
    expect(await areTables([metadata, dropped('a.wav')])).toBe(false);
    expect(await recogniseDrop([dropped('a.wav')])).toBeNull();
    expect(await recogniseDrop([dropped('a.tar.gz')])).toBe('shards');
  });
});

it('sounds that were unpacked in memory are handed to the page as bytes, which the browser counts; those on the disk, within archives too, as files', async () => {
  const handedOf = async (kind: 'shards' | 'folder', files: readonly HubFile[]) => {
    const source = { kind, name: 'dropped', files } as const;
    const plan = planOf(await inspect(source, testTools(OFFLINE)), { allowedFamilies: LICENSE_FAMILIES });
    const handed: unknown[] = [];
    const store = async ({ audio }: { readonly audio: unknown }) => {
      handed.push(audio);
      return 'saved' as const;
    };
    const access = { ...OFFLINE, token: null };
    await hubCalls.run({ source, plan, checkpoint: null, access }, { store, reached: () => undefined });
    return handed;
  };
  const wav = noiseWav(3, 90);
  const tar = writeTar([{ name: '0.wav', bytes: wav }]);
  const [bytes] = await handedOf('shards', [dropped('x.tar.gz', new Uint8Array(gzipSync(tar)))]);
  expect(Buffer.compare(new Uint8Array(bytes as ArrayBuffer), wav)).toBe(0);
  for (const archive of [
    dropped('x.tar', tar),
    dropped('x.zip', new Uint8Array(zipSync({ '0.wav': wav }, { level: 0 }))),
  ]) {
    const [slice] = await handedOf('shards', [archive]);
    expect(slice).toBeInstanceOf(File);
    expect(Buffer.compare(new Uint8Array(await (slice as File).arrayBuffer()), wav)).toBe(0);
  }
  const [file] = await handedOf('folder', [dropped('0.wav'), dropped('m.csv', `file_name,license\n0.wav,${BY}\n`)]);
  expect(file).toBeInstanceOf(File);
});

it.each(['zip', 'tar.gz'])(
  'what a .%s packs goes piece by piece to the room there is, and leaves it where it is refused',
  async (kind) => {
    const sounds = { '0.wav': noiseWav(1, 90), '1.wav': noiseWav(2, 90), '2.wav': noiseWav(3, 90) };
    const table = Buffer.from(`file_name,license\n0.wav,${BY}\n1.wav,${NC}\n2.wav,${BY}\n`);
    const members = Object.entries({ ...sounds, 'm.csv': table });
    const packed =
      kind === 'zip'
        ? zipSync(Object.fromEntries(members))
        : gzipSync(writeTar(members.map(([name, bytes]) => ({ name, bytes }))));
    const files = [dropped(`x.${kind}`, new Uint8Array(packed))];
    const held = new Set<Blob>();
    const room: UnpackingRoom = {
      hold: async (chunks, sizeBytes) => {
        const sound = await IN_MEMORY.hold(chunks, sizeBytes);
        held.add(sound);
        return sound;
      },
      release: async (sound) => void held.delete(sound),
    };
    const source = { kind: 'shards', name: 'dropped', files } as const;
    const tools = { ...testTools(OFFLINE), room };
    const { items } = await runImport({ source, tools, plan: planOf(await inspect(source, tools)) });
    expect([...held]).toEqual(items.map(({ audio }) => audio));
    expect(await Promise.all(items.map(async ({ audio }) => new Uint8Array(await audio.arrayBuffer())))).toEqual([
      sounds['0.wav'],
      sounds['2.wav'],
    ]);
  },
);
