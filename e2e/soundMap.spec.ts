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
  await map.getByRole('combobox', { name: 'Layout' }).selectOption('umap');
  await steps.logSays(/Sound map finished: 24 sounds laid out by UMAP/u);
  await expect(picture).toHaveAccessibleName(
    /24 sounds; similar ones lie together. Distance counts here, not direction/u,
  );
  await map.getByRole('combobox', { name: 'Layout' }).selectOption('components');
  await expect(picture).toHaveAccessibleName(/to the right they are .+, upwards .+/u);

  // Similar sounds have a colour and a name in words; every sound is in one of them.
  const colours = map.getByRole('list', { name: 'Colours' }).getByRole('listitem');
  await expect(map.getByRole('combobox', { name: 'Colour' })).toHaveValue('cluster');
  const clusters = await colours.allTextContents();
  expect(clusters.length).toBeGreaterThan(1);
  expect(clusters.map((text) => Number(/\((\d+)\)\s*$/u.exec(text)?.[1])).reduce((a, b) => a + b)).toBe(24);

  // By keys alone: nearer, about, from dot to dot, and the whole again.
  const whole = map.getByRole('button', { name: 'Whole map' });
  await expect(whole).toBeDisabled();
  await map.getByRole('application', { name: 'Sound map, by keys' }).focus();
  for (const key of ['+', '+', 'ArrowLeft']) await page.keyboard.press(key);
  await expect(whole).toBeEnabled();
  await page.keyboard.press('Enter');
  const step = map.getByRole('status').first();
  await expect(step).toContainText(/\.wav, \p{L}+/u);
  const before = await step.textContent();
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowDown');
  await expect(step).not.toHaveText(before ?? '');
  await page.keyboard.press('Enter');
  await expect(step).toContainText(', selected');
  await expect(page.getByText('24 files shown, 1 selected')).toBeVisible();
  await page.keyboard.press('Escape');
  await page.keyboard.press('0');
  await expect(whole).toBeDisabled();

  // Two fingers go nearer and back, and neither select nor scale the page.
  await picture.scrollIntoViewIfNeeded();
  const touched = (await picture.boundingBox())!;
  const session = await app.context.newCDPSession(page);
  const pinch = async (from: number, to: number) => {
    const fingers = (apart: number) =>
      [-1, 1].map((side) => ({
        x: touched.x + touched.width / 2 + side * apart,
        y: touched.y + touched.height / 2,
        id: (side + 1) / 2,
      }));
    const send = async (type: 'touchStart' | 'touchMove' | 'touchEnd', touchPoints: ReturnType<typeof fingers>) =>
      session.send('Input.dispatchTouchEvent', { type, touchPoints });
    await send('touchStart', fingers(from));
    for (let step = 1; step <= 4; step += 1) await send('touchMove', fingers(from + ((to - from) * step) / 4));
    await send('touchEnd', []);
  };
  await pinch(30, 120);
  await expect(whole).toBeEnabled();
  await pinch(120, 20);
  await expect(whole).toBeDisabled();
  expect(await page.evaluate(() => visualViewport?.scale)).toBe(1);
  await expect(page.getByText('24 files shown, 1 selected')).toBeVisible();

  await map.getByRole('combobox', { name: 'Colour' }).selectOption('score');
  await expect(colours.first()).toContainText('not known (24)');

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
