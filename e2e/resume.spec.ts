import { expect, test } from './support/app.ts';
import { referenceTrials } from './support/fixtures.ts';
import { caseAudioId, writeDesktopDatabase } from './support/nativeDatabase.ts';
import { Steps } from './support/steps.ts';

test('[T7] Stop keeps what ran, Resume goes on to a larger total', async ({ app }) => {
  const cases = referenceTrials().slice(0, 1);
  const steps = new Steps(app.page);
  await steps.importDatabase(await writeDesktopDatabase(cases), 'Replace');
  await steps.openTab('Bayesian Opt');
  await app.page.getByRole('combobox', { name: 'Audio', exact: true }).selectOption(caseAudioId(0));
  await steps.setNumber('Total', 3000);
  await steps.setNumber('Repeats', 8);
  await steps.press('Run BO');
  await expect(app.page.getByText(/Best score: 0\.\d{5}/u)).toBeVisible();
  await steps.press('Stop');
  await steps.logSays(/BO stopped for .*: \d+ of 3000 trials kept/u);
  await app.reload();

  const after = new Steps(app.page);
  await after.openTab('Bayesian Opt');
  await app.page.getByRole('combobox', { name: 'Audio', exact: true }).selectOption(caseAudioId(0));
  await after.setNumber('Total', 3010);
  await after.press('Resume');
  await after.logSays(/BO finished for .*: 3010 trials/u, 120_000);
});
