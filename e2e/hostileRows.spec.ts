import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expectAccessible, expectFits } from './support/accessibility.ts';
import { expect, test } from './support/app.ts';
import { referenceAudioPaths } from './support/fixtures.ts';
import { changeNatively } from './support/nativeDatabase.ts';
import { projectFolder } from './support/projectFolder.ts';
import { Steps } from './support/steps.ts';

test(
  '[S6] a data set that does not open is exported, begun anew, and kept aside as a file',
  { tag: '@every' },
  async ({ app }) => {
    const { page } = app;
    const steps = new Steps(page);
    await steps.addAudio(referenceAudioPaths().slice(0, 1));
    await steps.openTab('Data');
    const { bytes } = await app.download(async () => steps.press('Export DuckDB'));
    const path = join(await mkdtemp(join(tmpdir(), 'inertiabands-later-')), 'training.duckdb');
    await writeFile(path, bytes);
    await changeNatively(path, 'INSERT INTO schema_version (version) VALUES (99)');
    const later = await readFile(path);
    const address = page.url();
    // Another page of the site, which lets go of the database; the browser styles it against our policy.
    app.problems.allow(/social\.png|favicon\.ico/u);
    await page.goto(new URL('social.png', address).href);
    await page.evaluate(
      async ({ project, base64 }) => {
        const writable = await (await project.getFileHandle('training.duckdb')).createWritable();
        await writable.write(Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0)));
        await writable.close();
      },
      { project: await projectFolder(page), base64: later.toString('base64') },
    );
    app.problems.allow(/newer InertiaBands Trainer/u);
    await page.goto(address);
    await expect(page.getByRole('heading', { name: 'The data set does not open' })).toBeVisible();
    await steps.logSays(/newer InertiaBands Trainer/u);
    await expectAccessible(page);
    await expectFits(page, [1280, 360]);
    const exported = await app.download(async () => steps.press('Export the database file'));
    expect(exported.bytes.equals(later)).toBe(true);
    await expect(page.getByRole('button', { name: 'Restore a backup' })).toBeEnabled();
    await steps.press('Start a new one');
    await expect(page.locator('html')).toHaveAttribute('data-ready', 'true');
    await steps.openTab('Data');
    const aside = await app.download(async () => steps.press('Export training.damaged-1'));
    expect(aside.bytes.equals(later)).toBe(true);
  },
);
