import type { Page } from '@playwright/test';
import { beginImport, expectOneRunEach, expectTheRestComes, underWay, withLongFiles } from './support/accidents.ts';
import { expect, test } from './support/app.ts';
import { readPage } from './support/crash/workload.ts';
import { setQuota } from './support/quota.ts';
import { Steps } from './support/steps.ts';

const DIED = 'A background worker stopped unexpectedly';
/** For the 24 examples they need more than the 8 MiB that the browser has reserved for the open database. */
const TRIALS_BEYOND_THE_RESERVE = 600;
const FULL = 'The browser has no room left for this page';

test('[durability] compute workers that die in the middle of a job are told of, and the job does the rest again', async ({
  examples: app,
}) => {
  const steps = new Steps(app.page);
  await steps.openTab('Bayesian Opt');
  await steps.setNumber('Total', 300);
  await steps.press('Run BO for All');
  await underWay(app.page);
  await endWorkers(app.page, 'compute.worker', 'now');
  await expect(app.page.getByRole('alert').filter({ hasText: DIED }).first()).toBeVisible();
  const line = /BO for all finished: (\d+) of 24 files(?! \(stopped\))/u;
  await steps.logSays(line);
  const finished = Number(line.exec(await steps.log())?.[1]);
  expect(finished).toBeLessThan(24);
  await steps.setNumber('Total', 20);
  await steps.press('Run BO for All');
  await steps.logSays(new RegExp(`BO for all finished: ${24 - finished} of ${24 - finished} files`, 'u'));
  await expectOneRunEach(app, 24);
});

test(
  '[durability] a store worker that dies in the middle of a job is replaced unseen: nothing is lost or stored twice',
  { tag: '@every' },
  async ({ examples: app }) => {
    const steps = new Steps(app.page);
    await steps.openTab('Bayesian Opt');
    await steps.setNumber('Total', 300);
    await steps.press('Run BO for All');
    await underWay(app.page);
    await endWorkers(app.page, 'store.worker', 'at its next call');
    await steps.logSays(/BO for all finished: 24 of 24 files/u);
    await expect(app.page.getByRole('alert').filter({ hasText: DIED })).toHaveCount(0);
    await expectOneRunEach(app, 24);
  },
);

test(
  '[durability] a reload during an import loses nothing that was shown: each file is there with its descriptors, and the rest comes by adding all again',
  { tag: '@every' },
  async ({ app }) => {
    await withLongFiles(10, async (paths) => {
      const shown = await beginImport(app.page, paths);
      // The page warns that a job runs.
      app.page.on('dialog', (dialog) => void dialog.accept());
      await app.reload();
      await expectTheRestComes(app.page, paths, shown);
    });
  },
);

test(
  '[durability] on a full disk the step is refused in words, what was acknowledged stays, and with room again the same page goes on',
  { tag: '@every' },
  async ({ examples: app }) => {
    const steps = new Steps(app.page);
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
  },
);

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
