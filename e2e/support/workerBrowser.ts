import { readdir, rm } from 'node:fs/promises';
import type { BrowserContext, Page } from '@playwright/test';
import { spendFirstMinutes, type FirstMinutes } from './firstMinutes.ts';
import { newProfile, prepared, visitedProfile } from './profiles.ts';
import { App, launch, setOffline } from './runningApp.ts';
import { Steps } from './steps.ts';
import { NOTHING_STORED, readStorage, replaceStorage, type StoredOrigin } from './storedOrigin.ts';

/**
 * What a browser that has visited the app before has stored: nothing; the 24 example sounds with their descriptors; what is
 * left of a newcomer's first minutes, the same after Run All with what it does by default.
 */
export type Start = 'visited' | 'examples' | 'trained';

/**
 * Moving was a fourteenth of all that the tests cost. What draws otherwise without it is tried with it, by tests that ask for it
 * ({@link withMotion}); browsers of one test, and the one of the first minutes, move as ever.
 */
const LESS_MOTION = '--force-prefers-reduced-motion';

/** A file of the site that starts nothing of the app. */
const QUIET_FILE = 'icons/icon-192.png';

/** Lets a page move as it does for a person who says nothing of motion. */
export async function withMotion({ page }: App): Promise<void> {
  await page.emulateMedia({ reducedMotion: 'no-preference' });
}

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
    await setOffline(context, false);
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

  /** What a newcomer saw in the first minutes, which a test of the run has lived through. */
  async firstMinutes(): Promise<FirstMinutes> {
    return (await this.#livedThrough()).seen;
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
    return { context: await launch(profilePath, [LESS_MOTION]), profilePath };
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
    if (start === 'trained') return (await this.#livedThrough()).left;
    return prepared(start, async () => {
      const app = await this.take('visited');
      await new Steps(app.page).loadExamples();
      const stored = await this.#leftBy(app);
      await this.giveBack(app);
      return stored;
    });
  }

  async #livedThrough(): Promise<{ readonly seen: FirstMinutes; readonly left: StoredOrigin }> {
    return prepared('trained', async () => {
      const app = new App(this.#url, await newProfile());
      try {
        await app.open();
        const seen = await spendFirstMinutes(app);
        await app.setOffline(false);
        const { databases, ...others } = await this.#leftBy(app);
        // How far the judge came with the sound that is open is up to the machine.
        return { seen, left: { ...others, databases: databases.filter(({ name }) => !/verdicts/u.test(name)) } };
      } finally {
        await app.close();
        await rm(app.profilePath, { recursive: true, force: true, maxRetries: 5 });
      }
    });
  }

  async #leftBy(app: App): Promise<StoredOrigin> {
    const problems = app.problems.unexpected();
    if (problems.length > 0) throw new Error(`Preparing had problems: ${problems.join('; ')}`);
    await this.#goQuiet(app.page);
    return readStorage(app.page);
  }
}
