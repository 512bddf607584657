import { AxeBuilder } from '@axe-core/playwright';
import { expect, test } from './support/app.ts';
import { referenceAudioPaths } from './support/fixtures.ts';
import { Steps } from './support/steps.ts';

test('from the first page to a preset in a few presses, by keyboard', async ({ app }) => {
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
  await steps.logSays(/Run All finished: 24 files/u, 120_000);
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

test('the tour points at a control of every tab, by keyboard, and gives the focus back', async ({ app }) => {
  const { page } = app;
  const { keyboard } = page;
  const offer = page.getByRole('button', { name: 'Take a Tour' });
  const card = page.getByRole('dialog', { name: /Tour, step/u });
  await offer.focus();
  await keyboard.press('Enter');
  await expect(card).toBeFocused();
  const stops = [
    { tab: 'Import + Descriptors', control: 'Load Example Sounds' },
    { tab: 'Import + Descriptors', control: 'Run All' },
    { tab: 'Bayesian Opt', control: 'Run BO' },
    { tab: 'Model', control: 'Train Degree-3 Ridge' },
    { tab: 'Inference', control: 'Choose Audio' },
    { tab: 'Data', control: 'Export DuckDB' },
  ];
  for (const [index, { tab, control }] of stops.entries()) {
    await expect(page.getByRole('dialog', { name: `Tour, step ${index + 1} of ${stops.length}` })).toBeFocused();
    await expect(page.getByRole('tab', { name: tab })).toHaveAttribute('aria-selected', 'true');
    const pointed = page.getByRole('button', { name: control, exact: true });
    // The ring lies around the control, and the card does not cover it.
    await expect
      .poll(async () => {
        const [around, inside, beside] = await Promise.all([
          page.locator('ib-tour .ring').boundingBox(),
          pointed.boundingBox(),
          card.boundingBox(),
        ]);
        if (around === null || inside === null || beside === null) return 'not there';
        const surrounds = around.x < inside.x && around.y < inside.y && around.width - inside.width < 16;
        const covers = beside.y < inside.y + inside.height && beside.y + beside.height > inside.y;
        return surrounds && !covers;
      })
      .toBe(true);
    if (index < stops.length - 1) await keyboard.press(index % 2 === 0 ? 'ArrowRight' : 'Enter');
  }
  // Grounds fade to the other theme's colour: contrast is for the end of that.
  await page.emulateMedia({ reducedMotion: 'reduce' });
  for (const theme of ['dark', 'light']) {
    await page.evaluate((name) => document.documentElement.setAttribute('data-theme', name), theme);
    const { violations } = await new AxeBuilder({ page }).analyze();
    expect(violations.map(({ id }) => id)).toEqual([]);
  }
  await keyboard.press('ArrowLeft');
  await expect(page.getByRole('tab', { name: 'Inference' })).toHaveAttribute('aria-selected', 'true');
  await keyboard.press('Escape');
  await expect(card).toBeHidden();
  await expect(page.getByRole('tab', { name: 'Import + Descriptors' })).toHaveAttribute('aria-selected', 'true');
  await expect(offer).toBeFocused();

  await app.reload();
  await expect(page.getByRole('heading', { name: 'Start with sounds' })).toBeVisible();
  await expect(offer).toBeHidden();
  await keyboard.press('F1');
  await page.getByRole('dialog', { name: 'Help' }).getByRole('button', { name: 'Take a Tour' }).press('Enter');
  await expect(card).toBeFocused();
  await keyboard.press('Escape');
  await keyboard.press('Control+k');
  await expect(page.getByRole('combobox', { name: 'Command' })).toBeFocused();
  await keyboard.type('tour');
  await keyboard.press('Enter');
  await expect(card).toBeFocused();
  await page.setViewportSize({ width: 360, height: 640 });
  const rightEdge = async () => {
    const box = await card.boundingBox();
    return box === null ? Infinity : box.x + box.width;
  };
  await expect.poll(rightEdge).toBeLessThanOrEqual(360);
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
