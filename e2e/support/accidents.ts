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

/** Waits until the job that the view shows has done something, and answers how much; it must be long enough to have something left then. */
export async function underWay(page: Page): Promise<number> {
  const begun = page.getByRole('progressbar').and(page.locator(':not([value="0"])')).first();
  await begun.waitFor({ timeout: 60_000 });
  return Number(await begun.getAttribute('value'));
}

/** Makes files whose descriptors take a while, the first of which lasts so long, and removes them afterwards. */
export async function withLongFiles(firstFileSec: number, work: (paths: readonly string[]) => Promise<void>) {
  const folder = await mkdtemp(join(tmpdir(), 'inertiabands-accidents-'));
  try {
    const paths = Array.from({ length: LONG_FILES }, (_, i) => join(folder, `${i}.mp3`));
    // Each is longer than the one before by the short file that it repeats, as the same bytes are one file.
    for (const [i, path] of paths.entries()) await writeLongMp3(path, firstFileSec + 3 * i);
    await work(paths);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Begins an import and returns in the middle of it, with how many files it has shown as done: those are in the list by then. */
export async function beginImport(page: Page, paths: readonly string[]): Promise<number> {
  const steps = new Steps(page);
  await steps.openTab('Import + Descriptors');
  await steps.chooseFiles('Add Audio Files', paths);
  const shown = await underWay(page);
  const list = page.getByRole('table', { name: 'Audio files' });
  const listed = async () => Number(await list.getAttribute('aria-rowcount')) - 1;
  await expect.poll(listed).toBeGreaterThanOrEqual(shown);
  expect(await listed(), 'files that are listed before the import has ended').toBeLessThan(LONG_FILES);
  return shown;
}

/** Fails unless what an interrupted import has shown as done is there, described, and adding the files again brings the others. */
export async function expectTheRestComes(page: Page, paths: readonly string[], shown: number): Promise<void> {
  const { files } = (await page.evaluate(readPage)).state;
  const found = Object.values(files);
  expect(found.filter(({ descriptors }) => descriptors === null)).toEqual([]);
  expect(found.length).toBeGreaterThanOrEqual(shown);
  expect(found.length).toBeLessThan(LONG_FILES);
  const steps = new Steps(page);
  await steps.openTab('Import + Descriptors');
  await steps.chooseFiles('Add Audio Files', paths);
  const rest = LONG_FILES - found.length;
  await steps.logSays(new RegExp(`Import finished: ${rest} added, ${found.length} already there, 0 refused`, 'u'));
  await steps.logSays(new RegExp(`Descriptors finished: ${rest} done, 0 failed`, 'u'));
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
