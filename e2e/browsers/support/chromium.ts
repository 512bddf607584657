import { launch } from 'puppeteer-core';
import { launchOptions } from '../../../scripts/lib/launchOptions.mjs';
import type { BrowserDriver } from './driver.ts';
import { puppeteerDriver } from './puppeteer.ts';

/** Chromium by the same driver as the others, to be timed beside them. */
export async function startChromium({ profile }: { readonly profile: string }): Promise<BrowserDriver> {
  const { executablePath = process.env['CHROMIUM_PATH'] ?? '', args } = launchOptions;
  return puppeteerDriver('Chromium', await launch({ executablePath, args, headless: true, userDataDir: profile }));
}
