import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '../support/app.ts';
import { noiseWav, writeLongWav } from '../support/badFiles.ts';
import { Steps } from '../support/steps.ts';

/** `npm run memory` takes 10,000. */
const MANY_FILES = process.env['MEMORY_FULL'] === '1' ? 10_000 : 2000;

let folder: string;

test.beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'inertiabands-much-'));
});

test.afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

test(`[bad input] ${MANY_FILES} files at once, every tenth of them bad: all are told, the page stays small`, async ({
  app,
}) => {
  test.setTimeout(700_000);
  const many = join(folder, 'many');
  await mkdir(many);
  for (let i = 0; i < MANY_FILES; i++) {
    const isBad = i % 10 === 9;
    await writeFile(join(many, `${i}.${isBad ? 'mp3' : 'wav'}`), isBad ? `not audio ${i}` : noiseWav(i, 64));
  }
  const steps = new Steps(app.page);
  await steps.chooseFiles('Add Folder', [many]);
  const [good, bad] = [0.9 * MANY_FILES, 0.1 * MANY_FILES];
  await steps.logSays(new RegExp(`Import finished: ${good} added, 0 already there, ${bad} refused`, 'u'), 600_000);
  const alerts = app.page.getByRole('alert');
  await expect(alerts).toHaveCount(1);
  await expect(alerts).toContainText(`${bad.toLocaleString('en')} files refused`);
  const list = await app.download(async () => steps.press('Save the list'));
  expect(list.text.trim().split('\n')).toHaveLength(bad);
  expect(list.text).toContain(`many/${MANY_FILES - 1}.mp3`);
  expect(await app.page.locator('*').count()).toBeLessThan(8000);
  await steps.expectAudioFiles(good);
});

test('[bad input] a file of two hours is heard to its end', async ({ app }) => {
  test.setTimeout(240_000);
  const path = join(folder, 'two hours.wav');
  await writeLongWav(path, 7200, 44_100);
  const steps = new Steps(app.page);
  await steps.openTab('Import + Descriptors');
  await steps.chooseFiles('Add Audio Files', [path]);
  await steps.logSays(/Import finished: 1 added/u, 120_000);
  await steps.logSays(/Descriptors finished: 1 done, 0 failed/u, 120_000);
  await expect(app.page.getByRole('table', { name: 'Audio files' })).toContainText('7200.00');
});
