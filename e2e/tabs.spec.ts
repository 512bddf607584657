import type { Page } from '@playwright/test';
import { expectAccessible, expectFits } from './support/accessibility.ts';
import { expect, test, type App } from './support/app.ts';
import { queryNative } from './support/nativeDatabase.ts';
import { Steps } from './support/steps.ts';

const ELSEWHERE = 'Another tab has the data set open';

for (const { tag, ways } of [
  { tag: '@share', ways: ['when asked', 'after a crash'] },
  { tag: '@every', ways: ['when asked', 'after a crash', 'when asked back', 'on close'] },
] as const)
  test(
    `[tabs] three tabs: one works, the others say so, take over ${ways.join(', ')}`,
    { tag },
    async ({ examples: app }) => {
      test.setTimeout(240_000);
      const first = app.page;
      const steps = new Steps(first);
      const second = await openTab(app);
      const third = await openTab(app);
      for (const page of [second, third]) {
        await expect(page.getByRole('heading', { name: ELSEWHERE })).toBeVisible();
        await expect(page.locator('html')).not.toHaveAttribute('data-ready');
        await expect(page.getByRole('tabpanel')).toHaveCount(0);
      }
      await expectAccessible(second);
      await expectFits(second, [1280, 360]);

      // The third takes over from the first in the middle of a job, past the second, which has waited longer.
      await steps.openTab('Bayesian Opt');
      await steps.setNumber('Total', 600);
      await steps.press('Run BO for All');
      await expect(first.getByRole('progressbar')).toHaveAttribute('value', /[1-9]/u, { timeout: 60_000 });
      const asked = await takeOver(app, third);
      await expect(first.getByRole('heading', { name: ELSEWHERE })).toBeVisible();
      await expect(second.getByRole('heading', { name: ELSEWHERE })).toBeVisible();
      const line = /BO for all finished: (\d+) of 24 files \(stopped\)/u;
      await steps.logSays(line);
      await steps.logSays(/The data set was handed over to another tab/u);
      const finished = Number(line.exec(await steps.log())?.[1]);
      expect(finished).toBeGreaterThan(0);
      const [kept] = await queryDatabase(app, third, 'SELECT count(*)::INTEGER AS n FROM trial_runs');
      expect(kept).toEqual([{ n: finished }]);

      // The owner crashes: the one that has waited longest takes over by itself.
      const crashed = await whenReady(app, second, async () => crash(app, third));
      await new Steps(second).expectAudioFiles(24);
      await expect(first.getByRole('heading', { name: ELSEWHERE })).toBeVisible();
      await new Steps(second).openTab('Bayesian Opt');
      await new Steps(second).setNumber('Total', 8);
      await new Steps(second).press('Run BO for All');
      await new Steps(second).logSays(/BO for all finished: \d+ of \d+ files(?! \(stopped\))/u);

      console.log(`took over: asked during a job ${asked} ms, after a crash ${crashed} ms`);
      if (tag === '@share') return;

      // The first takes back what it gave, and sees what was done meanwhile.
      const back = await takeOver(app, first);
      const [runs, twice] = await queryDatabase(
        app,
        first,
        'SELECT count(*)::INTEGER AS n FROM trial_runs',
        'SELECT audio_id FROM trial_runs GROUP BY audio_id HAVING count(*) > 1',
      );
      expect(runs).toEqual([{ n: 24 }]);
      expect(twice).toEqual([]);

      // The owner is closed: the next takes over by itself.
      const closed = await whenReady(app, second, async () => first.close());
      await new Steps(second).expectAudioFiles(24);
      console.log(`took over: asked back ${back} ms, after a close ${closed} ms`);
    },
  );

test(
  '[tabs] two tabs that ask at once: one gets the data set, then the other, and it is whole',
  { tag: '@every' },
  async ({ examples: app }) => {
    const [second, third] = [await openTab(app), await openTab(app)];
    await Promise.all([second, third].map(async (page) => page.getByRole('button', { name: 'Use here' }).click()));
    // Both are served one after the other, and then there is peace.
    const tabs = [app.page, second, third];
    const states = async () => Promise.all(tabs.map(async (page) => stateOf(page)));
    await expect.poll(async () => (await states()).toSorted().join(), { timeout: 60_000 }).toBe('open,waits,waits');
    const owner = tabs[(await states()).indexOf('open')];
    expect([second, third]).toContain(owner);
    if (owner !== undefined) await new Steps(owner).expectAudioFiles(24);
  },
);

async function stateOf(page: Page): Promise<string> {
  if ((await page.locator('html').getAttribute('data-ready')) === 'true') return 'open';
  const button = page.getByRole('button', { name: 'Use here' });
  return (await button.isVisible()) && (await button.isEnabled()) ? 'waits' : 'asks';
}

async function openTab(app: App): Promise<Page> {
  const page = await app.context.newPage();
  await page.goto(app.url);
  await expect(page.getByRole('button', { name: 'Use here' })).toBeEnabled();
  return page;
}

/** Milliseconds until the tab accepts work after its button was pressed. */
async function takeOver(app: App, page: Page): Promise<number> {
  return whenReady(app, page, async () => page.getByRole('button', { name: 'Use here' }).click());
}

async function whenReady(app: App, page: Page, action: () => Promise<void>): Promise<number> {
  const startedMs = performance.now();
  await action();
  await app.ready(page);
  return Math.round(performance.now() - startedMs);
}

/** Ends the renderer of a tab as a crash does. */
async function crash(app: App, page: Page): Promise<void> {
  const session = await app.context.newCDPSession(page);
  const crashed = page.waitForEvent('crash');
  session.send('Page.crash').catch(() => undefined);
  await crashed;
}

async function queryDatabase(app: App, page: Page, ...statements: readonly string[]) {
  const steps = new Steps(page);
  await steps.openTab('Data');
  const { bytes } = await app.download(async () => steps.press('Export DuckDB'), page);
  return queryNative(bytes, ...statements);
}
