import { gzipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { LICENSE_FAMILIES } from '../../src/domain/license.ts';
import { cardLicense } from '../../src/hub/folder/cardLicense.ts';
import { isHubFolder } from '../../src/hub/folder/folderShard.ts';
import { parseDelimited } from '../../src/hub/tables/delimited.ts';
import { dropped, importFolder, licensesOf } from '../fakes/droppedFolder.ts';
import { writeParquet } from '../fakes/parquetFiles.ts';

const BY = 'http://creativecommons.org/licenses/by/4.0/';
const NC = 'http://creativecommons.org/licenses/by-nc/4.0/';
const ZERO = 'http://creativecommons.org/publicdomain/zero/1.0/';
const all = { allowedFamilies: LICENSE_FAMILIES };

describe('tables speak for their folder', () => {
  it('[L5] case F1: the same names in two splits have the licences of their own tables', async () => {
    const files = [
      dropped('set/train/0.wav'),
      dropped('set/train/metadata.csv', `file_name,license,title\n0.wav,${NC},train zero\n`),
      dropped('set/test/0.wav'),
      dropped('set/test/metadata.csv', `file_name,license,title\n0.wav,${ZERO},test zero\n`),
    ];
    const { run } = await importFolder(files, all);
    expect(licensesOf(run)).toEqual({ 'set/train/0.wav': NC, 'set/test/0.wav': ZERO });
    expect(run.items.map(({ metadata }) => metadata.title)).toEqual(['test zero', 'train zero']);
    expect((await importFolder(files)).run.items.map(({ metadata }) => metadata.title)).toEqual(['test zero']);
  });

  it('[L5] case F1: paths in one table at the root', async () => {
    const table = `file_name,license\ndata/train/0.wav,${NC}\ndata/test/0.wav,${ZERO}\n`;
    const files = [dropped('set/data/train/0.wav'), dropped('set/data/test/0.wav'), dropped('set/metadata.csv', table)];
    expect(licensesOf((await importFolder(files, all)).run)).toEqual({
      'set/data/train/0.wav': NC,
      'set/data/test/0.wav': ZERO,
    });
  });

  it('[L5] a bare name that several sounds have joins none; both are counted with an example before anything is stored', async () => {
    const files = [
      dropped('set/a/0.wav'),
      dropped('set/b/0.wav'),
      dropped('set/b/1.wav'),
      dropped('set/meta/all.csv', `filename,license\n0.wav,${ZERO}\n1.wav,${BY}\n`),
    ];
    expect(await isHubFolder(files)).toBe(true);
    const { overview, run } = await importFolder(files, all);
    expect(licensesOf(run)).toEqual({ 'set/a/0.wav': null, 'set/b/0.wav': null, 'set/b/1.wav': BY });
    expect(overview.notes).toEqual([
      '2 of 3 sounds are surely meant by no row of a table and have an unknown licence: set/a/0.wav for example.',
      '1 row of tables may mean more than one sound and was joined to none: 0.wav in set/meta/all.csv for example.',
    ]);
  });

  it.each([
    ['a row whose file is missing', 'set/train/metadata.csv', ['set/train/0.wav', 'set/test/9.wav'], 'set/test/9.wav'],
    ['a split that is not at hand', 'set/train/metadata.csv', ['set/test/9.wav'], 'set/test/9.wav'],
    ['a path of another folder', 'set/metadata.csv', ['set/0.wav', 'set/test/9.wav'], 'set/test/9.wav'],
  ])('[L5] %s gives its licence to no other', async (_, table, sounds, unknown) => {
    const rows = `file_name,license\n0.wav,${ZERO}\n9.wav,${ZERO}\nold/9.wav,${ZERO}\n`;
    const { run } = await importFolder([...sounds.map((path) => dropped(path)), dropped(table, rows)], all);
    expect(licensesOf(run)[unknown]).toBeNull();
  });

  it.each(['../0.wav', '..\\0.wav', '../../0.wav', '../set/../0.wav'])(
    '[L5] %s of a table above all means no sound at hand',
    async (key) => {
      const table = dropped('metadata.csv', `file_name,license\n${key},${ZERO}\n1.wav,${BY}\n`);
      const { run } = await importFolder([dropped('0.wav'), dropped('1.wav'), table], all);
      expect(licensesOf(run)).toEqual({ '0.wav': null, '1.wav': BY });
    },
  );

  it('[L5] a table that surely means none of the sounds is counted with an example', async () => {
    const files = [dropped('A/Kick.wav'), dropped('metadata.csv', `file_name,license\na/kick.wav,${ZERO}\n`)];
    const { overview, run } = await importFolder(files, all);
    expect(licensesOf(run)).toEqual({ 'A/Kick.wav': null });
    expect(overview.notes).toEqual([
      '1 of 1 sound is surely meant by no row of a table and has an unknown licence: A/Kick.wav for example.',
    ]);
    expect(await isHubFolder(files)).toBe(false);
  });

  it('[L1] two rows of one sound that say two licences give it the stricter', async () => {
    const files = [dropped('0.wav'), dropped('metadata.csv', `file_name,license\n0.wav,${ZERO}\n0.wav,${NC}\n`)];
    expect((await importFolder(files, all)).run.items[0]?.metadata.licenseFamily).toBe('by-nc');
  });

  it('[L5] class labels and line numbers that look like names are none', async () => {
    const rows = `,file_name,label,license\n0,a.wav,1,${ZERO}\n1,b.wav,0,${BY}\n`;
    const files = [dropped('0.wav'), dropped('1.wav'), dropped('a.wav'), dropped('metadata.csv', rows)];
    expect(licensesOf((await importFolder(files, all)).run)).toEqual({ '0.wav': null, '1.wav': null, 'a.wav': ZERO });
  });

  it('case F13: names are one in any Unicode form', async () => {
    const name = 'Glöckchen é.wav';
    const rows = `file_name,license\n${name.normalize('NFC')},${BY}\n`;
    const { run } = await importFolder([dropped(name.normalize('NFD')), dropped('metadata.csv', rows)]);
    expect(run.items[0]?.metadata.license).toBe(BY);
  });

  it('case F20: a Parquet without audio beside audio is a table', async () => {
    const text = (name: string, values: string[]) => ({ kind: 'text', name, values }) as const;
    const table = writeParquet([text('file_name', ['0.wav', '1.wav']), text('license', [BY, NC])], {
      layout: 'one-page',
      rowsPerGroup: 1,
      withFeatures: false,
    });
    const files = [dropped('0.wav'), dropped('1.wav'), dropped('metadata.parquet', table)];
    expect(await isHubFolder(files)).toBe(true);
    expect(licensesOf((await importFolder(files, all)).run)).toEqual({ '0.wav': BY, '1.wav': NC });
  });

  it('[L5] case H4: an entry by Freesound id means every part of that clip', async () => {
    const info = { 64760: { license: BY, uploader: 'u', title: 'Rain' }, 6: { license: NC, uploader: 'v' } };
    const files = [
      dropped('64760_0.ogg'),
      dropped('64761_0.ogg'),
      dropped('dev_clips_info_FSD50K.json', JSON.stringify(info)),
    ];
    expect((await importFolder(files)).run.items[0]?.metadata).toBeUndefined();
    const { 6: _, ...clips } = info;
    const whole = [...files.slice(0, 2), dropped('dev_clips_info_FSD50K.json', JSON.stringify(clips))];
    const { run } = await importFolder(whole, all);
    expect(run.items[0]?.metadata).toMatchObject({
      license: BY,
      creator: 'u',
      sourceUrl: 'https://freesound.org/s/64760/',
    });
    expect(run.items[1]?.metadata).toMatchObject({ license: null, creator: null });
  });
});

describe('tables as people have them', () => {
  const utf16 = (text: string, bigEndian: boolean) => {
    const units = Uint16Array.from(`\uFEFF${text}`, (unit) => unit.charCodeAt(0));
    const bytes = new Uint8Array(units.buffer);
    return bigEndian ? bytes.map((_, at) => bytes[at ^ 1] ?? 0) : bytes;
  };
  const packed = (text: string) => new Uint8Array(gzipSync(new TextEncoder().encode(text)));
  const plain = `file_name,license,title\n0.wav,${BY},kick é\n1.wav,${BY},snare\n`;

  it.each([
    ['semicolons and a byte order mark', 'meta.csv', `\uFEFF${plain.replaceAll(',', ';').replace('snare', '"1,0"')}`],
    ['tabs', 'meta.tsv', plain.replaceAll(',', '\t')],
    ['bars', 'meta.csv', plain.replaceAll(',', '|')],
    ['a first line sep=', 'meta.csv', `sep=;\r\n${plain.replaceAll(',', ';').replaceAll('\n', '\r\n')}`],
    ['a first line sep= in quotes', 'meta.csv', `"sep=;"\n${plain.replaceAll(',', ';')}`],
    [
      'JSON lines that end in carriage returns',
      'meta.jsonl',
      `{"file_name": "0.wav", "license": "${BY}", "title": "kick é"}\r{"file_name": "1.wav", "license": "${BY}"}\r`,
    ],
    ['a text that is called .txt', 'meta.txt', plain.replaceAll(',', '\t')],
    ['a CSV that GZIP packed', 'meta.csv.gz', packed(plain)],
    ['a TSV that GZIP packed', 'meta.tsv.gz', packed(plain.replaceAll(',', '\t'))],
    [
      'JSON lines that GZIP packed',
      'META.JSONL.GZ',
      packed(
        plain
          .split('\n')
          .slice(1, 3)
          .map((line) => line.split(','))
          .map(([file, license, title]) => JSON.stringify({ file, license, title }))
          .join('\n'),
      ),
    ],
    ['UTF-16, little end first', 'meta.csv', utf16(plain, false)],
    ['UTF-16, big end first', 'meta.csv', utf16(plain, true)],
    ['UTF-16 without a mark', 'meta.csv', utf16(plain, false).slice(2)],
    ['Latin-1', 'meta.csv', Uint8Array.from(plain, (unit) => unit.charCodeAt(0))],
    ['a stray quote within a cell', 'meta.csv', plain.replace('kick é', 'kick é').replace('snare', '5" hum')],
    [
      'NaN in JSON lines',
      'meta.jsonl',
      `{"file_name": "0.wav", "license": "${BY}", "title": "kick é", "snr": NaN}\n{"file_name": "1.wav", "license": "${BY}", "snr": -Infinity}\n`,
    ],
    [
      'JSON lines that are called JSON',
      'meta.json',
      `{"file_name": "0.wav", "license": "${BY}", "title": "kick é"}\n{"file_name": "1.wav", "license": "${BY}"}\n`,
    ],
    [
      'a list within JSON',
      'meta.json',
      JSON.stringify({
        version: 1,
        files: [
          { file: '0.wav', license: BY, title: 'kick é' },
          { file: '1.wav', license: BY },
        ],
      }),
    ],
  ])('case F12: %s', async (_, name, content) => {
    const { overview, run } = await importFolder([dropped('0.wav'), dropped('1.wav'), dropped(name, content)]);
    expect(licensesOf(run)).toEqual({ '0.wav': BY, '1.wav': BY });
    expect(run.items[0]?.metadata.title).toBe('kick é');
    expect(overview.notes).toEqual([]);
  });

  it.each([
    ['meta.jsonl', `{"file_name": "0.wav", "license": "${BY}"}\n{"file_name": "1.w`, 2],
    ['meta.csv', `file_name,license,title\n0.wav,${BY},a\n1.wav,b,c,d\n`, 3],
    ['meta.csv', `file_name,license\n0.wav,${NC}\n1.wav,http://creativecommons.org/licenses/by`, 3],
    ['meta.csv', `file_name,license,title\n0.wav,${BY},a\n1.wav,${NC.slice(0, 40)}`, 3],
  ])('case F12: a damaged line costs that line and is named with its number (%s)', async (name, content, line) => {
    const { overview, run } = await importFolder([dropped('0.wav'), dropped('1.wav'), dropped(name, content)], all);
    expect(licensesOf(run)).toMatchObject({ '1.wav': null });
    expect(licensesOf(run)['0.wav']).not.toBeNull();
    expect(overview.notes[0]).toBe(`Line ${line} of ${name} is damaged and was left out.`);
  });

  it('case F12: a packed table that is cut says nothing of any sound, and is named', async () => {
    const table = packed(plain.repeat(9));
    const files = [dropped('0.wav'), dropped('1.wav'), dropped('meta.csv.gz', table.slice(0, table.length - 9))];
    const { overview, run } = await importFolder(files, all);
    expect(licensesOf(run)).toEqual({ '0.wav': null, '1.wav': null });
    expect(overview.notes[0]).toBe('meta.csv.gz could not be unpacked: it is damaged or cut short.');
  });

  it.each([
    ['README.txt', 'Sounds of a kit, recorded at home.\nAll of them, and more, are free.\n'],
    ['files.txt', '0.wav\n1.wav\n'],
    ['trans.txt', '0.wav A DOG\n1.wav RAIN, AND MORE RAIN\n'],
    ['0.txt', 'file,license\n1.wav,cc0-1.0\n'],
  ])('a text that is no table says nothing: %s', async (name, content) => {
    expect(await isHubFolder([dropped('0.wav'), dropped('1.wav'), dropped(name, content)])).toBe(false);
  });

  it('a quote that was never closed takes no cell of a later line', () => {
    expect(parseDelimited('f,title,license\n0.wav,"Un closed,by-nc\n1.wav,T",cc0\n2.wav,x,by\n')).toEqual({
      head: ['f', 'title', 'license'],
      rows: [{ cells: ['2.wav', 'x', 'by'], line: 4 }],
      damagedLines: [2, 3],
    });
    expect(parseDelimited('f,title\n0.wav,"two, or\nmore ""lines"""\n1.wav,"5 inch" hum\n').rows).toEqual([
      { cells: ['0.wav', 'two, or\nmore "lines"'], line: 2 },
      { cells: ['1.wav', '"5 inch" hum'], line: 4 },
    ]);
  });

  it('licences in records within a row are read; a row that says two has the stricter', async () => {
    const rows = [
      { file_name: '0.wav', metadata: { license: BY } },
      { file_name: '1.wav', license: ZERO, original_data: { license: { name: 'CC BY-NC 4.0', url: NC } } },
    ];
    const content = rows.map((row) => JSON.stringify(row)).join('\n');
    const { overview, run } = await importFolder(
      [dropped('0.wav'), dropped('1.wav'), dropped('metadata.jsonl', content)],
      all,
    );
    expect(overview.columns.map(({ name }) => name)).toContain('metadata.license');
    expect(run.items.map(({ metadata }) => metadata.licenseFamily)).toEqual(['by', 'by-nc']);
  });
});

it('[L5] a JSON that is called like a sound and names a licence is the text of that sound; others are not', async () => {
  const sounds = [dropped('a/0.wav'), dropped('b/0.wav'), dropped('b/1.wav')];
  const texts = [
    dropped('a/0.json', JSON.stringify({ license: NC, title: 'a' })),
    dropped('b/0.json', JSON.stringify({ metadata: { license: BY }, title: 'b' })),
    dropped('b/1.json', JSON.stringify({ audio_path: 'b/1.wav', title: 'preset' })),
  ];
  const { run } = await importFolder([...sounds, ...texts], all);
  expect(run.items.map(({ metadata }) => [metadata.title, metadata.licenseFamily])).toEqual([
    ['a', 'by-nc'],
    ['b', 'by'],
    [null, 'unknown'],
  ]);
  expect(await isHubFolder([dropped('b/1.wav'), ...texts.slice(2)])).toBe(false);
});

describe('fields beside a licence', () => {
  it.each([
    ['license,license_url', `Attribution,${NC}`, 'by-nc'],
    ['license,license_url', `,${BY}`, 'by'],
    ['license,license_url', `cc-by-4.0,https://example.org/terms`, 'by'],
    ['text_license,audio_license', 'cc0-1.0,cc-by-nc-4.0', 'by-nc'],
    ['license,licenseName', 'cc0-1.0,CC BY-NC 4.0', 'by-nc'],
    ['license,licenseurl', `cc0-1.0,${NC}`, 'by-nc'],
    ['license,has_license,license_version', 'cc-by-4.0,true,4.0', 'by'],
    ['license,licensed', 'cc-by-4.0,no', 'by'],
    ['license,license', 'cc-by-nc-4.0,cc0-1.0', 'by-nc'],
    ['license,license', ',cc0-1.0', 'cc0'],
    ['rights', 'cc-by-nc-4.0', 'by-nc'],
    ['license,copyright', 'cc0-1.0,2020 somebody. All rights reserved', 'all-rights-reserved'],
    ['license,copyright', 'cc0-1.0,2020 somebody', 'cc0'],
  ])('[L1] count where they can be read as one: %s says %s', async (head, cells, family) => {
    const table = `file_name,${head}\n0.wav,${cells}\n`;
    const { run } = await importFolder([dropped('0.wav'), dropped('metadata.csv', table)], all);
    expect(run.items[0]?.metadata.licenseFamily).toBe(family);
  });

  it.each([
    ['{"license": ["cc0-1.0", "cc-by-nc-4.0"]}', 'cc0-1.0, cc-by-nc-4.0', 'by-nc'],
    ['{"licenses": [{"name": "CC0"}, {"name": "CC BY-NC 4.0"}]}', 'CC0, CC BY-NC 4.0', 'by-nc'],
    ['{"license": {"id": 7, "type": {"name": "CC BY-NC 4.0"}}}', 'CC BY-NC 4.0', 'by-nc'],
    ['{"license": {"id": 7}}', '{"id":7}', 'unknown'],
    ['{"license": {"name": null}}', 'cc0-1.0', 'cc0'],
  ])(
    "[L1] [L3] in lists and records are the row's, and no card is stamped on them: %s",
    async (row, license, family) => {
      const table = JSON.stringify({ file_name: '0.wav', ...(JSON.parse(row) as object) });
      const files = [dropped('0.wav'), dropped('m.jsonl', table), dropped('README.md', '---\nlicense: cc0-1.0\n---\n')];
      const { metadata } = (await importFolder(files, { ...all, useCardLicense: true })).run.items[0]!;
      expect([metadata.license, metadata.licenseFamily]).toEqual([license, family]);
    },
  );

  it("[L4] the name and the address of a licence in a record are not the sound's", async () => {
    const row = { file_name: '0.wav', data: { license: { name: 'CC BY 4.0', url: BY }, title: 'Rain' } };
    const { overview, run } = await importFolder([dropped('0.wav'), dropped('m.jsonl', JSON.stringify(row))], all);
    expect(overview.detected).toMatchObject({ title: 'data.title', source: 'file' });
    expect(run.items[0]?.metadata).toMatchObject({ licenseFamily: 'by', title: 'Rain' });
  });
});

describe('data set cards', () => {
  it.each([
    ['---\r\nlicense: cc-by-4.0\r\ntags:\r\n- audio\r\n---\r\n# hi\r\n', 'cc-by-4.0'],
    ['---\nlicense:\n- cc-by-nc-4.0\nlanguage: en\n---\n# hi\n', 'cc-by-nc-4.0'],
    ['---\nlicense:\n  - cc0-1.0\n  - "cc-by-nc-4.0" # both\n---', 'cc0-1.0, cc-by-nc-4.0'],
    ["\uFEFF---\nlicense: ['cc0-1.0', cc-by-sa-4.0]\n---\n", 'cc0-1.0, cc-by-sa-4.0'],
    ['---\nlicense: other\nlicense_name: my-terms\n---\n', 'my-terms'],
    ['---\ntags: []\nlicense_name: x\n---\n', null],
    ['# license: cc0-1.0\n', null],
  ])('case F17: %j', (card, license) => {
    expect(cardLicense(card)).toBe(license);
  });

  it('[L3] a card speaks for its own folder, and never for rows that say otherwise', async () => {
    const card = (path: string, license: string) => dropped(path, `---\nlicense: ${license}\n---\n`);
    const sounds = [
      dropped('set/a/0.wav'),
      dropped('set/b/1.wav'),
      dropped('set/b/meta.csv', `file,license\n1.wav,see site\n`),
    ];
    const of = async (...cards: ReturnType<typeof card>[]) =>
      importFolder([...sounds, ...cards], { ...all, useCardLicense: true });
    expect((await of(card('set/a/README.md', 'cc0-1.0'))).overview.cardLicense).toBeNull();
    const { overview, run } = await of(card('set/README.md', 'cc0-1.0'), card('set/b/README.md', 'cc-by-nc-4.0'));
    expect(overview.cardFamily).toBe('by-nc');
    expect(run.items.map(({ metadata }) => [metadata.license, metadata.licenseSource])).toEqual([
      ['cc0-1.0, cc-by-nc-4.0', 'card'],
      ['see site', 'row'],
    ]);
  });
});
