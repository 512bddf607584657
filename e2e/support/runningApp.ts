import { readFile } from 'node:fs/promises';
import { chromium } from '@playwright/test';
import type { BrowserContext, Page } from '@playwright/test';
import { COMPILE_LATER, launchOptions } from '../../scripts/lib/launchOptions.mjs';
import { Problems } from './problems.ts';

const DOWNLOAD_TIMEOUT_MS = 170_000;

/** A file that arrived as a download. */
export interface Download {
  readonly name: string;
  readonly bytes: Buffer;
  readonly text: string;
}

/** Starts a browser on a profile. @param switches - further ones of its command line */
export async function launch(profilePath: string, switches: readonly string[] = []): Promise<BrowserContext> {
  return chromium.launchPersistentContext(profilePath, {
    ...launchOptions,
    args: [...launchOptions.args, COMPILE_LATER, ...switches],
    acceptDownloads: true,
    viewport: { width: 1280, height: 900 },
  });
}

/** Takes the network away from the pages of a browser or gives it back. */
export async function setOffline(context: BrowserContext, offline: boolean): Promise<void> {
  // Chromium may never answer for a service worker that is being ended, which begins anew with what was set.
  await Promise.race([context.setOffline(offline), new Promise((settle) => setTimeout(settle, 10_000).unref())]);
}

/** The app in a browser with a profile of its own, which survives {@link App.kill} and {@link App.reopen}. */
export class App {
  readonly problems: Problems;
  /** The address of the page. */
  readonly url: string;
  readonly profilePath: string;
  private browserContext: BrowserContext | undefined;
  private firstPage: Page | undefined;

  /** @param running - a browser that runs already on that profile, and the tab of it that is to be used */
  constructor(url: string, profilePath: string, running?: { readonly context: BrowserContext; readonly page: Page }) {
    this.url = url;
    this.profilePath = profilePath;
    this.problems = new Problems([url]);
    this.browserContext = running?.context;
    this.firstPage = running?.page;
    if (running !== undefined) this.problems.watch(running.context);
  }

  /** The tab in front; another object after a reopening. */
  get page(): Page {
    if (this.firstPage === undefined) {
      throw new Error('The browser is closed; call open() or reopen() first.');
    }
    return this.firstPage;
  }

  get context(): BrowserContext {
    if (this.browserContext === undefined) {
      throw new Error('The browser is closed; call open() or reopen() first.');
    }
    return this.browserContext;
  }

  /** Starts the browser and loads the app; returns when it accepts work. */
  async open(hash = ''): Promise<void> {
    await this.start(hash);
    await this.ready();
  }

  /** Starts the browser and loads the page, which may not accept work yet. */
  async start(hash = ''): Promise<void> {
    if (this.browserContext === undefined) {
      this.browserContext = await launch(this.profilePath);
      this.problems.watch(this.browserContext);
    }
    this.firstPage ??= this.browserContext.pages()[0] ?? (await this.browserContext.newPage());
    await this.firstPage.goto(this.url + hash);
  }

  /** Waits until a page accepts work. */
  async ready(page = this.page): Promise<void> {
    const isReady = () => document.documentElement.dataset['ready'] === 'true';
    await page.waitForFunction(isReady, undefined, { polling: 50, timeout: 60_000 }).catch((error: unknown) => {
      throw new Error(`The app does not get ready. ${this.problems.unexpected().join('; ')}`, { cause: error });
    });
  }

  /** Loads the page again and waits until it accepts work. */
  async reload(): Promise<void> {
    await this.page.reload();
    await this.ready();
  }

  /** Waits until the service worker holds every file and has taken over the page. */
  async offlineReady(): Promise<void> {
    await this.page.evaluate(async () => {
      await navigator.serviceWorker.ready;
      if (navigator.serviceWorker.controller === null) {
        await new Promise((settle) => {
          navigator.serviceWorker.addEventListener('controllerchange', settle, { once: true });
        });
      }
    });
  }

  /** Takes the network away or gives it back. */
  async setOffline(offline: boolean): Promise<void> {
    await setOffline(this.context, offline);
    await this.page.waitForFunction((isOffline) => navigator.onLine !== isOffline, offline);
  }

  /** Ends the browser with SIGKILL, as a crash does: nothing is flushed, nobody is told. */
  async kill(): Promise<void> {
    const browser = this.context.browser();
    if (browser === null) {
      throw new Error('This browser does not tell its processes.');
    }
    const session = await browser.newBrowserCDPSession();
    const { processInfo } = await session.send('SystemInfo.getProcessInfo');
    const closed = new Promise((settle) => {
      this.context.once('close', settle);
    });
    // The main process first, so that it cannot see its children die and tidy up.
    const ordered = processInfo.toSorted((a, b) => Number(b.type === 'browser') - Number(a.type === 'browser'));
    for (const { id } of ordered) {
      endProcess(id);
    }
    await closed;
    this.forget();
  }

  /** Closes the browser if need be and starts it again with the same profile. */
  async reopen(hash = ''): Promise<void> {
    await this.close();
    await this.open(hash);
  }

  /** Leaves the browser running for whoever comes next; null where it has been closed. */
  leave(): BrowserContext | null {
    const context = this.browserContext ?? null;
    if (context !== null) this.problems.unwatch(context);
    this.forget();
    return context;
  }

  /** Closes the browser in an orderly way; the profile stays. */
  async close(): Promise<void> {
    await this.browserContext?.close();
    this.forget();
  }

  /** Does `action` and reads the file that comes of it. */
  async download(action: () => Promise<void>, page = this.page): Promise<Download> {
    // Presets are compared first, which on a slow machine takes a while for each sound.
    const arrived = page.waitForEvent('download', { timeout: DOWNLOAD_TIMEOUT_MS });
    await action();
    const download = await arrived;
    const bytes = await readFile(await download.path());
    return { name: download.suggestedFilename(), bytes, text: bytes.toString('utf8') };
  }

  private forget(): void {
    this.browserContext = undefined;
    this.firstPage = undefined;
  }
}

/** SIGKILL; a process that is gone already is what we want. */
function endProcess(processId: number): void {
  try {
    process.kill(processId, 'SIGKILL');
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) {
      throw error;
    }
  }
}
