import { expect, test, type App } from './support/app.ts';
import { parametersOf } from './support/presetReader.ts';
import { Steps } from './support/steps.ts';

/** Where the preset of the sound that Run All opened is exported. */
async function takePreset(app: App, take: () => Promise<void>): Promise<void> {
  const hear = app.page.getByRole('region', { name: 'Hear' });
  await expect(hear.getByRole('button', { name: 'Export .vstpreset' })).toBeEnabled();
  const preset = await app.download(take);
  expect(preset.name).toMatch(/^[a-z0-9-]+ [A-Z][a-z ]+\.vstpreset$/u);
  expect(parametersOf(preset.bytes).size).toBe(67);
}

test('from the first page to a preset of an example sound in four presses, by keyboard alone', async ({
  newcomer: app,
}) => {
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
  await keyboard.press('Enter');
  await steps.logSays(/Run All finished: 24 files.*Listening ready: examples\//su, 200_000);
  await keyboard.press('Alt+4');
  await takePreset(app, async () => enter('Export .vstpreset'));
  expect(await page.evaluate(() => Number(document.documentElement.dataset['layoutShift']))).toBeLessThan(0.05);
});

test('the same by four presses, and after a reload, offline', async ({ app }) => {
  const { page, context } = app;
  const steps = new Steps(page);
  await app.offlineReady();
  await context.setOffline(true);
  await steps.loadExamples();
  await steps.press('Run All');
  await steps.logSays(/Run All finished: 24 files.*Listening ready: examples\//su, 200_000);
  const press = async () => {
    await steps.openTab('Inference');
    await takePreset(app, async () => steps.press('Export .vstpreset'));
  };
  await press();
  await app.reload();
  await steps.openTab('Inference');
  await page.getByRole('combobox', { name: 'Sound to hear' }).selectOption({ index: 1 });
  await steps.logSays(/Listening ready: examples\//u);
  await press();
  await context.setOffline(false);
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
