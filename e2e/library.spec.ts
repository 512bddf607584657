import type { Locator, Page } from '@playwright/test';
import { unzipSync } from 'fflate';
import { expectAccessible, expectFits } from './support/accessibility.ts';
import { expect, test } from './support/app.ts';
import { writeManyFiles } from './support/nativeDatabase.ts';
import { Steps } from './support/steps.ts';

const table = (page: Page): Locator => page.getByRole('table', { name: 'Sounds' });
const row = (page: Page, name: RegExp): Locator => table(page).getByRole('row', { name });

test('by keys alone: a sound is found, heard, opened, tagged, narrowed to and exported', async ({ trained: app }) => {
  const { page } = app;
  const steps = new Steps(page);
  await page.getByRole('banner').getByRole('link', { name: 'Library' }).focus();
  await page.keyboard.press('Enter');
  await expect(page.getByText('Ready: 24 presets')).toBeVisible();
  await expect(table(page)).toHaveAttribute('aria-rowcount', '25');

  // Two skips lead past the header and the tools to the sounds.
  await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
  await page.getByRole('link', { name: 'Skip to content' }).focus();
  for (const key of ['Enter', 'Tab', 'Enter']) await page.keyboard.press(key);
  await expect(table(page).getByRole('row').nth(1)).toBeFocused();

  // Letters find it, the arrow plays it, Space pauses it.
  await row(page, /tonal-01/u).focus();
  await page.keyboard.type('perc');
  await expect(row(page, /percussive-01/u)).toBeFocused();
  await page.keyboard.press('ArrowDown');
  await expect(row(page, /percussive-02/u)).toHaveAttribute('aria-selected', 'true');
  await expect(table(page).getByTitle('Plays')).toBeVisible();
  await page.keyboard.press('Space');
  await expect(table(page).getByTitle('Plays')).toBeHidden();

  // It is open in Hear by itself; Enter leads there, and the panes tell the rest.
  const inspector = page.getByRole('region', { name: 'Inspector' });
  await expect(inspector.getByRole('heading', { name: /^percussive-02/u })).toBeVisible();
  await page.keyboard.press('Enter');
  await steps.logSays(/Listening ready: examples\/percussive-02/u);
  const hear = page.getByRole('region', { name: 'Hear' });
  await expect(hear).toHaveCount(1);
  await expect(hear.getByRole('button', { name: 'Export .vstpreset' })).toBeEnabled();
  await expect(inspector.getByRole('tab', { name: 'Hear' })).toBeFocused();
  await page.keyboard.press('ArrowRight');
  await expect(inspector.getByRole('table', { name: 'Preset' })).toContainText('distance_penalty');
  await page.keyboard.press('End');
  await expect(inspector.getByRole('table', { name: /^Descriptors of/u })).toBeVisible();
  await expect(inspector.getByRole('table', { name: 'Terms' })).toContainText('Sep');

  // Two of them get a tag, which the list is narrowed to, and their presets are exported.
  await row(page, /percussive-02/u).focus();
  await page.keyboard.press('Shift+ArrowDown');
  await page.getByRole('group', { name: 'Selected sounds' }).getByRole('button', { name: 'Tag' }).press('Enter');
  const dialog = page.getByRole('dialog', { name: 'Tags and genre' });
  await dialog.getByRole('combobox', { name: 'New tag' }).fill('drums');
  await page.keyboard.press('Enter');
  await steps.logSays(/Tagged: 2 sounds with “drums”/u);
  await page.keyboard.press('Escape');
  await page.getByRole('region', { name: 'Tags' }).getByRole('button', { name: /drums/u }).press('Enter');
  await expect(table(page)).toHaveAttribute('aria-rowcount', '3');
  await expect(page.getByText('2 of 24 sounds, 2 selected')).toBeVisible();
  await page.getByRole('button', { name: 'Export', exact: true }).press('Enter');
  await page.getByRole('menuitem', { name: 'Presets of 2 selected sounds' }).press('Enter');
  const presets = page.getByRole('dialog', { name: 'Export Presets' });
  await presets.getByRole('checkbox', { name: /judged|compare/iu }).uncheck();
  const zip = await app.download(async () =>
    presets.getByRole('button', { name: 'Export', exact: true }).press('Enter'),
  );
  const names = Object.keys(unzipSync(new Uint8Array(zip.bytes)));
  expect(names.filter((name) => name.endsWith('.vstpreset'))).toHaveLength(2);

  // Undo takes the tag back.
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Show All' }).press('Enter');
  await page.keyboard.press('Control+Z');
  await expect(page.getByRole('region', { name: 'Tags' })).toHaveCount(0);
});

test('by pointer: groups, columns, folders, two presets compared; on a phone the list comes first', async ({
  trained: app,
}) => {
  const { page } = app;
  const steps = new Steps(page);
  await page.getByRole('banner').getByRole('link', { name: 'Library' }).click();
  await page.getByRole('combobox', { name: 'Group by' }).selectOption('folder');
  await expect(table(page).getByRole('rowheader')).toHaveText(/examples\s+24/u);
  const heads = async () => table(page).getByRole('columnheader').allInnerTexts();
  await table(page)
    .getByRole('button', { name: /^Best score/u })
    .dragTo(table(page).getByRole('button', { name: /^Name/u }));
  expect((await heads()).find((text) => text.trim() !== '')).toContain('Best score');
  await page.reload();
  await app.ready();
  await expect(table(page).getByRole('rowheader')).toHaveText(/examples\s+24/u);
  expect(
    (await heads()).find((text) => text.trim() !== ''),
    'after a reload',
  ).toContain('Best score');

  await page
    .getByRole('region', { name: 'Folders' })
    .getByRole('button', { name: /examples/u })
    .click();
  await page.getByRole('searchbox', { name: 'Find' }).fill('noisy hiss');
  await expect(table(page)).toHaveAttribute('aria-rowcount', /^[2-4]$/u);
  await row(page, /white-hiss/u).dblclick();
  await steps.logSays(/Listening ready: examples\/noisy-01/u);
  const hear = page.getByRole('region', { name: 'Hear' });
  await hear.getByRole('button', { name: 'Defaults ⇄ Yours' }).click();
  await expect(hear.getByText("You hear the plugin's defaults.")).toBeVisible();
  await expectAccessible(page, 'Library');
  await expectFits(page, [1440, 1024, 640, 390, 360], 'Library');
  await page.setViewportSize({ width: 1440, height: 900 });
  const bottomOf = async (part: Locator) =>
    part.evaluate((element) => element.getBoundingClientRect().bottom / window.innerHeight);
  await page.getByRole('button', { name: 'Map', exact: true }).click();
  await expect
    .poll(async () => bottomOf(page.getByRole('img', { name: /^Sound map/u })), 'the whole map')
    .toBeLessThan(0.95);
  expect(await bottomOf(page.getByRole('button', { name: 'Play Preview' })), 'what plays').toBeLessThan(0.95);
  await page.getByRole('button', { name: 'List', exact: true }).click();

  // What is opened elsewhere is what is selected here.
  await steps.hear('examples/speech-02-high-voice.wav');
  await page.getByRole('banner').getByRole('link', { name: 'Library' }).click();
  await expect(page.getByRole('region', { name: 'Inspector' }).getByRole('heading', { level: 2 }).first()).toHaveText(
    /speech-02/u,
  );

  await page.setViewportSize({ width: 390, height: 844 });
  const top = (await table(page).boundingBox())?.y ?? Infinity;
  expect(top, 'header and tools take less than a quarter').toBeLessThan(844 / 4);
  const sheet = page.getByRole('button', { name: 'Close the inspector' });
  await sheet.click();
  await expect(sheet).toBeHidden();
  await page.getByRole('group', { name: 'Selected sound', exact: true }).getByRole('button', { name: 'Open' }).click();
  await expect(sheet).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(sheet).toBeHidden();
});

test(
  'one sound among ten thousand is found by its folder and by ear, by keys alone',
  { tag: '@every' },
  async ({ examples: app }) => {
    const { page } = app;
    const steps = new Steps(page);
    await steps.openTab('Data');
    await steps.chooseFiles('Import DuckDB', [await writeManyFiles(10_000)]);
    await page.getByRole('dialog').getByRole('button', { name: 'Merge' }).click();
    await steps.logSays(/Database import finished/u);
    await page.keyboard.press('Alt+0');
    await expect(table(page)).toHaveAttribute('aria-rowcount', '10025');

    await page
      .getByRole('region', { name: 'Folders' })
      .getByRole('button', { name: /^examples/u })
      .press('Enter');
    await expect(table(page)).toHaveAttribute('aria-rowcount', '25');
    await row(page, /tonal-01/u).focus();
    await page.keyboard.type('speech');
    await expect(row(page, /speech-01/u)).toBeFocused();
    await expect(table(page).getByTitle('Plays')).toBeVisible();
    await page.keyboard.press('ArrowDown');
    await expect(row(page, /speech-02/u).getByTitle('Plays')).toBeVisible();

    await page.getByRole('button', { name: 'Show All' }).press('Enter');
    await page.getByRole('searchbox', { name: 'Find' }).fill('many/9/file-9999');
    await expect(table(page)).toHaveAttribute('aria-rowcount', '2');
  },
);
