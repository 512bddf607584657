import { rm } from 'node:fs/promises';
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

  constructor(url: string) {
    this.#url = url;
  }

  /** The app, open and ready; to be given back. */
  async take(start: Start): Promise<App> {
    const stored = await this.#stored(start);
    const kept = this.#kept ?? (await this.#launch());
    this.#kept = null;
    const [page, ...others] = [await kept.context.newPage(), ...kept.context.pages().slice(0, -1)];
    for (const other of others) await other.close();
    await kept.context.setOffline(false);
    await kept.context.clearPermissions();
    await this.#goQuiet(page);
    await replaceStorage(page, stored);
    const app = new App(this.#url, kept.profilePath, kept.context);
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
