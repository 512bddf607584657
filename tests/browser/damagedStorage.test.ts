import { it } from 'vitest';
import { damages, expectMended, wholeDataSet, type Damage, type Whole } from './damagedPieces.ts';
import { isolateStoreTests } from './storeHarness.ts';

isolateStoreTests();

// A share, several pieces at a time; `npm run test:endurance` damages each piece alone in every way.
const SHARE: readonly (readonly [string, readonly Damage[]])[] = [
  [
    'missing',
    [
      ...damages('database', 'missing'),
      ...damages('kept copy', 'missing'),
      ...damages('staged', 'missing'),
      ...damages('older undo image', 'missing'),
      ...damages('marker', 'missing'),
    ],
  ],
  [
    'empty or cut',
    [
      ...damages('backup', 'empty'),
      ...damages('backup draft', 'cut'),
      ...damages('new database', 'empty'),
      ...damages('staged copy', 'empty'),
      ...damages('kept copy', 'cut'),
      ...damages('newer undo image', 'cut'),
      { piece: 'marker', kind: 'garbage', variant: 8 },
      { piece: 'file handle', kind: 'garbage', variant: 4 },
      { piece: 'preset folder', kind: 'garbage', variant: 0 },
      { piece: 'setting', kind: 'garbage', variant: 2 },
    ],
  ],
  [
    'folders where files belong, files where folders belong',
    [
      ...damages('database', 'other kind'),
      ...damages('log', 'other kind'),
      ...damages('damaged database', 'other kind'),
      ...damages('staged', 'other kind'),
      ...damages('kept', 'other kind'),
      ...damages('undo', 'other kind'),
      ...damages('marker', 'no store'),
      ...damages('file handle', 'odd store'),
      ...damages('preset folder', 'odd store'),
      ...damages('setting', 'no store'),
    ],
  ],
  ['a file on the path to the project', damages('projects', 'other kind')],
];

let whole: Promise<Whole> | null = null;

for (const [name, inflicted] of SHARE) {
  it(
    `[S10] damaged storage (${name}): the data set opens, says what is gone, and all else is there`,
    { tags: name === 'empty or cut' ? [] : 'every' },
    async () => {
      whole ??= wholeDataSet();
      await expectMended(await whole, inflicted);
    },
  );
}
