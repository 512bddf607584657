import { expect, test, type App } from './support/app.ts';
import { parametersOf } from './support/presetReader.ts';
import { Steps } from './support/steps.ts';

/** Where the preset of the sound that is open in Hear is exported. */
async function takePreset(app: App, take: () => Promise<void>): Promise<void> {
  const hear = app.page.getByRole('region', { name: 'Hear' });
  await expect(hear.getByRole('button', { name: 'Export .vstpreset' })).toBeEnabled();
  const preset = await app.download(take);
  expect(preset.name).toMatch(/^[a-z0-9-]+ [A-Z][a-z ]+\.vstpreset$/u);
  expect(parametersOf(preset.bytes).size).toBe(67);
}

test('from the first page to a preset of an example sound in four presses, by keyboard alone, with the network gone since the first page; the models beat one preset for all, and all is there after a reload', async ({
  newcomer: app,
}) => {
  test.setTimeout(240_000);
  const { page, context } = app;
  const { keyboard } = page;
  const steps = new Steps(page);
  await page.evaluate(followLayoutShifts);
  await app.offlineReady();
  await context.setOffline(true);
  const enter = async (name: string) => {
    await page.getByRole('button', { name, exact: true }).first().focus();
    await keyboard.press('Enter');
  };
  await enter('Load Example Sounds');
  await steps.logSays(/Import finished: 24 added/u);
  await expect(page.getByRole('button', { name: 'Run All' })).toBeFocused();
  await keyboard.press('Enter');
  await steps.logSays(/Run All finished: 24 files.*Listening ready: examples\//su, 200_000);
  const log = await steps.log();
  expect(log).toMatch(/Direct search for all finished: 24 of 24 files/u);
  expect(log).toMatch(/Network trained: 24 rows, held-out regret 0\.\d+, network-[\w-]+/u);
  expect(log).toMatch(/Plugin model trained: .*, plugin-[\w-]+/u);
  const [, own, constant] =
    /Run All finished: 24 files, model network-[\w-]+, held-out regret (0\.\d+), that of one preset for all (0\.\d+)/u.exec(
      log,
    ) ?? [];
  expect(Number(own)).toBeLessThan(0.5 * Number(constant));
  await keyboard.press('Alt+4');
  await takePreset(app, async () => enter('Export .vstpreset'));
  expect(await page.evaluate(() => Number(document.documentElement.dataset['layoutShift']))).toBeLessThan(0.05);

  await app.reload();
  await steps.openTab('Model');
  await expect(page.getByRole('table', { name: 'Models' }).getByRole('row')).toHaveCount(3);
  await steps.openTab('Inference');
  await page.getByRole('combobox', { name: 'Sound to hear' }).selectOption({ index: 1 });
  await steps.logSays(/Listening ready: examples\//u);
  await takePreset(app, async () => steps.press('Export .vstpreset'));
});

/**
 * In the page: keeps the worst window of layout shifts in `data-layout-shift`, as Core Web Vitals define it, but with those
 * just after a press: on a slow machine they come later.
 */
function followLayoutShifts(): void {
  let [worst, sum, startMs, endMs] = [0, 0, 0, 0];
  document.documentElement.dataset['layoutShift'] = '0';
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries() as (PerformanceEntry & { value: number })[]) {
      if (entry.startTime - endMs > 1000 || entry.startTime - startMs > 5000) [sum, startMs] = [0, entry.startTime];
      sum += entry.value;
      endMs = entry.startTime;
      worst = Math.max(worst, sum);
    }
    document.documentElement.dataset['layoutShift'] = String(worst);
  }).observe({ type: 'layout-shift', buffered: true });
}
