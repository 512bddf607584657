import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright';
import { launchOptions } from '../../../scripts/lib/launchOptions.mjs';
import { Steps } from '../../support/steps.ts';

/** The database of the example sounds and their descriptors as Chromium makes it: the path of its file. */
export async function chromiumDatabase(url: string): Promise<string> {
  const browser = await chromium.launch(launchOptions);
  try {
    const page = await browser.newPage({ acceptDownloads: true });
    page.setDefaultTimeout(120_000);
    await page.goto(url);
    await page.getByRole('button', { name: 'Load Example Sounds', exact: true }).click();
    await page.getByRole('log').getByText('Descriptors finished: 24 done, 0 failed').waitFor({ state: 'attached' });
    await new Steps(page).openTab('Data');
    const coming = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Export DuckDB', exact: true }).click();
    const path = join(await mkdtemp(join(tmpdir(), 'inertiabands-chromium-')), 'chromium.duckdb');
    await (await coming).saveAs(path);
    return path;
  } finally {
    await browser.close();
  }
}
