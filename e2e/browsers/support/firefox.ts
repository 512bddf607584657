import { mkdirSync } from 'node:fs';
import { launch } from 'puppeteer-core';
import type { BrowserDriver } from './driver.ts';
import { puppeteerDriver } from './puppeteer.ts';

/** Firefox as the system has it, or Playwright's own, by WebDriver BiDi. */
export async function startFirefox(options: {
  readonly executablePath: string;
  readonly profile: string;
  readonly downloads: string;
}): Promise<BrowserDriver> {
  mkdirSync(options.profile, { recursive: true });
  const browser = await launch({
    browser: 'firefox',
    executablePath: options.executablePath,
    headless: true,
    userDataDir: options.profile,
    extraPrefsFirefox: {
      'browser.download.folderList': 2,
      'browser.download.dir': options.downloads,
      'browser.download.useDownloadDir': true,
      'browser.download.always_ask_before_handling_new_types': false,
    },
  });
  return puppeteerDriver('Firefox', browser);
}
