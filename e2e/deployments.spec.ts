import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { Page } from '@playwright/test';
import { expect, test } from './support/app.ts';
import { noiseWav } from './support/badFiles.ts';
import { startHost, type Host } from './support/host.ts';
import { Steps } from './support/steps.ts';

const LEFT_BY_1_0 = 'tests/fixtures/version-1.0';

interface OldRecord {
  readonly database: string;
  readonly store: string;
  readonly key: string;
  readonly value: unknown;
}

let sitePath: string;
let host: Host;

/** One site with the app in its root and in two folders, beside another one. */
test.beforeAll(async () => {
  sitePath = await mkdtemp(join(tmpdir(), 'inertiabands-site-'));
  for (const folder of ['.', 'a', 'b']) await cp('dist', join(sitePath, folder), { recursive: true });
  await mkdir(join(sitePath, 'other'));
  await writeFile(join(sitePath, 'other', 'index.html'), '<!doctype html><title>Another app</title>');
  await writeFile(join(sitePath, 'noise.wav'), noiseWav(3));
  host = await startHost('/', sitePath);
});

test.afterAll(async () => {
  await host.stop();
  await rm(sitePath, { recursive: true });
});

test(
  'of two deployments under one host the new one takes over what 1.0 left; both work at once and touch nothing of the other [S7, S8]',
  { tag: '@every' },
  async ({ open }) => {
    const app = await open(`${host.url}b/`);
    // Another page of the site, as the data set of 1.0 may not be in use.
    app.problems.allow(/social\.png|favicon\.ico/u);
    const first = await app.context.newPage();
    await first.goto(`${host.url}a/social.png`);
    await leaveVersion1(first);
    await app.reload();
    await first.goto(`${host.url}a/index.html`);
    await app.ready(first);

    const [old, other] = [new Steps(first), new Steps(app.page)];
    await expect(first.getByRole('tab', { name: 'Data', exact: true })).toHaveAttribute('aria-selected', 'true');
    await old.expectAudioFiles(24);
    await old.openTab('Bayesian Opt');
    await expect(first.getByRole('spinbutton', { name: 'Total', exact: true })).toHaveValue('10');
    await other.openTab('Bayesian Opt');
    await expect(app.page.getByRole('spinbutton', { name: 'Total', exact: true })).not.toHaveValue('10');
    await other.addAudio([join(sitePath, 'noise.wav')]);
    await old.addAudio([join(sitePath, 'noise.wav')]);
    await other.expectAudioFiles(1);
    await old.expectAudioFiles(25);

    await other.deleteAllData();
    await first.bringToFront();
    await first.reload();
    await app.ready(first);
    await new Steps(first).expectAudioFiles(25);
    await app.reload();
    await expect(app.page.getByRole('table', { name: 'Audio files' })).toHaveCount(0);
  },
);

test('a deployment in the root of a site leaves what lies below it alone [S7]', { tag: '@every' }, async ({ open }) => {
  const app = await open(host.url);
  await app.offlineReady();
  const { page } = app;
  app.problems.allow(/favicon\.ico/u);
  await page.goto(`${host.url}other/`);
  await expect(page).toHaveTitle('Another app');
  await page.goto(`${host.url}a/`);
  expect(page.url()).toBe(`${host.url}a/`);
  await app.ready();
  // Its own worker takes the page over from none, as on any first visit: the page is not loaded again for it.
  await page.evaluate(() => Object.assign(window, { isTheSame: true }));
  await expect
    .poll(async () => page.evaluate(() => navigator.serviceWorker.controller?.scriptURL))
    .toBe(`${host.url}a/serviceWorker.js`);
  expect(await page.evaluate(() => 'isTheSame' in window)).toBe(true);
});

test(
  'works in a folder whose path is long and of any letters, and finds what lies under a name too long [S7]',
  {
    tag: '@every',
  },
  async ({ open }) => {
    const folders = ['ä🎹'.repeat(20), '日本の音'.repeat(20)].join('/');
    await cp('dist', join(sitePath, folders), { recursive: true });
    await cp('dist', join(sitePath, folders, 'below'), { recursive: true });
    const app = await open(`${host.url}${folders}/`);
    await new Steps(app.page).addAudio([join(sitePath, 'noise.wav')]);
    await app.offlineReady();

    const below = await app.context.newPage();
    app.problems.allow(/social\.png|favicon\.ico/u);
    await below.goto(`${host.url}${folders}/below/social.png`);
    const longName = encodeURIComponent(new URL('.', below.url()).pathname);
    await below.evaluate(async (name) => {
      let folder = await navigator.storage.getDirectory();
      for (const part of ['inertiabands', name]) folder = await folder.getDirectoryHandle(part, { create: true });
    }, longName);
    await below.goto(`${host.url}${folders}/below/`);
    await app.ready(below);
    const steps = new Steps(below);
    await writeFile(join(sitePath, 'other.wav'), noiseWav(4));
    await steps.addAudio(['noise.wav', 'other.wav'].map((name) => join(sitePath, name)));
    await steps.expectAudioFiles(2);

    await app.reopen();
    await new Steps(app.page).expectAudioFiles(1);
    const names = await app.page.evaluate(async () => {
      const root = await navigator.storage.getDirectory();
      const found: string[] = [];
      for await (const name of (await root.getDirectoryHandle('inertiabands')).keys()) found.push(name);
      return found;
    });
    expect(names.toSorted((a, b) => a.length - b.length)).toEqual([expect.stringMatching(/^.{255}$/u), longName]);
  },
);

test(
  'is one app however its address writes the path, and finds what an earlier version kept for either [S7]',
  { tag: '@every' },
  async ({ open }) => {
    await cp('dist', join(sitePath, '~someone'), { recursive: true });
    const app = await open(`${host.url}%7Esomeone/`);
    app.problems.allow(/social\.png|favicon\.ico/u);
    await new Steps(app.page).addAudio([join(sitePath, 'noise.wav')]);
    const other = await app.context.newPage();
    await other.goto(`${host.url}~someone/`);
    await expect(other.getByRole('button', { name: 'Use here' })).toBeVisible();

    await app.page.goto(`${host.url}%7Esomeone/social.png`);
    await other.goto(`${host.url}~someone/social.png`);
    await other.evaluate(moveToEscaped);
    await other.goto(`${host.url}~someone/`);
    await app.ready(other);
    await new Steps(other).expectAudioFiles(1);
    await expect(other.getByRole('alert')).toHaveCount(0);
  },
);

/** Puts the database where earlier versions had that of the address with an escape. Runs in the page, so it stands alone. */
async function moveToEscaped(): Promise<void> {
  const apps = await (await navigator.storage.getDirectory()).getDirectoryHandle('inertiabands');
  const project = async (name: string) => {
    let folder = apps;
    for (const part of [name, 'projects', 'default']) folder = await folder.getDirectoryHandle(part, { create: true });
    return folder;
  };
  const [from, to] = [await project('%2F%7Esomeone%2F'), await project('%2F%257Esomeone%2F')];
  for await (const entry of from.values()) {
    if (entry instanceof FileSystemFileHandle) {
      await (entry as unknown as { move(folder: FileSystemDirectoryHandle, name: string): Promise<void> }).move(
        to,
        entry.name,
      );
    }
  }
  await apps.removeEntry('%2F%7Esomeone%2F', { recursive: true });
}

/** Puts into the browser what lay there when 1.0 was closed. */
async function leaveVersion1(page: Page): Promise<void> {
  const database = gunzipSync(await readFile(join(LEFT_BY_1_0, 'training.duckdb.gzip'))).toString('base64');
  const records = JSON.parse(await readFile(join(LEFT_BY_1_0, 'indexed-db.json'), 'utf8')) as OldRecord[];
  await page.evaluate(
    async (left) => {
      const root = await navigator.storage.getDirectory();
      const writable = await (await root.getFileHandle('training.duckdb', { create: true })).createWritable();
      await writable.write(Uint8Array.from(atob(left.database), (letter) => letter.charCodeAt(0)));
      await writable.close();
      const done = async (request: IDBRequest) =>
        new Promise((resolve) => request.addEventListener('success', resolve));
      for (const { database: name, store, key, value } of left.records) {
        const opening = indexedDB.open(name);
        opening.addEventListener('upgradeneeded', () => opening.result.createObjectStore(store));
        await done(opening);
        await done(opening.result.transaction(store, 'readwrite').objectStore(store).put(value, key));
        opening.result.close();
      }
    },
    { database, records },
  );
}
