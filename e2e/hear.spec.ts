import { unzipSync } from 'fflate';
import { expectAccessible, expectFits } from './support/accessibility.ts';
import { expect, sharedApp, test, type App } from './support/app.ts';
import { parametersOf } from './support/presetReader.ts';
import { Steps } from './support/steps.ts';
import { withMotion } from './support/workerBrowser.ts';

const KICK = 'examples/percussive-01-kick-and-snare.wav';
const ANOTHER = 'examples/tonal-01-organ-chord.wav';

/** Each test says which sound it opens and begins with a treatment or a preset of it. The drawings of what plays move. */
const shared = sharedApp('trained', withMotion);

/** Opens an example sound in Hear. */
async function hearSound({ page }: App, path = KICK) {
  const steps = new Steps(page);
  return { page, steps, hear: await steps.hear(path) };
}

test('[B3] [V1] a treatment is exported as a .vstpreset that says what was shown, and dropped on the page it sounds the same', async () => {
  const app = shared();
  const { page, steps, hear } = await hearSound(app);
  await expect(hear.getByRole('checkbox', { name: "Compensate for the plugin's own model" })).toBeChecked();
  const treatment = hear.getByRole('combobox', { name: 'Treatment' });
  await treatment.selectOption({ label: 'Tame the air' });
  await expect(hear.getByText(/^Fitted to this sound: above 8 kHz −\d/u)).toBeVisible();
  await hear.getByRole('slider', { name: 'Gain of cluster 2' }).fill('-4.5');
  await expect(treatment).toHaveValue('own');
  await expectFits(page, [360]);

  const shown = await hear
    .getByRole('table', { name: 'Knobs' })
    .locator('tbody tr')
    .evaluateAll((rows) => rows.map((row) => Array.from(row.children, ({ textContent }) => textContent?.trim() ?? '')));
  const preset = await app.download(async () => steps.press('Export .vstpreset'));
  expect(preset.name).toBe('percussive-01-kick-and-snare my treatment.vstpreset');
  const written = parametersOf(preset.bytes);
  expect(written.size).toBe(67);
  const ids: Readonly<Record<string, string>> = {
    distance_penalty: 'distancePenalty',
    norm_rate: 'featureAdaptRate',
    minimax_strength: 'featureMinimax',
    low_penalty: 'featureLowPenalty',
    high_penalty: 'featureHighPenalty',
  };
  expect(shown.map(([knob, , knobWritten]) => [knob, Number(knobWritten)])).toEqual(
    Object.entries(ids).map(([knob, id]) => [knob, written.get(id)]),
  );
  expect(written.get('clusterGainDb1')).toBe(-4.5);
  expect(written.get('autoLevel')).toBe(0);
  const first = floatsOf((await app.download(async () => steps.press('Render WAV'))).bytes);

  await treatment.selectOption({ label: 'Plugin defaults' });
  await expect(treatment).toHaveValue('defaults');
  const other = floatsOf((await app.download(async () => steps.press('Render WAV'))).bytes);
  expect(differenceDb(other, first)).toBeGreaterThan(-40);

  await page.evaluate(
    ({ bytes, name }) => {
      const transfer = new DataTransfer();
      transfer.items.add(new File([Uint8Array.from(bytes)], name));
      window.dispatchEvent(new DragEvent('drop', { dataTransfer: transfer, cancelable: true }));
    },
    { bytes: [...preset.bytes], name: preset.name },
  );
  await steps.logSays(/Preset imported: percussive-01-kick-and-snare my treatment\.vstpreset/u);
  await expect(hear.getByRole('radio', { name: /^Imported: / })).toBeChecked();
  const again = floatsOf((await app.download(async () => steps.press('Render WAV'))).bytes);
  expect(differenceDb(again, first)).toBeLessThan(-90);
  const exported = await app.download(async () => steps.press('Export .vstpreset'));
  expect(parametersOf(exported.bytes)).toEqual(written);

  const json = await app.download(async () =>
    hear.getByRole('button', { name: 'Export Preset JSON', exact: true }).click(),
  );
  expect(json.name).toBe('percussive-01-kick-and-snare_hyperparams.json');
  expect(JSON.parse(json.text)).toMatchObject({ plugin: { parameters: { clusterGainDb1: -4.5 } } });
});

test('[G4] [V6] stems sum to the main output, solo and undo are heard, and broken presets are refused', async () => {
  const app = shared();
  const { page, steps, hear } = await hearSound(app);
  await hear.getByRole('spinbutton', { name: 'Clusters' }).fill('4');
  await hear.getByRole('slider', { name: 'Gain of cluster 1' }).fill('3');
  await hear.getByRole('checkbox', { name: 'Auto level' }).uncheck();
  const stems = await app.download(async () => steps.press('Render Stems'));
  expect(stems.name).toBe('percussive-01-kick-and-snare_stems.zip');
  const files = Object.values(unzipSync(new Uint8Array(stems.bytes)));
  expect(files).toHaveLength(4);
  const sum = files.map((file) => floatsOf(Buffer.from(file))).reduce((a, b) => a.map((sample, n) => sample + b[n]!));
  const main = floatsOf((await app.download(async () => steps.press('Render WAV'))).bytes);
  expect(differenceDb(sum, main)).toBeLessThan(-90);

  await hear.getByRole('button', { name: 'Solo Cluster 1' }).click();
  const solo = floatsOf((await app.download(async () => steps.press('Render WAV'))).bytes);
  expect(differenceDb(solo, floatsOf(Buffer.from(files[0]!)))).toBeLessThan(-90);
  await steps.press('Undo Edit');
  await expect(hear.getByRole('button', { name: 'Solo Cluster 1' })).toHaveAttribute('aria-pressed', 'false');

  await steps.press('Play Preview');
  await expect(hear.getByRole('img', { name: /Now cluster 1 carries \d+ %/u })).toBeVisible();
  await page.keyboard.press('x');
  await expect(hear.getByRole('combobox', { name: 'Treatment' })).toHaveValue('defaults');
  await page.keyboard.press('x');
  await steps.press('Pause Preview');

  const au = await app.download(async () => steps.press('Export .aupreset'));
  expect(au.text).toContain('<key>jucePluginState</key>');
  await steps.chooseFiles('Import Preset', ['package.json']);
  await steps.logSays(/“package\.json” is not a preset this app can read/u);
});

test('[E1] a sound is heard through the plugin’s clustering, gone into in time, candidates change while it plays, and it is exported', async () => {
  const app = shared();
  const { page, steps, hear: section } = await hearSound(app, ANOTHER);
  await expect(section.getByRole('img', { name: /^Waveform of \d+\.\d s; heard is 0\.0 s to 6\.0 s/u })).toBeVisible();
  await steps.press('Zoom In');
  await page.keyboard.press('+');
  await steps.press('Later');
  await page.keyboard.press('o');
  const waveform = section.getByRole('img', { name: /^Waveform of .*, seen is / });
  const [durationSec = 0, ...stretches] = secondsIn(await waveform.getAttribute('aria-label'));
  const eighthSec = durationSec / 8;
  const wrongSec = [1, 3, 1, 3].map((eighths, n) => Math.abs(eighths * eighthSec - (stretches[n] ?? 0)));
  expect(Math.max(...wrongSec)).toBeLessThan(0.11);
  await steps.press('Show All');
  await expect(section.getByRole('img', { name: /^Waveform of \d+\.\d s; heard is / })).toBeVisible();
  const candidates = section.getByRole('table', { name: 'Candidates' });
  // Defaults, predicted, searched, general.
  await expect(candidates.getByRole('row').nth(4)).toBeVisible();

  await section.getByRole('slider', { name: 'Excerpt length' }).fill('2');
  await steps.press('Play Preview');
  await expect(section.getByRole('img', { name: /Now cluster 1 carries \d+ %/u })).toBeVisible();
  await section.getByRole('radio', { name: 'Direct search' }).check();
  await section.getByRole('button', { name: 'Solo Cluster 2' }).click();
  await expect(section.getByRole('button', { name: 'Solo Cluster 2' })).toHaveAttribute('aria-pressed', 'true');
  await section.getByRole('slider', { name: 'Gain of cluster 2' }).press('ArrowLeft');
  const highPass = section.getByRole('slider', { name: 'High-pass of cluster 2' });
  await highPass.fill('0');
  await highPass.press('ArrowRight');
  await expect(highPass).toHaveAttribute('aria-valuetext', '20 Hz');
  await expect(section.getByRole('combobox', { name: 'Treatment' })).toHaveValue('own');
  await section.getByRole('spinbutton', { name: 'Clusters' }).fill('6');
  await expect(section.getByRole('group', { name: 'Cluster 6' })).toBeVisible();
  await steps.press('Pause Preview');

  const wav = await app.download(async () => steps.press('Render WAV'));
  expect(wav.name).toMatch(/_direct\.wav$/u);
  expect(wav.bytes.toString('latin1', 0, 4)).toBe('RIFF');
  await steps.logSays(/Render WAV finished: .*_direct\.wav/u);

  // Who is choosing a sound is not interrupted by one that is opened meanwhile.
  const picker = section.getByRole('combobox', { name: 'Sound to hear' });
  const timesDisabled = await picker.evaluateHandle((input: HTMLInputElement) => {
    const seen = { count: 0 };
    const look = new MutationObserver(() => (seen.count += Number(input.disabled)));
    look.observe(input, { attributeFilter: ['disabled'] });
    return seen;
  });
  await steps.hear(KICK);
  expect(await timesDisabled.evaluate(({ count }) => count)).toBe(0);
});

test('[V7] a preset goes straight into a folder that was chosen once, and presets and renders are dragged out of the page', async () => {
  const app = shared();
  // A folder of the browser's own stands in for one of the disk, which only a person can choose.
  const pickFolder = async () =>
    app.page.evaluate(async () => {
      const root = await navigator.storage.getDirectory();
      const folder = await root.getDirectoryHandle('InertiaBandsX', { create: true });
      Object.assign(window, { showDirectoryPicker: async () => folder });
    });
  await pickFolder();
  const { page, steps, hear } = await hearSound(app);
  await hear.getByRole('combobox', { name: 'Treatment' }).selectOption({ label: 'Tame the air' });
  await expect(hear.getByText(/^Fitted to this sound: above 8 kHz −\d/u)).toBeVisible();
  const name = 'percussive-01-kick-and-snare Tame the air';
  await steps.press('Save to Preset Folder');
  await steps.logSays(new RegExp(`Preset folder export finished: ${name}\\.vstpreset in “InertiaBandsX”`, 'u'));
  await expect(hear.getByText('Presets go to “InertiaBandsX”.')).toBeVisible();
  await steps.press('Save to Preset Folder');
  await steps.logSays(new RegExp(`Preset folder export finished: ${name} \\(2\\)\\.vstpreset in`, 'u'));
  const exported = await app.download(async () => steps.press('Export .vstpreset'));
  const saved = await page.evaluate(async () => {
    const root = await navigator.storage.getDirectory();
    const folder = await root.getDirectoryHandle('InertiaBandsX');
    const files: Record<string, number[]> = {};
    for await (const [fileName, handle] of folder.entries()) {
      const file = await (handle as FileSystemFileHandle).getFile();
      files[fileName] = [...new Uint8Array(await file.arrayBuffer())];
    }
    return files;
  });
  expect(Object.keys(saved).toSorted()).toEqual([`${name} (2).vstpreset`, `${name}.vstpreset`]);
  for (const bytes of Object.values(saved)) expect(Buffer.from(bytes)).toEqual(exported.bytes);

  const wav = await app.download(async () => steps.press('Render WAV'));
  for (const [words, file] of [
    ['Drag the .vstpreset out', exported],
    [`Drag ${wav.name} out`, wav],
  ] as const) {
    const dragged = await hear.getByText(words).evaluate((element) => {
      const dataTransfer = new DataTransfer();
      element.dispatchEvent(new DragEvent('dragstart', { dataTransfer }));
      return dataTransfer.getData('DownloadURL');
    });
    // The page's own content security policy lets no script read the address, but the browser's drag.
    expect(/^[^:]+:([^:]+):blob:/u.exec(dragged)?.[1]).toBe(file.name);
  }

  await app.reload();
  await pickFolder();
  await hearSound(app);
  await expect(hear.getByText('Presets go to “InertiaBandsX”.')).toBeVisible();
});

test(
  '[V7] what is said of the plugin and an imported state outlive a reload, and a treatment of one’s own does, is heard on another sound, renamed, removed and brought back',
  { tag: '@every' },
  async () => {
    const app = shared();
    const { page, steps, hear } = await hearSound(app);
    const treatment = hear.getByRole('combobox', { name: 'Treatment' });
    await hear.getByRole('slider', { name: 'Gain of cluster 2' }).fill('-7.5');
    await steps.press('Save Treatment…');
    const dialog = page.getByRole('dialog', { name: 'Save treatment' });
    await dialog.getByRole('textbox', { name: 'Treatment name' }).fill('gentle GLUE');
    await expect(dialog.getByText('There is a treatment “gentle GLUE” already. Choose another name.')).toBeVisible();
    await expect(dialog.getByRole('button', { name: 'Save', exact: true })).toBeDisabled();
    await dialog.getByRole('textbox', { name: 'Treatment name' }).fill('Softer snare');
    await expectAccessible(dialog);
    await page.keyboard.press('Enter');
    await expect(hear.getByText('Your treatment “Softer snare”, as it was saved.')).toBeVisible();
    const preset = await app.download(async () => steps.press('Export .vstpreset'));
    expect(preset.name).toBe('percussive-01-kick-and-snare Softer snare.vstpreset');
    await steps.chooseFiles('Import Preset', ['tests/fixtures/reference/plugin/preset/full-state.vstpreset']);
    await steps.logSays(/Preset imported: full-state\.vstpreset/u);
    const plugin = hear.getByRole('combobox', { name: 'Plugin in use' });
    await plugin.selectOption({ index: 1 });
    await steps.logSays(/Plugin in use: built with plugin-/u);

    await app.reload();
    await hearSound(app);
    await expect(plugin).toHaveValue(/^plugin-/u);
    await expect(hear.getByRole('radio', { name: 'Imported: full-state' })).toBeChecked();
    await plugin.selectOption({ label: 'As it is shipped' });
    await hearSound(app, ANOTHER);
    await treatment.selectOption({ label: 'Softer snare' });
    await expect(hear.getByRole('slider', { name: 'Gain of cluster 2' })).toHaveAttribute('aria-valuetext', '−7.5 dB');
    await steps.press('Rename Treatment…');
    await page.getByRole('textbox', { name: 'Treatment name' }).fill('Softest snare');
    await steps.press('Rename');
    await expect(treatment.getByRole('option', { name: 'Softest snare' })).toHaveCount(1);
    await steps.press('Remove Treatment');
    await expect(treatment.getByRole('option', { name: 'Softest snare' })).toHaveCount(0);
    await expect(hear.getByRole('button', { name: 'Bring “Softest snare” Back' })).toBeFocused();
    await page.keyboard.press('Enter');
    await expect(treatment.getByRole('option', { name: 'Softest snare' })).toHaveCount(1);
    await expect(treatment).toBeFocused();
  },
);

/** The samples of a WAV file of 32-bit floats, channel after channel as they lie there. */
function floatsOf(wav: Buffer): Float32Array {
  expect(wav.readUInt16LE(20)).toBe(3);
  const data = wav.subarray(wav.indexOf('data', 36, 'latin1') + 8);
  return Float32Array.from({ length: data.length >> 2 }, (_, n) => data.readFloatLE(4 * n));
}

function differenceDb(a: Float32Array, b: Float32Array): number {
  expect(a.length).toBe(b.length);
  let [error, energy] = [0, 0];
  a.forEach((sample, n) => {
    error += (sample - b[n]!) ** 2;
    energy += b[n]! ** 2;
  });
  return 10 * Math.log10(Math.max(error, 1e-30) / energy);
}

/** The numbers before “ s” of a label, in order. */
function secondsIn(label: string | null): readonly number[] {
  return Array.from((label ?? '').matchAll(/(\d+\.\d+) s/gu), ([, seconds]) => Number(seconds));
}
