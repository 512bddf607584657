import { AxeBuilder } from '@axe-core/playwright';
import { expect, tabs, test } from './support/app.ts';
import { referenceAudioPaths } from './support/fixtures.ts';
import { Steps } from './support/steps.ts';

const WIDTHS = [1280, 360];

test('every view has no accessibility violation, in both themes, empty and full, and fits 360 px', async ({ app }) => {
  // Axe looks at twenty states of pages that are full of plots.
  test.setTimeout(300_000);
  const { page } = app;
  const steps = new Steps(page);
  const examine = async (state: string) => {
    for (const theme of ['dark', 'light']) {
      while ((await page.locator('html').getAttribute('data-theme')) !== theme) await steps.press(/^Theme/u);
      for (const { name } of tabs) {
        await steps.openTab(name);
        await page.evaluate(async () => Promise.all(document.getAnimations().map(async ({ finished }) => finished)));
        const { violations } = await new AxeBuilder({ page }).options({ resultTypes: ['violations'] }).analyze();
        expect(
          violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' ')).join(', ')}`),
          `${name}, ${theme}, ${state}`,
        ).toEqual([]);
        for (const width of WIDTHS) {
          await page.setViewportSize({ width, height: 800 });
          const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
          expect(overflow, `${name} at ${width} px, ${state}`).toBeLessThanOrEqual(0);
        }
        await page.setViewportSize({ width: 1280, height: 800 });
      }
    }
  };
  await examine('empty');
  await steps.loadExamples();
  await steps.runAll();
  await steps.openTab('Inference');
  await steps.chooseFiles('Choose Audio', referenceAudioPaths().slice(0, 2));
  await steps.press('Predict Hyperparams');
  await steps.logSays(/Prediction finished: 2 files/u);
  await examine('full');
});
