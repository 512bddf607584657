import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, type Page } from '@playwright/test';
import { readPage } from './crash/workload.ts';
import { writeLongMp3 } from './longFiles.ts';
import { queryNative } from './nativeDatabase.ts';
import type { App } from './runningApp.ts';
import { Steps } from './steps.ts';

/** More than machines that run tests have cores, so that some wait when the first are done. */
const LONG_FILES = 24;

/** Waits until the job that the view shows has done something; it must be long enough to have something left then. */
export async function underWay(page: Page): Promise<void> {
  const begun = page.getByRole('progressbar').and(page.locator(':not([value="0"])'));
  await begun.first().waitFor({ timeout: 60_000 });
}

/** Begins the extraction of many files, the first of which lasts so long, and returns in the middle of it. */
export async function extractLongFiles(page: Page, firstFileSec: number): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'inertiabands-accidents-'));
  try {
    const paths = Array.from({ length: LONG_FILES }, (_, i) => join(folder, `${i}.mp3`));
    // Each is longer than the one before by the short file that it repeats, as the same bytes are one file.
    for (const [i, path] of paths.entries()) await writeLongMp3(path, firstFileSec + 3 * i);
    const steps = new Steps(page);
    await steps.addAudio(paths);
    await steps.press('Extract All');
    await underWay(page);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Fails unless some of the files were done when the page ended, and it does the others now that it is there again. */
export async function expectExtractionGoesOn(page: Page): Promise<void> {
  const { files } = (await page.evaluate(readPage)).state;
  const described = Object.values(files).filter(({ descriptors }) => descriptors !== null).length;
  expect(Object.keys(files)).toHaveLength(LONG_FILES);
  expect(described).toBeGreaterThan(0);
  expect(described).toBeLessThan(LONG_FILES);
  // The files that were not done have their copies.
  const steps = new Steps(page);
  await steps.extractAll();
  await steps.logSays(new RegExp(`Descriptors finished: ${LONG_FILES - described} done, 0 failed`, 'u'));
}

/** Fails unless every file has one run with all its trials. */
export async function expectOneRunEach(app: App, files: number): Promise<void> {
  const steps = new Steps(app.page);
  await steps.openTab('Data');
  const { bytes } = await app.download(async () => steps.press('Export DuckDB'));
  const [rows] = await queryNative(
    bytes,
    `SELECT count(*)::INTEGER AS runs, count(DISTINCT audio_id)::INTEGER AS files,
       bool_and(trial_count = (SELECT count(*) FROM run_trials t WHERE t.run_id = r.run_id)) AS whole FROM trial_runs r`,
  );
  expect(rows).toEqual([{ runs: files, files, whole: true }]);
}
