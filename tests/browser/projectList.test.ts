import { clear, del, set } from 'idb-keyval';
import * as v from 'valibot';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { appName, appPath, FIRST_PROJECT, projectFolders, useAppPath } from '../../src/store/appScope.ts';
import {
  addProject,
  eraseProject,
  isThere,
  listProjects,
  markRemoved,
  noteUnfinished,
  otherProjectsBytes,
  renameProject,
  settleUnlisted,
  storedProjects,
} from '../../src/store/projects.ts';
import { recordStore } from '../../src/store/recordStore.ts';
import { loadSetting, saveSetting } from '../../src/store/settings.ts';

// Others of the same page have another path.
const pathOfOthers = appPath();
useAppPath('/of-projects/');
const records = recordStore(appName('projects'), 'projects');
useAppPath(pathOfOthers);

beforeAll(() => useAppPath('/of-projects/'));
afterAll(() => useAppPath(pathOfOthers));

async function folderOf(id: string): Promise<FileSystemDirectoryHandle> {
  let folder = await navigator.storage.getDirectory();
  for (const name of projectFolders(id)) folder = await folder.getDirectoryHandle(name, { create: true });
  return folder;
}

async function settleAll(): Promise<void> {
  const listed = new Set((await listProjects()).map(({ id }) => id));
  for (const id of await storedProjects()) if (!listed.has(id)) await settleUnlisted(id);
}

const names = async () => (await listProjects()).map(({ name }) => name);

beforeEach(async () => {
  for (const id of await storedProjects()) await eraseProject(id);
  await clear(records);
});

it('[S15] [S10] a project whose record is lost or damaged is listed again with all that it holds; one that was cut short while it was made goes', async () => {
  for (const id of ['lost', 'damaged', 'cut']) {
    await noteUnfinished(id);
    await (await folderOf(id)).getFileHandle('training.duckdb', { create: true });
    if (id !== 'cut') await addProject(id, id);
  }
  await del('lost', records);
  await set('damaged', { name: 'Voices', position: 'odd' }, records);
  expect(await names()).toEqual(['First project']);
  await settleAll();
  expect(await names()).toEqual(['First project', 'Recovered project', 'Recovered project']);
  expect(await storedProjects()).toEqual([FIRST_PROJECT, 'damaged', 'lost']);
  await expect((await folderOf('lost')).getFileHandle('training.duckdb')).resolves.toBeDefined();
});

it('[S15] [S10] numbers that are no date of removal and no place in the list take nothing away: listed again, and more can be made', async () => {
  await addProject('date', 'Date');
  await addProject('place', 'Place');
  await set('date', { name: 'Date', position: 1, removedAtMs: Infinity }, records);
  await set('place', { name: 'Place', position: Number.MAX_VALUE, removedAtMs: null }, records);
  await settleAll();
  await addProject('a', 'Later');
  const listed = await listProjects();
  expect(listed.map(({ name }) => name)).toEqual(['First project', 'Recovered project', 'Recovered project', 'Later']);
  expect(listed.filter(({ removedAtMs }) => removedAtMs !== null)).toEqual([]);
});

it('[S15] what another tab has made while the list was read is not taken for one that was cut short', async () => {
  await addProject('made', 'Made');
  await settleUnlisted('made');
  expect(await names()).toEqual(['First project', 'Made']);
});

it('[S15] a project that another tab has erased is not made anew by renaming it or bringing it back', async () => {
  await addProject('gone', 'Voices');
  await markRemoved('gone', 1);
  expect(await isThere('gone')).toBe(false);
  await eraseProject('gone');
  await markRemoved('gone', null);
  await renameProject('gone', 'Drums');
  expect(await names()).toEqual(['First project']);
});

it('[S15] projects stay in the order in which they were made, also after one was erased', async () => {
  for (const id of ['c', 'b']) await addProject(id, id);
  await eraseProject('c');
  await addProject('a', 'a');
  expect(await names()).toEqual(['First project', 'b', 'a']);
});

it('[S15] what other projects take is told, also of one that was removed, without what the open one takes', async () => {
  for (const [id, bytes] of [
    [FIRST_PROJECT, 100],
    ['one', 5],
    ['two', 7],
  ] as const) {
    const undo = await (await folderOf(id)).getDirectoryHandle('undo', { create: true });
    const file = await (await undo.getFileHandle('1.duckdb', { create: true })).createWritable();
    await file.write(new Uint8Array(bytes));
    await file.close();
    if (id !== FIRST_PROJECT) await addProject(id, id);
  }
  await markRemoved('two', 1);
  expect(await otherProjectsBytes()).toBe(12);
});

it('[S15] with the data of the first project goes what was chosen for its sounds, and the user’s settings stay', async () => {
  const kept = ['soundChoices', 'soundTreatments', 'datasetImport', 'lastExportAtMs'];
  for (const key of [...kept, 'treatments', 'theme']) await saveSetting(key, 'mine');
  await eraseProject(FIRST_PROJECT);
  const left = async (key: string) => loadSetting(key, v.string(), 'gone');
  expect(await Promise.all(kept.map(left))).toEqual(kept.map(() => 'gone'));
  expect(await Promise.all(['treatments', 'theme'].map(left))).toEqual(['mine', 'mine']);
});
