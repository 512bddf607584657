import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from '@playwright/test';
import { playwright, PlaywrightBrowserProvider } from '@vitest/browser-playwright';

/** @typedef {import('@playwright/test').LaunchOptions} LaunchOptions */

/**
 * Vitest's browser with a profile on disk for each session, as a person's is. The contexts that Vitest makes keep their files
 * in the memory of another process, where a commit of DuckDB costs twice as much.
 *
 * @param {LaunchOptions} launchOptions
 * @returns {ReturnType<typeof playwright>}
 */
export function profileOnDisk(launchOptions) {
  return {
    ...playwright({ launchOptions }),
    providerFactory: (project) => new OnDisk(project, launchOptions),
  };
}

class OnDisk extends PlaywrightBrowserProvider {
  /** @readonly */
  #launchOptions;

  /** @param {import('vitest/node').TestProject} project @param {LaunchOptions} launchOptions */
  constructor(project, launchOptions) {
    super(project, { launchOptions });
    this.#launchOptions = launchOptions;
  }

  /** @override @param {string} sessionId @param {string} url */
  async openPage(sessionId, url) {
    const context = this.contexts.get(sessionId) ?? (await this.#launch(sessionId));
    await this.pages.get(sessionId)?.close();
    const page = await context.newPage();
    this.pages.set(sessionId, page);
    await page.goto(url, { timeout: 0 });
  }

  /** @param {string} sessionId */
  async #launch(sessionId) {
    const profilePath = mkdtempSync(join(tmpdir(), 'inertiabands-browser-'));
    process.once('exit', () => rmSync(profilePath, { recursive: true, force: true, maxRetries: 5 }));
    const context = await chromium.launchPersistentContext(profilePath, this.#launchOptions);
    this.contexts.set(sessionId, context);
    return context;
  }
}
