import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readTable } from '../../src/hub/tables/readTable.ts';
import { assignTables, joinArchives } from '../../src/hub/tables/archiveTables.ts';
import { joinTables } from '../../src/hub/tables/tableJoin.ts';
import { dropped } from '../fakes/droppedFolder.ts';

fc.configureGlobal({ seed: 24 });

const FOLDERS = ['', 'a', 'b', 'a/b', 'train', 'test', 'meta'];
const NAMES = ['0.wav', '1.wav', '0.flac', 'Über.wav', 'kick.00.wav', 'kick.01.wav', '10_0.wav'];
const place = fc.tuple(fc.constantFrom(...FOLDERS), fc.constantFrom(...NAMES));
const pathOf = ([folder, name]: readonly [string, string]) => (folder === '' ? name : `${folder}/${name}`);

/** A name as a person may write it: alone, with folders, without its extension, in either Unicode form. */
const writtenName = fc
  .tuple(place, fc.boolean(), fc.boolean(), fc.constantFrom('NFC', 'NFD'))
  .map(([at, bare, stem, form]) => {
    const name = bare ? at[1] : pathOf(at);
    return (stem ? name.replace(/\.[^.]+$/u, '') : name).normalize(form);
  });

const table = fc.record({
  folder: fc.constantFrom(...FOLDERS),
  form: fc.constantFrom('csv', 'jsonl', 'json'),
  rows: fc.array(writtenName, { minLength: 1, maxLength: 6 }),
});

const stemOf = (name: string) => name.replace(/\.[^./]+$/u, '');

/** Whether a row that is written so can mean this sound at all: no other path, and no other extension. */
function mayMean(written: string, folder: string, path: string, paths: readonly string[]): boolean {
  const key = written.normalize('NFC');
  const hasExtension = /\.(?:wav|flac)$/u.test(key);
  const named = (one: string) => (hasExtension ? one.normalize('NFC') : stemOf(one.normalize('NFC')));
  const at = folder === '' ? key : `${folder}/${key}`;
  if (named(path) === at) return true;
  if (paths.some((one) => named(one) === at)) return false;
  const alike = (one: string) => `/${named(one)}`.endsWith(`/${key}`) || `/${key}`.endsWith(`/${named(one)}`);
  const above = folder.split('/').map((_, depth, parts) => parts.slice(0, parts.length - depth).join('/'));
  const within = (one: string) => (reach: string) => reach === '' || one.startsWith(`${reach}/`);
  const reach = above.find((one) => paths.some((other) => within(other)(one))) ?? '';
  return alike(path) && paths.filter((one) => alike(one) && within(one)(reach)).length === 1;
}

/** The key of the sample that a sound is of: its path up to the first dot of its name. */
const sampleOf = (path: string) => path.replace(/(^|\/)([^./]+)\.[^/]*$/u, '$1$2');

/** Whether a row that is written so can mean a sound by its path, name or key. */
function mayMeanSample(written: string, sound: string): boolean {
  const key = written.normalize('NFC');
  const names = /\.(?:wav|flac)$/u.test(key) ? [sound] : [stemOf(sound), sampleOf(sound)];
  return names
    .map((name) => name.normalize('NFC'))
    .some((name) => `/${name}`.endsWith(`/${key}`) || `/${key}`.endsWith(`/${name}`));
}

describe('tables beside sounds', () => {
  it('[L5] no sound ever gets a licence that no row of its own says', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(place.map(pathOf), { minLength: 1, maxLength: 8 }),
        fc.array(table, { minLength: 1, maxLength: 3 }),
        fc.constantFrom('NFC', 'NFD'),
        async (names, tables, form) => {
          const paths = names.map((name) => name.normalize(form));
          const written = tables.map(({ folder, form: kind, rows }, index) => {
            const records = rows.map((file_name, line) => ({ file_name, license: `licence ${index}/${line}` }));
            const text = {
              csv: ['file_name,license', ...records.map((row) => `${row.file_name},${row.license}`)].join('\n'),
              jsonl: records.map((row) => JSON.stringify(row)).join('\n'),
              json: JSON.stringify(Object.fromEntries(records.map((row) => [row.file_name, { license: row.license }]))),
            }[kind];
            return { folder, records, file: dropped(pathOf([folder, `t${index}.${kind}`]), text) };
          });
          const read = await Promise.all(
            written.map(async ({ file }) => readTable(file, new AbortController().signal)),
          );
          const { fieldsOf } = joinTables(read, paths);
          for (const path of paths) {
            for (const license of [fieldsOf(path)['license'] ?? []].flat() as string[]) {
              const says = written.some(({ folder, records }) =>
                records.some((row) => row.license === license && mayMean(row.file_name, folder, path, paths)),
              );
              expect(says, `${path} got ${license}`).toBe(true);
            }
          }
        },
      ),
      { numRuns: 600 },
    );
  });

  it('[L5] no sound in a tar file ever gets a licence that no row of its own says', async () => {
    const TARS = ['x.tar', 'data/y.tar.gz', 'data/x.tar'];
    const TABLES = ['x.csv', 'data/x.csv', 'meta/x.csv', 'meta/y.csv', 'all.csv'];
    const archives = fc.uniqueArray(
      fc.record({
        name: fc.constantFrom(...TARS),
        sounds: fc.array(
          fc.oneof(place.map(pathOf), fc.constantFrom('a/2.mix.wav', '2.mix.wav', '2.voice.wav', 'kick.loop.wav')),
          { minLength: 1, maxLength: 4 },
        ),
      }),
      { selector: ({ name }) => name, minLength: 1, maxLength: 3 },
    );
    const named = fc.oneof(writtenName, fc.constantFrom('2', 'a/2', '2.mix', 'kick', '2.voice.wav'));
    const given = fc.uniqueArray(
      fc.record({ path: fc.constantFrom(...TABLES), rows: fc.array(named, { minLength: 1, maxLength: 5 }) }),
      { selector: ({ path }) => path, minLength: 1, maxLength: 3 },
    );
    let joined = 0;
    fc.assert(
      fc.property(archives, given, (tars, written) => {
        const tables = written.map(({ path, rows }) => ({
          path,
          table: {
            path: path.split('/').at(-1) ?? '',
            rows: rows.map((file_name) => ({
              name: null,
              fields: { file_name, license: `${path}: ${file_name}` },
            })),
            problems: [],
          },
        }));
        const { own, shared } = assignTables(
          tables,
          tars.map(({ name }) => name),
        );
        const of = tars.map(({ name, sounds }) => ({
          name,
          sounds,
          tables: (own.get(name) ?? []).map(({ table: one }) => one),
          isOfSamples: true,
        }));
        const said = joinArchives(
          shared.map(({ table: one }) => one),
          of,
        );
        const stem = (path: string) => path.replace(/\.(?:csv|tar(?:\.gz)?)$/u, '');
        for (const [{ name, sounds }, { fieldsOf }] of said) {
          for (const sound of sounds) {
            for (const license of [fieldsOf(sound)['license'] ?? []].flat() as string[]) {
              joined += 1;
              const [path = '', key = ''] = license.split(': ');
              const alike = tars.filter((tar) => stem(tar.name) === stem(path));
              const namesakes =
                alike.length > 0
                  ? alike
                  : tars.filter((tar) => stem(tar.name).split('/').at(-1) === stem(path).split('/').at(-1));
              // A table that is called like a tar file speaks of nothing else.
              if (namesakes.length > 0) expect(namesakes.map((tar) => tar.name)).toEqual([name]);
              const reach = namesakes.length > 0 ? sounds : tars.flatMap((tar) => tar.sounds);
              const means = (one: string) => mayMeanSample(key, one);
              const isExact = (one: string) => [one, stemOf(one), sampleOf(one)].includes(key.normalize('NFC'));
              expect(means(sound), `${sound} got ${license}`).toBe(true);
              const contenders = reach.filter(isExact(sound) ? isExact : means);
              const nearer = contenders.filter((one) => one === key || stemOf(one) === key);
              expect(nearer.length > 0 ? nearer : contenders, `${sound} got ${license}`).toEqual([sound]);
            }
          }
        }
      }),
      { numRuns: 1000 },
    );
    expect(joined).toBeGreaterThan(100);
  });

  it('[L5] a table that gives every sound of its folder gives each its own', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uniqueArray(place.map(pathOf), { minLength: 1, maxLength: 8 }), async (paths) => {
        const text = ['file_name,license', ...paths.map((path) => `${path.normalize('NFD')},licence of ${path}`)].join(
          '\n',
        );
        const read = await readTable(dropped('metadata.csv', text), new AbortController().signal);
        const { fieldsOf, notes } = joinTables([read], paths);
        expect(paths.map((path) => fieldsOf(path)['license'])).toEqual(paths.map((path) => `licence of ${path}`));
        expect(notes).toEqual([]);
      }),
      { numRuns: 100 },
    );
  });
});
