import { expect } from 'vitest';
import { readRecord, readTree, replaceDatabase, writeRecords, writeTree, type Tree } from './leftByVersion1.ts';
import { clearStorage, untilTestEnds } from './storeHarness.ts';
import type { Opening } from './takeover.worker.ts';

export const LEFT: Tree = {
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
export const FOREIGN: Tree = { 'notes.txt': 'of another app', 'other/training.duckdb': 'of another app' };
const HANDLE = { database: 'inertiabands-files', store: 'handles', key: 'a', value: 'a handle' };
const MARKER = {
  database: 'inertiabands-marker',
  store: 'marker',
  key: 'database',
  value: { schemaVersion: 8, audioFiles: 3, runs: 0, models: 0, suspect: false },
};

const projectOf = (appPath: string, project: string) => {
  const name = encodeURIComponent(appPath).replaceAll('~', '%7E').replaceAll('(', '%28').replaceAll(')', '%29');
  return `inertiabands/${name}/projects/${project}/`;
};
export const under = (appPath: string, tree: Tree, project = 'default'): Tree =>
  Object.fromEntries(Object.entries(tree).map(([name, content]) => [projectOf(appPath, project) + name, content]));

export async function leave(left = LEFT): Promise<void> {
  await writeTree({ ...left, ...FOREIGN });
  await writeRecords([MARKER, HANDLE]);
}

/** Opens an app as far as the takeover. Resolves with `done` and what is said, `cut`, or the error that it ends with. */
export async function open(opening: Partial<Opening> = {}): Promise<string> {
  const worker = untilTestEnds(new Worker(new URL('./takeover.worker.ts', import.meta.url), { type: 'module' }));
  const ended = new Promise<string>((resolve) => {
    worker.addEventListener('message', ({ data }: MessageEvent<string>) => resolve(data), { once: true });
  });
  worker.postMessage({ appPath: '/app/', cutAt: null, withoutMove: false, ...opening } satisfies Opening);
  const end = await ended;
  worker.terminate();
  return end;
}

export async function expectAllThere(where: string, left = LEFT): Promise<void> {
  expect(await readTree(), where).toEqual({ ...under('/app/', left), ...FOREIGN });
  const own = '/app/projects/default/';
  expect(await readRecord(`inertiabands-marker ${own}`, 'marker', 'database'), where).toEqual(MARKER.value);
  expect(await readRecord(`inertiabands-files ${own}`, 'handles', 'a'), where).toBe(HANDLE.value);
  expect(await readRecord('inertiabands-marker', 'marker', 'database'), where).toBeUndefined();
}

/** Cuts the takeover at every change, or at every so many. */
export async function expectWholeAfterCuts(stride = 1): Promise<void> {
  for (let cutAt = 0, end = 'cut'; end === 'cut'; cutAt += stride) {
    await clearStorage();
    await leave();
    end = await open({ cutAt });
    if (cutAt > 0) expect(await open({ appPath: '/other/' })).toBe('done');
    expect(await open(), `cut at ${cutAt}`).toBe('done');
    await expectAllThere(`cut at ${cutAt}`);
    if (end !== 'cut') expect([end, cutAt > 15]).toEqual(['done', true]);
  }
}

/** The same where files can only be copied. */
export async function expectWholeAfterCutsWithoutMove(stride = 1): Promise<void> {
  const { 'training.duckdb': database = '', 'training.bak': backup = '', 'kept/c': kept = '' } = LEFT;
  const left = { 'training.duckdb': database, 'training.bak': backup, 'kept/c': kept };
  for (let cutAt = 0, end = 'cut'; end === 'cut'; cutAt += stride) {
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
}

/** The same, with an older version that makes a database in the old place afterwards. */
export async function expectTakenOverOnce(stride = 1): Promise<void> {
  for (let cutAt = 1, end = 'cut'; end === 'cut'; cutAt += stride) {
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
}

/** What the record of the takeover may hold that means nothing. */
const ODD_VALUES: readonly unknown[] = [undefined, 5, 'x', '', null, [], {}, new Date(Number.NaN), new Uint8Array(3)];

/** Takes over where the record of the takeover holds these values or is damaged otherwise. */
export async function expectTakenOverWhateverTheRecord(values = ODD_VALUES): Promise<void> {
  const [database, store] = ['inertiabands-takeover', 'takeover'];
  const record = (key: 'by' | 'state', value: unknown) => ({ database, store, key, value });
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
}
