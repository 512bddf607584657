import { expect, test } from './support/app.ts';
import { referenceAudioPaths } from './support/fixtures.ts';
import { Steps } from './support/steps.ts';

declare global {
  interface Window {
    /** Shifts of the layout that no input asked for. */
    layoutShifts: { readonly atMs: number; readonly value: number }[];
  }
}

/**
 * Cumulative layout shift as Core Web Vitals define it: the largest sum of shifts in a row with less than a second between
 * them and five seconds in all. Up to 0.1 counts as good.
 */
function cumulativeShift(shifts: readonly { readonly atMs: number; readonly value: number }[]): number {
  let largest = 0;
  let sum = 0;
  let beganMs = -Infinity;
  let lastMs = -Infinity;
  for (const { atMs, value } of shifts) {
    if (atMs - lastMs > 1000 || atMs - beganMs > 5000) {
      sum = 0;
      beganMs = atMs;
    }
    sum += value;
    lastMs = atMs;
    largest = Math.max(largest, sum);
  }
  return largest;
}

test('from the first page to a preset in a few presses, by keyboard, and nothing jumps', async ({ app }) => {
  const { page } = app;
  const { keyboard } = page;
  const steps = new Steps(page);
  await page.evaluate(() => {
    window.layoutShifts = [];
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) {
        const { value, hadRecentInput } = entry as PerformanceEntry & { value: number; hadRecentInput: boolean };
        if (!hadRecentInput) window.layoutShifts.push({ atMs: entry.startTime, value });
      }
    }).observe({ type: 'layout-shift', buffered: true });
  });
  const enter = async (name: string) => {
    await page.getByRole('button', { name, exact: true }).first().focus();
    await keyboard.press('Enter');
  };
  await enter('Load Example Sounds');
  await steps.logSays(/Import finished: 24 added/u);
  await enter('Run All');
  await steps.logSays(/Run All finished: 24 files/u, 120_000);
  await keyboard.press('Alt+4');
  const chooser = page.waitForEvent('filechooser');
  await enter('Choose Audio');
  await (await chooser).setFiles(referenceAudioPaths().filter((path) => path.includes('plucks')));
  await enter('Predict Hyperparams');
  await steps.logSays(/Prediction finished: /u);
  const preset = await app.download(async () => enter('Export Preset JSON'));
  expect(JSON.parse(preset.text)).toHaveProperty('hyperparameters');
  expect(cumulativeShift(await page.evaluate(() => window.layoutShifts))).toBeLessThanOrEqual(0.1);
});

test('the page works at 200 % zoom and with reduced motion', async ({ app }) => {
  const { page } = app;
  await page.emulateMedia({ reducedMotion: 'reduce' });
  // A window of 1280 × 900 at 200 % shows what one of half its size does.
  await page.setViewportSize({ width: 640, height: 450 });
  const steps = new Steps(page);
  await steps.loadExamples();
  for (const name of ['Bayesian Opt', 'Model', 'Inference', 'Data', 'Import + Descriptors']) {
    await steps.openTab(name);
    expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
  }
  const moving = await page.evaluate(
    () => document.getAnimations().filter(({ playState }) => playState === 'running').length,
  );
  expect(moving).toBe(0);
});
