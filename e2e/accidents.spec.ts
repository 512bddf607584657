import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { expect, test, type App } from './support/app.ts';
import { readPage } from './support/crash/workload.ts';
import { writeLongMp3 } from './support/longFiles.ts';
import { queryNative } from './support/nativeDatabase.ts';
import { Steps } from './support/steps.ts';

const DIED = 'A background worker stopped unexpectedly';
/** More than machines that run tests have cores, so that some wait when the first are done; half an hour of sound in all. */
const LONG_FILES = 24;
const LONG_FILE_SEC = 60;
/** For the 24 examples they need more than the 8 MiB that the browser has reserved for the open database. */
const TRIALS_BEYOND_THE_RESERVE = 600;
const FULL = 'The browser has no room left for this page';

let folder = '';

test.beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'inertiabands-accidents-'));
});
test.afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

test('[durability] compute workers that die in the middle of a job are told of, and the job does the rest again', async ({
  app,
}) => {
  const steps = new Steps(app.page);
  await steps.loadExamples();
  await steps.extractAll();
  await steps.openTab('Bayesian Opt');
  await steps.setNumber('Total', 1500);
  await steps.press('Run BO for All');
  await underWay(app.page);
  await endWorkers(app.page, 'compute.worker', 'now');
  await expect(app.page.getByRole('alert').filter({ hasText: DIED }).first()).toBeVisible();
  const line = /BO for all finished: (\d+) of 24 files(?! \(stopped\))/u;
  await steps.logSays(line);
  const finished = Number(line.exec(await logOf(app.page))?.[1]);
  expect(finished).toBeLessThan(24);
  await steps.setNumber('Total', 20);
  await steps.press('Run BO for All');
  await steps.logSays(new RegExp(`BO for all finished: ${24 - finished} of ${24 - finished} files`, 'u'));
  await expectOneRunEach(app, 24);
});

test('[durability] a store worker that dies in the middle of a job fails the job, which can be started again at once', async ({
  app,
}) => {
  const steps = new Steps(app.page);
  await steps.loadExamples();
  await steps.extractAll();
  await steps.openTab('Bayesian Opt');
  await steps.setNumber('Total', 1500);
  await steps.press('Run BO for All');
  await underWay(app.page);
  await endWorkers(app.page, 'store.worker', 'at its next call');
  await expect(app.page.getByRole('alert').filter({ hasText: DIED }).first()).toBeVisible();
  await steps.setNumber('Total', 20);
  await expect(app.page.getByRole('button', { name: 'Run BO for All', exact: true })).toBeEnabled();
  await steps.press('Run BO for All');
  await steps.logSays(/BO for all finished: (\d+) of \1 files/u);
  await expectOneRunEach(app, 24);
});

test('[durability] after a crash of the renderer in the middle of a job the page loads again with all that was finished', async ({
  app,
}) => {
  const steps = new Steps(app.page);
  await addLongFiles(steps);
  await steps.press('Extract All');
  await underWay(app.page);
  const session = await app.context.newCDPSession(app.page);
  const crashed = app.page.waitForEvent('crash');
  session.send('Page.crash').catch(() => undefined);
  await crashed;
  // What the browser offers for it is to load the page again; Playwright does not reload a page that has crashed.
  const page = await app.context.newPage();
  await page.goto(app.url);
  await app.ready(page);
  const { files } = (await page.evaluate(readPage)).state;
  const described = Object.values(files).filter(({ descriptors }) => descriptors !== null).length;
  expect(Object.keys(files)).toHaveLength(LONG_FILES);
  expect(described).toBeGreaterThan(0);
  expect(described).toBeLessThan(LONG_FILES);
  // The files that were not done have their copies.
  const after = new Steps(page);
  await after.runAll();
  await after.logSays(new RegExp(`Descriptors finished: ${LONG_FILES - described} done, 0 failed`, 'u'));
  await expectOneRunEach(app, LONG_FILES, page);
});

for (const how of ['reload', 'close'] as const) {
  test(`[durability] a ${how} during an extraction loses nothing: it goes on where it was, with the files`, async ({
    app,
  }) => {
    const steps = new Steps(app.page);
    await addLongFiles(steps);
    await steps.press('Extract All');
    await underWay(app.page);
    // The page warns that a job runs.
    app.page.on('dialog', (dialog) => void dialog.accept());
    if (how === 'reload') await app.reload();
    else await app.reopen();
    const { files } = (await app.page.evaluate(readPage)).state;
    const described = Object.values(files).filter(({ descriptors }) => descriptors !== null).length;
    expect(Object.keys(files)).toHaveLength(LONG_FILES);
    expect(described).toBeGreaterThan(0);
    expect(described).toBeLessThan(LONG_FILES);
    const after = new Steps(app.page);
    await after.runAll();
    await after.logSays(new RegExp(`Descriptors finished: ${LONG_FILES - described} done, 0 failed`, 'u'));
  });
}

test('[durability] on a full disk the step is refused in words, what was acknowledged stays, and with room again the same page goes on', async ({
  app,
}) => {
  const steps = new Steps(app.page);
  await steps.loadExamples();
  await steps.extractAll();
  await steps.openTab('Bayesian Opt');
  await steps.setNumber('Total', TRIALS_BEYOND_THE_RESERVE);
  await setQuota(app, 1);
  await steps.press('Run BO for All');
  await expect(app.page.getByRole('alert').filter({ hasText: FULL }).first()).toBeVisible({ timeout: 60_000 });
  const again = app.page.getByRole('button', { name: 'Run BO for All', exact: true });
  await expect(again).toBeEnabled();
  const acknowledged = (await app.page.evaluate(readPage)).state.files;
  const finished = Object.values(acknowledged).filter(({ best }) => best !== null).length;
  expect(finished).toBeLessThan(24);

  await setQuota(app, null);
  await steps.setNumber('Total', 20);
  await steps.press('Run BO for All');
  await steps.logSays(new RegExp(`BO for all finished: ${24 - finished} of ${24 - finished} files`, 'u'));
  const { files } = (await app.page.evaluate(readPage)).state;
  for (const [audioId, file] of Object.entries(acknowledged)) {
    if (file.best !== null) expect(files[audioId]).toEqual(file);
  }
  await expectOneRunEach(app, 24);
});

/** Adds files whose extraction takes a while. */
async function addLongFiles(steps: Steps): Promise<void> {
  const paths = Array.from({ length: LONG_FILES }, (_, i) => join(folder, `${i}.mp3`));
  // Each is longer than the one before by the short file that it repeats, as the same bytes are one file.
  for (const [i, path] of paths.entries()) await writeLongMp3(path, LONG_FILE_SEC + 3 * i);
  await steps.addAudio(paths);
}

/** Waits until the job that the view shows has done something; it must be long enough to have something left then. */
async function underWay(page: Page): Promise<void> {
  const begun = page.getByRole('progressbar').and(page.locator(':not([value="0"])'));
  await begun.first().waitFor({ timeout: 60_000 });
}

/** Ends workers from within and without a word, as the browser does when it is short of memory. */
async function endWorkers(page: Page, name: string, when: 'now' | 'at its next call'): Promise<void> {
  const workers = page.workers().filter((worker) => worker.url().includes(name));
  expect(workers.length).toBeGreaterThan(0);
  for (const worker of workers) {
    const ended = worker.evaluate((isNow) => {
      if (isNow) self.close();
      else addEventListener('message', () => self.close());
    }, when === 'now');
    // A worker that ends now does not answer any more.
    if (when === 'now') ended.catch(() => undefined);
    else await ended;
  }
}

/**
 * How many bytes the browser grants this site from now on; null for as many as usual. A file that is open keeps what was
 * reserved for it, up to twice its size.
 */
async function setQuota(app: App, quotaSize: number | null): Promise<void> {
  const session = await app.context.newCDPSession(app.page);
  const { origin } = new URL(app.url);
  await session.send('Storage.overrideQuotaForOrigin', { origin, ...(quotaSize === null ? {} : { quotaSize }) });
}

async function logOf(page: Page): Promise<string> {
  return (await page.getByRole('log', { name: 'Log' }).textContent()) ?? '';
}

async function expectOneRunEach(app: App, files: number, page = app.page): Promise<void> {
  const steps = new Steps(page);
  await steps.openTab('Data');
  const { bytes } = await app.download(async () => steps.press('Export DuckDB'), page);
  const [rows] = await queryNative(
    bytes,
    `SELECT count(*)::INTEGER AS runs, count(DISTINCT audio_id)::INTEGER AS files,
       bool_and(trial_count = (SELECT count(*) FROM run_trials t WHERE t.run_id = r.run_id)) AS whole FROM trial_runs r`,
  );
  expect(rows).toEqual([{ runs: files, files, whole: true }]);
}
