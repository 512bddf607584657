import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from '@playwright/test';
import { expect, test } from './support/app.ts';
import { COMPILE_LATER, launchOptions } from '../scripts/lib/launchOptions.mjs';
import { referenceAudioPaths } from './support/fixtures.ts';
import { launch } from './support/runningApp.ts';
import { startHost } from './support/host.ts';
import { Steps } from './support/steps.ts';

test(
  '[browsers] over plain HTTP the app says what is missing, and [S14] keeps the data set as a whole',
  { tag: '@every' },
  async () => {
    const host = await startHost();
    // A name that is not localhost, so that the page is not trusted.
    const args = [...launchOptions.args, COMPILE_LATER, '--host-resolver-rules=MAP trainer.test localhost'];
    const browser = await chromium.launch({ ...launchOptions, args });
    try {
      const page = await browser.newPage();
      let loads = 0;
      page.on('load', () => (loads += 1));
      await page.goto(host.url.replace('localhost', 'trainer.test'));
      await page.waitForSelector('html[data-ready="true"]', { state: 'attached', timeout: 60_000 });
      const alerts = page.getByRole('alert');
      await expect(alerts.filter({ hasText: 'This page came over plain HTTP' })).toHaveCount(1);
      await expect(alerts.filter({ hasText: 'This browser has no WebCodecs here' })).toHaveCount(1);
      await expect(alerts).toHaveCount(2);
      await page.getByRole('button', { name: 'Dismiss all' }).click();
      const steps = new Steps(page);
      await steps.addAudio(referenceAudioPaths().filter((path) => /chirp|speech|tone-440/u.test(path)));
      await steps.runTrials();
      await steps.expectAudioFiles(3);
      await steps.openTab('Data');
      await steps.chooseFiles('Import DuckDB', ['tests/fixtures/desktop.duckdb']);
      await page
        .getByRole('dialog', { name: 'Import DuckDB' })
        .getByRole('button', { name: 'Merge', exact: true })
        .click();
      await steps.logSays(/Database import finished: desktop\.duckdb merged/u);
      await expect(alerts).toHaveCount(0);
      expect(loads).toBe(1);
      await page.reload();
      await page.waitForSelector('html[data-ready="true"]', { state: 'attached', timeout: 60_000 });
      await steps.expectAudioFiles(6);
      // Projects take another way there: no folders, no locks.
      await page.getByRole('combobox', { name: 'Project', exact: true }).selectOption('All projects …');
      const projects = page.getByRole('dialog', { name: 'Projects' });
      await projects.getByRole('button', { name: 'Duplicate This Project' }).click();
      await projects.getByRole('link', { name: 'Open First project (copy)' }).click();
      await page.waitForURL(/project=/u);
      await page.waitForSelector('html[data-ready="true"]', { state: 'attached', timeout: 60_000 });
      await steps.expectAudioFiles(6);
      await page.getByRole('combobox', { name: 'Project', exact: true }).selectOption('First project');
      await page.waitForURL((url) => url.search === '');
      await page.waitForSelector('html[data-ready="true"]', { state: 'attached', timeout: 60_000 });
      await page.getByRole('combobox', { name: 'Project', exact: true }).selectOption('All projects …');
      for (const press of ['Remove', 'Erase', 'Erase for good'])
        await projects.getByRole('button', { name: `${press} First project (copy)`, exact: true }).click();
      await expect(projects.getByRole('list', { name: 'Removed projects' })).toHaveCount(0);
      await projects.getByRole('button', { name: 'Close' }).click();
      await page.getByRole('button', { name: 'About' }).click();
      await expect(page.getByRole('list', { name: 'What this browser lacks' })).toContainText('kept as a whole');
    } finally {
      await browser.close();
      await host.stop();
    }
  },
);

test(
  '[browsers] where the browser may keep nothing of the site, the data set lives in memory, which is said with a way to export it',
  { tag: '@every' },
  async () => {
    const host = await startHost();
    const profile = await mkdtemp(join(tmpdir(), 'inertiabands-blocked-'));
    await mkdir(join(profile, 'Default'));
    const blocked = { profile: { default_content_setting_values: { cookies: 2 } } };
    await writeFile(join(profile, 'Default', 'Preferences'), JSON.stringify(blocked));
    const context = await launch(profile);
    try {
      const page = await context.newPage();
      await page.goto(host.url);
      await page.waitForSelector('html[data-ready="true"]', { state: 'attached', timeout: 60_000 });
      const alerts = page.getByRole('alert');
      await expect(alerts).toHaveCount(1);
      await expect(alerts).toContainText('lives in memory only');
      await expect(alerts.getByRole('link', { name: 'Export on the Data tab' })).toBeVisible();
      const steps = new Steps(page);
      await steps.addAudio(referenceAudioPaths().filter((path) => /chirp|speech|tone-440/u.test(path)));
      await steps.runTrials();
      await steps.expectAudioFiles(3);
    } finally {
      await context.close();
      await host.stop();
      await rm(profile, { recursive: true, force: true });
    }
  },
);
