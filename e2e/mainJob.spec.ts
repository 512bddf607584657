import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { DESCRIPTOR_COLUMNS } from '../src/domain/descriptors.ts';
import { HYPERPARAMETERS } from '../src/domain/hyperparameters.ts';
import { decodeCsv } from '../src/formats/csv.ts';
import { decodeTrainingCsv } from '../tests/support/readTrainingCsv.ts';
import { expect, test, type App } from './support/app.ts';
import { floatWav } from './support/badFiles.ts';
import { referenceAudioPaths, referenceDescriptors } from './support/fixtures.ts';
import { queryNative, readParquetNatively } from './support/nativeDatabase.ts';
import { Steps } from './support/steps.ts';

const DESKTOP_TABLES = ['audio_files', 'audio_metadata', 'best_params', 'bo_trials', 'descriptors', 'models'];

test('[D9] the reference files come out of the training CSV with the reference descriptors', async ({ app }) => {
  const steps = new Steps(app.page);
  await steps.addAudio(referenceAudioPaths());
  await steps.logSays(/Import finished: 17 added/u);
  await steps.logSays(/Descriptors finished: 17 done, 0 failed/u);
  await steps.runTrials();
  await steps.openTab('Data');
  const csv = await app.download(async () => steps.press('Export Training CSV'));
  expect(csv.name).toBe('training_dataset.csv');
  const rows = new Map(decodeTrainingCsv(csv.text, csv.name).map((row) => [basename(row.path), row]));
  expect(rows.size).toBe(17);
  for (const reference of referenceDescriptors()) {
    const row = rows.get(reference.file);
    expect(row, reference.file).toBeDefined();
    if (row === undefined) continue;
    const found = Object.values(row.descriptors);
    for (const [i, column] of DESCRIPTOR_COLUMNS.entries()) {
      const truth = reference.float64[column];
      const allowed = 1e-7 * Math.max(Math.abs(truth), 1e-3);
      expect(Math.abs((found[i] ?? Number.NaN) - truth), `${reference.file} ${column}`).toBeLessThanOrEqual(allowed);
    }
  }

  await app.page.getByRole('tabpanel', { name: 'Data' }).getByText('Details', { exact: true }).click();
  const parquet = await app.download(async () => steps.press('Export Parquet'));
  expect(parquet.name).toBe('training_dataset.parquet');
  const table = await readParquetNatively(parquet.bytes);
  expect(table.map(({ path, silence_ratio, score }) => [path, silence_ratio, score])).toEqual(
    [...rows.values()]
      .toSorted((a, b) => (a.path < b.path ? -1 : 1))
      .map(({ path, descriptors, score }) => [path, descriptors.silenceRatio, score]),
  );
});

test('what Run All has learned makes presets, a longer refinement better ones, and everything survives a reload', async ({
  trained: app,
}) => {
  const steps = new Steps(app.page);
  await steps.openTab('Model');
  await expect(app.page.getByRole('table', { name: 'Models' }).getByRole('row')).toHaveCount(3);

  const preset = await predictAndExport(app, steps);
  const content: unknown = JSON.parse(preset.text);
  expect(preset.name).toBe('tone-440-mono-44k1-s16_hyperparams.json');
  expect(content).toMatchObject({ format_version: 1, audio_path: 'tone-440-mono-44k1-s16.wav' });
  const { descriptors, hyperparameters, metadata } = content as Record<string, Record<string, unknown>>;
  expect(Object.keys(descriptors ?? {})).toEqual(DESCRIPTOR_COLUMNS);
  expect(Object.keys(hyperparameters ?? {})).toEqual(HYPERPARAMETERS.map(({ column }) => column));
  expect(Object.keys(metadata ?? {})).toContain('model_path');
  const [header, ...places] = decodeCsv((await app.download(async () => steps.press('Save Descriptors as CSV'))).text);
  expect(header).toEqual(['Descriptor', 'Value', 'From', 'To', 'Place']);
  expect(places.map(([column, value]) => [column, Number(value)])).toEqual(Object.entries(descriptors ?? {}));

  // A longer refinement of the same seed finds a better preset, and the preset says how long it was.
  const short = await refinedScore(app, 1);
  expect(await refinedScore(app, 60)).toBeGreaterThan(short);
  const refined = await app.download(async () => steps.press('Export Preset JSON'));
  expect(JSON.parse(refined.text)).toMatchObject({ metadata: { refined: 'true', refine_trials: '60' } });

  await app.reload();
  await new Steps(app.page).expectAudioFiles(24);
  await expectCompleteDatabase(app, 24, 1);
});

test('what was acknowledged is there after the browser was killed', { tag: '@every' }, async ({ examples: app }) => {
  await app.kill();
  await app.reopen();
  const after = new Steps(app.page);
  await after.expectAudioFiles(24);
  await after.openTab('Bayesian Opt');
  await after.press('Run BO for All');
  await after.logSays(/BO for all finished: 24 of 24 files/u);
  await app.kill();
  await app.reopen();
  await expectCompleteDatabase(app, 24, 40);
});

test(
  'a file that could not be described is read again after a reload, from the copy that was made for it; Delete All Data ends what runs, closes the sound that is open and leaves nothing but treatments saved by name, as its dialog says',
  { tag: '@every' },
  async ({ app }) => {
    const { page } = app;
    const folder = await mkdtemp(join(tmpdir(), 'inertiabands-waiting-'));
    const odd = join(folder, 'odd.wav');
    await writeFile(odd, floatWav(5000, { 40: Number.NaN }));
    const plucks = referenceAudioPaths().filter((path) => path.includes('plucks'));
    const steps = new Steps(page);
    await steps.addAudio([...plucks, odd]);
    await steps.logSays(/Descriptors finished: 1 done, 1 failed/u);
    await steps.logSays(/Copies of audio finished: \d kept, 0 not at hand/u);
    await app.reload();
    await steps.extractAll();
    await steps.logSays(/Descriptors finished: 0 done, 1 failed/u);
    await expect(page.getByRole('alert').filter({ hasText: 'odd.wav' })).toHaveText(/first at sample 40/u);

    const hear = await steps.hear('plucks-stereo-48k-s24.flac');
    await expect(hear.getByRole('button', { name: 'Play Preview' })).toBeVisible();
    await hear.getByRole('slider', { name: 'Gain of cluster 2' }).fill('-7.5');
    await steps.press('Save Treatment…');
    await page.getByRole('textbox', { name: 'Treatment name' }).fill('Softer snare');
    await page.keyboard.press('Enter');
    await expect(hear.getByText('Your treatment “Softer snare”, as it was saved.')).toBeVisible();
    const presets = page.getByRole('dialog', { name: 'Export Presets' });
    await steps.openTab('Import + Descriptors');
    await steps.press('Export Presets');
    await expect(presets.getByText(/^1 sound as chosen under Hear/u)).toBeVisible();
    await page.keyboard.press('Escape');

    await steps.openTab('Data');
    await steps.press('Delete All Data');
    await expect(page.getByRole('dialog')).toContainText('the treatments that you saved by name');
    await page.keyboard.press('Escape');
    await steps.openTab('Bayesian Opt');
    await steps.setNumber('Total', 5000);
    await steps.press('Run BO for All');
    await expect(page.getByRole('progressbar').first()).toBeVisible();
    await steps.deleteAllData();
    await steps.openTab('Inference');
    await expect(hear.getByRole('combobox', { name: 'Sound to hear' })).toHaveValue('');
    await expect(hear.getByRole('button', { name: 'Play Preview' })).toHaveCount(0);

    await app.reload();
    await steps.openTab('Import + Descriptors');
    await expect(page.getByRole('table', { name: 'Audio files' })).toHaveCount(0);
    await expect(page.getByRole('button', { name: 'Load Example Sounds' }).first()).toBeVisible();
    await steps.addAudio(plucks);
    await steps.press('Export Presets');
    await expect(presets.getByText('Each gets the one that lets its split be heard.')).toBeVisible();
    await expect(
      presets.getByRole('combobox', { name: 'Treatment' }).getByRole('option', { name: 'Softer snare' }),
    ).toHaveCount(1);
  },
);

async function predictAndExport(app: App, steps: Steps) {
  const tone = referenceAudioPaths().filter((path) => path.includes('tone-440'));
  await steps.openTab('Inference');
  await steps.chooseFiles('Choose Audio', tone);
  await app.page.getByRole('checkbox', { name: 'Run local BO refinement', exact: true }).check();
  await steps.press('Predict Hyperparams');
  await steps.logSays(/Prediction finished: tone-440-mono-44k1-s16\.wav/u);
  return app.download(async () => steps.press('Export Preset JSON'));
}

/** The score that a refinement of so many trials comes to, out of the table's CSV. */
async function refinedScore(app: App, trials: number): Promise<number> {
  const steps = new Steps(app.page);
  const finished = app.page.getByRole('log', { name: 'Log' }).getByText(/^Prediction finished: /u);
  const before = await finished.count();
  await steps.setNumber('Refine trials', trials);
  await steps.press('Predict Hyperparams');
  await expect(finished).toHaveCount(before + 1);
  const csv = await app.download(async () => steps.press('Save Hyperparameters as CSV'));
  expect(csv.name).toBe('hyperparameters.csv');
  const [header, ...rows] = decodeCsv(csv.text);
  // The sound is one of the data set, so its own optimum is there too.
  expect(header).toEqual(['Hyperparameter', 'Predicted', 'Refined', 'Direct search']);
  expect(rows.map(([name]) => name)).toEqual([...HYPERPARAMETERS.map(({ column }) => column), 'Score']);
  return Number(rows.at(-1)?.[2]);
}

async function expectCompleteDatabase(app: App, files: number, trialsPerFile: number): Promise<void> {
  await new Steps(app.page).openTab('Data');
  const database = await app.download(async () => new Steps(app.page).press('Export DuckDB'));
  expect(database.name).toBe('training.duckdb');
  const [tables = [], counts = []] = await queryNative(
    database.bytes,
    'SELECT table_name FROM information_schema.tables',
    `SELECT (SELECT count(*) FROM audio_files)::INTEGER AS files, (SELECT count(*) FROM descriptors)::INTEGER AS extracted,
            (SELECT count(*) FROM best_params)::INTEGER AS optimised, (SELECT count(*) FROM bo_trials)::INTEGER AS trials`,
  );
  expect(tables.map((row) => row['table_name'])).toEqual(expect.arrayContaining(DESKTOP_TABLES));
  expect(counts).toEqual([{ files, extracted: files, optimised: files, trials: files * trialsPerFile }]);
}
