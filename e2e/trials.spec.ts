import { expect, test } from './support/app.ts';
import { referenceTrials } from './support/fixtures.ts';
import { caseAudioId, casePath, changeNatively, queryNative, writeDesktopDatabase } from './support/nativeDatabase.ts';
import { Steps } from './support/steps.ts';

/** How near two values have to be (T4). */
const agrees = (a: number, b: number) => Math.abs(a - b) <= 1e-9 * Math.max(Math.abs(b), 1e-12);

/** tests/golden/trials.test.ts tries every trial of all of them. */
const CASES = referenceTrials();

test('[S5] [T4] a desktop database is merged but for rows that cannot be understood, which are named before, and the descriptors in it give the trials of the reference', async ({
  app,
}) => {
  const { page } = app;
  const steps = new Steps(page);
  const path = await writeDesktopDatabase(CASES);
  await changeNatively(
    path,
    // Types that others chose: what they say is read.
    'ALTER TABLE descriptors ALTER frame_count TYPE HUGEINT',
    'ALTER TABLE audio_files ALTER duration_sec TYPE DECIMAL(18, 3)',
    'ALTER TABLE audio_metadata ALTER raw_json TYPE JSON',
    `UPDATE descriptors SET updated_at = 'infinity' WHERE audio_id = '${caseAudioId(2)}'`,
    `UPDATE descriptors SET silence_ratio = 'nan' WHERE audio_id = '${caseAudioId(5)}'`,
  );
  await steps.openTab('Data');
  await steps.chooseFiles('Import DuckDB', [path]);
  const dialog = page.getByRole('dialog', { name: 'Import DuckDB' });
  await expect(dialog).toContainText('2 rows cannot be understood and are left out:');
  await expect(dialog.getByRole('list', { name: 'Rows left out' }).getByRole('listitem')).toHaveText([
    'descriptors: 1 row, silence_ratio is out of range',
    'descriptors: 1 row, updated_at is out of range',
  ]);
  await dialog.getByRole('button', { name: 'Merge', exact: true }).click();
  await steps.logSays(/Database import finished: .* merged into the data set, 6 files, 0 models, 2 rows left out/u);
  await steps.openTab('Import + Descriptors');
  await expect(page.getByText('6 files · 4 with descriptors')).toBeVisible();

  await steps.openTab('Bayesian Opt');
  for (const [index, { budget }] of shortCases()) {
    await page.getByRole('combobox', { name: 'Audio', exact: true }).selectOption(caseAudioId(index));
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
