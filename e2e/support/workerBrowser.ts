import { readdir, rm } from 'node:fs/promises';
import type { BrowserContext, Page } from '@playwright/test';
import { preparedStorage, visitedProfile } from './profiles.ts';
import { App, launch } from './runningApp.ts';
import { Steps } from './steps.ts';
import { NOTHING_STORED, readStorage, replaceStorage, type StoredOrigin } from './storedOrigin.ts';

/**
 * What a browser that has visited the app before has stored: nothing; the 24 example sounds with their descriptors; the same
 * after Run All with what it does by default.
 */
export type Start = 'visited' | 'examples' | 'trained';

const MADE_BY: Readonly<Record<Exclude<Start, 'visited'>, { before: Start; step: (steps: Steps) => Promise<void> }>> = {
  examples: { before: 'visited', step: async (steps) => steps.loadExamples() },
  trained: { before: 'examples', step: async (steps) => steps.runAll() },
};

/** A file of the site that starts nothing of the app. */
const QUIET_FILE = 'icons/icon-192.png';

/** One browser for the tests of a worker: each gets a page of its own and exactly what its start has stored. */
export class WorkerBrowser {
  readonly #url: string;
  #kept: { readonly context: BrowserContext; readonly profilePath: string } | null = null;
  /**
   * Of each browser a page that holds DuckDB's engine, compiled. The pages that it opens share its process, and with it what
   * is compiled, which is a third of what an opening of the app costs.
   */
  readonly #openers = new WeakMap<BrowserContext, Page>();

  constructor(url: string) {
    this.#url = url;
  }

  /** The app, open and ready; to be given back. */
  async take(start: Start): Promise<App> {
    const stored = await this.#stored(start);
    const kept = this.#kept ?? (await this.#launch());
    this.#kept = null;
    const { context } = kept;
    await context.setOffline(false);
    await context.clearPermissions();
    const opener = this.#openers.get(context) ?? (await this.#openEngine(context));
    for (const other of context.pages()) if (other !== opener) await other.close();
    const opened = opener.waitForEvent('popup');
    await opener.evaluate(() => void window.open('about:blank'));
    const page = await opened;
    await this.#goQuiet(page);
    await replaceStorage(page, stored);
    const app = new App(this.#url, kept.profilePath, { context, page });
    // The browser asks for it beside the quiet file.
    app.problems.allow(/favicon\.ico/u);
    await app.open();
    return app;
  }

  /** Keeps the browser for the next test, unless this one has closed it. */
  async giveBack(app: App): Promise<void> {
    const context = app.leave();
    if (context !== null) this.#kept = { context, profilePath: app.profilePath };
    else await rm(app.profilePath, { recursive: true, force: true, maxRetries: 5 });
  }

  async close(): Promise<void> {
    await this.#kept?.context.close();
    if (this.#kept !== null) await rm(this.#kept.profilePath, { recursive: true, force: true, maxRetries: 5 });
    this.#kept = null;
  }

  async #launch(): Promise<{ readonly context: BrowserContext; readonly profilePath: string }> {
    const profilePath = await visitedProfile(this.#url);
    return { context: await launch(profilePath), profilePath };
  }

  async #openEngine(context: BrowserContext): Promise<Page> {
    const engine = (await readdir('dist/assets')).find((name) => /^duckdb-.*\.wasm$/u.test(name));
    if (engine === undefined) throw new Error('The build has no engine.');
    const page = await context.newPage();
    await this.#goQuiet(page);
    await page.evaluate(
      async (url) => {
        Object.assign(globalThis, { engine: await WebAssembly.compileStreaming(fetch(url)) });
      },
      new URL(`assets/${engine}`, this.#url).href,
    );
    this.#openers.set(context, page);
    // With a page that it opened.
    page.once('crash', () => this.#openers.delete(context));
    return page;
  }

  async #goQuiet(page: Page): Promise<void> {
    await page.goto(new URL(QUIET_FILE, this.#url).href);
  }

  async #stored(start: Start): Promise<StoredOrigin> {
    if (start === 'visited') return NOTHING_STORED;
    const { before, step } = MADE_BY[start];
    return preparedStorage(start, async () => {
      const app = await this.take(before);
      await step(new Steps(app.page));
      const problems = app.problems.unexpected();
      if (problems.length > 0) throw new Error(`Preparing "${start}" had problems: ${problems.join('; ')}`);
      await this.#goQuiet(app.page);
      const stored = await readStorage(app.page);
      await this.giveBack(app);
      return stored;
    });
  }
}
