import { expect, sharedApp, test, type App } from './support/app.ts';
import { referenceTrials } from './support/fixtures.ts';
import { writeDesktopDatabase } from './support/nativeDatabase.ts';
import { Steps } from './support/steps.ts';

const undo = (app: App, what: RegExp) => app.page.getByRole('button', { name: what });

const shared = sharedApp('examples');

test('[S3] deleting a run asks, and both the run and the choice come back', async () => {
  const app = shared();
  const { page } = app;
  const steps = new Steps(page);
  await steps.openTab('Bayesian Opt');
  for (const seed of [1, 2]) {
    await steps.setNumber('Seed', seed);
    await steps.press('Run BO');
    await expect(page.getByRole('table', { name: 'Runs' }).getByRole('row')).toHaveCount(seed + 1);
  }
  const best = page.getByText(/^Best score: /u);
  const before = await best.textContent();
  const runs = page.getByRole('table', { name: 'Runs' });
  await runs.getByRole('row').nth(1).getByRole('button', { name: 'Delete' }).click();
  const dialog = page.getByRole('dialog', { name: 'Delete this run?' });
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  await expect(runs.getByRole('row')).toHaveCount(3);
  await runs.getByRole('row').nth(1).getByRole('button', { name: 'Delete' }).click();
  await dialog.getByRole('button', { name: 'Delete run' }).click();
  await expect(runs.getByRole('row')).toHaveCount(2);
  await undo(app, /^Undo: deletion of a run of examples\/.*\.wav$/u).click();
  await expect(runs.getByRole('row')).toHaveCount(3);
  await expect(runs.getByRole('row').nth(1)).toContainText('chosen');
  await expect(best).toHaveText(before ?? '');
});

test('an import, a removal and a replaced data set are undone and made again, by button and keyboard, also after a reload', async () => {
  const app = shared();
  const { page } = app;
  let steps = new Steps(page);
  await steps.openTab('Import + Descriptors');
  await page
    .getByRole('row', { name: /speech/u })
    .first()
    .click();
  await steps.press('Remove Selected');
  await steps.logSays(/Removal finished: 1 files removed/u);
  await steps.expectAudioFiles(23);
  await steps.importDatabase(await writeDesktopDatabase(referenceTrials().slice(0, 2)), 'Replace');
  await steps.expectAudioFiles(2);

  await app.reload();
  steps = new Steps(page);
  await undo(app, /^Undo: replacement by desktop\.duckdb$/u).click();
  await steps.logSays(/Undo finished: replacement by desktop\.duckdb/u);
  await steps.expectAudioFiles(23);
  await page.locator('body').press('Control+z');
  await steps.logSays(/Undo finished: removal of 1 file/u);
  await steps.expectAudioFiles(24);

  await page.locator('body').press('Control+z');
  await steps.logSays(/Undo finished: import of 24 files/u);
  await steps.openTab('Import + Descriptors');
  await expect(page.getByRole('heading', { name: 'Start with sounds' })).toBeVisible();
  await expect(undo(app, /^Undo: /u)).toHaveCount(0);
  await undo(app, /^Redo: import of 24 files$/u).click();
  await steps.logSays(/Redo finished: import of 24 files/u);
  await page.locator('body').press('Control+Shift+z');
  await steps.logSays(/Redo finished: removal of 1 file/u);
  await steps.expectAudioFiles(23);

  // In a text field the keys are the field's own.
  await page.getByRole('searchbox', { name: 'Filter' }).fill('drums');
  await page.getByRole('searchbox', { name: 'Filter' }).press('Control+z');
  await expect(undo(app, /^Undo: removal of 1 file$/u)).toBeVisible();
  await page.getByRole('searchbox', { name: 'Filter' }).fill('');
  await steps.expectAudioFiles(23);
});
