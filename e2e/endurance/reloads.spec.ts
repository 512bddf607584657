import { test } from '../support/app.ts';
import { momentMs } from '../support/moments.ts';
import { Steps } from '../support/steps.ts';

const ROUNDS = Number(process.env['RELOAD_ROUNDS'] ?? 6);
/** A quiet machine is given less. */
const READY_WITHIN_MS = 1000 * Number(process.env['RELOAD_READY_SEC'] ?? 30);

/** The long jobs, by their tab and button. */
const JOBS = [
  { tab: 'Bayesian Opt', button: 'Run BO for All' },
  { tab: 'Model', button: 'Train Network' },
  { tab: 'Import + Descriptors', button: 'Run All' },
] as const;

test(`[durability] after each of ${ROUNDS} reloads in the middle of a job the page gets ready with everything there`, async ({
  trained: app,
}) => {
  test.setTimeout(60_000 + ROUNDS * 60_000);
  const { page } = app;
  const steps = new Steps(page);
  page.on('dialog', (dialog) => void dialog.accept());
  let slowestMs = 0;
  for (let round = 0; round < ROUNDS; round += 1) {
    const { tab, button } = JOBS[round % JOBS.length] ?? JOBS[0];
    await steps.openTab(tab);
    await steps.press(button);
    await page.waitForTimeout(momentMs(round));
    const fromMs = performance.now();
    await page.reload();
    await page.waitForSelector('html[data-ready="true"]', { state: 'attached', timeout: READY_WITHIN_MS });
    slowestMs = Math.max(slowestMs, performance.now() - fromMs);
    await steps.expectAudioFiles(24);
  }
  console.log(`${ROUNDS} reloads, ready after ${Math.round(slowestMs)} ms at most`);
});
