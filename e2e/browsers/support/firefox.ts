import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
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
  const driver = await puppeteerDriver('Firefox', browser);
  const kill = async () => {
    await driver.kill();
    await settingsPutBack(options.profile);
  };
  return { ...driver, kill };
}

/** Puppeteer puts a profile's settings back once it has heard of the browser's end; a start in the middle of that fails. */
async function settingsPutBack(profile: string): Promise<void> {
  const copies = ['prefs.js.puppeteer', 'user.js.puppeteer'].map((name) => join(profile, name));
  while (copies.some((copy) => existsSync(copy))) await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
}

const LOOK_EVERY_MS = 20;
