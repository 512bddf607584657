import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { decodeCsv } from '../src/formats/csv.ts';
import { expect, test } from './support/app.ts';
import { referenceAudioPaths } from './support/fixtures.ts';
import { queryNative } from './support/nativeDatabase.ts';
import { Steps } from './support/steps.ts';

test('a backup is made, told and restored, with what it costs said before; an export is reminded of', async ({
  examples: app,
}) => {
  const { page } = app;
  const steps = new Steps(page);
  await steps.openTab('Data');
  await expect(
    page.getByText('You have not exported this data set yet: 24 files live in this browser only.'),
  ).toBeVisible();
  await steps.press('Keep my data');
  await steps.logSays(/The browser keeps this data until|The browser did not grant persistent storage/u);
  const isKept = await page.evaluate(async () => navigator.storage.persisted());
  await steps.logSays(isKept ? /The browser keeps this data until/u : /The browser did not grant/u);
  await expect(page.getByRole('button', { name: 'Keep my data' })).toBeEnabled({ enabled: !isKept });
  await steps.press('Back Up Now');
  await steps.logSays(/Backup finished: written and read back whole/u);
  await expect(page.getByText(/Last backup: .*, read back whole\./u)).toBeVisible();
  await steps.addAudio(referenceAudioPaths().slice(1, 2));
  await steps.openTab('Data');
  await steps.press('Restore from Backup');
  const dialog = page.getByRole('dialog', { name: 'Restore from backup?' });
  await expect(dialog).toContainText('holds 24 files and 0 models');
  await expect(dialog).toContainText('What came since is lost: 1 file, descriptors of 1 file.');
  await dialog.getByRole('button', { name: 'Restore', exact: true }).click();
  await steps.logSays(/Restoring finished: the backup's 24 files are in place/u);
  await steps.openTab('Import + Descriptors');
  await expect(page.getByText('24 files · 24 with descriptors')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Undo: restoring of the backup' })).toBeVisible();
  await steps.openTab('Data');
  await app.download(async () => steps.press('Export DuckDB'));
  await expect(page.getByText('The last export is less than a day old and holds every file and model.')).toBeVisible();

  // Five days later, with a file that came after the backup.
  await page.clock.setFixedTime(Date.now() + 5 * 86_400_000);
  await steps.addAudio(referenceAudioPaths().slice(0, 1));
  await steps.openTab('Data');
  await expect(page.getByText('The backup is 5 days old; 1 file came since and is not in it.')).toBeVisible();
});

test(
  '[S4] the database is exported while a job runs, and merged back with conflicts decided file by file',
  { tag: '@every' },
  async ({ app }) => {
    const { page } = app;
    const steps = new Steps(page);
    const paths = referenceAudioPaths().slice(0, 2);
    const name = basename(paths[0] ?? '');
    await steps.addAudio(paths);
    await steps.openTab('Bayesian Opt');
    await page.getByRole('combobox', { name: 'Audio', exact: true }).selectOption({ label: name });
    await steps.press('Run BO');
    await steps.logSays(/BO finished for .*: 40 trials/u);
    const earlier = await page.getByText(/^Best score: /u).textContent();
    await steps.setNumber('Total', 5000);
    await steps.setNumber('Repeats', 8);
    await steps.press('Run BO');
    await expect(page.getByRole('button', { name: 'Stop', exact: true })).toBeEnabled();
    await steps.openTab('Data');
    const { bytes } = await app.download(async () => steps.press('Export DuckDB'));
    const [files, runs] = await queryNative(
      bytes,
      'SELECT audio_id FROM audio_files',
      "SELECT trial_count FROM trial_runs WHERE state = 'finished'",
    );
    expect([files?.length, runs]).toEqual([2, [{ trial_count: 40 }]]);
    await steps.openTab('Bayesian Opt');
    await steps.press('Stop');
    await steps.logSays(/BO stopped for/u);
    await steps.setNumber('Total', 30);
    await steps.setNumber('Repeats', 3);
    await steps.setNumber('Seed', 7);
    await steps.press('Run BO');
    await steps.logSays(/BO finished for .*: 30 trials/u);
    const best = page.getByText(/^Best score: /u);
    await expect(best).not.toHaveText(earlier ?? '');

    const path = join(await mkdtemp(join(tmpdir(), 'inertiabands-merge-')), 'training.duckdb');
    await writeFile(path, bytes);
    await steps.openTab('Data');
    await steps.chooseFiles('Import DuckDB', [path]);
    const dialog = page.getByRole('dialog', { name: 'Import DuckDB' });
    await expect(dialog).toContainText('add no file');
    await expect(dialog).toContainText('leave 1 file as they are');
    await expect(dialog).toContainText('meet 1 file that differ');
    await dialog.getByText('Decide file by file').click();
    await dialog.getByRole('combobox', { name: `Decision for ${name}` }).selectOption('take theirs');
    const differing = await app.download(async () => steps.press('Save Files that differ as CSV'));
    const [header, ...lines] = decodeCsv(differing.text);
    expect(header).toEqual(['Path', 'Descriptors', 'My score', 'Their score', 'Their runs', 'Decision']);
    expect(lines.map(([file = '', , , , , decision]) => [file, decision])).toEqual([[name, 'take theirs']]);
    await dialog.getByRole('button', { name: 'Merge', exact: true }).click();
    await steps.logSays(/Database import finished: training\.duckdb merged/u);
    await steps.openTab('Bayesian Opt');
    await expect(best).toHaveText(earlier ?? '');
    await expect(page.getByRole('table', { name: 'Runs' }).getByRole('row')).toHaveCount(4);
    await expect(page.getByRole('button', { name: 'Undo: merge of training.duckdb' })).toBeVisible();
  },
);
