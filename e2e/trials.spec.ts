import { expect, sharedApp, test } from './support/app.ts';
import { referenceTrials } from './support/fixtures.ts';
import { caseAudioId, casePath, queryNative, writeDesktopDatabase } from './support/nativeDatabase.ts';
import { Steps } from './support/steps.ts';

/** How near two values have to be (T4). */
const agrees = (a: number, b: number) => Math.abs(a - b) <= 1e-9 * Math.max(Math.abs(b), 1e-12);

/** tests/golden/trials.test.ts tries every trial of all of them. */
const CASES = referenceTrials();

const shared = sharedApp('visited', async ({ page }) =>
  new Steps(page).importDatabase(await writeDesktopDatabase(CASES), 'Replace'),
);

test('[T4] descriptors injected by a desktop database give the trials of the reference', async () => {
  const app = shared();
  const steps = new Steps(app.page);
  await steps.openTab('Bayesian Opt');
  for (const [index, { budget }] of shortCases()) {
    await app.page.getByRole('combobox', { name: 'Audio', exact: true }).selectOption(caseAudioId(index));
    await steps.setNumber('Startup', budget.startup_trials);
    await steps.setNumber('Total', budget.total_trials);
    await steps.setNumber('Repeats', budget.repeats_per_trial);
    await steps.setNumber('Seed', budget.seed);
    await steps.press('Run BO');
    await steps.logSays(new RegExp(`BO finished for ${casePath(index)}`, 'u'));
  }
  await steps.openTab('Data');
  const database = await app.download(async () => steps.press('Export DuckDB'));
  const [stored = []] = await queryNative(database.bytes, 'SELECT * FROM bo_trials ORDER BY audio_id, trial_index');
  for (const [index, { trials }] of shortCases()) {
    const found = stored.filter((row) => row['audio_id'] === caseAudioId(index));
    expect(found).toHaveLength(trials.length);
    for (const [t, trial] of trials.entries()) {
      for (const [column, value] of Object.entries(trial)) {
        const ours = Number(found[t]?.[column]);
        expect(agrees(ours, value), `case ${index} trial ${t} ${column}: ${ours} against ${value}`).toBe(true);
      }
    }
  }
});

function shortCases() {
  return [...CASES.entries()].filter(([, { trials }]) => trials.length <= 40);
}
