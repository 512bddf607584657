import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import process from 'node:process';
import { chromium } from 'playwright';
import { preview } from 'vite';

/*
 * Takes the pictures of README from the production build (`npm run build` first) with the example sounds; where an argument
 * names a folder, every view goes there, dark and light, wide and narrow.
 */

const FOLDER_OF_README = 'docs/screenshots';
const folder = process.argv[2] ?? FOLDER_OF_README;
const readme = await readFile('README.md', 'utf8');
const views = ['library', 'import', 'optimise', 'model', 'inference', 'data'];
const sizes = { wide: { width: 1440, height: 900 }, narrow: { width: 390, height: 844 } };
const exampleToJudge = 'tests/fixtures/audio/plucks-stereo-48k-s24.flac';

await mkdir(folder, { recursive: true });
const server = await preview({ preview: { host: 'localhost', port: 0 }, logLevel: 'silent' });
const url = server.resolvedUrls?.local[0];
const executablePath = process.env['CHROMIUM_PATH'];
const browser = await chromium.launch({
  ...(executablePath === undefined ? {} : { executablePath }),
  args: ['--no-sandbox', '--disable-gpu'],
});
const page = await browser.newPage({ viewport: sizes.wide });
await page.goto(String(url));
await page.locator('html[data-ready="true"]').waitFor();
await shoot('empty-dark.png');

await page.getByRole('button', { name: 'Load Example Sounds' }).first().click();
await said(/Import finished/u);
await page.getByRole('button', { name: 'Run All' }).click();
await said(/Run All finished/u);
await said(/Judging finished/u);
await page.getByRole('tab', { name: 'Bayesian Opt' }).click();
await page.getByRole('button', { name: 'Run BO', exact: true }).click();
await said(/BO finished for/u);
await page.getByRole('tab', { name: 'Import + Descriptors' }).click();
await page.getByRole('row', { name: /tonal-01/u }).click();
await page.getByRole('tab', { name: 'Inference' }).click();
const chooser = page.waitForEvent('filechooser');
await page.getByRole('button', { name: 'Choose Audio' }).click();
await (await chooser).setFiles(exampleToJudge);
await page.getByRole('checkbox', { name: 'Run local BO refinement' }).check();
await page.getByRole('button', { name: 'Predict Hyperparams' }).click();
await said(/Prediction finished/u);
await said(/Judging finished: plucks/u);

for (const theme of ['dark', 'light']) {
  while ((await page.locator('html').getAttribute('data-theme')) !== theme) {
    await page.getByRole('button', { name: /^Theme/u }).click();
  }
  for (const [size, viewport] of Object.entries(sizes)) {
    await page.setViewportSize(viewport);
    for (const view of views) {
      await page.goto(`${url}#/${view}`);
      await page.waitForTimeout(700);
      await shoot(size === 'wide' ? `${view}-${theme}.png` : `${view}-${theme}-narrow.png`);
    }
  }
}
await browser.close();
await server.close();

/** @param {string} name of the picture, which is taken unless README has no place for it */
async function shoot(name) {
  if (folder === FOLDER_OF_README && !readme.includes(`${folder}/${name}`)) return;
  await page.screenshot({ path: join(folder, name) });
}

/** @param {RegExp} line */
async function said(line) {
  await page.getByRole('log', { name: 'Log' }).getByText(line).first().waitFor({ state: 'attached', timeout: 180_000 });
}
