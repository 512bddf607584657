import { readdir, rm, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import type { Page } from '@playwright/test';
import { expect, tabs, test } from './support/app.ts';
import { startHost } from './support/host.ts';
import type { Host } from './support/host.ts';

let host: Host;

test.beforeEach(async () => {
  host = await startHost('/some/folder/');
});

test.afterEach(async () => {
  await host.stop();
});

test('one visit keeps every file in the folder of a site, and the app opens with the server gone', async ({ open }) => {
  const app = await open(host.url);
  await expect(app.page).toHaveTitle('InertiaBands Trainer');
  await app.offlineReady();
  app.problems.allow(/ERR_CONNECTION_REFUSED/);

  await host.stop();
  await test.step('every file of the build is kept', async () => {
    const paths = (await builtFiles()).filter((path) => !/\.map$|^serviceWorker\.js$|duckdb(-browser)?-mvp/.test(path));
    expect(paths.filter((path) => path.endsWith('.wasm'))).not.toEqual([]);
    const lost = await app.page.evaluate(async (urls) => {
      const statuses = await Promise.all(
        urls.map((url) =>
          fetch(url).then(
            ({ status }) => status,
            () => 0,
          ),
        ),
      );
      return urls.filter((_, i) => statuses[i] !== 200);
    }, paths);
    expect(lost).toEqual([]);
  });

  await app.reopen('#/data');
  await expectTabs(app.page);
  await expect(app.page.getByRole('tab', { name: 'Data', exact: true })).toHaveAttribute('aria-selected', 'true');
});

test('opens with the server gone after a crash of the browser', { tag: '@every' }, async ({ open }) => {
  const app = await open(host.url);
  await app.offlineReady();
  await app.kill();
  app.problems.allow(/ERR_CONNECTION_REFUSED/);
  await host.stop();

  await app.reopen();
  await expectTabs(app.page);
});

test('opens where the browser’s store of caches is damaged, and About says that it is not kept', async ({ open }) => {
  const app = await open(host.url);
  await app.offlineReady();
  await app.close();
  const caches = join(app.profilePath, 'Default', 'Service Worker', 'CacheStorage');
  await rm(caches, { recursive: true });
  await writeFile(caches, 'no folder');

  await app.open();
  await expectTabs(app.page);
  await app.page.getByRole('button', { name: 'About', exact: true }).click();
  const about = app.page.getByRole('dialog', { name: 'About' });
  await expect(about).toContainText(
    'This browser cannot keep it for use without a network here. Online it works as ever.',
  );
  // Comes from the host, by the service worker: a browser that closes meanwhile tells of a file that failed.
  await expect(about.getByRole('list', { name: 'Licences' })).toContainText('workbox-precaching');
});

/** Paths below dist/, with slashes. */
async function builtFiles(): Promise<string[]> {
  const entries = await readdir('dist', { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative('dist', join(entry.parentPath, entry.name)).replaceAll('\\', '/'));
}

async function expectTabs(page: Page): Promise<void> {
  await expect(page).toHaveTitle('InertiaBands Trainer');
  for (const { name } of tabs) {
    await expect(page.getByRole('tab', { name, exact: true })).toBeVisible();
  }
}
