import type { Locator, Page } from '@playwright/test';
import { expectFingerSized, expectHolds } from './support/accessibility.ts';
import { expect, test } from './support/app.ts';
import { primariesOf } from './support/primaries.ts';
import { Steps } from './support/steps.ts';

/** The card of the tab that is shown says this first, and advises this alone. */
async function expectAdvice(page: Page, heading: string | RegExp, advised: string): Promise<void> {
  const card = page.getByRole('region', { name: 'Verdict' });
  await expect(card.getByRole('note', { name: 'Recommendation' }).getByRole('heading')).toHaveText(heading);
  await expect.poll(async () => primariesOf(page)).toEqual([advised]);
}

test('the card of each tab of an empty data set leads to sounds', async ({ app }) => {
  const { page } = app;
  const steps = new Steps(page);
  for (const [tab, heading, advised, control] of [
    ['Bayesian Opt', 'No sounds yet', 'Bring in sounds first', 'Run BO'],
    ['Model', 'No model yet', 'Bring in sounds first', 'Train Network'],
    ['Data', 'Nothing to lose yet', 'Import DuckDB', 'Export DuckDB'],
    ['Inference', 'No model yet', 'Go to Import + Descriptors', 'Choose Audio'],
  ] as const) {
    await steps.openTab(tab);
    await expectAdvice(page, heading, advised);
    // What leads elsewhere comes after the controls, which keep their places when it goes.
    const link = await page.getByRole('link', { name: advised }).all();
    const first = page.getByRole('button', { name: control, exact: true });
    const place = async (one: Locator) => one.boundingBox().then((box) => (box ? box.y * 10_000 + box.x : 0));
    for (const one of link) expect(await place(one)).toBeGreaterThan(await place(first));
  }
  await expect(page.getByRole('combobox', { name: 'Plugin in use' })).toBeDisabled();
  await page.getByRole('link', { name: 'Go to Import + Descriptors' }).press('Enter');
  await expectAdvice(page, 'Start with sounds', 'Load Example Sounds');
});

test('after Run All the card of each tab says how things stand and leads on; what it leads through keeps the focus, its place, and Details', async ({
  trained: app,
}) => {
  const { page } = app;
  const steps = new Steps(page);
  await steps.openTab('Import + Descriptors');
  await expectAdvice(page, 'Presets for all 24 sounds', 'Open the Library');
  await steps.openTab('Bayesian Opt');
  await expectAdvice(page, 'Best parameters for all 24 sounds', 'Run BO');

  await steps.openTab('Inference');
  await expectAdvice(page, 'A preset for any sound', 'Choose Audio');
  const stored = page.getByRole('combobox', { name: 'From the Data Set' });
  await stored.click();
  const found = page.getByRole('listbox', { name: 'From the Data Set' }).getByRole('option');
  await expect(found).toHaveCount(24);
  await stored.fill('01 tonal');
  await expect(found).toHaveCount(1);
  const path = (await found.innerText()).trim();
  expect(path).toContain('examples/tonal-01');
  await found.click();
  await expectAdvice(page, `${path} is chosen`, 'Predict Hyperparams');
  const place = await page.getByRole('button', { name: 'Export Preset JSON' }).first().boundingBox();
  await steps.press('Predict Hyperparams');
  await expectAdvice(page, `A preset for ${path}`, 'Export Preset JSON');
  expect(await page.getByRole('button', { name: 'Export Preset JSON' }).first().boundingBox()).toEqual(place);

  await steps.openTab('Data');
  await expectAdvice(page, 'Not all of it is exported', 'Export DuckDB');
  await app.download(async () => page.getByRole('button', { name: 'Export DuckDB' }).press('Enter'));
  await expect(page.getByRole('note', { name: 'Recommendation' }).getByRole('heading')).toHaveText(/^E/u);
  await steps.press('Back Up Now');
  await expectAdvice(page, 'Everything is exported and backed up', 'Export Presets');
  await expect(page.getByRole('button', { name: 'Export Parquet' })).toBeHidden();
  // The palette unfolds what it presses.
  await page.keyboard.press('Control+k');
  await page.keyboard.type('pandas');
  const parquet = await app.download(async () => page.keyboard.press('Enter'));
  expect(parquet.name).toBe('training_dataset.parquet');
  await steps.openTab('Model');
  const figures = page.getByRole('combobox', { name: 'Figures of' });
  await page.getByText('Details: figures of models, side by side').click();
  await expect(figures).toBeVisible();
  await app.reload();
  await expect(figures).toBeVisible();
  await steps.openTab('Data');
  await expect(page.getByRole('button', { name: 'Export Parquet' })).toBeVisible();
});

test('on a phone the cards leave room for what is below; the list of the library stays where it is while a job runs', async ({
  trained: app,
}) => {
  const { page } = app;
  const steps = new Steps(page);
  const sounds = page.getByRole('table', { name: 'Sounds' });
  await page.getByRole('banner').getByRole('link', { name: 'Library' }).click();
  const place = await sounds.boundingBox();
  await page.getByRole('button', { name: 'Run All', exact: true }).click();
  await expect(page.getByRole('progressbar').first()).toBeVisible();
  expect(await sounds.boundingBox()).toEqual(place);
  await steps.logSays(/Run All (finished|ended)/u);

  await page.setViewportSize({ width: 390, height: 844 });
  await steps.openTab('Import + Descriptors');
  const top = async () => (await page.getByRole('table', { name: 'Audio files' }).boundingBox())?.y ?? Infinity;
  expect(await top(), 'the list begins on the first screen, well above its end').toBeLessThan(844 * 0.74);
  await expectHolds(page.getByRole('region', { name: 'Verdict' }));
});

test('under a finger every control is high enough, on a phone and beside it', async ({ trained: app }) => {
  const { page } = app;
  const steps = new Steps(page);
  const browser = await page.context().newCDPSession(page);
  await browser.send('Emulation.setTouchEmulationEnabled', { enabled: true });
  for (const width of [390, 1024]) {
    await page.setViewportSize({ width, height: 844 });
    for (const tab of ['Import + Descriptors', 'Bayesian Opt', 'Model', 'Inference', 'Data']) {
      await steps.openTab(tab);
      await expectFingerSized(page, `${tab}, ${width} px wide`);
    }
    await page.getByRole('banner').getByRole('link', { name: 'Library' }).click();
    await expectFingerSized(page, `Library, ${width} px wide`);
  }
  await browser.send('Emulation.setTouchEmulationEnabled', { enabled: false });
});
