import { expect, test } from './support/app.ts';
import { referenceAudioPaths } from './support/fixtures.ts';
import { Steps } from './support/steps.ts';

test('from the first page to a preset in a few presses, by keyboard', async ({ app }) => {
  const { page } = app;
  const { keyboard } = page;
  const steps = new Steps(page);
  const enter = async (name: string) => {
    await page.getByRole('button', { name, exact: true }).first().focus();
    await keyboard.press('Enter');
  };
  await enter('Load Example Sounds');
  await steps.logSays(/Import finished: 24 added/u);
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
