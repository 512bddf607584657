import { describe, expect, it } from 'vitest';
import { readRecord, readTree, replaceDatabase, writeRecords, writeTree, type Tree } from './leftByVersion1.ts';
import { clearStorage, isolateStoreTests, untilTestEnds } from './storeHarness.ts';
import type { Opening } from './takeover.worker.ts';

isolateStoreTests();

const LEFT: Tree = {
  'training.duckdb': 'the database',
  'training.duckdb.wal': '',
  'training.bak': 'the backup',
  'training.damaged-1': 'a damaged one',
  'training.set-aside-1.duckdb': 'rows set aside',
  'staged/a': 'a staged copy',
  'staged/b': 'another',
  'kept/c': 'a kept copy of 1.0',
  'kept/d.audio': 'a kept copy',
  'undo/e': 'an undo image',
};
const FOREIGN: Tree = { 'notes.txt': 'of another app', 'other/training.duckdb': 'of another app' };
const HANDLE = { database: 'inertiabands-files', store: 'handles', key: 'a', value: 'a handle' };
const MARKER = {
  database: 'inertiabands-marker',
  store: 'marker',
  key: 'database',
  value: { schemaVersion: 8, audioFiles: 3, runs: 0, models: 0, suspect: false },
};

const projectOf = (appPath: string) => `inertiabands/${encodeURIComponent(appPath)}/projects/default/`;
const under = (appPath: string, tree: Tree): Tree =>
  Object.fromEntries(Object.entries(tree).map(([name, content]) => [projectOf(appPath) + name, content]));

async function leave(left = LEFT): Promise<void> {
  await writeTree({ ...left, ...FOREIGN });
  await writeRecords([MARKER, HANDLE]);
}

/** Opens an app as far as the takeover. Resolves with `done`, `cut`, or the error that it ends with. */
async function open(opening: Partial<Opening> = {}): Promise<string> {
  const worker = untilTestEnds(new Worker(new URL('./takeover.worker.ts', import.meta.url), { type: 'module' }));
  const ended = new Promise<string>((resolve) => {
    worker.addEventListener('message', ({ data }: MessageEvent<string>) => resolve(data), { once: true });
  });
  worker.postMessage({ appPath: '/app/', cutAt: null, withoutMove: false, ...opening } satisfies Opening);
  const end = await ended;
  worker.terminate();
  return end;
}

async function expectAllThere(where: string, left = LEFT): Promise<void> {
  expect(await readTree(), where).toEqual({ ...under('/app/', left), ...FOREIGN });
  const own = '/app/projects/default/';
  expect(await readRecord(`inertiabands-marker ${own}`, 'marker', 'database'), where).toEqual(MARKER.value);
  expect(await readRecord(`inertiabands-files ${own}`, 'handles', 'a'), where).toBe(HANDLE.value);
  expect(await readRecord('inertiabands-marker', 'marker', 'database'), where).toBeUndefined();
}

describe('what version 1.0 left [S8]', () => {
  it('is taken over whole by the first app that opens, and by no other; what is of others stays', async () => {
    await leave();
    expect(await open()).toBe('done');
    await expectAllThere('taken over');
    expect(await open({ appPath: '/other/' })).toBe('done');
    expect(await open()).toBe('done');
    await expectAllThere('opened again');
  });

  it('is there whole after a cut at any change', async () => {
    for (let cutAt = 0, end = 'cut'; end === 'cut'; cutAt += 1) {
      await clearStorage();
      await leave();
      end = await open({ cutAt });
      if (cutAt > 0) expect(await open({ appPath: '/other/' })).toBe('done');
      expect(await open(), `cut at ${cutAt}`).toBe('done');
      await expectAllThere(`cut at ${cutAt}`);
      if (end !== 'cut') expect([end, cutAt > 15]).toEqual(['done', true]);
    }
  });

  it('is there whole after a cut at any change where files can only be copied, at most with the old database beside it', async () => {
    const { 'training.duckdb': database = '', 'training.bak': backup = '', 'kept/c': kept = '' } = LEFT;
    const left = { 'training.duckdb': database, 'training.bak': backup, 'kept/c': kept };
    for (let cutAt = 0, end = 'cut'; end === 'cut'; cutAt += 1) {
      await clearStorage();
      await leave(left);
      end = await open({ cutAt, withoutMove: true });
      expect(await open({ withoutMove: true }), `cut at ${cutAt}`).toBe('done');
      if ('training.duckdb' in (await readTree())) {
        await (await navigator.storage.getDirectory()).removeEntry('training.duckdb');
      }
      await expectAllThere(`cut at ${cutAt}`, left);
      if (end !== 'cut') expect([end, cutAt > 15]).toEqual(['done', true]);
    }
  });

  it('is taken over once: what an older version makes in the old place afterwards, also in the middle, replaces nothing', async () => {
    for (let cutAt = 1, end = 'cut'; end === 'cut'; cutAt += 1) {
      await clearStorage();
      await leave();
      end = await open({ cutAt });
      const isMoved = !('training.duckdb' in (await readTree()));
      if (isMoved) await writeTree({ 'training.duckdb': 'made by 1.0', 'training.bak': 'of it' });
      expect(await open()).toBe('done');
      const tree = await readTree();
      expect(tree, `cut at ${cutAt}`).toMatchObject(under('/app/', LEFT));
      expect(tree['training.duckdb'] ?? null).toBe(isMoved ? 'made by 1.0' : null);
    }
  });

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
    const [database, store] = ['inertiabands-takeover', 'takeover'];
    const record = (key: 'by' | 'state', value: unknown) => ({ database, store, key, value });
    const values = [undefined, 5, 'x', '', null, [], {}, new Date(Number.NaN), new Uint8Array(3)];
    const damages: readonly (readonly [string, () => Promise<void>])[] = [
      ...values.map(
        (value, place) =>
          [`value ${place}`, async () => writeRecords([record('by', value), record('state', value)])] as const,
      ),
      ['a state of no meaning', async () => writeRecords([record('by', '/app/'), record('state', {})])],
      ['no object store', async () => replaceDatabase(database, null)],
      ['another object store', async () => replaceDatabase(database, store)],
    ];
    for (const [what, inflict] of damages) {
      await clearStorage();
      await leave();
      await inflict();
      expect(await open(), what).toBe('done');
      await expectAllThere(what);
      await writeTree({ 'training.duckdb': 'made by 1.0 afterwards' });
      await inflict();
      expect(await open(), what).toBe('done');
      expect(await readTree(), what).toMatchObject({
        ...under('/app/', LEFT),
        'training.duckdb': 'made by 1.0 afterwards',
      });
    }
  });

  it('is left where it is when folders bear the names of files, and files those of folders', async () => {
    const odd: Tree = { 'training.bak/x': 'a folder', kept: 'a file' };
    await writeTree({ ...odd, 'training.duckdb': 'the database' });
    expect(await open()).toBe('done');
    expect(await readTree()).toEqual({ ...odd, ...under('/app/', { 'training.duckdb': 'the database' }) });
  });
});
