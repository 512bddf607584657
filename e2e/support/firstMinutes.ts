import { expect } from '@playwright/test';
import type { App } from './runningApp.ts';
import { Steps } from './steps.ts';

/** What a newcomer saw until the first preset. */
export interface FirstMinutes {
  readonly log: string;
  /** The worst window of layout shifts, as Core Web Vitals define it. */
  readonly layoutShift: number;
  readonly preset: { readonly name: string; readonly base64: string };
}

/**
 * From the first page to a preset of an example sound in four presses, by keyboard alone, with the network gone since the
 * first page. What Run All makes is then there for the tests that begin with it.
 *
 * @param app open in a browser that has never seen it
 */
export async function spendFirstMinutes(app: App): Promise<FirstMinutes> {
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
  await steps.logSays(/Run All finished: .*Listening ready: examples\//su, 200_000);
  const log = await steps.log();
  await keyboard.press('Alt+4');
  const hear = page.getByRole('region', { name: 'Hear' });
  await expect(hear.getByRole('button', { name: 'Export .vstpreset' })).toBeEnabled();
  const { name, bytes } = await app.download(async () => enter('Export .vstpreset'));
  const layoutShift = await page.evaluate(() => Number(document.documentElement.dataset['layoutShift']));
  await keyboard.press('Alt+1');
  return { log, layoutShift, preset: { name, base64: bytes.toString('base64') } };
}

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
