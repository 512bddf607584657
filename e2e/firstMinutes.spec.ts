import { expect, test } from './support/app.ts';
import { referenceAudioPaths } from './support/fixtures.ts';
import { Steps } from './support/steps.ts';

test('from the first page to a preset in a few presses, by keyboard', async ({ newcomer: app }) => {
  const { page } = app;
  const { keyboard } = page;
  const steps = new Steps(page);
  await page.evaluate(followLayoutShifts);
  const enter = async (name: string) => {
    await page.getByRole('button', { name, exact: true }).first().focus();
    await keyboard.press('Enter');
  };
  await enter('Load Example Sounds');
  await steps.logSays(/Import finished: 24 added/u);
  await expect(page.getByRole('button', { name: 'Run All' })).toBeFocused();
  await enter('Run All');
  await steps.logSays(/Run All finished: 24 files/u, 200_000);
  await keyboard.press('Alt+4');
  const chooser = page.waitForEvent('filechooser');
  await enter('Choose Audio');
  await (await chooser).setFiles(referenceAudioPaths().filter((path) => path.includes('plucks')));
  await enter('Predict Hyperparams');
  await steps.logSays(/Prediction finished: /u);
  const preset = await app.download(async () => enter('Export Preset JSON'));
  expect(JSON.parse(preset.text)).toHaveProperty('hyperparameters');
  expect(await page.evaluate(() => Number(document.documentElement.dataset['layoutShift']))).toBeLessThan(0.05);
});

/** In the page: keeps the worst window of layout shifts, as Core Web Vitals define it, in `data-layout-shift`. */
function followLayoutShifts(): void {
  let [worst, sum, startMs, endMs] = [0, 0, 0, 0];
  document.documentElement.dataset['layoutShift'] = '0';
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries() as (PerformanceEntry & { value: number; hadRecentInput: boolean })[]) {
      if (entry.hadRecentInput) continue;
      if (entry.startTime - endMs > 1000 || entry.startTime - startMs > 5000) [sum, startMs] = [0, entry.startTime];
      sum += entry.value;
      endMs = entry.startTime;
      worst = Math.max(worst, sum);
    }
    document.documentElement.dataset['layoutShift'] = String(worst);
  }).observe({ type: 'layout-shift', buffered: true });
}
