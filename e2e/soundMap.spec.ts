import { expectAccessible, expectFits } from './support/accessibility.ts';
import { expect, test } from './support/app.ts';
import { queryNative } from './support/nativeDatabase.ts';
import { Steps } from './support/steps.ts';

test('similar sounds lie together: measured, heard, selected by lasso and by keyboard', async ({ examples: app }) => {
  const { page } = app;
  const steps = new Steps(page);
  await page.getByRole('group', { name: 'Show files as' }).getByRole('button', { name: 'Map' }).focus();
  await page.keyboard.press('Enter');
  const map = page.getByRole('region', { name: 'Map of the sounds' });
  const picture = map.getByRole('img', { name: /^Sound map/u });
  await expect(picture).toHaveAccessibleName(/24 sounds; similar ones lie together/u);

  await map.getByRole('button', { name: 'Measure Timbre' }).focus();
  await page.keyboard.press('Enter');
  await steps.logSays(/Timbre finished: 24 measured, 0 silent, 0 not at hand, 0 failed/u);
  await map.getByRole('combobox', { name: 'By' }).selectOption('timbre');
  await expect(picture).toHaveAccessibleName(/24 sounds; similar ones lie together/u);
  await map.getByRole('combobox', { name: 'Colour' }).selectOption('score');

  await expectAccessible(map);
  await expectFits(page, [360]);

  // A line around everything selects everything.
  await picture.scrollIntoViewIfNeeded();
  const box = (await picture.boundingBox())!;
  const corners = [
    [2, 2],
    [box.width - 2, 2],
    [box.width - 2, box.height - 2],
    [2, box.height - 2],
  ] as const;
  await page.mouse.move(box.x + 2, box.y + 2);
  await page.mouse.down();
  for (const [x, y] of corners) await page.mouse.move(box.x + x, box.y + y, { steps: 4 });
  await page.mouse.up();
  await expect(page.getByText('24 files shown, 24 selected')).toBeVisible();

  // By keyboard: from one sound to the one most like it.
  await page.getByRole('button', { name: 'List', exact: true }).click();
  await page.getByRole('row', { name: /percussive-01/u }).click();
  await page.getByRole('button', { name: 'Map', exact: true }).click();
  await expect(map.getByRole('combobox', { name: 'By' })).toHaveValue('timbre');
  const near = page.getByRole('list', { name: 'Most similar sounds' }).getByRole('button');
  await expect(near).toHaveCount(8);
  const path = await near.first().textContent();
  await near.first().focus();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('region', { name: 'Selected file' })).toContainText(path?.trim() ?? '');

  await steps.openTab('Data');
  const database = await app.download(async () => steps.press('Export DuckDB'));
  const [rows = []] = await queryNative(
    database.bytes,
    'SELECT count(*)::INTEGER AS n, min(spectral_centroid_hz) AS low FROM timbre_profiles',
  );
  expect(rows[0]).toMatchObject({ n: 24 });
  expect(Number(rows[0]?.['low'])).toBeGreaterThan(50);
});
