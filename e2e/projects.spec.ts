import type { Page } from '@playwright/test';
import { appName, projectFolders, useAppPath } from '../src/store/appScope.ts';
import { expectAccessible } from './support/accessibility.ts';
import { expect, test, type App } from './support/app.ts';
import { referenceAudioPaths } from './support/fixtures.ts';
import { setQuota } from './support/quota.ts';
import { Steps } from './support/steps.ts';

const dialogOf = (app: App) => app.page.getByRole('dialog', { name: 'Projects' });

const picker = (page: Page) => page.getByRole('combobox', { name: 'Project', exact: true });

const expectOpen = async (page: Page, name: string) => expect(picker(page).locator('option:checked')).toHaveText(name);

async function openProjects(app: App): Promise<void> {
  await picker(app.page).selectOption('All projects …');
  await expect(dialogOf(app).getByRole('list', { name: 'Projects', exact: true })).toBeVisible();
}

test('[S15] projects lie side by side: made, switched, renamed, removed and brought back', async ({ app }) => {
  const { page } = app;
  const steps = new Steps(page);
  const dialog = dialogOf(app);
  const sounds = referenceAudioPaths().filter((path) => /tone-440|drums-mono/u.test(path));
  await steps.addAudio(sounds);
  await steps.runTrials();

  await openProjects(app);
  await expectAccessible(dialog);
  await dialog.getByLabel('Name of the new project').fill('Voices');
  await page.keyboard.press('Enter');
  await expectOpen(page, 'Voices');
  await app.ready();
  await expect(page.getByRole('table', { name: 'Audio files' })).toHaveCount(0);
  await steps.addAudio(referenceAudioPaths().filter((path) => /speech/u.test(path)));
  await steps.expectAudioFiles(1);
  await app.reload();
  await steps.expectAudioFiles(1);

  await picker(page).selectOption('First project');
  await expectOpen(page, 'First project');
  await steps.expectAudioFiles(sounds.length);

  await openProjects(app);
  // By keys: the focus goes on to what comes next.
  await dialog.getByRole('button', { name: 'Rename First project' }).press('Enter');
  await expect(dialog.getByLabel('New name of First project')).toBeFocused();
  await page.keyboard.press('Control+A');
  await page.keyboard.type('Drums: 1/2');
  await page.keyboard.press('Enter');
  await expectOpen(page, 'Drums: 1/2');
  await expect(dialog.getByRole('button', { name: 'Rename Drums: 1/2' })).toBeFocused();
  await dialog.getByRole('button', { name: 'Remove Voices' }).press('Enter');
  await expect(dialog.getByRole('link', { name: 'Open Voices' })).toHaveCount(0);
  await expect(dialog.getByRole('button', { name: 'Bring Back Voices' })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(dialog.getByRole('link', { name: 'Open Voices' })).toBeVisible();
  await expect(dialog.getByRole('button', { name: 'Rename Voices' })).toBeFocused();
});

test(
  '[S15] a project is copied, the copy erased, and carried to another browser as one file',
  { tag: '@every' },
  async ({ app, open }) => {
    const { page } = app;
    const dialog = dialogOf(app);
    const sounds = referenceAudioPaths().filter((path) => /tone-440|drums-mono/u.test(path));
    await new Steps(page).addAudio(sounds);
    await openProjects(app);
    await dialog.getByRole('button', { name: 'Rename First project' }).click();
    await dialog.getByLabel('New name of First project').fill('Drums: 1/2');
    await page.keyboard.press('Enter');
    await dialog.getByRole('button', { name: 'Duplicate This Project' }).click();
    await expect(dialog.getByRole('link', { name: 'Open Drums: 1/2 (copy)' })).toBeVisible();
    await dialog.getByRole('button', { name: 'Remove Drums: 1/2 (copy)' }).click();
    await dialog.getByRole('button', { name: 'Erase Drums: 1/2 (copy)' }).click();
    await dialog.getByRole('button', { name: 'Erase for good Drums: 1/2 (copy)' }).click();
    await expect(dialog.getByRole('list', { name: 'Removed projects' })).toHaveCount(0);

    const exported = await app.download(async () =>
      dialog.getByRole('button', { name: 'Export This Project' }).click(),
    );
    expect(exported.name).toBe('Drums_ 1_2.ibproject');

    const other = await open();
    const carried = dialogOf(other);
    await openProjects(other);
    const chooser = other.page.waitForEvent('filechooser');
    await carried.getByRole('button', { name: 'Import Project' }).click();
    await (await chooser).setFiles({ name: exported.name, mimeType: '', buffer: exported.bytes });
    await carried.getByRole('link', { name: 'Open Drums: 1/2' }).click();
    await expectOpen(other.page, 'Drums: 1/2');
    const there = new Steps(other.page);
    await there.expectAudioFiles(sounds.length);
    await expect(other.page.getByText('no sound at hand')).toHaveCount(0);
    await expect(other.page.getByRole('button', { name: /^Undo: /u }), 'nothing to go back to').toHaveCount(0);
  },
);

test(
  '[S15] projects: two tabs hold two; the example sounds and a database get one of their own; an address of none opens the first; Delete All Data means all',
  { tag: '@every' },
  async ({ app }) => {
    const { page, context } = app;
    const steps = new Steps(page);
    await steps.addAudio(referenceAudioPaths().filter((path) => /tone-440/u.test(path)));
    await page.getByRole('button', { name: 'Load Example Sounds', exact: true }).first().click();
    await expectOpen(page, 'Example sounds');
    await steps.logSays(/Descriptors finished: 24 done/u);
    await steps.expectAudioFiles(24);

    const other = await context.newPage();
    await other.goto(app.url);
    await app.ready(other);
    await new Steps(other).expectAudioFiles(1);
    await new Steps(other).openTab('Data');
    await new Steps(other).chooseFiles('Import DuckDB', ['tests/fixtures/desktop.duckdb']);
    await other
      .getByRole('dialog', { name: 'Import DuckDB' })
      .getByRole('button', { name: 'As a New Project' })
      .click();
    await other.getByRole('link', { name: 'Open desktop' }).click();
    await expectOpen(other, 'desktop');
    await app.ready(other);
    await new Steps(other).expectAudioFiles(3);

    // A project that is open in another tab stays until that tab has gone.
    await openProjects(app);
    await dialogOf(app).getByRole('button', { name: 'Remove desktop' }).click();
    await expect(page.getByRole('alert').filter({ hasText: 'desktop is open in another tab' })).toBeVisible();
    await dialogOf(app).getByRole('button', { name: 'Close' }).click();
    await other.close();

    await steps.deleteAllData();
    await steps.logSays(/Deletion finished: all data is gone$|Deletion finished: all data is gone(?! but)/u);
    await page.goto(`${app.url}?project=of-nobody`);
    await app.ready();
    await expect(page.getByRole('alert').filter({ hasText: 'There is no project at this address' })).toBeVisible();
    await expect(page).toHaveURL((url) => url.search === '');
    await expect(page.getByRole('table', { name: 'Audio files' })).toHaveCount(0);
    await openProjects(app);
    // The one that was open is there, empty.
    const left = dialogOf(app).getByRole('list', { name: 'Projects', exact: true }).getByRole('listitem');
    await expect(left).toHaveText([/First project/u, /Example sounds/u]);
  },
);

test(
  '[S15] projects: an address that no project can have opens the first and says so; a key on Project shows them all and opens none; where the browser gives back no list, the address is taken at its word',
  { tag: '@every' },
  async ({ app }) => {
    const { page, context } = app;
    await page.goto(`${app.url}?project=../../x`);
    await app.ready();
    await expect(page.getByRole('alert').filter({ hasText: 'There is no project at this address' })).toBeVisible();
    await expect(page).toHaveURL((url) => url.search === '');

    await picker(page).focus();
    await page.keyboard.press('ArrowDown');
    await expect(dialogOf(app)).toHaveCount(0);
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await expect(dialogOf(app)).toBeVisible();
    await page.keyboard.press('Escape');
    await expect(picker(page)).toBeFocused();

    for (const isSilent of [false, true]) {
      const other = await context.newPage();
      await other.addInitScript((silent) => {
        IDBFactory.prototype.open = () => {
          if (silent) return new EventTarget() as IDBOpenDBRequest;
          throw new DOMException('refused', 'SecurityError');
        };
      }, isSilent);
      await other.goto(`${app.url}?project=of-nobody`);
      await expect(other.getByRole('tab', { name: 'Data', exact: true })).toBeVisible({ timeout: 20_000 });
      await expect(other.getByRole('alert').filter({ hasText: 'Something unexpected' })).toHaveCount(0);
      await other.close();
    }
  },
);

test(
  '[S15] a full disk, and an end of the browser, while a project is made leave nothing of it; with room again it is made',
  { tag: '@every' },
  async ({ app }) => {
    const { page } = app;
    await new Steps(page).addAudio(referenceAudioPaths().filter((path) => /tone-440|drums-mono/u.test(path)));
    await leaveUnfinished(page, 'cut-short');
    expect(await storedProjects(page)).toEqual(['cut-short', 'default']);
    await app.reload();
    await expect.poll(async () => storedProjects(page)).toEqual(['default']);

    const duplicate = dialogOf(app).getByRole('button', { name: 'Duplicate This Project' });
    await openProjects(app);
    await setQuota(app, 1);
    app.problems.allow(/has no room left for this page/u);
    await duplicate.click();
    await expect(page.getByRole('alert').filter({ hasText: 'has no room left for this page' }).first()).toBeVisible();
    await expect.poll(async () => storedProjects(page)).toEqual(['default']);
    await setQuota(app, null);
    await duplicate.click();
    await expect(dialogOf(app).getByRole('link', { name: 'Open First project (copy)' })).toBeVisible();
  },
);

/** Leaves what a browser that ends while a project is made does: its record and a file of it. */
async function leaveUnfinished(page: Page, id: string): Promise<void> {
  useAppPath(new URL('.', page.url()).pathname);
  await page.evaluate(
    async ({ folders, database, project }) => {
      let folder = await navigator.storage.getDirectory();
      for (const name of folders) folder = await folder.getDirectoryHandle(name, { create: true });
      await folder.getFileHandle('training.duckdb', { create: true });
      await new Promise<void>((resolve, reject) => {
        const opening = indexedDB.open(database);
        opening.addEventListener('success', () => {
          const noting = opening.result.transaction('projects', 'readwrite').objectStore('projects');
          noting.transaction.addEventListener('complete', () => {
            opening.result.close();
            resolve();
          });
          noting.put('unfinished', project);
        });
        opening.addEventListener('error', () => reject(opening.error ?? new Error(database)));
      });
    },
    { folders: projectFolders(id), database: appName('projects'), project: id },
  );
}

/** The names of the folders that the app's projects have on the disk. */
async function storedProjects(page: Page): Promise<string[]> {
  useAppPath(new URL('.', page.url()).pathname);
  return page.evaluate(
    async (folders) => {
      let folder = await navigator.storage.getDirectory();
      for (const name of folders) folder = await folder.getDirectoryHandle(name);
      const names: string[] = [];
      for await (const name of folder.keys()) names.push(name);
      return names.sort();
    },
    projectFolders().slice(0, -1),
  );
}
