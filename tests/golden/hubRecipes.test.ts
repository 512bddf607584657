import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { HubImportOptions, HubOverview, HubShare } from '../../src/domain/hubImport.ts';
import { DEFAULT_ALLOWED_FAMILIES } from '../../src/domain/license.ts';
import type { HubFile } from '../../src/workers/contracts/hub.ts';
import { isHubFolder } from '../../src/hub/folder/folderShard.ts';
import { nothingPasses } from '../../src/stages/hubImport/hubImportPlan.ts';
import { dropped } from '../fakes/droppedFolder.ts';
import { testTools } from '../fakes/hubTools.ts';
import { FakeHub } from '../fakes/fakeHub.ts';
import { inspect, planOf, runImport, type RunResult } from '../fakes/importRun.ts';
import { recipeRepositories } from '../fakes/recipes.ts';
import { noiseWav } from '../fakes/sounds.ts';

let hub: FakeHub;

beforeAll(async () => {
  hub = await FakeHub.start({ repositories: recipeRepositories() });
});

afterAll(async () => hub.stop());

async function fetchSet(
  datasetId: string,
  options: Partial<HubImportOptions> = {},
  tables: readonly HubFile[] = [],
): Promise<{ readonly overview: HubOverview; readonly run: RunResult }> {
  const source = { kind: 'hub', datasetId, tables } as const;
  const tools = testTools(hub);
  const overview = await inspect(source, tools);
  return { overview, run: await runImport({ source, tools, plan: planOf(overview, options) }) };
}

describe('the known data sets on the hub', () => {
  it('philgzl/fsd50k: its rows say no licence, so that nothing is offered, with what would help', async () => {
    const { overview, run } = await fetchSet('philgzl/fsd50k');
    expect(overview.splits.map(({ split }) => split)).toEqual(['dev', 'eval']);
    expect(overview.detected).toMatchObject({ audio: 'audio', license: null, title: 'name' });
    expect(run.checkpoint?.counters).toMatchObject({ seen: 6, saved: 0, skippedLicense: 6 });
    expect(nothingPasses(overview, planOf(overview).options)).toMatch(/add the table that names the licences/u);
  });

  it('[L5] philgzl/fsd50k: the clips-info of FSD50K beside it, as JSON or CSV, says the licences by id', async () => {
    const by = 'http://creativecommons.org/licenses/by/3.0/';
    const nc = 'http://creativecommons.org/licenses/by-nc/3.0/';
    const clips = Object.fromEntries(
      [64_760, 64_761, 90_000].map((id) => [id, { license: id === 64_761 ? nc : by, uploader: `u${id}` }]),
    );
    const json = dropped('dev_clips_info_FSD50K.json', JSON.stringify(clips));
    const rows = Object.entries(clips).map(([id, { license, uploader }]) => `${id}_0.ogg,${license},${uploader}`);
    const csv = dropped('licences.csv', ['fname,license,uploader', ...rows].join('\n'));
    for (const table of [json, csv]) {
      hub.resetCounters();
      const { overview, run } = await fetchSet('philgzl/fsd50k', {}, [table]);
      expect(nothingPasses(overview, planOf(overview).options)).toBeNull();
      expect(overview.detected).toMatchObject({ license: 'license', creator: 'uploader' });
      expect(overview.notes[0]).toMatch(/^4 of 6 sounds are surely meant by no row of a table/u);
      expect(run.checkpoint?.counters).toMatchObject({ seen: 6, saved: 1, skippedLicense: 5 });
      expect(run.items[0]?.metadata).toMatchObject({ license: by, creator: 'u64760', licenseSource: 'row' });
      expect(hub.requests.some((request) => request.includes('clips') || request.includes('licences'))).toBe(false);
    }
  });

  it('licences of each clip decide, not the card', async () => {
    const { overview, run } = await fetchSet('demo/clip-licences');
    expect(overview.detected).toMatchObject({ audio: 'audio', license: 'license', creator: 'uploader', genre: 'tags' });
    expect(overview.licenses.map(({ family, rows }) => [family, rows])).toEqual(
      expect.arrayContaining([
        ['cc0', 2],
        ['by', 2],
        ['by-nc', 2],
        ['sampling+', 2],
      ]),
    );
    expect(overview.cardFamily).toBe('by');
    expect(run.checkpoint?.counters).toMatchObject({ seen: 8, saved: 4, skippedLicense: 4 });
    const withCard = await fetchSet('demo/clip-licences', { useCardLicense: true });
    expect(withCard.run.checkpoint?.counters.saved).toBe(4);
  });

  it('jg583/NSynth: read from its own Parquet files; instrument_source is no source', async () => {
    const { overview, run } = await fetchSet('jg583/NSynth');
    expect(overview.detected).toMatchObject({ audio: 'audio', license: null, source: null });
    expect(overview.notes[0]).toMatch(/no conversion/u);
    expect(run.checkpoint?.counters).toMatchObject({ seen: 6, saved: 0, skippedLicense: 6 });
    const all = await fetchSet('jg583/NSynth', { allowedFamilies: [...DEFAULT_ALLOWED_FAMILIES, 'unknown'] });
    expect(all.run.items.map(({ path }) => path)).toContain('jg583/NSynth/train/row-6.wav');
  });

  it('Lehrig/GTZAN-Collection: genres come as names, nothing is licensed', async () => {
    const { overview, run } = await fetchSet('Lehrig/GTZAN-Collection', { allowedFamilies: ['unknown'] });
    expect(overview.detected).toMatchObject({ genre: 'genre', license: null });
    expect(run.items.map(({ metadata }) => metadata.genre)).toEqual([
      'blues',
      'classical',
      'country',
      'disco',
      'blues',
      'classical',
    ]);
    expect(run.items[0]?.metadata).toMatchObject({ license: null, licenseFamily: 'unknown', licenseSource: 'none' });
  });

  it('ashraq/esc50: category and file name are found', async () => {
    const { overview, run } = await fetchSet('ashraq/esc50', { allowedFamilies: ['unknown'] });
    expect(overview.detected).toMatchObject({ genre: 'category', source: 'filename', title: 'filename' });
    expect(run.items[0]).toMatchObject({
      path: 'ashraq/esc50/train/1-100030-A-0.wav',
      metadata: { genre: 'dog', sourceUrl: '1-100030-A-0.wav' },
    });
  });

  it('danavery/urbansound8K: CC BY-NC by its card, taken only where both are chosen', async () => {
    expect((await fetchSet('danavery/urbansound8K')).run.checkpoint?.counters.saved).toBe(0);
    expect((await fetchSet('danavery/urbansound8K', { useCardLicense: true })).run.checkpoint?.counters.saved).toBe(0);
    const { overview, run } = await fetchSet('danavery/urbansound8K', {
      useCardLicense: true,
      allowedFamilies: ['by-nc'],
    });
    expect(overview.detected.genre).toBe('class');
    expect(run.items).toHaveLength(6);
    expect(run.items[0]?.metadata).toMatchObject({ license: 'cc-by-nc-4.0', licenseSource: 'card', genre: 'dog_bark' });
  });

  it('a WebDataset: its tar is read by ranges and its JSON decides', async () => {
    const { overview, run } = await fetchSet('demo/webdataset');
    expect(overview.detected).toMatchObject({ license: 'license', creator: 'author', source: 'url', title: 'title' });
    expect(run.checkpoint?.counters).toMatchObject({ seen: 6, saved: 3, skippedLicense: 3 });
    expect(run.items[1]).toMatchObject({
      path: 'demo/webdataset/train/0002.wav',
      metadata: { title: 'Take 2', creator: 'author2', sourceUrl: 'https://example.org/2', licenseFamily: 'cc0' },
    });
  });
});

describe('a split that is imported in shares', () => {
  it.each(['demo/freesound', 'jg583/NSynth', 'demo/tars-with-tables'])(
    '%s: all of them together hold what one import holds, and no audio is fetched twice',
    async (datasetId) => {
      const source = { kind: 'hub', datasetId } as const;
      const tools = testTools(hub);
      const overview = await inspect(source, tools);
      const runShare = async (share?: HubShare) => {
        const allowedFamilies = [...DEFAULT_ALLOWED_FAMILIES, 'unknown'] as const;
        hub.resetCounters();
        const options = { allowedFamilies, ...(share === undefined ? {} : { share }) };
        const run = await runImport({ source, tools, plan: planOf(overview, options) });
        expect(run.error).toBeNull();
        return { ...run, sentBytes: hub.sentBytes };
      };
      const whole = await runShare();
      const shares = [await runShare({ number: 1, count: 2 }), await runShare({ number: 2, count: 2 })];
      const facts = (runs: readonly RunResult[]) =>
        runs.flatMap(({ items }) => items.map(({ path, metadata }) => JSON.stringify([path, metadata]))).toSorted();
      expect(shares.every(({ items }) => items.length > 0)).toBe(true);
      expect(facts(shares)).toEqual(facts([whole]));
      const seen = (runs: readonly RunResult[]) =>
        runs.reduce((sum, { checkpoint }) => sum + (checkpoint?.counters.seen ?? 0), 0);
      expect(seen(shares)).toBe(seen([whole]));
      const footerBytes = 16_384;
      expect(shares.reduce((sum, { sentBytes }) => sum + sentBytes, 0)).toBeLessThanOrEqual(
        whole.sentBytes + footerBytes,
      );
      expect((await runShare({ number: 4, count: 4 })).checkpoint?.counters.seen).toBe(0);
    },
  );
});

describe('tar files with tables beside them', () => {
  it('[L5] one tar file: a table of the repository speaks of its sounds', async () => {
    const { overview, run } = await fetchSet('demo/tar-with-table');
    expect(overview.detected).toMatchObject({ license: 'license', creator: 'author', title: 'title' });
    expect(overview.notes[1]).toMatch(
      /^1 of 6 sounds is surely meant by no row of a table .*: clips\/5\.wav for example/u,
    );
    expect(run.checkpoint?.counters).toMatchObject({ seen: 6, saved: 4, skippedLicense: 2 });
  });

  it('[L5] several whose sounds are called alike: each has what the table of its own name says', async () => {
    const { overview, run } = await fetchSet('demo/tars-with-tables');
    expect(overview.notes.slice(1)).toEqual([
      'Of 3 tar files only 00000.tar was looked through before the import.',
      'One of them has no table of the same name, and what no text says of the sounds in it is unknown: 00002.tar.',
    ]);
    expect(run.items.map(({ metadata }) => metadata.license)).toEqual(['cc0-1.0', 'cc-by-4.0', 'cc-by-4.0', 'cc0-1.0']);
  });
});

describe('the known data sets as folders', () => {
  const wav = (path: string, seed: number) => ({
    path,
    file: new File([noiseWav(seed, 100)], path.split('/').at(-1) ?? ''),
  });
  const table = (path: string, content: string) => ({ path, file: new File([content], path.split('/').at(-1) ?? '') });

  async function importFolder(files: readonly { path: string; file: File }[], options: Partial<HubImportOptions> = {}) {
    const source = { kind: 'folder', name: 'dropped', files } as const;
    const tools = testTools({ hubUrl: 'https://hub.invalid', viewerUrl: 'https://viewer.invalid' });
    const overview = await inspect(source, tools);
    return { overview, run: await runImport({ source, tools, plan: planOf(overview, options) }) };
  }

  it('FSD50K: clips-info JSON and ground truth CSV, joined by file name', async () => {
    const clip = (license: string, title: string) => ({
      title,
      description: '',
      tags: ['a', 'b'],
      license,
      uploader: 'u',
    });
    const info = {
      64760: clip('http://creativecommons.org/licenses/by/3.0/', 'Rain'),
      64761: clip('http://creativecommons.org/licenses/by-nc/3.0/', 'Dog'),
      99: clip('x', 'not here'),
    };
    const files = [
      wav('FSD50K.dev_audio/64761.wav', 1),
      wav('FSD50K.dev_audio/64760.wav', 2),
      table('FSD50K.metadata/dev_clips_info_FSD50K.json', JSON.stringify(info)),
      table(
        'FSD50K.ground_truth/dev.csv',
        'fname,labels,mids,split\n64760,"Rain,Water",/m/1,train\n64761,Dog,/m/2,val\n',
      ),
    ];
    expect(await isHubFolder(files)).toBe(true);
    const { overview, run } = await importFolder(files);
    expect(overview).toMatchObject({
      rows: 2,
      detected: { license: 'license', creator: 'uploader', genre: 'tags', title: 'title' },
    });
    expect(run.checkpoint?.counters).toMatchObject({ seen: 2, saved: 1, skippedLicense: 1 });
    expect(run.items[0]).toMatchObject({
      path: 'dropped/all/64760.wav',
      metadata: { title: 'Rain', licenseFamily: 'by', creator: 'u', tags: ['a', 'b'] },
    });
    expect(JSON.parse(run.items[0]?.metadata.rawJson ?? '')).toMatchObject({ labels: 'Rain,Water', split: 'train' });
  });

  it('ESC-50: the CSV in meta/ names the files of audio/', async () => {
    const { overview, run } = await importFolder(
      [
        wav('ESC-50/audio/1-100032-A-0.wav', 1),
        wav('ESC-50/audio/1-100038-A-14.wav', 2),
        table(
          'ESC-50/meta/esc50.csv',
          'filename,fold,target,category,esc10,src_file,take\n1-100032-A-0.wav,1,0,dog,True,100032,A\n1-100038-A-14.wav,1,14,chirping_birds,False,100038,A\n',
        ),
      ],
      { allowedFamilies: ['unknown'] },
    );
    expect(overview.detected).toMatchObject({ genre: 'category', license: null });
    expect(run.items.map(({ metadata }) => metadata.genre)).toEqual(['dog', 'chirping_birds']);
  });

  it('UrbanSound8K: the CSV in metadata/ names the files of audio/fold*/', async () => {
    const { run } = await importFolder(
      [
        wav('UrbanSound8K/audio/fold5/100032-3-0-0.wav', 1),
        table(
          'UrbanSound8K/metadata/UrbanSound8K.csv',
          'slice_file_name,fsID,start,end,salience,fold,classID,class\n100032-3-0-0.wav,100032,0.0,0.317551,1,5,3,dog_bark\n',
        ),
        table('UrbanSound8K/README.md', '---\nlicense: cc-by-nc-4.0\n---\n# UrbanSound8K\n'),
      ],
      { allowedFamilies: ['by-nc'], useCardLicense: true },
    );
    expect(run.items[0]?.metadata).toMatchObject({ genre: 'dog_bark', licenseFamily: 'by-nc', licenseSource: 'card' });
  });

  it('a folder of sounds without a table is no data set', async () => {
    expect(await isHubFolder([wav('a/b.wav', 1), table('a/notes.json', '{"x": 1}')])).toBe(false);
    expect(await isHubFolder([wav('a/b.wav', 1)])).toBe(false);
  });
});
