import type { Page } from '@playwright/test';
import { expect, tabs, test } from './support/app.ts';
import { expectAccessible, expectFits } from './support/accessibility.ts';
import { referenceAudioPaths } from './support/fixtures.ts';
import { Steps } from './support/steps.ts';

test(
  'every empty view has no accessibility violation in either theme and fits 360 px',
  { tag: '@every' },
  async ({ app }) => {
    await examine(app.page);
  },
);

test('every full view has no accessibility violation in either theme and fits 360 px, also at 200 % zoom', async ({
  trained,
}) => {
  const { page } = trained;
  const steps = new Steps(page);
  await steps.openTab('Inference');
  await steps.chooseFiles('Choose Audio', referenceAudioPaths().slice(0, 2));
  await steps.press('Predict Hyperparams');
  await steps.logSays(/Prediction finished: 2 files/u);
  await examine(page);
  await page.emulateMedia({ reducedMotion: 'reduce' });
  const moving = await page.evaluate(
    () => document.getAnimations().filter(({ playState }) => playState === 'running').length,
  );
  expect(moving).toBe(0);
});

/** A window of 1280 px at 200 % shows what one of 640 px does. */
async function examine(page: Page): Promise<void> {
  const steps = new Steps(page);
  await page.getByRole('banner').getByRole('link', { name: 'Library' }).click();
  await expectAccessible(page, 'Library');
  await expectFits(page, [1280, 640, 360], 'Library');
  for (const { name } of tabs) {
    await test.step(name, async () => {
      await steps.openTab(name);
      await expectAccessible(page, name);
      await expectFits(page, [1280, 640, 360], name);
    });
  }
}
