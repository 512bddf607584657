import { rm } from 'node:fs/promises';
import { chromium, type Browser, type Page } from '@playwright/test';
import { launchOptions } from '../scripts/lib/launchOptions.mjs';
import { expect, test } from './support/app.ts';
import { referenceAudioPaths } from './support/fixtures.ts';
import { FRAMES, startFramingSite } from './support/framingSite.ts';
import { startHostileHost, type Fault, type HostileHost } from './support/hostileHost.ts';
import { Steps } from './support/steps.ts';
import { copyOfBuild, makeNextVersion } from './support/versions.ts';

const PROVOKED =
  /sign-in|Failed to load resource|MIME type|Failed to fetch|SyntaxError|ERR_|ServiceWorker|Failed to update|bad HTTP|does not provide an export/iu;
const MAIN_SCRIPT = /^assets\/index-[\w-]+\.js$/u;

let host: HostileHost;

test.beforeEach(async () => {
  host = await startHostileHost('/some/folder/');
});

test.afterEach(async () => host.stop());

test.describe('the page without its script', () => {
  let browser: Browser;

  test.beforeAll(async () => {
    browser = await chromium.launch(launchOptions);
  });

  test.afterAll(async () => browser.close());

  const EVERY: Partial<Record<Fault, RegExp>> = {
    'the host’s page': /^Instead of assets\/index-\S+ a page came/u,
    'a captive portal': /sign in/u,
    'redirected to a portal': /cannot be reached.*sign in/u,
    // Where the first half happens to be a script of its own, nothing comes of it.
    cut: /damaged|^Nothing has moved/u,
    'cut at once': /^Nothing has moved for 10 seconds/u,
    'a wrong type': /sends assets\/index-\S+ as application\/octet-stream.*text\/javascript/u,
    missing: /missing on its host, which answers 404 for assets\/index/u,
    'an error': /answers 500/u,
    reset: /cannot be reached/u,
    stalled: /^Nothing has moved for 10 seconds/u,
  };

  for (const { tag, faults } of [
    { tag: '@share', faults: ['the host’s page', 'a wrong type', 'cut at once'] },
    { tag: '@every', faults: Object.keys(EVERY) },
  ] as const) {
    test(
      `says what happened and what to do, and goes on when the host is mended: ${faults.join(', ')}`,
      { tag },
      async () => {
        host.isKept = true;
        const pages = new Map<string, Page>();
        for (const fault of faults) pages.set(fault, await (await browser.newContext()).newPage());
        for (const [fault, page] of pages) {
          await test.step(fault, async () => {
            host.misbehave(fault as Fault, MAIN_SCRIPT);
            await page.goto(host.url, { waitUntil: 'commit' });
            await expect(page.locator('#start-why')).toHaveText(EVERY[fault as Fault] ?? '', { timeout: 30_000 });
            await expect(page.getByRole('button', { name: 'Repair' })).toBeVisible();
            await expect(page.getByText('your sounds, presets and models stay')).toBeVisible();
          });
        }
        host.misbehave(null);
        // Every wrong copy of the script is in the browser's cache, to be kept for good; it is replaced.
        for (const [fault, button] of [
          ['the host’s page', 'Reload'],
          ['cut at once', 'Repair'],
        ] as const) {
          await pages.get(fault)?.getByRole('button', { name: button }).click();
          await begun(pages.get(fault));
        }
        for (const page of pages.values()) await page.context().close();
      },
    );
  }

  test('loads itself anew once where a script has come damaged', async () => {
    const page = await browser.newPage();
    host.misbehave('cut', MAIN_SCRIPT);
    await page.goto(host.url, { waitUntil: 'commit' });
    await expect.poll(() => host.asked().some((path) => MAIN_SCRIPT.test(path))).toBe(true);
    host.misbehave(null);
    await begun(page);
    await page.close();
  });

  test('waits for a slow line that still loads', { tag: '@every' }, async () => {
    const page = await browser.newPage();
    host.misbehave('slow', MAIN_SCRIPT);
    await page.goto(host.url, { waitUntil: 'commit' });
    let wasShown = false;
    const start = Date.now();
    while ((await page.locator('#start-lines').count()) > 0 && Date.now() - start < 60_000) {
      wasShown ||= await page.locator('#start-lines:not([hidden])').isVisible();
      await page.waitForTimeout(100);
    }
    expect(wasShown).toBe(false);
    await begun(page);
    await page.close();
  });

  test('begins without its styles where they stall', { tag: '@every' }, async () => {
    const page = await browser.newPage();
    host.misbehave('stalled', /\.css$/u);
    await page.goto(host.url, { waitUntil: 'commit' });
    await begun(page);
    await page.close();
  });

  test('is found from the address of its folder without the slash, and says what is missing without JavaScript', async () => {
    const page = await browser.newPage();
    await page.goto(`${host.url.slice(0, -1)}?a=b#/data`);
    await begun(page);
    expect(page.url()).toBe(`${host.url}?a=b#/data`);
    await page.close();

    const plain = await (await browser.newContext({ javaScriptEnabled: false })).newPage();
    await plain.goto(host.url);
    await expect(plain.locator('noscript')).toBeVisible();
    expect(await plain.locator('noscript').innerText()).toContain('needs JavaScript');
    await expect(plain.locator('#start-lines')).toBeHidden();
    await plain.context().close();
  });
});

const INSTALLATION_FAULTS: readonly (readonly [Fault, RegExp])[] = [
  ['a captive portal', /^manifest/u],
  ['cut', /duckdb-eh-.*wasm$/u],
  ['cut at once', /compute\.worker/u],
  ['missing', /modelView/u],
  ['an error', /\.svg$/u],
  ['reset', /^licenses\.json$/u],
  ['redirected to a portal', /store\.worker/u],
  ['the host’s page', /duckdb-eh-.*wasm$/u],
  ['injected lines', /^index\.html$/u],
];

const UPDATE_FAULTS: readonly (readonly [Fault, RegExp])[] = [
  ['the host’s page', /n\.js$/u],
  ['injected lines', /^index\.html$/u],
  ['missing', /n\.js$/u],
];

test(
  'a first visit keeps nothing of a host that is not in order, and takes the whole when it is; then an update likewise, with Reload',
  { tag: '@every' },
  async ({ open }) => {
    test.setTimeout(600_000);
    const buildPath = await copyOfBuild();
    try {
      host.misbehave('missing', /^serviceWorker\.js$/u);
      const app = await open(host.url);
      app.problems.allow(PROVOKED);
      const { page } = app;
      const steps = new Steps(page);
      await test.step('a worker that cannot be registered is told of once', async () => {
        const line = 'cannot be kept for use without a network';
        await expect.poll(async () => (await steps.log()).split(line).length - 1).toBe(1);
        host.asked();
        await lookAgain(page);
        await expect.poll(() => host.asked()).toContain('serviceWorker.js');
        expect((await steps.log()).split(line)).toHaveLength(2);
      });

      for (const [fault, paths] of INSTALLATION_FAULTS) {
        await test.step(`${fault} for ${paths.source}`, async () => {
          host.misbehave(fault, paths);
          await installationFails(page);
          expect(await page.evaluate(async () => caches.keys())).toEqual([]);
          expect(await page.evaluate(async () => (await navigator.serviceWorker.getRegistration()) === undefined)).toBe(
            true,
          );
        });
      }
      await aboutSays(page, /cannot work offline from here: index\.html does not arrive as it was published/u);
      await expect(page.getByRole('alert')).toHaveCount(0);

      host.misbehave(null);
      // One look may still meet the end of the last installation that failed.
      await expect
        .poll(async () => {
          await lookAgain(page);
          return page.evaluate(async () => (await navigator.serviceWorker.getRegistration()) !== undefined);
        })
        .toBe(true);
      await app.offlineReady();
      await aboutSays(page, /works without a network/u);
      const before = await keptFiles(page);

      await makeNextVersion(buildPath);
      await test.step('a stale page beside new files, and new files that are not there yet', async () => {
        host.buildPath = buildPath;
        for (const [fault, paths] of UPDATE_FAULTS) {
          host.misbehave(fault, paths);
          await installationFails(page);
          // About had looked for a newer version too: its installation may run yet, and fails likewise.
          await expect.poll(async () => keptFiles(page)).toEqual(before);
        }
        await aboutSays(page, /works without a network\. A newer version could not be kept: assets\//u);
      });
      host.misbehave(null);
      await lookAgain(page);
      await expect(page.getByText('Update ready')).toBeVisible();

      await test.step('Reload names the job that it would end', async () => {
        await steps.addAudio(referenceAudioPaths().slice(0, 2));
        await steps.openTab('Bayesian Opt');
        await steps.setNumber('Total', 5000);
        await steps.setNumber('Repeats', 8);
        await steps.press('Run BO for All');
        await page.getByRole('button', { name: 'Reload', exact: true }).click();
        await expect(page.getByText('BO for all is running')).toBeVisible();
        await page.getByRole('button', { name: 'Wait', exact: true }).click();
        await expect(page.getByText('Update ready')).toBeVisible();
        await page.getByRole('button', { name: 'Reload', exact: true }).click();
        await page.getByRole('button', { name: 'Reload anyway' }).click();
        await expect(page.locator('meta[name="test-version"]')).toHaveCount(1);
        await app.ready();
        await steps.expectAudioFiles(2);
      });
    } finally {
      await rm(buildPath, { recursive: true });
    }
  },
);

test(
  'what the browser drops from the copy is fetched anew, as is what is replaced or cut, and Repair leaves the data',
  { tag: '@every' },
  async ({ open }) => {
    const app = await open(host.url);
    app.problems.allow(PROVOKED);
    await app.offlineReady();
    const { page } = app;
    const before = await keptFiles(page);

    await test.step('everything is gone', async () => {
      await page.evaluate(async () => {
        for (const name of await caches.keys()) await caches.delete(name);
      });
      await app.reload();
      await expect.poll(async () => keptFiles(page)).toEqual(before);
    });
    for (const damage of ['replaced', 'cut'] as const) {
      await test.step(`every file is ${damage}`, async () => {
        await changeCopy(page, damage);
        await app.reload();
        await aboutSays(page, /works without a network/u);
        expect(await keptFiles(page)).toEqual(before);
      });
    }
    await test.step('the host alters the page for good: the app works online, and About says so', async () => {
      // The page, its script and its style. First the host: a check that still runs would put right what is cut.
      host.misbehave('injected lines', /^(index\.html|assets\/index-.*)$/u);
      await changeCopy(page, 'cut');
      await app.reload();
      await aboutSays(page, /cannot work offline from here: index\.html and 2 more files/u);
    });
    await test.step('a page that stands still is repaired', async () => {
      await page.evaluate(async () => {
        const root = await navigator.storage.getDirectory();
        await root.getFileHandle('kept-by-the-test', { create: true });
        await caches.open(`precache-${new URL('beside/', location.href).href}`);
      });
      host.misbehave('missing', MAIN_SCRIPT);
      await changeCopy(page, 'cut');
      await page.reload({ waitUntil: 'commit' });
      await expect(page.locator('#start-why')).toHaveText(/missing on its host/u);
      host.misbehave('reset');
      await page.getByRole('button', { name: 'Repair' }).click();
      await expect(page.locator('#start-why')).toHaveText(/its host cannot be reached now/u);
      host.misbehave(null);
      await page.getByRole('button', { name: 'Repair' }).click();
      await app.ready();
      const names = await page.evaluate(async () => {
        const found: string[] = [];
        for await (const name of (await navigator.storage.getDirectory()).keys()) found.push(name);
        return found;
      });
      expect(names).toContain('kept-by-the-test');
      const cached = await page.evaluate(async () => caches.keys());
      expect(cached.filter((name) => name.endsWith('/beside/'))).toHaveLength(1);
      await app.offlineReady();
      await aboutSays(page, /works without a network/u);
    });

    await test.step('in a frame of another page there is one line, a link, and nothing else', async () => {
      const site = await startFramingSite(host.url);
      app.problems.allow(/foreign request: GET http:\/\/(localhost|127\.0\.0\.1):\d+\//u);
      for (const url of site.urls) {
        await page.goto(url);
        await expect.poll(() => page.frames().length).toBe(1 + FRAMES.length);
        for (const frame of page.frames().slice(1)) {
          await expect(frame.getByText('does not run inside another page')).toBeVisible();
          await expect(frame.getByRole('link', { name: 'Open it alone' })).toHaveAttribute('href', host.url);
          await expect(frame.getByRole('button')).toHaveCount(0);
        }
        await page.waitForTimeout(500);
        expect(page.workers()).toEqual([]);
      }
      await site.stop();
    });
  },
);

test(
  'a worker script or a view that its host lacks is one sentence with Reload',
  { tag: '@every' },
  async ({ open }) => {
    host.misbehave('missing', /(View|compute\.worker)-|serviceWorker\.js/u);
    const app = await open(host.url);
    app.problems.allow(PROVOKED);
    const { page } = app;
    const sentence = page.getByRole('alert').filter({ hasText: 'a file of it is missing on its host' });
    const reload = async () => {
      const loaded = page.waitForEvent('domcontentloaded');
      await sentence.getByRole('button', { name: 'Reload', exact: true }).click();
      await loaded;
    };
    await new Steps(page).openTab('Model');
    await expect(sentence).toHaveCount(1);
    await sentence.getByRole('button', { name: 'Dismiss' }).click();
    await expect(sentence).toHaveCount(0);
    await new Steps(page).openTab('Import + Descriptors');
    await page.getByRole('button', { name: 'Load Example Sounds', exact: true }).first().click();
    await expect(sentence).toHaveCount(1);
    host.misbehave('the host’s page', /store\.worker-/u);
    await reload();
    await expect(page.getByText('Data set not open')).toBeVisible();
    await expect(sentence).toHaveCount(1);
    host.misbehave('missing', /duckdb(-browser-eh)?\.worker-/u);
    await reload();
    await expect(page.getByText('Data set not open')).toBeVisible();
    await expect(sentence).toHaveCount(1);
    host.misbehave(null);
    await reload();
    await app.ready();
  },
);

test(
  'a view whose script stalls is one sentence with Reload in its place within ten seconds',
  { tag: '@every' },
  async ({ open }) => {
    host.misbehave('stalled', /modelView-/u);
    const app = await open(host.url);
    app.problems.allow(PROVOKED);
    const { page } = app;
    await new Steps(page).openTab('Model');
    const view = page.getByRole('tabpanel', { name: 'Model' });
    await expect(view.getByText('This part of the app has not come')).toBeVisible({ timeout: 10_000 });
    await expect(view.getByRole('paragraph')).toHaveCount(1);
    host.misbehave(null);
    await view.getByRole('button', { name: 'Reload', exact: true }).click();
    await expect(view.getByRole('button', { name: 'Train Degree-3 Ridge' })).toBeVisible();
  },
);

/** What the browser does when the network is back, and what the app takes as a sign to try again. */
async function lookAgain(page: Page): Promise<void> {
  await page.evaluate(() => dispatchEvent(new Event('online')));
}

/** Tries to install what the host offers now, and waits until that has failed. */
async function installationFails(page: Page): Promise<void> {
  const failed = page.evaluate(
    async () =>
      new Promise((resolve) => {
        navigator.serviceWorker.addEventListener('message', ({ data }: MessageEvent<{ readonly type?: string }>) => {
          if (data.type === 'NOT_KEPT') setTimeout(resolve, 200);
        });
      }),
  );
  await lookAgain(page);
  await failed;
}

async function keptFiles(page: Page): Promise<string[]> {
  return page.evaluate(async () => {
    const keys: string[] = [];
    for (const name of await caches.keys()) {
      for (const { url } of await (await caches.open(name)).keys()) keys.push(url);
    }
    return keys.toSorted();
  });
}

/** Changes every file in the offline copy as damage or another program would. */
async function changeCopy(page: Page, how: 'cut' | 'replaced'): Promise<void> {
  await page.evaluate(async (how) => {
    for (const name of await caches.keys()) {
      const cache = await caches.open(name);
      for (const key of await cache.keys()) {
        const kept = await cache.match(key);
        if (kept === undefined) continue;
        const bytes = await kept.arrayBuffer();
        const body = how === 'cut' ? bytes.slice(0, bytes.byteLength >> 1) : '<!doctype html><title>Welcome</title>';
        await cache.put(key, new Response(body, { headers: kept.headers }));
      }
    }
  }, how);
}

async function aboutSays(page: Page, words: RegExp): Promise<void> {
  await page.getByRole('button', { name: 'About', exact: true }).click();
  await expect(page.getByRole('dialog').getByText(words)).toBeVisible();
  await page.getByRole('dialog').getByRole('button', { name: 'Close', exact: true }).click();
}

/** Waits until the app has taken the place of the lines that watch its start. */
async function begun(page: Page | undefined): Promise<void> {
  await page?.waitForSelector('#start-lines', { state: 'detached', timeout: 60_000 });
}
