import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decodeCsv } from '../src/formats/csv.ts';
import { decodePluginHeader } from '../src/formats/pluginHeader.ts';
import { expect, test } from './support/app.ts';
import { referenceAudioPaths } from './support/fixtures.ts';
import { writeLongFlac } from './support/longFiles.ts';
import { queryNative } from './support/nativeDatabase.ts';
import { Steps } from './support/steps.ts';
import { withMotion } from './support/workerBrowser.ts';

test(
  '[P9] the model of the plugin’s own descriptors that Run All trains is told of, another training can be stopped, and a file plays with its answers',
  { tag: '@every' },
  async ({ trained: app }) => {
    const { page } = app;
    const steps = new Steps(page);
    await steps.openTab('Model');
    const models = page.getByRole('table', { name: 'Models' });
    await steps.press('Train Plugin Model');
    await page.getByRole('button', { name: 'Stop', exact: true }).click();
    await steps.logSays(/Plugin model stopped/u);
    await expect(page.getByRole('button', { name: 'Train Plugin Model', exact: true })).toBeEnabled();
    const regret = page.getByRole('table', { name: 'Regret in the plugin' });
    await expect(regret.getByRole('row', { name: /^Mean regret 0\.\d{4} 0\.\d{4}$/u })).toBeVisible();
    await expect(regret.getByRole('row', { name: /^Mean confidence [01]\.\d{3} –$/u })).toBeVisible();
    const saved = await app.download(async () => steps.press('Save Regret in the plugin as CSV'));
    const [heading, ...figures] = decodeCsv(saved.text);
    expect([heading, figures.length]).toEqual([['Figure', 'This model', 'Best constant'], 6]);
    await expect(
      regret.getByRole('row', { name: /^Mean regret of what plays over 30 s 0\.\d{4} 0\.\d{4}$/u }),
    ).toBeVisible();
    const outputs = page.getByRole('table', { name: 'Outputs in the plugin' });
    await expect(outputs.getByRole('row')).toHaveCount(5);
    await expect(outputs.getByRole('row', { name: /^norm_rate -?\d\.\d\d/u })).toBeVisible();
    await expect(models.getByRole('row').filter({ hasText: /plugin-\d{8}/u })).toHaveCount(1);

    const handOff = page.getByRole('group', { name: 'Hand-off to the plugin' });
    const header = await app.download(async () =>
      handOff.getByRole('button', { name: 'Export AutoHyperModelData.h' }).click(),
    );
    expect(decodePluginHeader(header.text, header.name).coefficients).toHaveLength(5);
    // The model of today's recordings is there already.
    await expect(models.getByRole('row').filter({ hasText: /plugin-\d{8}/u })).toHaveCount(1);
    await handOff.getByRole('button', { name: 'Use', exact: true }).click();
    await expect(handOff.getByRole('button', { name: 'In use' })).toBeDisabled();

    await withMotion(app);
    await steps.openTab('Inference');
    const sound = page.getByRole('combobox', { name: 'Sound to play' });
    await sound.click();
    await page.getByRole('listbox', { name: 'Sound to play' }).getByRole('option').nth(2).click();
    await steps.press('Open Live View');
    await steps.logSays(/Live view ready: /u);
    await expect(page.getByRole('img', { name: /Answers while it plays/u })).toBeVisible();
    const long = join(await mkdtemp(join(tmpdir(), 'inertiabands-live-')), 'drums for long.flac');
    await writeLongFlac(long, 60);
    await steps.chooseFiles('Choose Audio', [long]);
    await expect(page.getByRole('combobox', { name: 'Model in the plugin' })).toHaveValue(/^plugin-/u);
    await steps.press('Open Live View');
    await steps.logSays(/Live view ready: drums for long\.flac/u);
    await expect(
      page.getByRole('img', { name: /Answers while it plays\. Over the whole sound: .*norm_rate/u }),
    ).toBeVisible();
    const now = page.getByRole('table', { name: 'Answer now' });
    await expect(now.getByRole('row', { name: 'confidence –' })).toBeVisible();
    const answer = await app.download(async () => steps.press('Save Answer now as CSV'));
    expect([answer.name, decodeCsv(answer.text).at(-1)]).toEqual(['answer_now.csv', ['confidence', '–']]);
    const play = page.getByRole('button', { name: 'Play', exact: true });
    await play.focus();
    await page.keyboard.press('Enter');
    await expect(page.getByRole('button', { name: 'Pause', exact: true })).toBeVisible();
    await expect(now.getByRole('row', { name: /^confidence (0\.[1-9]|1)/u })).toBeVisible();
    await steps.press('Pause');
    await expect(play).toBeVisible();
    const position = page.getByRole('slider', { name: 'Position' });
    await position.focus();
    await page.keyboard.press('Home');
    await expect(position).toHaveValue('0');
    await expect(now.getByRole('row', { name: 'confidence –' })).toBeVisible();

    await app.reload();
    await steps.openTab('Model');
    await expect(page.getByRole('table', { name: 'Regret in the plugin' })).toBeVisible();
    await steps.openTab('Data');
    const database = await app.download(async () => steps.press('Export DuckDB'));
    const [rows] = await queryNative(
      database.bytes,
      `SELECT count(DISTINCT audio_id)::INTEGER AS files, max(n)::INTEGER AS most, bool_and(finite) AS finite FROM
       (SELECT audio_id, count(*) AS n, bool_and(isfinite(plugin_log_energy_median) AND isfinite(trainer_low_high_ratio))
          AS finite FROM plugin_windows GROUP BY audio_id)`,
    );
    expect(rows).toHaveLength(1);
    expect(rows?.[0]).toMatchObject({ finite: true });
    expect(Number(rows?.[0]?.['files'])).toBeGreaterThanOrEqual(20);
    expect(Number(rows?.[0]?.['most'])).toBeLessThanOrEqual(8);
  },
);

test('[P9] a plugin model of too few recordings is refused with what is missing', async ({ app }) => {
  const { page } = app;
  const steps = new Steps(page);
  await steps.addAudio(referenceAudioPaths().slice(0, 3));
  await steps.openTab('Model');
  await steps.press('Train Plugin Model');
  await expect(page.getByRole('alert').filter({ hasText: /at least 12 recordings/u })).toBeVisible();
  const downloads: string[] = [];
  page.on('download', (download) => downloads.push(download.suggestedFilename()));
  await steps.openTab('Data');
  for (const [times, button] of [[2, 'Export AutoHyperModelData.h'] as const, [3, 'Plugin Kit'] as const]) {
    await steps.press(button);
    await steps.logSays(
      new RegExp(`at least 12 recordings .*there are 2 with descriptors.* \\(${times} times\\)`, 'u'),
    );
    await expect(page.getByRole('button', { name: button, exact: true })).toBeEnabled();
  }
  expect(downloads).toEqual([]);
});
