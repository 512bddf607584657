import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { expect, test } from './support/app.ts';
import { startHost } from './support/host.ts';
import { copyOfBuild, listFiles, makeNextVersion } from './support/versions.ts';

test('an update waits until it is let in, and takes no file from an open tab', { tag: '@every' }, async ({ open }) => {
  const buildPath = await copyOfBuild();
  const firstOnlyFile = await addFirstOnlyFile(buildPath);
  const host = await startHost('/', buildPath);
  try {
    const app = await open(host.url);
    app.problems.allow(/404 \(Not Found\)/);
    await app.offlineReady();
    await app.page.evaluate(() => {
      document.documentElement.dataset['startedBefore'] = 'update';
    });
    await rm(join(buildPath, firstOnlyFile));
    await makeNextVersion(buildPath);

    const helper = await app.context.newPage();
    await helper.goto(`${host.url}icons/icon.svg`);
    await helper.evaluate(async () => {
      const registration = await navigator.serviceWorker.ready;
      await registration.update();
    });
    await expect.poll(() => hasWaitingVersion(helper)).toBe(true);
    await expect(app.page.locator('html')).toHaveAttribute('data-started-before', 'update');
    expect(await versionServed(helper)).toBe('first');

    await helper.evaluate(async () => {
      const registration = await navigator.serviceWorker.ready;
      registration.waiting?.postMessage({ type: 'SKIP_WAITING' });
    });
    await expect.poll(() => hasWaitingVersion(helper)).toBe(false);
    await expect.poll(() => versionServed(helper)).toBe('next');
    expect(await statusOf(helper, firstOnlyFile)).toBe(200);

    await app.reopen();
    await expect.poll(() => statusOf(app.page, firstOnlyFile)).toBe(404);
  } finally {
    await host.stop();
    await rm(buildPath, { recursive: true });
  }
});

/** Puts a file into the build that only this version has. Returns its path. */
async function addFirstOnlyFile(buildPath: string): Promise<string> {
  const path = 'assets/firstOnly-0a1b2c3d.js';
  await writeFile(join(buildPath, path), 'export {};\n');
  await listFiles(buildPath, undefined, [path]);
  return path;
}

function hasWaitingVersion(page: Page): Promise<boolean> {
  return page.evaluate(async () => {
    const registration = await navigator.serviceWorker.getRegistration();
    return registration !== undefined && registration.waiting !== null;
  });
}

/** Which version's page a tab opened now would get. */
async function versionServed(page: Page): Promise<string> {
  const tab = await page.context().newPage();
  try {
    await tab.goto(new URL('/', page.url()).href);
    return (await tab.locator('meta[name="test-version"]').count()) === 0 ? 'first' : 'next';
  } finally {
    await tab.close();
  }
}

function statusOf(page: Page, path: string): Promise<number> {
  return page.evaluate(async (url) => (await fetch(url)).status, new URL(`/${path}`, page.url()).href);
}
