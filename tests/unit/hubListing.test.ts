import { afterEach, describe, expect, it } from 'vitest';
import { AppError } from '../../src/domain/errors.ts';
import { HubApi } from '../../src/hub/api/hubApi.ts';
import type { Net } from '../../src/hub/api/net.ts';
import { nothingPasses, takesTables } from '../../src/stages/hubImport/hubImportPlan.ts';
import { LICENSE_FAMILIES } from '../../src/domain/license.ts';
import type { HubFile } from '../../src/workers/contracts/hub.ts';
import { dropped } from '../fakes/droppedFolder.ts';
import { testTools } from '../fakes/hubTools.ts';
import { FakeHub, type FakeRepository, type FakeHubOptions } from '../fakes/fakeHub.ts';
import { fileOf, type FakeFile } from '../fakes/fakeFile.ts';
import { inspect, planOf, runImport } from '../fakes/importRun.ts';
import { writeParquet, writeSoundParquet, type ParquetFileOptions } from '../fakes/parquetFiles.ts';
import { LICENSE_NAMES, soundRows, type SoundRow } from '../fakes/soundRows.ts';
import { writeTar } from '../fakes/tarFiles.ts';

const SOURCE = { kind: 'hub', datasetId: 'x/freesound' } as const;
const hubs: FakeHub[] = [];

afterEach(async () => {
  for (const hub of hubs.splice(0)) await hub.stop();
});

async function startHub(dataset: Partial<FakeRepository>, options: Partial<FakeHubOptions> = {}): Promise<FakeHub> {
  const whole: FakeRepository = { viewer: 'ready', converted: [], files: new Map(), ...dataset };
  const hub = await FakeHub.start({ repositories: new Map([[SOURCE.datasetId, whole]]), ...options });
  hubs.push(hub);
  return hub;
}

function convertedSet(rows: readonly SoundRow[], options: ParquetFileOptions, shards = 1): Partial<FakeRepository> {
  const size = Math.ceil(rows.length / shards);
  const files = Array.from({ length: shards }, (_, index) =>
    fileOf(writeSoundParquet(rows.slice(index * size, (index + 1) * size), options)),
  );
  return { converted: [{ config: 'default', split: 'train', rows: rows.length, files }] };
}

const passing = (rows: readonly SoundRow[]) => rows.filter(({ license }) => license < 3).map(({ title }) => title);

describe('a data set of the hub', () => {
  it('is described before anything is stored, for under 50 kB of 400 rows', async () => {
    const rows = soundRows(400, { passShare: 0.4, samples: 8000 });
    const hub = await startHub(convertedSet(rows, { layout: 'page-index', rowsPerGroup: 100 }));
    const overview = await inspect(SOURCE, testTools(hub));
    expect(overview).toMatchObject({
      datasetId: 'x/freesound',
      config: 'default',
      split: 'train',
      rows: 400,
      countedRows: 400,
    });
    const found = { audio: 'audio', license: 'license', genre: 'tags', title: 'title', creator: 'username' };
    expect(overview.detected).toEqual({ ...found, source: null });
    expect(overview.licenses.reduce((sum, { rows: count }) => sum + count, 0)).toBe(400);
    expect(overview.licenses.find(({ text }) => text === 'CC-BY-NC-4.0')?.family).toBe('by-nc');
    expect(overview.firstRows[0]).toMatchObject({ title: 'Sound 0', tags: 'dog, tag-0' });
    expect(hub.sentBytes).toBeLessThan(50_000);
  });

  it('gives the audio of the rows that pass, and under 20 % of the file is read where 2 % pass', async () => {
    const rows = soundRows(400, { passShare: 0.02, samples: 8000 });
    const hub = await startHub(convertedSet(rows, { layout: 'page-index', rowsPerGroup: 100 }));
    const tools = testTools(hub);
    const overview = await inspect(SOURCE, tools);
    hub.resetCounters();
    const { items, checkpoint, error } = await runImport({ source: SOURCE, tools, plan: planOf(overview) });
    expect(error).toBeNull();
    expect(items.map(({ metadata }) => metadata.title)).toEqual(passing(rows));
    expect(items).toHaveLength(8);
    expect(checkpoint?.counters).toMatchObject({ seen: 400, saved: 8, skippedLicense: 392 });
    expect(hub.sentBytes).toBeLessThan(overview.bytes * 0.2);
    const [first] = items;
    const truth = rows.find(({ title }) => title === first?.metadata.title);
    const audio = new Uint8Array((await first?.audio.arrayBuffer()) ?? []);
    expect(Buffer.compare(audio, truth?.audio ?? new Uint8Array(0))).toBe(0);
    expect(first?.path).toBe(`x/freesound/train/${truth?.path}`);
    expect(first?.metadata).toMatchObject({
      datasetId: 'x/freesound',
      split: 'train',
      license: LICENSE_NAMES[truth?.license ?? 0],
      licenseFamily: 'by',
      licenseSource: 'row',
      tags: truth?.tags,
      genre: truth?.tags.join(', '),
    });
    expect(JSON.parse(first?.metadata.rawJson ?? '')).toMatchObject({
      audio: { path: truth?.path },
      username: truth?.username,
    });
  });

  it('gives the same rows over several shards as they lie in them', async () => {
    const rows = soundRows(30, { passShare: 0.5, samples: 400 });
    const hub = await startHub(convertedSet(rows, { layout: 'one-page', rowsPerGroup: 4 }, 3));
    const tools = testTools(hub);
    const { items, checkpoint } = await runImport({
      source: SOURCE,
      tools,
      plan: planOf(await inspect(SOURCE, tools)),
    });
    expect(items.map(({ metadata }) => metadata.title)).toEqual(passing(rows));
    expect(checkpoint?.counters.seen).toBe(30);
  });

  it('stops at the number of items that was asked for, without reading on', async () => {
    const rows = soundRows(200, { passShare: 0.5, samples: 4000 });
    const hub = await startHub(convertedSet(rows, { layout: 'page-index', rowsPerGroup: 50 }));
    const tools = testTools(hub);
    const overview = await inspect(SOURCE, tools);
    hub.resetCounters();
    const { items } = await runImport({ source: SOURCE, tools, plan: planOf(overview, { maxItems: 3 }) });
    expect(items.map(({ metadata }) => metadata.title)).toEqual(passing(rows).slice(0, 3));
    expect(hub.sentBytes).toBeLessThan(overview.bytes * 0.2);
  });

  it('says why rows that only name their audio are passed over', async () => {
    const rows = soundRows(5, { passShare: 1, samples: 100 });
    const hub = await startHub(convertedSet(rows, { layout: 'path-only', rowsPerGroup: 5 }));
    const tools = testTools(hub);
    const result = await runImport({ source: SOURCE, tools, plan: planOf(await inspect(SOURCE, tools)) });
    expect(result.checkpoint?.counters).toMatchObject({ seen: 5, saved: 0, skippedAudio: 5 });
    expect(result.skippedReasons[0]).toBe('they only name their audio, whose bytes are not in the Parquet file');
  });

  it('[L3] takes the licence of the card only where the user chose so, and keeps that it did', async () => {
    const rows = soundRows(6, { passShare: 1, samples: 100 });
    const file = fileOf(writeSoundParquet(rows, { layout: 'binary', rowsPerGroup: 6, withLicense: false }));
    const hub = await startHub({
      license: 'cc-by-4.0',
      converted: [{ config: 'default', split: 'train', rows: 6, files: [file] }],
    });
    const tools = testTools(hub);
    const overview = await inspect(SOURCE, tools);
    expect(overview).toMatchObject({ cardLicense: 'cc-by-4.0', cardFamily: 'by', licenses: [] });
    const without = await runImport({ source: SOURCE, tools, plan: planOf(overview) });
    expect(without.checkpoint?.counters).toMatchObject({ saved: 0, skippedLicense: 6 });
    const withCard = await runImport({ source: SOURCE, tools, plan: planOf(overview, { useCardLicense: true }) });
    expect(withCard.items).toHaveLength(6);
    expect(withCard.items[0]?.metadata).toMatchObject({
      license: 'cc-by-4.0',
      licenseFamily: 'by',
      licenseSource: 'card',
    });
    expect(withCard.items[0]?.path).toBe('x/freesound/train/row-1.wav');
  });

  it('is read from the Parquet files of its repository where the viewer has none', async () => {
    const rows = soundRows(8, { passShare: 0.5, samples: 200 });
    const files = new Map([
      ['README.md', fileOf(new Uint8Array(10))],
      ['data/train/batch_10.parquet', fileOf(writeSoundParquet(rows.slice(4), { layout: 'binary', rowsPerGroup: 4 }))],
      [
        'data/train/batch_2.parquet',
        fileOf(writeSoundParquet(rows.slice(0, 4), { layout: 'binary', rowsPerGroup: 4 })),
      ],
      ['data/test/batch_0.parquet', fileOf(writeSoundParquet(rows, { layout: 'binary', rowsPerGroup: 4 }))],
      ...Array.from({ length: 60 }, (_, index) => [`notes/${index}.txt`, fileOf(new Uint8Array(1))] as const),
    ]);
    const hub = await startHub({ viewer: 'script', files });
    const tools = testTools(hub);
    const overview = await inspect(SOURCE, tools);
    expect(overview.splits.map(({ split }) => split)).toEqual(['test', 'train']);
    expect(overview.shards.map(({ name }) => name)).toEqual([
      'data/train/batch_2.parquet',
      'data/train/batch_10.parquet',
    ]);
    expect(overview.rows).toBe(8);
    const { items } = await runImport({ source: SOURCE, tools, plan: planOf(overview) });
    expect(items.map(({ metadata }) => metadata.title)).toEqual(passing(rows));
  });
});

describe('the hub on bad days', () => {
  const rows = soundRows(40, { passShare: 0.5, samples: 3000 });
  const layout = { layout: 'page-index', rowsPerGroup: 10 } as const;

  it('429 is waited out as long as the hub says, and a refusal without CORS headers is tried again', async () => {
    const hub = await startHub(convertedSet(rows, layout), {
      fault: (_, count) => (count % 5 === 4 ? 'rate-limit' : count % 7 === 6 ? 'break' : 'none'),
    });
    const tools = testTools(hub);
    hub.limitNext(1);
    const overview = await inspect(SOURCE, tools);
    expect(tools.waits.some((wait) => wait >= 55_000 && wait < 60_000)).toBe(true);
    const { items, error } = await runImport({ source: SOURCE, tools, plan: planOf(overview) });
    expect(error).toBeNull();
    expect(items.map(({ metadata }) => metadata.title)).toEqual(passing(rows));
  });

  it('signed addresses that expire are asked for again', async () => {
    const hub = await startHub(convertedSet(rows, layout), { signedUses: 3 });
    const tools = testTools(hub);
    const { items, error } = await runImport({ source: SOURCE, tools, plan: planOf(await inspect(SOURCE, tools)) });
    expect(error).toBeNull();
    expect(items.map(({ metadata }) => metadata.title)).toEqual(passing(rows));
    const resolves = hub.requests.filter((request) => request.includes('/resolve/')).length;
    expect(resolves).toBeGreaterThan(5);
    const fileRequests = hub.requests.filter((request) => request.includes(' bytes=')).length;
    expect(resolves).toBeLessThan(fileRequests / 2);
  });

  it('a broken connection is taken up where it broke', async () => {
    const big = soundRows(4, { passShare: 1, samples: 500_000 });
    const options = { layout: 'one-page', rowsPerGroup: 4, codec: 'UNCOMPRESSED' } as const;
    const hub = await startHub(convertedSet(big, options), {
      fault: (_, count) => (count % 2 === 1 ? 'break' : 'none'),
    });
    const tools = testTools(hub);
    const overview = await inspect(SOURCE, tools);
    hub.resetCounters();
    const { items, error } = await runImport({ source: SOURCE, tools, plan: planOf(overview) });
    expect(error).toBeNull();
    expect(items).toHaveLength(4);
    expect(hub.sentBytes).toBeLessThan(overview.bytes * 1.15);
  });

  it('a server that ignores ranges is told apart, and its whole answer is not read', async () => {
    const big = soundRows(4, { passShare: 1, samples: 4_000_000 });
    const hub = await startHub(convertedSet(big, { layout: 'one-page', rowsPerGroup: 4, codec: 'UNCOMPRESSED' }), {
      fault: () => 'ignore-range',
    });
    const failure = await inspect(SOURCE, testTools(hub)).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(AppError);
    expect((failure as AppError).message).toMatch(
      /does not serve parts of files\. Download the file and drop it here\./u,
    );
    expect(hub.sentBytes).toBeLessThan(8_000_000);
  });

  it.each([
    ['gated', { gated: true }, 'gated', /^x\/freesound does not exist or is gated\./u],
    ['renamed', { renamed: true }, 'bad-hub-source', /^x\/freesound has been renamed\. /u],
    [
      'script only',
      { viewer: 'script' },
      'bad-hub-source',
      /^x\/freesound is loaded by a Python script, which a browser cannot run/u,
    ],
    [
      'script only, said by 500',
      { viewer: 'script-names' },
      'bad-hub-source',
      /^x\/freesound is loaded by a Python script/u,
    ],
    ['viewer switched off', { viewer: 'disabled' }, 'bad-hub-source', /^x\/freesound has its viewer switched off/u],
    ['not ready', { viewer: 'not-ready' }, 'network', /^The hub is still preparing x\/freesound\. Try again/u],
    ['failing', { viewer: 'unexpected' }, 'network', /^127\.0\.0\.1:\d+ failed at x\/freesound \(500\)\./u],
    ['empty', {}, 'bad-hub-source', /^x\/freesound holds no Parquet or tar files, and the hub has converted none\./u],
  ] as const)('one plain sentence for a set that is %s', async (_, dataset, code, sentence) => {
    const hub = await startHub(dataset);
    const failure = await inspect(SOURCE, testTools(hub)).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(AppError);
    expect((failure as AppError).message).toMatch(sentence);
    expect((failure as AppError).code).toBe(code);
    expect((failure as AppError).message).not.toMatch(/Error|\{|undefined/u);
  });

  it('one plain sentence for a set that is missing, a name that is none, and a split that is not there', async () => {
    const hub = await startHub(convertedSet(rows, layout));
    const tools = testTools(hub);
    const sentence = async (datasetId: string, choice = {}) =>
      inspect({ kind: 'hub', datasetId }, tools, choice).then(
        () => 'found',
        (error: AppError) => error.message,
      );
    expect(await sentence('x/missing')).toMatch(/^x\/missing does not exist or is gated\./u);
    expect(await sentence('no such name!')).toMatch(/^no such name! is no name of a data set/u);
    expect(await sentence('x/freesound', { split: 'test' })).toBe(
      'x/freesound has no split any/test. It has default/train: choose one of these.',
    );
  });

  it('a gated set opens with a token, which signed addresses never see', async () => {
    const hub = await startHub({ ...convertedSet(rows, layout), gated: true }, { token: 'secret' });
    const { items, error } = await (async () => {
      const tools = testTools(hub, 'secret');
      return runImport({ source: SOURCE, tools, plan: planOf(await inspect(SOURCE, tools)) });
    })();
    expect(error).toBeNull();
    expect(items).toHaveLength(20);
    const refused = await inspect(SOURCE, testTools(hub, 'wrong')).catch((thrown: AppError) => thrown.message);
    expect(refused).toMatch(/^x\/freesound does not exist or is gated\./u);
  });

  it.each(['script', 'no-names', 'down'] as const)(
    'where the viewer is %s, the converted branch is read',
    async (viewer) => {
      const hub = await startHub({
        ...convertedSet(rows, layout),
        viewer,
        files: new Map([['freesound.py', fileOf(new Uint8Array(1))]]),
      });
      const tools = testTools(hub);
      const overview = await inspect(SOURCE, tools);
      expect(overview.notes[0]).toMatch(
        viewer === 'down' ? /viewer cannot be reached now; its branch is read/u : /its branch is read/u,
      );
      expect(overview).toMatchObject({ config: 'default', split: 'train', rows: 40 });
      const { items } = await runImport({ source: SOURCE, tools, plan: planOf(overview) });
      expect(items.map(({ metadata }) => metadata.title)).toEqual(passing(rows));
    },
  );

  it('where the viewer cannot be reached, the files of the repository are read', async () => {
    const file = fileOf(writeSoundParquet(rows, layout));
    const hub = await startHub({ viewer: 'down', files: new Map([['data/train-0.parquet', file]]) });
    const overview = await inspect(SOURCE, testTools(hub));
    expect(overview).toMatchObject({
      rows: 40,
      notes: ["The hub's viewer cannot be reached now; the files of its repository are read."],
    });
  });

  describe('tables beside tar files of the hub [L5]', () => {
    const sound = (name: string) => ({ name, bytes: rows[0]?.audio ?? new Uint8Array(0) });
    const text = (content: string) => fileOf(new Uint8Array(Buffer.from(content)));
    const csv = (...lines: string[]) => ['file_name,license', ...lines, ''].join('\n');
    const lookAndImport = async (files: Record<string, FakeFile>, tables: readonly HubFile[] = []) => {
      const hub = await startHub({ viewer: 'script', files: new Map(Object.entries(files)) });
      const source = { ...SOURCE, tables };
      const overview = await inspect(source, testTools(hub));
      const plan = planOf(overview, { allowedFamilies: LICENSE_FAMILIES });
      const { items, error } = await runImport({ source, tools: testTools(hub), plan });
      expect(error).toBeNull();
      return { overview, notes: overview.notes.slice(1), licenses: items.map(({ metadata }) => metadata.license) };
    };

    it('speak of the only tar file that there is, by path, name or key; what is not sure is counted with an example', async () => {
      const tar = fileOf(writeTar(['a/0.wav', 'a/1.wav', 'b/1.wav', 'c/2.mix.wav'].map(sound)));
      const { overview, notes, licenses } = await lookAndImport({
        'data/train.tar': tar,
        'meta/all.csv': text(csv('0,cc0-1.0', '1,cc-by-4.0', '2,cc-by-nc-4.0', '7,cc0-1.0')),
        'dataset_infos.json': text('{"license": {"license": "cc0-1.0"}}'),
      });
      expect(licenses).toEqual(['cc0-1.0', null, null, 'cc-by-nc-4.0']);
      expect(overview.licenses).toContainEqual({ text: 'cc0-1.0', family: 'cc0', rows: 1 });
      expect(notes).toEqual([
        expect.stringMatching(/^2 of 4 sounds are surely meant by no row of a table .* a\/1\.wav for example\.$/u),
        expect.stringMatching(/^1 row of tables may mean more than one sound/u),
      ]);
    });

    it('speak of the tar file that they are called like, and of no other', async () => {
      const { notes, licenses } = await lookAndImport({
        'data/0.tar': fileOf(writeTar([sound('0.wav')])),
        'data/1.tar': fileOf(writeTar([sound('0.wav'), sound('1.wav')])),
        'data/1.csv': text(csv('0.wav,cc0-1.0', '1.wav,cc-by-4.0')),
        'data/all.csv': text(csv('0.wav,cc-by-4.0')),
        'meta/2.jsonl.gz': text(''),
      });
      expect(licenses).toEqual([null, 'cc0-1.0', 'cc-by-4.0']);
      expect(notes).toEqual([
        'Tables beside these files are not read: data/all.csv and 1 more. Which tar files they mean is not sure: download these with their tables and drop all together.',
        'Of 2 tar files only data/1.tar was looked through before the import.',
        'One of them has no table of the same name, and what no text says of the sounds in it is unknown: data/0.tar.',
      ]);
    });

    it('may be Parquet files without audio, one for each', async () => {
      const metadata = (license: string) =>
        fileOf(
          writeParquet(
            [
              { kind: 'text', name: 'key', values: ['0'] },
              { kind: 'text', name: 'license', values: [license] },
            ],
            { layout: 'one-page', rowsPerGroup: 1, withFeatures: false },
          ),
        );
      const { overview, licenses } = await lookAndImport({
        '00000.parquet': metadata('cc0-1.0'),
        '00000.tar': fileOf(writeTar([sound('0.flac')])),
        '00001.parquet': metadata('cc-by-4.0'),
        '00001.tar': fileOf(writeTar([sound('0.flac')])),
      });
      expect(overview.shards.map(({ kind }) => kind)).toEqual(['tar', 'tar']);
      expect(licenses).toEqual(['cc0-1.0', 'cc-by-4.0']);
    });

    it('speak of no tar file for sure where sounds lie elsewhere too', async () => {
      const tar = fileOf(writeTar([sound('0.wav')]));
      for (const other of ['test/0.wav', 'test/0.tar', 'test.zip']) {
        const { notes, licenses } = await lookAndImport({
          'train/0.tar': tar,
          [other]: other.endsWith('.tar') ? tar : text(''),
          'm.csv': text(csv('0.wav,cc0-1.0')),
          'x/0.csv': text(csv('0.wav,cc0-1.0')),
        });
        const isSure = !other.endsWith('.tar');
        expect(licenses, other).toEqual([isSure ? 'cc0-1.0' : null]);
        expect(notes, other).toEqual([expect.stringMatching(/^Tables beside these files are not read: m\.csv/u)]);
      }
    });

    it('may be given to a set with one tar file; to several only where one is called like them', async () => {
      const given = [dropped('m.csv', csv('0.wav,cc0-1.0'))];
      const tar = fileOf(writeTar([sound('0.wav')]));
      const one = await lookAndImport({ 'data/a.tar': tar }, given);
      expect([one.licenses, one.notes]).toEqual([['cc0-1.0'], []]);
      expect(takesTables(one.overview)).toBe(true);
      const other = fileOf(writeTar([sound('1.wav')]));
      const two = await lookAndImport({ 'data/a.tar': tar, 'data/b.tar': other }, given);
      expect(two.licenses).toEqual([null, null]);
      expect(two.notes).toEqual([
        expect.stringMatching(/^Not joined, as it is not sure of which tar file it speaks: m\.csv\./u),
      ]);
      expect(takesTables(two.overview)).toBe(false);
      const { options } = planOf(two.overview);
      expect(nothingPasses(two.overview, options)).toMatch(
        /download the tar files and drop them together with the table/u,
      );
      const named = [...given, dropped('b.csv', csv('0.wav,cc0-1.0', '1.wav,cc0-1.0'))];
      expect((await lookAndImport({ 'data/a.tar': tar, 'data/b.tar': other }, named)).licenses).toEqual([
        null,
        'cc0-1.0',
      ]);
    });
  });

  it('a split that is there in two forms is listed once, and the form that is not read is named', async () => {
    const parquet = fileOf(writeSoundParquet(rows, layout));
    const files = new Map([
      ['data/train-0.parquet', parquet],
      ['data/train-0.tar', fileOf(writeTar([]))],
    ]);
    const overview = await inspect(SOURCE, testTools(await startHub({ viewer: 'script', files })));
    expect(overview).toMatchObject({ splits: [{ split: 'train' }], rows: 40 });
    expect(overview.notes[1]).toBe('One tar file of the same split is not read: data/train-0.tar.');
  });

  it('a Python script is blamed only where the hub says so', async () => {
    const sentence = async (viewer: FakeRepository['viewer'], names: string[] = []) => {
      const hub = await startHub({ viewer, files: new Map(names.map((name) => [name, fileOf(new Uint8Array(1))])) });
      return inspect(SOURCE, testTools(hub)).then(
        () => 'found',
        (error: AppError) => error.message,
      );
    };
    expect(await sentence('script')).toMatch(/is loaded by a Python script/u);
    expect(await sentence('script-names')).toMatch(/is loaded by a Python script/u);
    expect(await sentence('no-names', ['freesound.py'])).toBe(
      'The hub cannot tell what x/freesound consists of (No (supported) data files found), and it holds no Parquet or tar files. Download it and drop its folder here.',
    );
    expect(await sentence('ready', ['freesound.py'])).toMatch(/^x\/freesound holds no Parquet or tar files/u);
  });

  it('a commit that was squashed away is asked for at the newest one', async () => {
    const hub = await startHub(convertedSet(rows, layout));
    const tools = testTools(hub);
    const plan = planOf(await inspect(SOURCE, tools));
    hub.squash();
    const { items, error } = await runImport({ source: SOURCE, tools, plan });
    expect(error).toBeNull();
    expect(items.map(({ metadata }) => metadata.title)).toEqual(passing(rows));
  });

  it('an address that answers with nothing is asked for anew', async () => {
    const hub = await startHub(convertedSet(rows, layout), {
      fault: (_, count) => (count % 3 === 2 ? 'empty' : 'none'),
    });
    const tools = testTools(hub);
    const { items, error } = await runImport({ source: SOURCE, tools, plan: planOf(await inspect(SOURCE, tools)) });
    expect(error).toBeNull();
    expect(items.map(({ metadata }) => metadata.title)).toEqual(passing(rows));
    const resolves = hub.requests.filter((request) => request.includes('/resolve/')).length;
    expect(resolves).toBeGreaterThan(2);
  });

  it('case H3: rows that name their audio on the hub get it from there, at their commit; what is missing is one kind', async () => {
    const commit = '0123456789abcdef0123456789abcdef01234567';
    const named = soundRows(4, { passShare: 1, samples: 3000 }).map((row, index) =>
      Object.assign(row, { path: `hf://datasets/x/freesound@${commit}/music/a b ${index}.wav` }),
    );
    const files = new Map(named.slice(0, 3).map(({ audio }, index) => [`music/a b ${index}.wav`, fileOf(audio)]));
    const hub = await startHub({ ...convertedSet(named, { layout: 'path-only', rowsPerGroup: 4 }), files });
    const tools = testTools(hub);
    const overview = await inspect(SOURCE, tools);
    expect(overview.isAudioMissing).toBe(false);
    const { items, checkpoint, skippedReasons } = await runImport({ source: SOURCE, tools, plan: planOf(overview) });
    expect(checkpoint?.counters).toMatchObject({ seen: 4, saved: 3, skippedAudio: 1 });
    expect(skippedReasons).toEqual(['the hub has no file where they name it']);
    expect(items.map(({ path }) => path)).toContain('x/freesound/train/a b 0.wav');
    expect(
      Buffer.compare(new Uint8Array((await items[0]?.audio.arrayBuffer()) ?? []), named[0]?.audio ?? new Uint8Array()),
    ).toBe(0);
    expect(hub.requests.some((request) => request.includes(`/resolve/${commit}/music/a%20b%200.wav`))).toBe(true);
  });

  it.each([
    [
      'percent signs in an address',
      'https://huggingface.co/datasets/x/freesound/resolve/v1/a%20b.wav',
      '/v1/a%20b.wav',
    ],
    ['a name with signs of addresses', 'hf://datasets/x/freesound@v1/100% C#?.wav', '/v1/100%25%20C%23%3F.wav'],
    [
      'the branch of the conversion',
      'hf://datasets/x/freesound@refs/convert/parquet/a.wav',
      '/refs%2Fconvert%2Fparquet/a.wav',
    ],
    ['a proposal', 'hf://datasets/x/freesound@refs/pr/12/a/b.wav', '/refs%2Fpr%2F12/a/b.wav'],
    ['a revision that is none', 'hf://datasets/x/freesound@%zz/a.wav', null],
    ['percent signs that are none', 'https://huggingface.co/datasets/x/freesound/resolve/v1/a%zz.wav', null],
    ['a path that leads out', 'hf://datasets/x/freesound@v1/../../../../y/z/resolve/v1/a.wav', null],
    [
      'one that does so in an address',
      'https://huggingface.co/datasets/x/freesound/resolve/v1/%2e%2e/%2E./a.wav',
      null,
    ],
    ['a revision that leads out', 'hf://datasets/x/freesound@../a.wav', null],
    ['an owner that leads out', 'hf://datasets/../x@v1/a.wav', null],
    ['another host', 'https://huggingface.co.example/datasets/x/freesound/resolve/v1/a.wav', null],
    ['a path alone', 'music/a.wav', null],
  ])('case H3: %s names a file of the hub, or none', (_, name, end) => {
    const tools = testTools({ hubUrl: 'https://hub.invalid', viewerUrl: 'https://hub.invalid/viewer' });
    expect(new HubApi(tools.access, tools.net).namedUrl(name)?.url ?? null).toBe(
      end === null ? null : `https://hub.invalid/datasets/x/freesound/resolve${end}`,
    );
  });

  it('[L1] case H3: rows that name one file and say several licences give it the strictest, also groups apart', async () => {
    const named = soundRows(3, { passShare: 1, samples: 3000 }).map((row, index) =>
      Object.assign(row, {
        path: `hf://datasets/x/freesound@v1/${index === 1 ? 'b' : 'a'}.wav`,
        license: [0, 1, 3][index],
      }),
    );
    const files = new Map(named.slice(0, 2).map(({ audio }, index) => [`${'ab'[index]}.wav`, fileOf(audio)]));
    const hub = await startHub({ ...convertedSet(named, { layout: 'path-only', rowsPerGroup: 1 }), files });
    const tools = testTools(hub);
    const overview = await inspect(SOURCE, tools);
    expect(overview.licenses.map(({ family, rows: count }) => [family, count])).toEqual([
      ['by-nc', 2],
      ['by', 1],
    ]);
    const { items, checkpoint } = await runImport({ source: SOURCE, tools, plan: planOf(overview) });
    expect(items.map(({ path }) => path)).toEqual(['x/freesound/train/b.wav']);
    expect(checkpoint?.counters).toMatchObject({ seen: 3, saved: 1, skippedLicense: 2 });
  });

  const page = '<!doctype html><title>Sign in</title>';
  it.each<[string, () => Promise<Response>]>([
    ['a page', async () => new Response(page)],
    ['nothing', async () => new Response(null, { status: 204 })],
    ['a failure of its own', async () => new Response('', { status: 500 })],
    ['a wish to wait for long', async () => new Response('', { status: 503, headers: { 'retry-after': '60' } })],
    ['silence', async () => Promise.reject(new DOMException('', 'TimeoutError'))],
  ])('where the viewer answers with %s, the branch is read within seconds', async (_, answer) => {
    const hub = await startHub(convertedSet(rows, layout));
    const tools = testTools(hub);
    const fetch: Net['fetch'] = async (url, init) =>
      url.startsWith(hub.viewerUrl) ? answer() : tools.net.fetch(url, init);
    const overview = await inspect(SOURCE, { ...tools, net: { ...tools.net, fetch } });
    expect(overview.notes).toEqual(["The hub's viewer cannot be reached now; its branch is read."]);
    expect(overview.rows).toBe(40);
    expect(tools.waits.reduce((sum, wait) => sum + wait, 0)).toBeLessThan(3000);
  });

  it('a page in the place of the hub is told as what it is', async () => {
    const tools = testTools({ hubUrl: 'https://hub.invalid', viewerUrl: 'https://hub.invalid/viewer' });
    const net = { ...tools.net, fetch: async () => new Response(page) };
    await expect(inspect(SOURCE, { ...tools, net })).rejects.toThrow(
      /^What hub\.invalid answered for x\/freesound is no answer/u,
    );
  });

  it('without a network the sentence names the host', async () => {
    const tools = testTools({ hubUrl: 'http://127.0.0.1:9', viewerUrl: 'http://127.0.0.1:9' });
    const failure = await inspect(SOURCE, tools).catch((error: unknown) => error);
    expect((failure as AppError).message).toBe(
      '127.0.0.1:9 could not be reached for x/freesound. Check the connection and try again; what is stored is kept.',
    );
    expect(tools.waits.length).toBeGreaterThan(3);
  });
});
