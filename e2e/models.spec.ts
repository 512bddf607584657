import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { unzipSync } from 'fflate';
import { FEATURE_COUNT } from '../src/domain/polynomial.ts';
import { decodeCsv } from '../src/formats/csv.ts';
import { decodeModelFile } from '../src/formats/modelFile.ts';
import { decodePluginHeader, encodePluginHeader } from '../src/formats/pluginHeader.ts';
import type { RidgeParameters } from '../src/domain/model.ts';
import { expect, test, type App } from './support/app.ts';
import { expectCompiles } from './support/compileHeader.ts';
import { referenceAudioPaths } from './support/fixtures.ts';
import { Steps } from './support/steps.ts';

/** A model from elsewhere that answers every sound with nearly the same preset. */
const FOREIGN: RidgeParameters = {
  degree: 3,
  scalerMean: Array.from({ length: 12 }, (_, i) => i / 10),
  scalerScale: Array.from({ length: 12 }, (_, i) => 1 + i),
  intercept: [0.5, 0.02, 0.3, 0.1, -3],
  coefficients: Array.from({ length: 5 }, (_, k) =>
    Array.from({ length: FEATURE_COUNT }, (__, a) => (a === k ? 0.01 : 0)),
  ),
};

const models = (app: App) => app.page.getByRole('table', { name: 'Models' });
const rowOf = (app: App, text: string | RegExp) => models(app).getByRole('row').filter({ hasText: text });

test('[Q, B4] after Run All: header → ridge → student, offline, all held out and compared; the best stays in use', async ({
  trained: app,
}) => {
  test.setTimeout(300_000);
  await app.setOffline(true);
  const steps = new Steps(app.page);

  // The header is the plugin model's, which Run All has trained.
  await steps.openTab('Data');
  const header = await app.download(async () => {
    await steps.press('Export AutoHyperModelData.h');
    await steps.logSays(/Header export finished: AutoHyperModelData\.h of plugin-[\w-]+/u);
  });
  expect(header.name).toBe('AutoHyperModelData.h');
  expect(header.text).toMatch(/^\/\/ InertiaBands Trainer, model plugin-[\w-]+, of \d+ windows of 2\d recordings\.\n/u);
  expect(header.text).toMatch(
    /^\/\/ Mean regret of what plays over 30 s .*: 0\.\d{4}; of the best single constant in its place 0\.\d{4}\.$/mu,
  );
  expect(decodePluginHeader(header.text, header.name).coefficients).toHaveLength(5);
  await expectCompiles(header.text);
  const kit = await app.download(async () => steps.press('Plugin Kit'));
  const files = unzipSync(kit.bytes);
  expect(new TextDecoder().decode(files['AutoHyperModelData.h'])).toBe(header.text);
  expect(new TextDecoder().decode(files['GUIDE.md'])).toContain('plugin/Source/AutoHyperModelData.h');

  await steps.openTab('Model');
  await steps.press('Train Degree-3 Ridge');
  await steps.logSays(/Model trained: 24 rows, .*held-out regret 0\.\d+, ridge-[\w-]+/u);
  await steps.logSays(/network-[\w-]+ kept in use: its held-out regret on the same files is 0\.\d{4}, that of ridge-/u);
  await expect(rowOf(app, /in use/u)).toContainText('Network');
  await steps.press('Train Student');
  await steps.logSays(
    /Student trained: 24 rows, held-out regret 0\.\d+, taught by network-[\w-]+, student-[\w-]+/u,
    120_000,
  );
  await expect(models(app).getByRole('row')).toHaveCount(5);
  for (const kind of ['Degree-3 ridge', 'Network', 'Student (degree 3)']) {
    await expect(rowOf(app, kind)).toContainText(/beats 0\.|does not beat 0\./u);
  }
  await expect(app.page.getByRole('note', { name: 'Recommendation' })).toContainText(
    /The network network-[\w-]+ answers\.\s+On 24 sounds that it had not heard its presets stay 0\.\d{4} below/u,
  );
  await app.page.getByText('Details: figures of models, side by side').click();
  for (const heading of ['Regret over files', 'Reliability of the confidence']) {
    await expect(app.page.getByRole('heading', { name: heading })).toBeVisible();
  }
  await app.page.getByRole('combobox', { name: 'Compare with' }).selectOption({ index: 2 });
  await expect(app.page.getByRole('heading', { name: 'Compared with' })).toBeVisible();
  await expect(app.page.getByRole('heading', { name: 'Regret over files' })).toHaveCount(2);
  await expect(app.page.getByRole('heading', { name: 'CV error over alpha' })).toBeVisible();
  await expect(
    app.page
      .getByRole('table', { name: 'Figures side by side' })
      .getByRole('row', { name: /^regret, mean 0\.\d{4} 0\.\d{4}$/u }),
  ).toBeVisible();

  await app.page.getByRole('button', { name: /^Name and note of student-/u }).click();
  await app.page.getByRole('textbox', { name: 'Name', exact: true }).fill('For the plugin');
  await app.page.getByRole('textbox', { name: 'Note', exact: true }).fill('heard it');
  await steps.press('Save');
  await steps.press('Pin For the plugin');
  await expect(models(app).getByRole('row').nth(1)).toContainText('For the plugin');
  await expect(models(app).getByRole('row').nth(1)).toContainText('heard it');

  await steps.openTab('Inference');
  await steps.chooseFiles('Choose Audio', referenceAudioPaths().slice(0, 1));
  await steps.press('Predict Hyperparams');
  await steps.logSays(/Prediction finished: /u);
  await expect(app.page.getByText(/Of held-out answers like this one, \d+\u00a0% came close/u)).toBeVisible();
  const preset = await app.download(async () => steps.press('Export Preset JSON'));
  expect(JSON.parse(preset.text)).toMatchObject({
    metadata: { confidence_basis: 'calibrated', expected_regret: expect.any(String) as unknown },
    plugin: { name: 'InertiaBandsX', version: '0.0.3', compensation: { on: true } },
  });

  await steps.openTab('Data');
  const methods = await app.download(async () => steps.press('Export Methods'));
  expect(methods.name).toBe('methods.txt');
  expect(methods.text).toMatch(
    /^Made with InertiaBands Trainer \d\S* \([^)]+\) for InertiaBandsX [^]*SHA-256 of the descriptors [^]*: [0-9a-f]{64}[^]*seed \d+[^]*Model in use: network-/u,
  );

  // A network has no equations: those of the best model that has some are exported.
  await steps.openTab('Model');
  await rowOf(app, 'Network').getByRole('button', { name: 'Use', exact: true }).click();
  await steps.openTab('Data');
  const equations = await app.download(async () => steps.press('Export best_equations.json'));
  expect(equations.name).toBe('best_equations.json');
  expect(equations.text).toContain('This model: ');
  await steps.logSays(/Equations export finished: best_equations\.json of (?:student|ridge)-/u);

  await steps.openTab('Model');
  await rowOf(app, 'Degree-3 ridge').getByRole('button', { name: 'Use', exact: true }).click();
  await app.reload();
  await steps.openTab('Model');
  await expect(models(app).getByRole('row')).toHaveCount(5);
  await expect(rowOf(app, /in use, by hand/u)).toContainText('Degree-3 ridge');
  await steps.press('Use the Best One');
  await expect(rowOf(app, /in use/u)).not.toContainText('Degree-3 ridge');
  await expect(app.page.getByRole('button', { name: 'Use the Best One' })).toHaveCount(0);
});

test('[Q] models from elsewhere are imported, measured on the data set and compared', async ({ trained: app }) => {
  const folder = await mkdtemp(join(tmpdir(), 'inertiabands-models-'));
  const headerPath = join(folder, 'AutoHyperModelData.h');
  await writeFile(headerPath, `// of another trainer\n${encodePluginHeader(FOREIGN, 'foreign')}`);
  const steps = new Steps(app.page);
  await steps.openTab('Data');
  // There is none with equations yet: the desktop's ridge is trained for them.
  const equations = await app.download(async () => steps.press('Export best_equations.json'));
  await steps.logSays(/Model trained: 24 rows, .*ridge-[\w-]+/u);
  const equationsPath = join(folder, equations.name);
  await writeFile(equationsPath, equations.bytes);

  await steps.openTab('Model');
  await steps.chooseFiles('Import Model', [headerPath]);
  await steps.logSays(/Model imported: AutoHyperModelData\.h, regret on this data set 0\.\d+, imported-[\w-]+/u);
  await steps.chooseFiles('Import Model', [equationsPath]);
  await steps.logSays(/Model imported: best_equations\.json, regret on this data set 0\.\d+, imported-[\w-]+/u);
  await steps.logSays(/network-[\w-]+ kept in use: the other one is not measured on held-out files/u);
  await expect(models(app).getByRole('row')).toHaveCount(6);
  await expect(rowOf(app, 'Imported').first()).toContainText('this data set');

  await rowOf(app, 'Imported').first().getByRole('button', { name: 'Measure again' }).click();
  await steps.logSays(/Model measured: imported-[\w-]+, regret on this data set 0\.\d+/u);
  await expect(models(app).getByRole('row')).toHaveCount(6);
  await steps.press('Compare in the Plugin');
  await steps.logSays(/Comparison finished: 3 models in the plugin/u);
  const sideBySide = app.page.getByRole('table', { name: 'Side by side in the plugin' });
  await expect(sideBySide.getByRole('row').filter({ hasText: /Imported/u })).toHaveCount(2);
  for (const row of [
    /^ridge-[\w-]+ Degree-3 ridge this data set 0\.\d{4}/u,
    /^plugin-[\w-]+ .* held-out windows 0\.\d{4}/u,
    /^Best single constant held-out windows 0\.\d{4}/u,
  ]) {
    await expect(sideBySide.getByRole('row', { name: row })).toBeVisible();
  }
  const compared = await app.download(async () => steps.press('Save Side by side in the plugin as CSV'));
  expect(compared.name).toBe('side_by_side_in_the_plugin.csv');
  const lines = decodeCsv(compared.text);
  expect(lines[0]?.slice(0, 3)).toEqual(['Model', 'Measured on', 'Regret, mean']);
  // Three models, the plugin model, the best single constant, direct search.
  expect(lines).toHaveLength(7);

  await rowOf(app, 'Degree-3 ridge').getByRole('button', { name: 'Use', exact: true }).click();
  await expect(rowOf(app, /in use/u)).toContainText('Degree-3 ridge');
  await steps.press('Load Latest Model');
  await expect(rowOf(app, /in use/u)).toContainText('Imported');
  await expect(models(app).getByRole('row').nth(1)).toContainText('in use');

  const own = await app.download(async () =>
    rowOf(app, 'Imported').first().getByRole('button', { name: 'Export' }).click(),
  );
  expect(decodeModelFile(own.text, own.name)).toMatchObject({ kind: 'imported', origin: 'equations' });

  const bad = join(folder, 'broken.h');
  await writeFile(bad, '#pragma once\n');
  await steps.chooseFiles('Import Model', [bad]);
  await expect(app.page.getByRole('alert').filter({ hasText: 'broken.h' })).toBeVisible();

  // What was chosen for an answer joins the data set on wish.
  await steps.openTab('Inference');
  await steps.chooseFiles('Choose Audio', referenceAudioPaths().slice(0, 1));
  await steps.press('Add to Data Set');
  await steps.logSays(/Import finished: 1 added, 0 already there/u);
  await steps.expectAudioFiles(25);
});

test('[Q] a network’s training is paused and stopped, and leaves everything as it was', async ({ examples: app }) => {
  const steps = new Steps(app.page);
  await steps.openTab('Model');
  await steps.press('Train Network');
  await expect(app.page.getByRole('progressbar', { name: 'Network' })).toBeVisible();
  await app.page.keyboard.press('Alt+J');
  await steps.press('Pause: Network');
  await expect(app.page).toHaveTitle(/^Paused: /u);
  await steps.press('Stop: Network');
  await steps.logSays(/Network stopped/u);
  await expect(app.page.getByRole('button', { name: 'Train Network', exact: true })).toBeEnabled();
  await expect(models(app)).toHaveCount(0);
});
