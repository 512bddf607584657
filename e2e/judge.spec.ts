import { expectAccessible, expectFits, expectHolds } from './support/accessibility.ts';
import { expect, sharedApp, test } from './support/app.ts';
import { referenceAudioPaths } from './support/fixtures.ts';
import { Steps } from './support/steps.ts';

const shared = sharedApp('trained');

test('[J6] [J8] after Run All, also where nothing was new, a sound is open in Hear and judged, and Defaults ⇄ Yours is one key away and says what is gained', async () => {
  const app = shared();
  const { page } = app;
  const steps = new Steps(page);
  await steps.runAll();
  await steps.logSays(/Run All finished: 24 files, nothing was new, model network-/u);
  expect(await steps.log()).not.toContain(' trained: ');
  await steps.logSays(/Listening ready: examples\//u);
  await steps.logSays(
    /Judging finished: examples\/[^,]+, (General preset|Predicted|Direct search|Plugin defaults): (separates \d+ % |no difference)/u,
  );
  await steps.openTab('Inference');
  const hear = page.getByRole('region', { name: 'Hear' });
  await expect(hear.getByRole('button', { name: 'Play Preview' })).toBeVisible();
  const gain = hear.getByRole('region', { name: 'Gain' });
  await expect(gain.getByText(/is selected: (separates|no difference that can be told)/u)).toBeVisible();
  await expectAccessible(hear);
  await expectFits(page, [360]);
  const size = page.viewportSize();
  await page.setViewportSize({ width: 390, height: 844 });
  await expectHolds(hear);
  if (size !== null) await page.setViewportSize(size);

  await expect(gain.getByRole('status')).toHaveText(/^You hear yours: /u);
  const treatment = await hear.getByRole('combobox', { name: 'Treatment' }).inputValue();
  const swap = gain.getByRole('button', { name: 'Defaults ⇄ Yours' });
  if (await swap.isEnabled()) {
    const yours = await app.download(async () => steps.press('Export .vstpreset'));
    await page.keyboard.press('d');
    await expect(gain.getByRole('status')).toHaveText("You hear the plugin's defaults.");
    await expect(hear.getByRole('combobox', { name: 'Treatment' })).toHaveValue(treatment);
    const defaults = await app.download(async () => steps.press('Export .vstpreset'));
    // What is heard is what is written: the five knobs of an untouched plugin, and the same treatment.
    const knobs =
      /id="(?:distancePenalty|featureAdaptRate|featureMinimax|featureLowPenalty|featureHighPenalty)" value="[^"]+"/gu;
    expect(defaults.text).toContain('id="distancePenalty" value="1.0"');
    expect(defaults.text.replaceAll(knobs, '')).toBe(yours.text.replaceAll(knobs, ''));
    await page.keyboard.press('d');
    await expect(gain.getByRole('status')).toHaveText(/^You hear yours: /u);
    expect((await app.download(async () => steps.press('Export .vstpreset'))).bytes).toEqual(yours.bytes);
  }
  await steps.openTab('Import + Descriptors');
  await expect(page.getByRole('columnheader', { name: 'Gain' })).toBeVisible();
});

test('[J6] a new sound’s preset is the refined answer until it is judged, what is chosen by hand stays, and the export says what it gains', async () => {
  const app = shared();
  const { page } = app;
  const steps = new Steps(page);
  await steps.openTab('Inference');
  await steps.chooseFiles(
    'Choose Audio',
    referenceAudioPaths().filter((path) => path.includes('plucks-stereo')),
  );
  await steps.press('Predict Hyperparams');
  await steps.logSays(/Judging finished: plucks-stereo/u);
  const result = page.getByRole('region', { name: 'Result' });
  await expect(result.getByText(/is selected: (separates|no difference that can be told)/u)).toBeVisible();
  await expect(result.getByRole('cell', { name: /softer|tighter/u }).first()).toBeVisible();
  await expectFits(page, [360]);
  const exported = JSON.parse((await app.download(async () => steps.press('Export Preset JSON'))).text) as {
    readonly metadata: Readonly<Record<string, string>>;
  };
  await expect(result.getByRole('radio', { checked: true })).toHaveValue(exported.metadata['split'] ?? '');
  await result.getByRole('radio', { name: 'Predicted' }).check();
  const byHand = JSON.parse(
    (await app.download(async () => steps.press('Export Preset JSON'))).text,
  ) as typeof exported;
  expect(byHand.metadata['split']).toBe('predicted');
});

test(
  '[J8] what the judge chose is there after a reload, as long as the same is compared and measured, and goes with Delete All Data',
  { tag: '@every' },
  async () => {
    const app = shared();
    const { page } = app;
    const steps = new Steps(page);
    await steps.openTab('Import + Descriptors');
    const row = page.getByRole('table', { name: 'Audio files' }).getByRole('row', { name: /percussive-01/u });
    await row.click();
    await steps.logSays(/Judging finished: examples\/percussive-01/u);
    const gain = row.getByRole('cell', { name: /^(?:[+−]\d+\s%|unclear)$/u });
    await expect(gain).toBeVisible();
    const said = await gain.textContent();
    await app.reload();
    await expect(gain).toHaveText(said ?? '');
    const hear = await steps.hear('examples/percussive-01-kick-and-snare.wav');
    await expect(hear.getByRole('region', { name: 'Gain' }).getByText(/is selected: /u)).toBeVisible();
    expect(await steps.log()).not.toContain('Judging');

    await steps.deleteAllData();
    const kept = await page.evaluate(async () => {
      const { name = '' } =
        (await indexedDB.databases()).find((one) => one.name?.startsWith('inertiabands-verdicts ')) ?? {};
      const opened = indexedDB.open(name);
      await new Promise((resolve) => opened.addEventListener('success', resolve));
      const counted = opened.result.transaction('verdicts').objectStore('verdicts').count();
      await new Promise((resolve) => counted.addEventListener('success', resolve));
      opened.result.close();
      return counted.result;
    });
    expect(kept).toBe(0);
  },
);
