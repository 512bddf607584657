import { expect, test } from './support/app.ts';
import { Steps } from './support/steps.ts';

const SOUND = { label: 'examples/percussive-01-kick-and-snare.wav' };

test('[T7] Stop keeps what ran, Resume goes on to a larger total', { tag: '@every' }, async ({ examples: app }) => {
  const { page } = app;
  const steps = new Steps(page);
  const openRun = async () => {
    await steps.openTab('Bayesian Opt');
    await page.getByRole('combobox', { name: 'Audio', exact: true }).selectOption(SOUND);
  };
  await openRun();
  await steps.setNumber('Total', 2000);
  await steps.setNumber('Repeats', 8);
  await steps.press('Run BO');
  await expect(page.getByText(/Best score: 0\.\d{5}/u)).toBeVisible();
  await steps.press('Stop');
  await steps.logSays(/BO stopped for .*: \d+ of 2000 trials kept/u);
  await app.reload();

  await openRun();
  await steps.setNumber('Total', 2010);
  await steps.press('Resume');
  await steps.logSays(/BO finished for .*: 2010 trials/u, 120_000);
});
