import { describe, expect, it } from 'vitest';
import { readTree, writeTree, type Tree } from './leftByVersion1.ts';
import { isolateStoreTests } from './storeHarness.ts';
import {
  expectAllThere,
  expectTakenOverOnce,
  expectTakenOverWhateverTheRecord,
  expectWholeAfterCuts,
  expectWholeAfterCutsWithoutMove,
  FOREIGN,
  leave,
  LEFT,
  open,
  under,
} from './takenOver.ts';

isolateStoreTests();

describe('what version 1.0 left [S8]', () => {
  it('is taken over whole by the first app that opens, and by no other; what is of others stays', async () => {
    await leave();
    expect(await open()).toBe('done');
    await expectAllThere('taken over');
    expect(await open({ appPath: '/other/' })).toBe('done');
    expect(await open()).toBe('done');
    await expectAllThere('opened again');
  });

  // A share of the changes, and below of the records; `npm run test:endurance` takes all of them.
  it('is there whole after a cut at any change', async () => {
    await expectWholeAfterCuts(4);
  });

  it(
    'is there whole after a cut at any change where files can only be copied, at most with the old database beside it',
    { tags: 'every' },
    async () => {
      await expectWholeAfterCutsWithoutMove(4);
    },
  );

  it(
    'is taken over once: what an older version makes in the old place afterwards, also in the middle, replaces nothing',
    { tags: 'every' },
    async () => {
      await expectTakenOverOnce(4);
    },
  );

  it('is left alone by an app that has data of its own', async () => {
    await writeTree(under('/app/', { 'training.duckdb': 'its own' }));
    await leave();
    expect(await open()).toBe('done');
    expect(await readTree()).toEqual({ ...under('/app/', { 'training.duckdb': 'its own' }), ...LEFT, ...FOREIGN });
    expect(await open({ appPath: '/' })).toBe('done');
    expect(await readTree()).toEqual({
      ...under('/app/', { 'training.duckdb': 'its own' }),
      ...under('/', LEFT),
      ...FOREIGN,
    });
  });

  it('waits while an older version has it open in another tab', async () => {
    await leave();
    let release: () => void = () => undefined;
    const held = new Promise<void>((granted) => {
      void navigator.locks.request('inertiabands-database', async () => {
        granted();
        await new Promise<void>((resolve) => (release = resolve));
      });
    });
    await held;
    expect(await open()).toContain('An earlier version of this app has the data set open');
    expect(await readTree()).toEqual({ ...LEFT, ...FOREIGN });
    release();
    expect(await open()).toBe('done');
    await expectAllThere('after it was closed');
  });

  it('is taken over, and never over data of its own, whatever has become of the record of the takeover [S10]', async () => {
    await expectTakenOverWhateverTheRecord([undefined, {}]);
  });

  it('is left where it is when folders bear the names of files, and files those of folders', async () => {
    const odd: Tree = { 'training.bak/x': 'a folder', kept: 'a file' };
    await writeTree({ ...odd, 'training.duckdb': 'the database' });
    expect(await open()).toBe('done');
    expect(await readTree()).toEqual({ ...odd, ...under('/app/', { 'training.duckdb': 'the database' }) });
  });
});
