import { expectAccessible, expectFits } from './support/accessibility.ts';
import { expect, test } from './support/app.ts';
import { referenceAudioPaths } from './support/fixtures.ts';
import { Steps } from './support/steps.ts';

/** Those that are heard for half a second or more. */
const SOUNDS = 'drums plucks speech noise chirp fade tone gated hires impulses am-mono six-channel'.split(' ');

test(
  '[X5, X7, X8] the objective that hears: trials of a file, a preset for all, does adapting pay, a model of it, kept apart from the proxy',
  { tag: '@every' },
  async ({ app }) => {
    test.setTimeout(240_000);
    const files = SOUNDS.length;
    const { page } = app;
    const steps = new Steps(page);
    await steps.addAudio(SOUNDS.map((name) => referenceAudioPaths().find((path) => path.includes(name)) ?? ''));
    await steps.expectAudioFiles(files);
    await steps.openTab('Bayesian Opt');
    await page.getByLabel('Objective').selectOption('Measured');
    await expect(
      page.getByText(/Clustering will take (?:about .*|less than a second) for one file and .* for all/u),
    ).toBeVisible();
    await steps.setNumber('Startup', 2);
    await steps.setNumber('Total', 2);
    await steps.setNumber('Clusters', 2);

    await steps.press('Run BO');
    await steps.logSays(/Measured BO finished for .*: 2 trials, best measured score/u);
    await expect(page.getByText(/^Best score: 0\.\d{5}$/u)).toBeVisible();
    await expect(page.getByText(/^Mixed with .*, .*, /u)).toBeVisible();
    await steps.setNumber('Total', 3);
    await steps.press('Resume');
    await steps.logSays(/Measured BO finished for .*: 3 trials/u);
    await expect(page.getByRole('table', { name: 'Trials' })).toHaveAttribute('aria-rowcount', '4');
    const convergence = page.getByRole('img', { name: 'Convergence' });
    await convergence.hover({ position: { x: 200, y: 60 } });
    await convergence.hover({ position: { x: 210, y: 60 } });
    await expect(page.getByRole('table', { name: 'Trials' }).locator('.row.hovered')).toHaveCount(1);
    await steps.setNumber('Total', 2);

    await steps.press('Find Collection Preset');
    await steps.logSays(new RegExp(`Measured BO finished for All files: ${files} files, 3 settings`, 'u'), 120_000);
    await expect(page.getByText(`${files} files of ${files} with best parameters under this score`)).toBeVisible();
    const preset = await app.download(async () => steps.press('Export Preset JSON'));
    const { metadata, hyperparameters, plugin } = JSON.parse(preset.text) as Record<string, Record<string, unknown>>;
    expect(metadata).toMatchObject({ objective: 'measured', files: `${files}`, change_weight: '0.5', clusters: '2' });
    expect(Object.keys(hyperparameters ?? {})).toHaveLength(7);
    expect(plugin).toMatchObject({ compensation: { on: true } });
    expect(Object.keys(plugin?.['parameters'] ?? {})).toHaveLength(67);

    await steps.openTab('Model');
    await page.getByLabel('Learns from').selectOption('Measured score');
    await steps.press('Train Degree-3 Ridge');
    await steps.logSays(/Model trained: 12 rows, .*, ridge-measured-/u);
    await expect(page.getByRole('table', { name: 'Models' }).getByText('Measured score')).toBeVisible();
    await steps.openTab('Bayesian Opt');

    await steps.press('Does adapting pay?');
    await steps.logSays(
      new RegExp(`Does adapting pay, All files: tried on unseen partners and segments of ${files} files`, 'u'),
      120_000,
    );
    const ways = page.getByRole('table', { name: 'Ways to choose a preset' });
    await expect(ways.getByRole('row')).toHaveCount(7);
    await expect(page.getByText(/^(?:No: one|Not shown: one|Yes, adapting)/u)).toBeVisible();
    await expectAccessible(page.getByRole('tabpanel', { name: 'Bayesian Opt' }));
    await expectFits(page, [360]);

    await app.reload();
    await steps.openTab('Bayesian Opt');
    await expect(page.getByText(/^(?:No: one|Not shown: one|Yes, adapting)/u)).toBeVisible();
    await page.getByLabel('Objective').selectOption('Proxy');
    await expect(page.getByText(`${files} files with descriptors lack best parameters.`)).toBeVisible();
  },
);

test(
  '[X5] a search over all files goes on after a reload from what it had measured',
  { tag: '@every' },
  async ({ examples: app }) => {
    test.setTimeout(240_000);
    const { page } = app;
    const steps = new Steps(page);
    const searchAll = async () => {
      await steps.openTab('Bayesian Opt');
      await page.getByLabel('Objective').selectOption('Measured');
      await steps.setNumber('Startup', 3);
      // More than a machine gets through before the test is done with it.
      await steps.setNumber('Total', 1000);
      await steps.press('Run BO for All');
    };
    const progress = page.getByRole('progressbar', { name: 'Measured BO, All files' }).first();
    const done = async () => Number((await progress.getAttribute('value')) ?? 0);
    /** What a query answers in one row, after a word that marks the row as its own. */
    const numbersOf = async (mark: string, columns: string) => {
      await steps.openTab('Data');
      const region = page.getByRole('region', { name: 'SQL console' });
      await region.getByRole('textbox', { name: 'SQL', exact: true }).fill(`SELECT '${mark}', ${columns}`);
      await region.getByRole('button', { name: 'Run SQL', exact: true }).click();
      const cells = region.getByRole('table', { name: 'Query result' }).getByRole('cell');
      await expect(cells.first()).toHaveText(mark);
      return (await cells.allTextContents()).slice(1).map(Number);
    };
    const trials = '(SELECT count(*) FROM measured_trials)';

    await searchAll();
    await expect.poll(done, { timeout: 60_000 }).toBeGreaterThan(0);
    await app.reload();
    const [kept = 0] = await numbersOf('kept', trials);
    expect(kept).toBeGreaterThan(0);

    await searchAll();
    await expect.poll(done, { timeout: 60_000 }).toBeGreaterThan(kept);
    await page.getByRole('button', { name: /^Stop/u }).first().click();
    await steps.logSays(/Measured BO for All files stopped: what ran is kept/u);
    const [collections, twice, more] = await numbersOf(
      'gone on',
      `(SELECT count(*) FROM collections), (SELECT count(*) - count(DISTINCT audio_id) FROM measured_runs), ${trials}`,
    );
    expect([collections, twice]).toEqual([1, 0]);
    expect(more).toBeGreaterThan(kept);
  },
);
