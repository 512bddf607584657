import { fileOf } from './fakeFile.ts';
import type { FakeRepository } from './fakeHub.ts';
import { writeParquet, writeSoundParquet, type TableColumn } from './parquetFiles.ts';
import { soundRows } from './soundRows.ts';
import { noiseWav } from './sounds.ts';
import { writeTar } from './tarFiles.ts';

const FREESOUND_LICENSES = [
  'http://creativecommons.org/publicdomain/zero/1.0/',
  'http://creativecommons.org/licenses/by/3.0/',
  'http://creativecommons.org/licenses/by-nc/3.0/',
  'http://creativecommons.org/licenses/sampling+/1.0/',
] as const;

const GENRES = ['blues', 'classical', 'country', 'disco'] as const;

const times = <T>(count: number, make: (index: number) => T): T[] => Array.from({ length: count }, (_, i) => make(i));
const text = (name: string, values: readonly (string | null)[]): TableColumn => ({ kind: 'text', name, values });
const integer = (name: string, values: readonly bigint[]): TableColumn => ({ kind: 'integer', name, values });
const audio = (seed: number, paths: readonly string[]): TableColumn => ({
  kind: 'audio',
  name: 'audio',
  values: paths.map((path, index) => ({ bytes: noiseWav(seed + index, 8000), path })),
});

function converted(columns: readonly TableColumn[], options: { readonly license?: string } = {}): FakeRepository {
  const rows = columns[0]?.values.length ?? 0;
  const file = fileOf(writeParquet(columns, { layout: 'one-page', rowsPerGroup: 100 }));
  return {
    ...options,
    viewer: 'ready',
    converted: [{ config: 'default', split: 'train', rows, files: [file] }],
    files: new Map(),
  };
}

/** FSD50K: splits dev and eval, cut clips with their names, no licence of any row. */
function fsd50k(): FakeRepository {
  const split = (name: string, firstClip: number) => {
    const names = times(6, (i) => `${firstClip + i}_0.ogg`);
    const columns = [audio(firstClip, names), text('name', names)];
    return {
      config: 'default',
      split: name,
      rows: 6,
      files: [fileOf(writeParquet(columns, { layout: 'one-page', rowsPerGroup: 100 }))],
    };
  };
  return {
    license: 'cc-by-4.0',
    viewer: 'ready',
    converted: [split('dev', 64_760), split('eval', 90_000)],
    files: new Map(),
  };
}

/** Licences of each clip as Freesound writes them, a card that says CC BY for the whole. */
function clipLicenses(): FakeRepository {
  return converted(
    [
      audio(
        100,
        times(8, (i) => `${64_760 + i}.wav`),
      ),
      text(
        'title',
        times(8, (i) => `Clip ${i}`),
      ),
      text(
        'license',
        times(8, (i) => FREESOUND_LICENSES[i % 4] ?? null),
      ),
      text(
        'uploader',
        times(8, (i) => `uploader${i}`),
      ),
      { kind: 'list', name: 'tags', values: times(8, (i) => ['rain', `tag${i}`]) },
    ],
    { license: 'cc-by-4.0' },
  );
}

/** NSynth: only a script for the viewer, but Parquet files in the repository; no licence in its rows. */
function nsynth(): FakeRepository {
  const batch = (seed: number) =>
    fileOf(
      writeParquet(
        [
          text(
            'note_str',
            times(3, (i) => `bass_acoustic_${seed + i}`),
          ),
          text(
            'instrument_source_str',
            times(3, () => 'acoustic'),
          ),
          text(
            'instrument_family_str',
            times(3, () => 'bass'),
          ),
          { kind: 'audio', name: 'audio', values: times(3, (i) => ({ bytes: noiseWav(seed + i, 4000), path: null })) },
        ],
        { layout: 'binary', rowsPerGroup: 3, withFeatures: false },
      ),
    );
  const files = times(2, (i) => [`data/train/batch_${i}.parquet`, batch(200 + 10 * i)] as const);
  return { viewer: 'script', converted: [], files: new Map([['NSynth.py', fileOf(new Uint8Array(1))], ...files]) };
}

/** GTZAN: a genre of each clip, no licence anywhere. */
function gtzan(): FakeRepository {
  return converted([
    audio(
      300,
      times(6, (i) => `${GENRES[i % 4]}.0000${i}.wav`),
    ),
    { kind: 'label', name: 'genre', values: times(6, (i) => BigInt(i % 4)), names: GENRES },
  ]);
}

/** ESC-50: the columns of its CSV and audio; the licence stands in the text of its card only. */
function esc50(): FakeRepository {
  return converted([
    text(
      'filename',
      times(6, (i) => `1-10003${i}-A-0.wav`),
    ),
    integer(
      'fold',
      times(6, () => 1n),
    ),
    integer(
      'target',
      times(6, (i) => BigInt(i)),
    ),
    text(
      'category',
      times(6, (i) => ['dog', 'rain'][i % 2] ?? null),
    ),
    text(
      'src_file',
      times(6, (i) => `10003${i}`),
    ),
    text(
      'take',
      times(6, () => 'A'),
    ),
    audio(
      400,
      times(6, (i) => `1-10003${i}-A-0.wav`),
    ),
  ]);
}

/** UrbanSound8K: the columns of its card, CC BY-NC for the whole. */
function urbanSound(): FakeRepository {
  return converted(
    [
      audio(
        500,
        times(6, (i) => `${100_032 + i}-3-0-0.wav`),
      ),
      text(
        'slice_file_name',
        times(6, (i) => `${100_032 + i}-3-0-0.wav`),
      ),
      integer(
        'fsID',
        times(6, (i) => BigInt(100_032 + i)),
      ),
      integer(
        'fold',
        times(6, () => 5n),
      ),
      integer(
        'classID',
        times(6, () => 3n),
      ),
      text(
        'class',
        times(6, () => 'dog_bark'),
      ),
    ],
    { license: 'cc-by-nc-4.0' },
  );
}

/** A WebDataset: audio and JSON in a tar. */
function webDataset(): FakeRepository {
  const entries = times(6, (i) => i).flatMap((i) => {
    const license = i % 2 === 0 ? 'cc0-1.0' : 'cc-by-nc-4.0';
    const json = JSON.stringify({ title: `Take ${i}`, license, author: `author${i}`, url: `https://example.org/${i}` });
    return [
      { name: `000${i}.json`, bytes: new TextEncoder().encode(json) },
      { name: `000${i}.wav`, bytes: noiseWav(600 + i, 8000) },
    ];
  });
  const files = new Map([['data/train-00000.tar', fileOf(writeTar(entries))]]);
  return { viewer: 'unexpected', converted: [], files };
}

const TABLE_LICENSES = ['cc0-1.0', 'cc-by-4.0', 'cc-by-nc-4.0'] as const;

/** A tar file with a table beside it, which speaks of all sounds but the last. */
function tarWithTable(): FakeRepository {
  const names = times(6, (i) => `clips/${i}.wav`);
  const lines = names.slice(0, -1).map((name, i) => `${name},${TABLE_LICENSES[i % 3]},author${i},Take ${i}`);
  const csv = ['file_name,license,author,title', ...lines, ''].join('\n');
  const entries = names.map((name, i) => ({ name, bytes: noiseWav(700 + i, 8000) }));
  const files = new Map([
    ['data/train.tar', fileOf(writeTar(entries))],
    ['metadata.csv', fileOf(new TextEncoder().encode(csv))],
  ]);
  return { viewer: 'unexpected', converted: [], files };
}

/** Tar files whose sounds are called alike, each but the last with its own Parquet table, as audio2dataset leaves them. */
function tarsWithTables(): FakeRepository {
  const keys = times(3, (i) => `0000${i}`);
  const files = times(3, (shard) => {
    const entries = keys.map((key, i) => ({ name: `${key}.wav`, bytes: noiseWav(800 + 10 * shard + i, 8000) }));
    const licenses = keys.map((_, i) => TABLE_LICENSES[(shard + i) % 3] ?? null);
    const table = writeParquet([text('key', keys), text('license', licenses)], {
      layout: 'one-page',
      rowsPerGroup: 10,
      withFeatures: false,
    });
    const tar = [`0000${shard}.tar`, fileOf(writeTar(entries))] as const;
    return shard === 2 ? [tar] : [tar, [`0000${shard}.parquet`, fileOf(table)] as const];
  });
  return { viewer: 'unexpected', converted: [], files: new Map(files.flat()) };
}

/** A freesound-like set: 60 sounds, half of which pass the default licences. */
function freesound(): FakeRepository {
  const rows = soundRows(60, { passShare: 0.5, samples: 16_000 });
  const files = [0, 30].map((from) =>
    fileOf(writeSoundParquet(rows.slice(from, from + 30), { layout: 'page-index', rowsPerGroup: 10 })),
  );
  return { viewer: 'ready', converted: [{ config: 'default', split: 'train', rows: 60, files }], files: new Map() };
}

const EMPTY = { viewer: 'ready', converted: [], files: new Map() } as const;

/** The data sets that the stand-in hub serves: the known ones in their layouts, and one of each trouble. */
export function recipeRepositories(): ReadonlyMap<string, FakeRepository> {
  return new Map<string, FakeRepository>([
    ['philgzl/fsd50k', fsd50k()],
    ['demo/clip-licences', clipLicenses()],
    ['jg583/NSynth', nsynth()],
    ['Lehrig/GTZAN-Collection', gtzan()],
    ['ashraq/esc50', esc50()],
    ['danavery/urbansound8K', urbanSound()],
    ['demo/webdataset', webDataset()],
    ['demo/tar-with-table', tarWithTable()],
    ['demo/tars-with-tables', tarsWithTables()],
    ['demo/freesound', freesound()],
    ['benjamin-paine/freesound-laion-640k-commercial-16khz-tiny', freesound()],
    ['demo/gated', { ...freesound(), gated: true }],
    ['demo/script', { ...EMPTY, viewer: 'script' }],
    ['demo/renamed', { ...EMPTY, renamed: true }],
    ['demo/not-ready', { ...EMPTY, viewer: 'not-ready' }],
    ['demo/elsewhere', { ...freesound(), elsewhere: 'http://127.0.0.2' }],
    ['demo/no-viewer', { ...freesound(), viewer: 'down' }],
    ['demo/script-with-branch', { ...freesound(), viewer: 'script' }],
  ]);
}
