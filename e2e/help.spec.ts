import { AxeBuilder } from '@axe-core/playwright';
import { DESCRIPTORS } from '../src/domain/descriptors.ts';
import { HYPERPARAMETERS } from '../src/domain/hyperparameters.ts';
import { expect, test } from './support/app.ts';
import { Steps } from './support/steps.ts';

test('Help explains every descriptor and hyperparameter in words, formula, picture and sound', async ({ app }) => {
  const { page } = app;
  const steps = new Steps(page);
  await steps.press('Help');
  const help = page.getByRole('dialog', { name: 'Help' });
  for (const { column } of [...DESCRIPTORS, ...HYPERPARAMETERS]) {
    await expect(help.getByRole('heading', { name: column })).toHaveCount(1);
  }

  const play = help.getByRole('button', { name: 'Play high brightness' });
  await play.click();
  await expect(help.getByRole('button', { name: 'Stop high brightness' })).toBeVisible();
  const heard = page.locator('ib-help-dialog');
  await help.getByRole('button', { name: 'Play low brightness' }).click();
  await expect(help.getByRole('button', { name: 'Stop low brightness' })).toBeVisible();
  await expect(play).toBeVisible();

  // One setting after the other, rendered by the plugin's clustering; those that only follow from others are not heard.
  await expect(help.getByRole('button', { name: /^Play (low|high) (low|high) penalty$/ })).toHaveCount(0);
  await help.getByRole('button', { name: 'Play low distance penalty' }).click();
  await expect(help.getByRole('button', { name: 'Stop low distance penalty' })).toBeVisible();
  await help.getByRole('button', { name: 'Play high distance penalty' }).click();
  await help.getByRole('button', { name: 'Stop high distance penalty' }).click();
  await expect(help.getByRole('button', { name: /^Play (low|high) distance penalty$/ })).toHaveCount(2);

  // Drawn, not empty: some places are bright.
  await expect
    .poll(async () =>
      heard.evaluate(
        (dialog) =>
          [...(dialog.shadowRoot?.querySelectorAll('ib-sound-sketch') ?? [])].filter((sketch) => {
            const canvas = sketch.shadowRoot?.querySelector('canvas');
            const pixels = canvas?.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height).data;
            return pixels?.some((level, i) => i % 4 === 0 && level > 128) === true;
          }).length,
      ),
    )
    .toBe(2 * DESCRIPTORS.length);

  // A button's text takes the other theme's colour at once, its ground would fade there: contrast is for the end of that.
  await page.emulateMedia({ reducedMotion: 'reduce' });
  for (const theme of ['dark', 'light']) {
    await page.evaluate((name) => document.documentElement.setAttribute('data-theme', name), theme);
    const { violations } = await new AxeBuilder({ page }).analyze();
    expect(violations.map(({ id }) => id)).toEqual([]);
  }
  await page.setViewportSize({ width: 360, height: 800 });
  const overflow = await help.evaluate((dialog) => dialog.scrollWidth - dialog.clientWidth);
  expect(overflow).toBeLessThanOrEqual(0);

  await page.keyboard.press('Escape');
  await expect(help).toBeHidden();
});
