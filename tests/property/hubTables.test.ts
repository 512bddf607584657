import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readTable } from '../../src/hub/tables/readTable.ts';
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
