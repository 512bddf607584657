import { copyFile, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { unzipSync } from 'fflate';
import { expectAccessible, expectFits } from './support/accessibility.ts';
import { expect, sharedApp, test, type App } from './support/app.ts';
import { noiseWav } from './support/badFiles.ts';
import { referenceAudioPaths } from './support/fixtures.ts';
import { parametersOf } from './support/presetReader.ts';
import { Steps } from './support/steps.ts';

const FOLDER = 'InertiaAudio/InertiaBandsX/';

/** What is in the zip that the open dialog gives. */
async function exported(app: App): Promise<ReadonlyMap<string, Buffer>> {
  const dialog = app.page.getByRole('dialog', { name: 'Export Presets' });
  const zip = await app.download(async () => dialog.getByRole('button', { name: 'Export', exact: true }).click());
  expect(zip.name).toBe('presets.zip');
  return new Map(
    Object.entries(unzipSync(new Uint8Array(zip.bytes))).map(([path, bytes]) => [path, Buffer.from(bytes)]),
  );
}

test.describe('of the example sounds', () => {
  const shared = sharedApp('trained');

  test('[V7] [V8] [J6] presets of a selection are exported, as many as was said, each as the plugin reads it, with one treatment for all and in other formats where that is ticked', async () => {
    const app = shared();
    const { page } = app;
    const steps = new Steps(page);
    const hear = await steps.hear('examples/percussive-01-kick-and-snare.wav');
    // What is exported of it later goes by the verdict.
    await steps.logSays(/Judging finished: examples\/percussive-01/u);
    await hear.getByRole('combobox', { name: 'Treatment' }).selectOption({ label: 'Gentle glue' });
    await expect(hear.getByText(/^Fitted to this sound: /u)).toBeVisible();
    const heard = parametersOf((await app.download(async () => steps.press('Export .vstpreset'))).bytes);

    const row = (name: RegExp) => page.getByRole('table', { name: 'Audio files' }).getByRole('row', { name });
    await steps.openTab('Import + Descriptors');
    await row(/percussive-01/u).click();
    for (const name of [/tonal-02/u, /percussive-04/u]) await row(name).click({ modifiers: ['Control'] });
    await steps.press('Export Presets');
    const dialog = page.getByRole('dialog', { name: 'Export Presets' });
    await expect(dialog.getByText('3 of 3', { exact: true })).toBeVisible();
    await expect(dialog.getByText(/^1 sound as chosen under Hear/u)).toBeVisible();
    const pattern = dialog.getByRole('textbox', { name: 'Name pattern' });
    await pattern.fill('{genre}');
    await expect(dialog.getByText(/^\{genre\} stands for nothing/u)).toBeVisible();
    await expect(dialog.getByRole('button', { name: 'Export', exact: true })).toBeDisabled();
    await pattern.fill('{number} {name}');
    const compare = dialog.getByRole('checkbox', { name: 'Compare the candidates of each sound first' });
    await compare.uncheck();
    await expectAccessible(dialog);
    const files = await exported(app);
    await steps.logSays(/Preset export finished: presets\.zip with 3 presets(?!,)/u);
    const presets = [...files.keys()].filter((path) => path !== 'README.txt');
    expect(presets).toHaveLength(3);
    const readme = files.get('README.txt')!.toString();
    for (const path of presets) {
      expect(path).toMatch(/^InertiaAudio\/InertiaBandsX\/\d+ [a-z0-9-]+\.vstpreset$/u);
      expect(parametersOf(files.get(path)!).size).toBe(67);
      const name = path.slice(FOLDER.length, -'.vstpreset'.length);
      expect(readme).toMatch(new RegExp(`- ${name}: [A-Z][a-z ]+, compensated\\.\n  \\S`, 'u'));
    }
    const kick = presets.find((path) => path.endsWith(' percussive-01-kick-and-snare.vstpreset')) ?? '';
    expect(parametersOf(files.get(kick)!)).toEqual(heard);
    expect(readme).toContain(' percussive-01-kick-and-snare: Gentle glue, compensated.');

    await row(/percussive-01/u).click();
    await row(/percussive-02/u).click({ modifiers: ['Control'] });
    await steps.press('Export Presets');
    await expect(dialog.getByText('2 of 2', { exact: true })).toBeVisible();
    await dialog.getByRole('combobox', { name: 'Treatment' }).selectOption({ label: 'Stems to aux' });
    await dialog.getByRole('checkbox', { name: 'JSON in the zip' }).check();
    await compare.uncheck();
    const some = await exported(app);
    expect([...some.keys()].filter((path) => path.startsWith('JSON/'))).toHaveLength(2);
    expect([...some.keys()].filter((path) => path.startsWith(FOLDER))).toHaveLength(2);
    for (const [path, bytes] of some) {
      if (path.startsWith(FOLDER)) expect(parametersOf(bytes).get('clusterRoute2')).toBe(3);
      if (path.startsWith('JSON/')) expect(path).toMatch(/_hyperparams\.json$/u);
    }
    expect(
      some
        .get('README.txt')!
        .toString()
        .match(/: Stems to aux, /gu),
    ).toHaveLength(2);
  });

  test('Predict All shows its results in the list, and a sound of the data set is predicted like a chosen file', async () => {
    const app = shared();
    const { page } = app;
    const steps = new Steps(page);
    await steps.openTab('Inference');
    await steps.press('Predict All');
    await steps.logSays(/Predictions finished: 24 files/u);
    await page.getByRole('tabpanel', { name: 'Inference' }).getByRole('button', { name: 'Export Presets' }).click();
    await expect(page.getByRole('dialog', { name: 'Export Presets' }).getByText('24 of 24')).toBeVisible();
    await page.keyboard.press('Escape');

    const stored = page.getByRole('combobox', { name: 'From the Data Set' });
    const size = page.viewportSize();
    await page.setViewportSize({ width: 390, height: 844 });
    const box = await stored.boundingBox();
    expect((box?.x ?? 0) + (box?.width ?? 0), 'the panel holds it').toBeLessThan(390);
    if (size !== null) await page.setViewportSize(size);
    await steps.pick(stored, 'examples/percussive-01-kick-and-snare.wav');
    await steps.press('Predict Hyperparams');
    await steps.logSays(/Prediction finished: examples\/percussive-01-kick-and-snare\.wav/u);
    const preset = await app.download(async () =>
      page.getByRole('button', { name: 'Export Preset JSON', exact: true }).first().click(),
    );
    expect(preset.name).toBe('percussive-01-kick-and-snare_hyperparams.json');

    const expectResults = async () => {
      await steps.openTab('Import + Descriptors');
      const table = page.getByRole('table', { name: 'Audio files' });
      for (const name of ['Best score', 'Predicted score', 'Confidence']) {
        await expect(table.getByRole('columnheader', { name })).toHaveCount(1);
      }
      await expect(table.getByRole('row', { name: /percussive-01/u })).toContainText(/0\.\d+[^]*%/u);
    };
    await expectResults();
    await app.reload();
    await expectResults();
  });

  test(
    '[J8] an export judges its sounds first unless that is unticked, until that is stopped, and goes on with what was judged',
    { tag: '@every' },
    async () => {
      const app = shared();
      const { page } = app;
      const steps = new Steps(page);
      await steps.openTab('Import + Descriptors');
      await page.getByRole('row', { name: /tonal-02/u }).click();
      await page.getByRole('row', { name: /tonal-06/u }).click({ modifiers: ['Shift'] });
      await steps.press('Export Presets');
      const dialog = page.getByRole('dialog', { name: 'Export Presets' });
      const compare = dialog.getByRole('checkbox', { name: 'Compare the candidates of each sound first' });
      await expect(compare).toBeChecked();
      const cost = dialog.getByText(/The judge then chooses the presets of \d+ sounds: about \d+ s\./u);
      const waiting = Number(/of (\d+) sounds/u.exec((await cost.textContent()) ?? '')?.[1]);
      expect(waiting, 'but those that were judged before').toBeGreaterThan(3);
      await expectFits(page, [360]);
      const zip = app.download(async () => dialog.getByRole('button', { name: 'Export', exact: true }).click());
      const judging = page
        .getByRole('tabpanel', { name: 'Import + Descriptors' })
        .locator('ib-job-progress', { hasText: 'Judging 5 sounds' });
      await expect(judging.getByRole('progressbar')).toHaveAttribute('value', /[1-9]/u, { timeout: 60_000 });
      await judging.getByRole('button', { name: 'Stop' }).click();
      const readme = unzipSync(new Uint8Array((await zip).bytes))['README.txt'];
      const stopped = /Judging finished: (\d+) of \d+ sounds judged \(stopped\)/u;
      await steps.logSays(stopped);
      const judged = Number(stopped.exec(await steps.log())?.[1]);
      expect(judged).toBeGreaterThan(0);
      expect(judged).toBeLessThan(waiting);
      const text = new TextDecoder().decode(readme);
      // One that was judged before may lie beyond where it was stopped.
      expect([5, waiting]).toContain((text.match(/, not judged/gu) ?? []).length + judged);
    },
  );

  test(
    'several files at once that are predicted become one zip of presets, of the ticked rows where some are',
    { tag: '@every' },
    async () => {
      const app = shared();
      const steps = new Steps(app.page);
      await steps.openTab('Inference');
      await steps.chooseFiles('Choose Audio', referenceAudioPaths().slice(0, 4));
      await steps.press('Predict Hyperparams');
      await steps.logSays(/Prediction finished: 4 files/u);
      await app.page.getByRole('checkbox', { name: 'JSON in the zip' }).uncheck();
      await app.page.getByRole('checkbox', { name: '.aupreset in the zip' }).check();
      const withoutJson = await app.download(async () => steps.press('Export Preset JSON'));
      expect(
        Object.keys(unzipSync(new Uint8Array(withoutJson.bytes))).filter((name) => name.endsWith('.json')),
      ).toEqual([]);
      await app.page.getByRole('checkbox', { name: 'JSON in the zip' }).check();
      const zip = await app.download(async () => steps.press('Export Preset JSON'));
      expect(zip.name).toBe('presets.zip');
      const files = unzipSync(new Uint8Array(zip.bytes));
      const names = Object.keys(files);
      expect(names.filter((name) => /^JSON\/[^/]+_hyperparams\.json$/u.test(name))).toHaveLength(4);
      expect(names.filter((name) => /^InertiaAudio\/InertiaBandsX\/[^/]+\.vstpreset$/u.test(name))).toHaveLength(4);
      expect(names.filter((name) => /^Audio Unit\/[^/]+\.aupreset$/u.test(name))).toHaveLength(4);
      expect(names).toContain('README.txt');
      for (const name of names.filter((path) => path.endsWith('.json'))) {
        expect(JSON.parse(new TextDecoder().decode(files[name]))).toMatchObject({
          plugin: { compensation: { on: true } },
        });
      }

      // Of the rows that are ticked, as many as stand beside the button; of one its JSON.
      const boxes = app.page.getByRole('table', { name: 'Predicted files' }).getByRole('checkbox');
      await boxes.nth(2).check();
      await expect(app.page.getByText('1 of 4', { exact: true })).toBeVisible();
      const one = await app.download(async () => steps.press('Export Preset JSON'));
      const second = basename(referenceAudioPaths()[1] ?? '').replace(/\.\w+$/u, '');
      expect(one.name).toBe(`${second}_hyperparams.json`);
      await boxes.nth(4).check();
      await expect(app.page.getByText('2 of 4 in a zip', { exact: true })).toBeVisible();
      const two = await app.download(async () => steps.press('Export Preset JSON'));
      const ticked = Object.keys(unzipSync(new Uint8Array(two.bytes))).filter((path) => path.startsWith(FOLDER));
      expect(ticked).toHaveLength(2);
    },
  );
});

test(
  '[V7] presets of a folder of the data set are exported, as many as stand beside the button',
  { tag: '@every' },
  async ({ app }) => {
    const { page } = app;
    const steps = new Steps(page);
    const folder = await mkdtemp(join(tmpdir(), 'kit-'));
    const paths = referenceAudioPaths();
    const names = ['drums/kicks/a', 'drums/kicks/b', 'drums/c', 'pads/d'];
    for (const [i, name] of names.entries()) {
      await mkdir(join(folder, dirname(name)), { recursive: true });
      await copyFile(paths[i] ?? '', join(folder, `${name}.wav`));
    }
    await steps.chooseFiles('Add Folder', [folder]);
    await steps.logSays(/Descriptors finished: 4 done/u);
    await steps.press('Export Presets');
    const dialog = page.getByRole('dialog', { name: 'Export Presets' });
    const sounds = dialog.getByRole('combobox', { name: 'Sounds' });
    const root = basename(folder);
    await expect(sounds.getByRole('option')).toHaveText([
      'All (4)',
      `${root} (4)`,
      `${root}/drums (3)`,
      `${root}/drums/kicks (2)`,
      `${root}/pads (1)`,
    ]);
    await sounds.selectOption({ label: `${root}/drums (3)` });
    await expect(dialog.getByText('3 of 3', { exact: true })).toBeVisible();
    const presets = [...(await exported(app)).keys()].filter((path) => path.startsWith(FOLDER));
    await rm(folder, { recursive: true });
    // Some of the sounds are too short to be compensated, which their names say.
    expect(presets.map((path) => basename(path).charAt(0)).toSorted()).toEqual(['a', 'b', 'c']);
  },
);

test(
  '[V7] a zip of 300 sounds, many of one name, holds a preset of each that is whole, named by itself and told of in the README',
  { tag: '@every' },
  async ({ app }) => {
    test.setTimeout(900_000);
    const steps = new Steps(app.page);
    const folder = await mkdtemp(join(tmpdir(), 'kits-'));
    const names = ['snare', 'Snare', 'con', 'hi-hat.', 'ça va', '🥁', '..', 'a∕b'];
    for (let i = 0; i < 300; i++) {
      const kit = join(folder, `kit ${Math.floor(i / names.length)}`);
      await mkdir(kit, { recursive: true });
      await writeFile(join(kit, `${names[i % names.length]}.wav`), noiseWav(i, 22_050));
    }
    await steps.chooseFiles('Add Folder', [folder]);
    await steps.logSays(/Descriptors finished: 300 done/u, 300_000);
    await rm(folder, { recursive: true });
    await steps.press('Export Presets');
    const dialog = app.page.getByRole('dialog', { name: 'Export Presets' });
    await expect(dialog.getByText('300 of 300', { exact: true })).toBeVisible();
    await dialog.getByRole('checkbox', { name: 'Compare the candidates of each sound first' }).uncheck();
    for (const format of ['.aupreset in the zip', 'JSON in the zip'])
      await dialog.getByRole('checkbox', { name: format }).check();
    const arrived = app.page.waitForEvent('download', { timeout: 600_000 });
    await dialog.getByRole('button', { name: 'Export', exact: true }).click();
    const files = unzipSync(new Uint8Array(await readFile(await (await arrived).path())));
    const readme = new TextDecoder().decode(files['README.txt']);
    const inFolder = (start: string, ending: string) =>
      Object.keys(files).flatMap((path) =>
        path.startsWith(start) && path.endsWith(ending) ? path.slice(start.length, -ending.length) : [],
      );
    const presets = inFolder(FOLDER, '.vstpreset');
    expect(presets).toHaveLength(300);
    expect(new Set(presets.map((name) => name.toLowerCase())).size, 'on systems that ignore case, too').toBe(300);
    expect(new Set(inFolder('Audio Unit/', '.aupreset'))).toEqual(new Set(presets));
    expect(inFolder('JSON/', '_hyperparams.json')).toHaveLength(300);
    for (const name of presets) {
      const values = [...parametersOf(Buffer.from(files[`${FOLDER}${name}.vstpreset`] ?? [])).values()];
      expect(values, name).toHaveLength(67);
      expect(values.every(Number.isFinite), name).toBe(true);
      expect(name).not.toMatch(/[<>:"/\\|?*]|^(?:con|nul|aux|prn)$|[. ]$/iu);
      expect(readme.split('\n').filter((line) => line.startsWith(`- ${name}: `))).toHaveLength(1);
    }
  },
);
