import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { expectAccessible } from './support/accessibility.ts';
import { expect, sharedApp, test } from './support/app.ts';
import { referenceAudioPaths } from './support/fixtures.ts';
import { Steps } from './support/steps.ts';

test.describe('with a few sounds of one’s own', () => {
  const shared = sharedApp('visited');

  test('[S12] a sound that was imported in an earlier visit is seen, played and looped, by keyboard', async () => {
    const app = shared();
    const { page } = app;
    const { keyboard } = page;
    const steps = new Steps(page);
    const paths = referenceAudioPaths().filter((path) => /drums-mono|tone-440/u.test(path));
    await steps.addAudio(paths);
    await steps.logSays(/Copies of audio finished: 2 kept, 0 not at hand/u);
    await app.reload();
    const row = page.getByRole('row', { name: /drums-mono/u });
    await row.focus();
    await keyboard.press('Space');
    const sound = page.getByRole('region', { name: 'Sound', exact: true });
    await expect(sound.getByRole('img', { name: /^Waveform and spectrogram of drums/u })).toBeVisible();
    const position = sound.getByRole('slider', { name: 'Position' });
    await sound.getByRole('button', { name: 'Play', exact: true }).focus();
    await keyboard.press('Enter');
    await expect.poll(async () => Number(await position.inputValue())).toBeGreaterThan(0.2);
    await keyboard.press('Enter');
    await expect(sound.getByRole('button', { name: 'Play', exact: true })).toBeVisible();

    // From a place near the start to one a little later, over and over.
    await position.focus();
    await position.fill('0.3');
    await keyboard.press('[');
    await position.fill('0.5');
    await keyboard.press(']');
    await expect(sound.getByRole('button', { name: 'Loop', exact: true })).toHaveAttribute('aria-pressed', 'true');
    await sound.getByRole('button', { name: 'Play', exact: true }).click();
    await page.waitForTimeout(600);
    const looped = Number(await position.inputValue());
    expect(looped).toBeGreaterThanOrEqual(0.29);
    expect(looped).toBeLessThanOrEqual(0.51);
    await sound.getByRole('button', { name: 'Pause', exact: true }).click();
  });

  test(
    '[S13] a folder that was chosen to be remembered is rescanned in a later visit, and what is new in it is imported',
    { tag: '@every' },
    async () => {
      const app = shared();
      const { page } = app;
      const steps = new Steps(page);
      const paths = referenceAudioPaths().filter((path) => /plucks-stereo|speech/u.test(path));
      await steps.addAudio(paths.slice(0, 1));
      // A folder of the browser's own stands in for one of the disk, which only a person can choose.
      const files = await Promise.all(
        paths.map(async (path) => ({ name: basename(path), bytes: [...(await readFile(path))] })),
      );
      await page.evaluate(async (contents) => {
        const root = await navigator.storage.getDirectory();
        const folder = await root.getDirectoryHandle('sounds', { create: true });
        for (const { name, bytes } of contents) {
          const writer = await (await folder.getFileHandle(name, { create: true })).createWritable();
          await writer.write(Uint8Array.from(bytes));
          await writer.close();
        }
        Object.assign(window, { showDirectoryPicker: async () => folder });
      }, files);
      const openDialog = async () => {
        await page.keyboard.press('ControlOrMeta+k');
        await page.getByRole('combobox', { name: 'Command' }).fill('Reconnect');
        await page.keyboard.press('Enter');
        return page.getByRole('dialog', { name: 'Reconnect' });
      };
      await (await openDialog()).getByRole('button', { name: 'Choose and Remember Folder', exact: true }).click();
      await steps.logSays(/Reconnect finished: 0 of 0 files without sound found among 2/u);
      await app.reload();
      const dialog = await openDialog();
      await dialog.getByRole('button', { name: 'Rescan Folder', exact: true }).click();
      await steps.logSays(/Rescan of sounds finished: 1 new, 0 changed, 0 gone, 1 as they were/u);
      await expect(dialog.getByText(/^sounds: 1 new \(sounds\/.*\.wav\); 0 changed; 0 gone\.$/u)).toBeVisible();
      await dialog.getByRole('button', { name: 'Import New', exact: true }).click();
      await steps.logSays(/Import finished: 1 added, 0 already there/u);
      await steps.openTab('Import + Descriptors');
      for (const path of paths) await expect(page.getByRole('row', { name: basename(path) })).toBeVisible();
    },
  );
});

test.describe('with the example sounds', () => {
  const shared = sharedApp('examples');

  test('files are filtered by state, columns are chosen, and actions are at hand', async () => {
    const app = shared();
    const { page, context } = app;
    const { keyboard } = page;
    await context.grantPermissions(['clipboard-read', 'clipboard-write']);
    const steps = new Steps(page);
    const table = page.getByRole('table', { name: 'Audio files' });
    await page.getByRole('row', { name: /tonal-01/u }).click();
    await page.getByRole('row', { name: /tonal-02/u }).click({ modifiers: ['Shift'] });
    await page.getByRole('row', { name: /tonal-02/u }).click({ button: 'right' });
    const menu = page.getByRole('menu', { name: 'Actions for 2 files' });
    await expect(menu.getByRole('menuitem', { name: 'Extract descriptors' })).toBeFocused();
    await keyboard.press('Enter');
    // They have theirs.
    await steps.logSays(/Descriptors finished: 0 done, 0 failed/u);
    await page.getByRole('combobox', { name: 'Descriptors filter' }).selectOption('missing');
    await expect(table).toHaveAttribute('aria-rowcount', '1');
    await page.getByRole('combobox', { name: 'Descriptors filter' }).selectOption('done');
    await expect(table).toHaveAttribute('aria-rowcount', '25');

    await page.getByRole('button', { name: 'Actions', exact: true }).focus();
    await keyboard.press('Enter');
    await keyboard.press('ArrowDown');
    await keyboard.press('ArrowDown');
    await keyboard.press('Enter');
    await steps.logSays(/Copied to the clipboard: 2 lines/u);
    expect(await page.evaluate(async () => navigator.clipboard.readText())).toMatch(
      /^examples\/tonal-01[^\n]*\nexamples\/tonal-02[^\n]*$/u,
    );

    await page.getByText('Columns', { exact: true }).focus();
    await keyboard.press('Enter');
    await page.getByRole('checkbox', { name: 'Genre', exact: true }).uncheck();
    await page.getByRole('checkbox', { name: 'Best score', exact: true }).check();
    await keyboard.press('Escape');
    await expect(table.getByRole('columnheader', { name: 'Genre' })).toHaveCount(0);
    const csv = await app.download(async () => steps.press('Save Audio files as CSV'));
    expect(csv.text.split('\r\n')[0]).toBe('Audio ID,Path,Dur(s),SR,Ch,Source,License,Descriptors,Best score');
    expect(csv.text.trim().split('\r\n')).toHaveLength(25);
    await app.reload();
    await expect(
      page.getByRole('table', { name: 'Audio files' }).getByRole('columnheader', { name: 'Best score' }),
    ).toBeVisible();
  });

  test('Free Space gives up the kept copies of audio that are ticked and nothing else, after a reload as well', async () => {
    const app = shared();
    const { page } = app;
    const steps = new Steps(page);
    await page.getByRole('row', { name: /tonal-01/u }).click();
    await steps.press('Keep a copy');
    await steps.logSays(/Copies of audio finished: 1 kept, 0 not at hand/u);
    await steps.openTab('Data');
    await steps.press('Back Up Now');
    await steps.logSays(/Backup finished: /u);
    const bytesOf = (kind: string) => page.locator(`dt:text-is("${kind}") + dd`);
    await expect(bytesOf('Kept copies of audio')).toHaveText(/^[\d.]+ [kM]B$/u);
    const others = ['Data set', 'Backup'];
    for (const kind of others) await expect(bytesOf(kind)).toHaveText(/^[\d.]+ [kM]B$/u);

    await steps.press('Free Space');
    const dialog = page.getByRole('dialog', { name: 'Free Space' });
    await expect(dialog.getByRole('button', { name: 'Free', exact: true })).toBeDisabled();
    await dialog.getByRole('checkbox', { name: /^Kept copies of audio, / }).check();
    await dialog.getByRole('button', { name: 'Free', exact: true }).click();
    await steps.logSays(/Freed [\d.]+ [kM]B: Kept copies of audio/u);
    await expect(dialog).toBeHidden();
    await expect(bytesOf('Kept copies of audio')).toHaveText('0 B');

    for (const visit of ['this one', 'the next']) {
      await test.step(visit, async () => {
        if (visit === 'the next') await app.reload();
        await steps.openTab('Data');
        await expect(bytesOf('Kept copies of audio')).toHaveText('0 B');
        for (const kind of others) await expect(bytesOf(kind)).toHaveText(/^[\d.]+ [kM]B$/u);
        await steps.expectAudioFiles(24);
        await page.getByRole('row', { name: /tonal-01/u }).click();
        await expect(page.getByText('copy kept in this browser')).toHaveCount(0);
        await expect(page.getByRole('button', { name: /^Undo: /u })).toBeVisible();
      });
    }
  });

  test('[S13] where no copies are wanted, one is kept on request; a file without sound says so and is reconnected', async () => {
    const app = shared();
    const { page } = app;
    const { keyboard } = page;
    const steps = new Steps(page);
    const paths = referenceAudioPaths().filter((path) => /drums-mono|tone-440/u.test(path));
    const [drums = '', tone = ''] = paths;
    const sound = page.getByRole('region', { name: 'Sound', exact: true });
    await steps.openTab('Import + Descriptors');
    await page.getByText('Copies of audio', { exact: true }).click();
    await page.getByRole('checkbox', { name: 'Keep copies of imported audio' }).uncheck();
    await steps.chooseFiles('Add Audio Files', [drums, tone]);
    await steps.logSays(/Import finished: 2 added/u);
    await page.getByRole('row', { name: /drums-mono/u }).click();
    await page.getByRole('button', { name: 'Keep a copy', exact: true }).focus();
    await keyboard.press('Enter');
    await steps.logSays(/Copies of audio finished: 1 kept, 0 not at hand/u);
    await app.reload();
    await page.getByRole('row', { name: /drums-mono/u }).click();
    await expect(page.getByText('copy kept in this browser')).toBeVisible();
    await expect(sound.getByRole('img', { name: /^Waveform/u })).toBeVisible();
    const bare = page.getByRole('row', { name: /tone-440/u });
    await bare.click();
    await expect(bare).toContainText('no sound');
    await expect(sound).toContainText('Add the file again');
    await expect(page.getByText('1 without sound at hand')).toBeVisible();
    await page.getByRole('button', { name: 'Map', exact: true }).click();
    const map = page.getByRole('region', { name: 'Map of the sounds' });
    await expect(map.getByRole('list', { name: 'Colours' })).toContainText('no sound (1)');
    await expectAccessible(map);
    await page.getByRole('button', { name: 'List', exact: true }).click();
    await steps.openTab('Bayesian Opt');
    await page.getByRole('combobox', { name: 'Objective' }).selectOption('measured');
    await expect(page.getByText('1 of 26 files has no sound at hand')).toBeVisible();
    await page.getByRole('button', { name: 'Reconnect', exact: true }).first().click();
    const dialog = page.getByRole('dialog', { name: 'Reconnect' });
    const chooser = page.waitForEvent('filechooser');
    await dialog.getByRole('button', { name: 'Choose Files', exact: true }).click();
    await (await chooser).setFiles(paths);
    await steps.logSays(/Reconnect finished: 1 of 1 files without sound found among 2/u);
    await expect(page.getByText('no sound at hand')).toHaveCount(0);
    await steps.openTab('Import + Descriptors');
    await expect(bare).not.toContainText('no sound');
    await expect(sound.getByRole('button', { name: 'Play', exact: true })).toBeVisible();
  });
});
