import { afterEach, beforeEach, expect, it } from 'vitest';
import { readRecord, readTree, writeRecords, writeTree } from './leftByVersion1.ts';
import { clearStorage, isolateStoreTests } from './storeHarness.ts';
import { LEFT, open, under } from './takenOver.ts';

const [OWN, OTHER] = ['/~someone/%C3%A4(1)/', '/%7Esomeone/%c3%a4%281%29/'];
const STORES = { marker: 'marker', files: 'handles', settings: 'settings' };

isolateStoreTests();
beforeEach(removeRecords);
afterEach(removeRecords);

async function removeRecords(): Promise<void> {
  for (const { name = '' } of await indexedDB.databases()) {
    if (!name.includes('someone')) continue;
    await new Promise((resolve) => indexedDB.deleteDatabase(name).addEventListener('success', resolve));
  }
}

async function leaveUnderOtherForm(): Promise<void> {
  await writeTree({ ...under(OTHER, LEFT), ...under(OTHER, { 'training.duckdb': 'a second' }, 'second') });
  const records = Object.entries(STORES).flatMap(([kind, store]) =>
    ['default', 'second'].map((project) => ({
      database: `inertiabands-${kind} ${OTHER}projects/${project}/`,
      store,
      key: 'a',
      value: `${kind} of ${project}`,
    })),
  );
  await writeRecords(records);
}

async function recordsOf(project: string): Promise<unknown[]> {
  return Promise.all(
    Object.entries(STORES).map(async ([kind, store]) =>
      readRecord(`inertiabands-${kind} ${OWN}projects/${project}/`, store, 'a'),
    ),
  );
}

async function expectAllThere(where: string): Promise<void> {
  expect(await readTree(), where).toEqual({
    ...under(OWN, LEFT),
    ...under(OWN, { 'training.duckdb': 'a second' }, 'second'),
  });
  for (const project of ['default', 'second']) {
    expect(await recordsOf(project), where).toEqual(Object.keys(STORES).map((kind) => `${kind} of ${project}`));
  }
}

it('[S7] what lies under another form of the path is there whole, also after a cut at any change', async () => {
  for (let cutAt = 0, end = 'cut'; end === 'cut'; cutAt += 4) {
    await removeRecords();
    await clearStorage();
    await leaveUnderOtherForm();
    end = await open({ appPath: OTHER, cutAt });
    expect(await open({ appPath: OWN }), `cut at ${cutAt}`).toBe('done');
    await expectAllThere(`cut at ${cutAt}`);
    if (end !== 'cut') expect([end, cutAt > 15]).toEqual(['done', true]);
  }
  expect(await open({ appPath: OTHER })).toBe('done');
  await expectAllThere('opened again by the other form');
});

it('[S7] where both forms have a data set, the other one comes beside it as a project, with the settings that it shared with the app', async () => {
  await leaveUnderOtherForm();
  await writeRecords([
    { database: `inertiabands-settings ${OTHER}`, store: 'settings', key: 'trials', value: 77 },
    { database: `inertiabands-settings ${OWN}`, store: 'settings', key: 'trials', value: 5 },
  ]);
  const own = { 'training.duckdb': 'its own', 'training.bak': 'its own backup' };
  await writeTree(under(OWN, own));
  expect(await open({ appPath: OWN })).toContain('so it is a project beside it');
  expect(await open({ appPath: OTHER })).toBe('done');
  expect(await readTree()).toEqual({
    ...under(OWN, own),
    ...under(OWN, LEFT, 'default-2'),
    ...under(OWN, { 'training.duckdb': 'a second' }, 'second'),
  });
  expect(await recordsOf('default-2')).toEqual(Object.keys(STORES).map((kind) => `${kind} of default`));
  expect(await readRecord(`inertiabands-settings ${OWN}projects/default-2/`, 'settings', 'trials')).toBe(77);
  expect(await readRecord(`inertiabands-settings ${OWN}`, 'settings', 'trials')).toBe(5);
});

it('[S7] a project that an earlier version has open under another form is waited for', async () => {
  await leaveUnderOtherForm();
  let release: () => void = () => undefined;
  await new Promise<void>((granted) => {
    void navigator.locks.request(`inertiabands-database ${OTHER}projects/default/`, async () => {
      granted();
      await new Promise<void>((resolve) => (release = resolve));
    });
  });
  expect(await open({ appPath: OWN })).toContain('An earlier version of this app has the data set open');
  expect(await readTree()).toMatchObject(under(OTHER, LEFT));
  release();
  expect(await open({ appPath: OWN })).toBe('done');
  await expectAllThere('after it was closed');
});

it('[S7] apps of other paths are left alone', async () => {
  const others = { ...under('/someone/', LEFT), ...under('/~someone/', LEFT), ...under('/~Someone/%C3%A4(1)/', LEFT) };
  await writeTree({ ...others, 'inertiabands/%E4%/projects/default/training.duckdb': 'of nobody' });
  const before = await readTree();
  expect(await open({ appPath: OWN })).toBe('done');
  expect(await readTree()).toEqual(before);
});
