import { expect } from '@playwright/test';
import type { App } from './runningApp.ts';
import { primariesOf } from './primaries.ts';
import { Steps } from './steps.ts';

/** As browsers tell of it; not in TypeScript's own types. */
interface LayoutShift extends PerformanceEntry {
  readonly value: number;
  readonly sources: readonly {
    readonly node: Node | null;
    readonly previousRect: DOMRectReadOnly;
    readonly currentRect: DOMRectReadOnly;
  }[];
}

/** What a newcomer saw until the first preset. */
export interface FirstMinutes {
  readonly log: string;
  /** What the card of Import + Descriptors advised before the first press, and after each of the two that follow. */
  readonly advised: readonly string[][];
  /** The worst window of layout shifts, as Core Web Vitals define it. */
  readonly layoutShift: number;
  /** What moved in each of them, for the message of a test that fails. */
  readonly moved: string;
  readonly preset: { readonly name: string; readonly base64: string };
}

/**
 * From the first page to a preset of an example sound in four presses, by keyboard alone, with the network gone since the
 * first page. What Run All makes is then there for the tests that begin with it.
 *
 * @param app open in a browser that has never seen it
 */
export async function spendFirstMinutes(app: App): Promise<FirstMinutes> {
  const { page } = app;
  const { keyboard } = page;
  const steps = new Steps(page);
  await page.evaluate(followLayoutShifts);
  await app.offlineReady();
  await app.setOffline(true);
  const enter = async (name: string) => {
    await page.getByRole('button', { name, exact: true }).first().focus();
    await keyboard.press('Enter');
  };
  const advised = [await primariesOf(page)];
  await enter('Load Example Sounds');
  await steps.logSays(/Import finished: 24 added/u);
  await expect(page.getByRole('button', { name: 'Run All' })).toBeFocused();
  advised.push(await primariesOf(page));
  await keyboard.press('Enter');
  await steps.logSays(/Run All finished: .*Listening ready: examples\//su, 200_000);
  advised.push(await primariesOf(page));
  const log = await steps.log();
  await keyboard.press('Alt+0');
  const hear = page.getByRole('region', { name: 'Hear' });
  await expect(hear.getByRole('button', { name: 'Export .vstpreset' })).toBeEnabled();
  const { name, bytes } = await app.download(async () => enter('Export .vstpreset'));
  const { layoutShift, moved } = await page.evaluate(() => {
    const { dataset } = document.documentElement;
    return { layoutShift: Number(dataset['layoutShift']), moved: dataset['moved'] ?? '' };
  });
  await keyboard.press('Alt+1');
  return { log, advised, layoutShift, moved, preset: { name, base64: bytes.toString('base64') } };
}

/**
 * In the page: keeps the worst window of layout shifts in `data-layout-shift`, as Core Web Vitals define it, but with those
 * just after a press: on a slow machine they come later.
 */
function followLayoutShifts(): void {
  let [worst, sum, startMs, endMs] = [0, 0, 0, 0];
  const moved: string[] = [];
  document.documentElement.dataset['layoutShift'] = '0';
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries() as LayoutShift[]) {
      if (entry.startTime - endMs > 1000 || entry.startTime - startMs > 5000) [sum, startMs] = [0, entry.startTime];
      sum += entry.value;
      endMs = entry.startTime;
      worst = Math.max(worst, sum);
      const places = entry.sources.map(({ node, previousRect: from, currentRect: to }) => {
        const name =
          node instanceof Element ? `${node.localName} ${node.className}` : (node?.nodeName ?? 'in a component');
        return `${name} ${from.x},${from.y} ${from.width}×${from.height} → ${to.x},${to.y} ${to.width}×${to.height}`;
      });
      moved.push(`${entry.startTime.toFixed(0)} ms: ${entry.value.toFixed(4)} ${places.join('; ')}`);
    }
    document.documentElement.dataset['moved'] = moved.join('\n');
    document.documentElement.dataset['layoutShift'] = String(worst);
  }).observe({ type: 'layout-shift', buffered: true });
}
