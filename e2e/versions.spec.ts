import { rm } from 'node:fs/promises';
import type { Page } from '@playwright/test';
import { expect, test, type App } from './support/app.ts';
import { startHostileHost, type HostileHost } from './support/hostileHost.ts';
import { projectFolder } from './support/projectFolder.ts';
import { Steps } from './support/steps.ts';
import { copyOfBuild, makeNextVersion } from './support/versions.ts';

const NO_WORKER = /^serviceWorker\.js$/u;
const PROVOKED = /Failed to load resource|Failed to update|bad HTTP|ServiceWorker/iu;
const NEWER_DATABASE = 'This database was written by a newer InertiaBands Trainer';
const NEWER_HOST = 'A part of the app could not be loaded: it was updated meanwhile';

/** A new version is 156 files, one after another: 92 seconds were seen where 33 processes shared two cores. */
const KEPT_WITHIN_MS = 240_000;

test.describe.configure({ timeout: 2 * KEPT_WITHIN_MS });

let host: HostileHost;
/** The next version of the app, which knows one more version of the database. */
let nextPath: string;

test.beforeAll(async () => {
  nextPath = await copyOfBuild();
  await makeNextVersion(nextPath, { 'store.worker': withLaterSchema });
});

test.afterAll(async () => rm(nextPath, { recursive: true }));

test.beforeEach(async () => {
  host = await startHostileHost();
});

test.afterEach(async () => host.stop());

test(
  'an older page goes on under a newer worker, with the parts it has not loaded yet, and follows when its job has ended',
  { tag: '@every' },
  async ({ open }) => {
    const app = await open(host.url);
    app.problems.allow(PROVOKED);
    await app.offlineReady();
    const older = new Steps(app.page);
    await older.loadExamples();
    await older.openTab('Bayesian Opt');
    await older.setNumber('Total', 5000);

    host.buildPath = nextPath;
    await lookAgain(app.page);
    await expect(app.page.getByText('Update ready')).toBeVisible();
    // Only now: keeping the new version may take longer than any job.
    await older.press('Run BO for All');
    const other = await app.context.newPage();
    await other.goto(app.url);
    await other.getByRole('button', { name: 'Reload', exact: true }).click();
    await expect.poll(async () => versionOf(other)).toBe('next');

    expect(await versionOf(app.page)).toBe('first');
    await app.page.getByRole('button', { name: 'Help', exact: true }).click();
    await expect(app.page.getByRole('dialog')).toBeVisible();
    await app.page.keyboard.press('Escape');
    expect(await app.page.getByRole('alert').allTextContents()).toEqual([]);
    await app.page.getByRole('button', { name: 'Stop', exact: true }).first().click();
    await expect.poll(async () => versionOf(app.page)).toBe('next');
    const owner = (await isReady(app, app.page)) ? app.page : other;
    await new Steps(owner).expectAudioFiles(24);
  },
);

test(
  'a newer page works beside an older worker; the older page that comes after it asks for a reload and writes nothing',
  { tag: '@every' },
  async ({ open }) => {
    const app = await open(host.url);
    app.problems.allow(PROVOKED);
    await app.offlineReady();
    host.buildPath = nextPath;
    host.misbehave('missing', NO_WORKER);
    const session = await app.context.newCDPSession(app.page);
    await session.send('Page.reload', { ignoreCache: true });
    await expect.poll(async () => versionOf(app.page)).toBe('next');
    await app.ready();
    await new Steps(app.page).loadExamples();

    await app.page.reload();
    await expectRefused(app.page, NEWER_DATABASE);
    host.misbehave(null);
    await lookAgain(app.page);
    await expect(app.page.getByText('Update ready')).toBeVisible();
    await app.page.getByRole('banner').getByRole('button', { name: 'Reload', exact: true }).click();
    await expect.poll(async () => versionOf(app.page)).toBe('next');
    await app.ready();
    await new Steps(app.page).expectAudioFiles(24);
  },
);

test(
  'two tabs of different versions: the newer takes the data set over, the older then asks for a reload and writes nothing',
  { tag: '@every' },
  async ({ open }) => {
    host.misbehave('missing', NO_WORKER);
    const app = await open(host.url);
    app.problems.allow(PROVOKED);
    await new Steps(app.page).loadExamples();
    host.buildPath = nextPath;
    const newer = await app.context.newPage();
    await newer.goto(app.url);
    expect([await versionOf(app.page), await versionOf(newer)]).toEqual(['first', 'next']);
    await newer.getByRole('button', { name: 'Use here' }).click();
    await app.ready(newer);
    await new Steps(newer).expectAudioFiles(24);

    await app.page.getByRole('button', { name: 'Use here' }).click();
    // The host has the older version's worker no more.
    await expectRefused(app.page, NEWER_HOST);
    await app.page.getByRole('alert').getByRole('button', { name: 'Reload', exact: true }).click();
    await expect.poll(async () => versionOf(app.page)).toBe('next');
    const owner = (await isReady(app, newer)) ? newer : app.page;
    await new Steps(owner).expectAudioFiles(24);
  },
);

/** One sentence with Reload, and a database that stays as it is. */
async function expectRefused(page: Page, words: string): Promise<void> {
  const alert = page.getByRole('alert').filter({ hasText: words });
  await expect(alert).toHaveCount(1);
  await expect(alert.getByRole('button', { name: 'Reload', exact: true })).toBeVisible();
  const database = await digestOfDatabase(page);
  await expect(page.getByText('Data set not open')).toBeVisible();
  await page.waitForTimeout(1000);
  expect(await digestOfDatabase(page)).toBe(database);
}

async function digestOfDatabase(page: Page): Promise<string> {
  return page.evaluate(
    async (project) => {
      const file = await (await project.getFileHandle('training.duckdb')).getFile();
      const digest = await crypto.subtle.digest('SHA-256', await file.arrayBuffer());
      return [...new Uint8Array(digest)].join();
    },
    await projectFolder(page),
  );
}

async function versionOf(page: Page): Promise<'first' | 'next'> {
  return (await page.locator('meta[name="test-version"]').count()) === 0 ? 'first' : 'next';
}

/** Which of two tabs has the data set: true for this one, once one of them has. */
async function isReady(app: App, page: Page): Promise<boolean> {
  const ready = async (tab: Page) => (await tab.locator('html').getAttribute('data-ready')) === 'true';
  await expect.poll(async () => (await Promise.all(app.context.pages().map(ready))).includes(true)).toBe(true);
  return ready(page);
}

/** Has the page look for a newer version, and waits until it is kept. */
async function lookAgain(page: Page): Promise<void> {
  await page.evaluate(() => dispatchEvent(new Event('online')));
  const isKept = async () =>
    page.evaluate(async () => (await navigator.serviceWorker.getRegistration())?.waiting?.state === 'installed');
  await expect.poll(isKept, { timeout: KEPT_WITHIN_MS }).toBe(true);
}

/** One migration more, which may stand before the others. */
function withLaterSchema(script: string): string {
  const versions = [...script.matchAll(/\{version:(\d+),statements:/gu)].map(([, version]) => Number(version));
  if (versions.length === 0) throw new Error('The store’s script holds no migrations.');
  const later = `{version:${Math.max(...versions) + 1},statements:['CREATE TABLE of_a_later_version (x INTEGER)']}`;
  return script.replace('{version:1,statements:', `${later},{version:1,statements:`);
}
