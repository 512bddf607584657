import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { strFromU8, unzipSync } from 'fflate';
import { decodeTrainingCsv } from '../tests/support/readTrainingCsv.ts';
import { expect, sharedApp, test, type App } from './support/app.ts';
import { floatWav, noiseWav, wavBytes } from './support/badFiles.ts';
import { referenceAudioPaths } from './support/fixtures.ts';
import { projectFolder } from './support/projectFolder.ts';
import { Steps } from './support/steps.ts';

const FORMATS = join(import.meta.dirname, '../tests/fixtures/formats');

let folder: string;

test.beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'inertiabands-bad-'));
});

test.afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

/** Writes a file into the test's folder. Returns its path. */
async function put(name: string, bytes: Uint8Array | string): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, bytes);
  return path;
}

/** Files with names that no disk would take, as a drop from elsewhere may bring them. */
async function addNamed(app: App, files: readonly { readonly name: string; readonly bytes: Buffer }[]): Promise<void> {
  const steps = new Steps(app.page);
  await steps.openTab('Import + Descriptors');
  const payloads = files.map(({ name, bytes }) => ({ name, mimeType: 'audio/wav', buffer: bytes }));
  await app.page.locator('#files').setInputFiles(payloads);
  await steps.logSays(/Import finished: /u);
}

const NAMES = [
  '=HYPERLINK("http://127.0.0.1:9/","click").wav',
  '+1+1.wav',
  '-2+3.wav',
  '@SUM(A1).wav',
  "'quoted'.wav",
  'comma, "quote" and; more.wav',
  '../../../etc/passwd.wav',
  '..\\..\\windows.wav',
  'שלום.wav',
  'photo\u202Egnp.wav',
  '日本語 🎧 e\u0301.wav',
  '<img src=x onerror=alert(1)>.wav',
  '"; DROP TABLE audio_files; --.wav',
  `${'long '.repeat(60)}.wav`,
  'CON.wav',
  '.hidden.wav',
];

test.describe('in one data set', () => {
  const visited = sharedApp('visited');

  test.beforeEach(async () => {
    const dismiss = visited().page.getByRole('button', { name: 'Dismiss all' });
    if (await dismiss.isVisible()) await dismiss.click();
  });

  test('[bad input] names of every kind survive the table, the CSV and the zip, and run nowhere', async () => {
    test.setTimeout(240_000);
    const app = visited();
    const steps = new Steps(app.page);
    await addNamed(
      app,
      NAMES.map((name, seed) => ({ name, bytes: noiseWav(seed + 10) })),
    );
    await steps.logSays(/Import finished: 16 added, 0 already there, 0 refused/u);
    await steps.runTrials();

    await steps.openTab('Data');
    const csv = await app.download(async () => steps.press('Export Training CSV'));
    const paths = decodeTrainingCsv(csv.text, csv.name).map(({ path }) => path);
    expect(paths.toSorted()).toEqual(NAMES.toSorted());
    for (const line of csv.text.split('\r\n')) expect(line).not.toMatch(/(^|,)"?[=+@\t]|(^|,)"?-\D/u);

    await steps.openTab('Import + Descriptors');
    await steps.press('Export Presets');
    const dialog = app.page.getByRole('dialog', { name: 'Export Presets' });
    await dialog.getByRole('checkbox', { name: 'JSON in the zip' }).check();
    await dialog.getByRole('checkbox', { name: 'Compare the candidates of each sound first' }).uncheck();
    const zip = await app.download(async () => dialog.getByRole('button', { name: 'Export', exact: true }).click());
    const entries = unzipSync(zip.bytes);
    const names = Object.keys(entries).map((path) => path.replace(/^(?:InertiaAudio\/InertiaBandsX|JSON)\//u, ''));
    for (const name of names) {
      expect(name).toMatch(/^[^./\\<>:"|?*\p{Cc}\u202E][^/\\<>:"|?*\p{Cc}\u202E]*\.(?:json|vstpreset|txt)$/u);
      expect(Buffer.byteLength(name)).toBeLessThanOrEqual(255);
    }
    expect(names.filter((name) => name.endsWith('.vstpreset'))).toHaveLength(NAMES.length);
    const inside = Object.entries(entries)
      .filter(([path]) => /_hyperparams(?: \(\d+\))?\.json$/u.test(path))
      .map(([, bytes]) => (JSON.parse(strFromU8(bytes)) as { audio_path: string }).audio_path);
    expect(inside.toSorted()).toEqual(NAMES.toSorted());
    await expect(app.page.locator('img')).toHaveCount(0);
  });

  test('[bad input] what is no usable audio is refused by name with its reason, and the others go on', async () => {
    const app = visited();
    const body = new Uint8Array(4096);
    const random = new Uint8Array(noiseWav(99, 10_000).subarray(44));
    const whole = await readFile(referenceAudioPaths().find((path) => path.includes('drums'))!);
    const refused: Readonly<Record<string, { bytes: Uint8Array | string; reason: RegExp }>> = {
      'empty.wav': { bytes: '', reason: /is empty \(0 bytes\)/u },
      'random.flac': { bytes: random, reason: /not in an audio format that is known/u },
      'text.mp3': { bytes: 'milk, bread\n'.repeat(99), reason: /holds text, not audio/u },
      'no data.wav': { bytes: wavBytes(new Uint8Array(0)), reason: /holds no samples/u },
      'video.mp4': { bytes: await readFile(join(FORMATS, 'video-only.mp4')), reason: /video without an audio track/u },
      'rate 0.wav': { bytes: wavBytes(body, { sampleRateHz: 0 }), reason: /sample rate of 0 Hz/u },
      'rate 2999.wav': { bytes: wavBytes(body, { sampleRateHz: 2999 }), reason: /sample rate of 2999 Hz/u },
      'rate 768001.wav': { bytes: wavBytes(body, { sampleRateHz: 768_001 }), reason: /sample rate of 768001 Hz/u },
      'channels 0.wav': { bytes: wavBytes(body, { channels: 0 }), reason: /declares 0 channels/u },
      'lossless.m4a': { bytes: await readFile(join(FORMATS, 'alac.m4a')), reason: /Apple Lossless/u },
      'header only.flac': { bytes: whole.subarray(0, 20), reason: /FLAC header is incomplete/u },
      'notes.txt': { bytes: 'hello', reason: /holds text, not audio/u },
    };
    const paths: string[] = referenceAudioPaths().slice(0, 2);
    for (const [name, { bytes }] of Object.entries(refused)) paths.push(await put(name, bytes));
    const steps = new Steps(app.page);
    await steps.addAudio(paths);
    await steps.logSays(/Import finished: 2 added, 0 already there, 12 refused/u);
    const alerts = app.page.getByRole('alert');
    await expect(alerts).toHaveCount(1);
    await expect(alerts).toContainText('12 files refused');
    for (const [name, { reason }] of Object.entries(refused)) {
      const line = alerts.getByRole('listitem').filter({ hasText: name });
      await expect(line, name).toHaveText(reason);
    }
    const list = await app.download(async () => steps.press('Save the list'));
    expect(list.text.trim().split('\n')).toHaveLength(12);

    // The same file refused again is one line at its latest place.
    for (const times of [2, 3]) {
      await steps.addAudio([join(folder, 'notes.txt')]);
      await steps.logSays(new RegExp(`notes\\.txt[^)]*holds text, not audio[^)]*\\(${times} times\\)`, 'u'));
    }
    expect((await steps.log()).match(/notes\.txt.{0,40}holds text/gu)).toHaveLength(1);
  });

  test('[bad input] a cut file counts as far as it goes, with a warning; NaN and infinite samples never become a row', async () => {
    const app = visited();
    const flac = await readFile(referenceAudioPaths().find((path) => path.includes('drums'))!);
    const paths = [
      await put('cut.wav', wavBytes(new Uint8Array(88_200).fill(3), { declaredBytes: 882_000 })),
      await put('cut.flac', flac.subarray(0, flac.byteLength / 2)),
      await put('not a number.wav', floatWav(50_000, { 40_000: Number.NaN, 40_001: Number.NaN })),
      await put('infinite.wav', floatWav(50_000, { 17: Number.NEGATIVE_INFINITY })),
      await put('huge.wav', floatWav(50_000, { 17: 1e30 })),
      await put('good.wav', noiseWav(1)),
    ];
    const steps = new Steps(app.page);
    await steps.addAudio(paths);
    await steps.logSays(/Descriptors finished: 4 done, 2 failed/u);
    const alerts = app.page.getByRole('alert');
    await expect(alerts.filter({ hasText: 'not a number.wav' })).toHaveText(/2 samples.*first at sample 40000/u);
    await expect(alerts.filter({ hasText: 'infinite.wav' })).toHaveText(/1 samples?.*first at sample 17/u);
    await expect(alerts.filter({ hasText: /cut\.wav.*1 s of the declared 10 s/u })).toBeVisible();
    await expect(alerts.filter({ hasText: 'cut.flac' })).toHaveText(/Cut short or damaged/u);
    const table = app.page.getByRole('table', { name: 'Audio files' });
    await expect(table.getByRole('row').filter({ hasText: 'not a number.wav' })).toContainText('failed: ');
    await expect(table.getByRole('row').filter({ hasText: 'good.wav' })).toContainText('yes');
  });

  test('[bad input] [S1] the same bytes are one file, the same name is two', async () => {
    const app = visited();
    const steps = new Steps(app.page);
    const [first, second] = [noiseWav(30), noiseWav(31)];
    await addNamed(app, [
      { name: 'same.wav', bytes: first },
      { name: 'same.wav', bytes: second },
      { name: 'twin.wav', bytes: first },
    ]);
    await steps.logSays(/Import finished: 2 added, 1 already there, 0 refused/u);
    await steps.logSays(/twin\.wav holds the same bytes as same\.wav/u);
    const table = app.page.getByRole('table', { name: 'Audio files' });
    await expect(table.getByRole('row').filter({ hasText: /same(?: \(2\))?\.wav/u })).toHaveCount(2);
    await expect(table).toContainText('same (2).wav');
  });
});

test(
  '[bad input] a file that is gone before it is read is named; one that went later is asked for again',
  { tag: '@every' },
  async ({ app }) => {
    const steps = new Steps(app.page);
    const gone = await put('gone.wav', noiseWav(2));
    const stays = await put('stays.wav', noiseWav(3));
    const input = app.page.locator('#files');
    await input.evaluate((element) => {
      element.addEventListener('change', (event) => event.stopImmediatePropagation(), { capture: true, once: true });
    });
    await input.setInputFiles([gone, stays]);
    await rm(gone);
    await input.dispatchEvent('change');
    await steps.logSays(/Import finished: 1 added, 0 already there, 1 refused/u);
    await expect(app.page.getByRole('alert').filter({ hasText: 'gone.wav' })).toHaveText(
      /changed or is gone.*choose it again/u,
    );

    // The copy that was made of a file that could not be described serves where the file itself has changed.
    const lost = await put('lost.wav', floatWav(5000, { 7: Number.NaN }));
    await steps.chooseFiles('Add Audio Files', [lost]);
    await steps.logSays(/Descriptors finished: 0 done, 1 failed/u);
    await steps.expectAudioFiles(2);
    await writeFile(lost, noiseWav(5, 9000));
    const alerts = app.page.getByRole('alert').filter({ hasText: 'lost.wav' });
    await steps.press('Extract All');
    await expect(alerts).toHaveText(/first at sample 7.*\(2 times\)/su);

    // Neither file nor copies: asked for again, and the row is still there to take it.
    await steps.logSays(/(?:Copies of audio finished: 1 kept.*){2}/su);
    await app.page.evaluate(
      async (project) => {
        for (const copies of ['staged', 'kept']) await project.removeEntry(copies, { recursive: true });
      },
      await projectFolder(app.page),
    );
    await rm(lost);
    await steps.press('Extract All');
    await expect(alerts.filter({ hasText: /no longer at.*Add the file again/su })).toBeVisible();
    await steps.expectAudioFiles(2);
    await steps.chooseFiles('Add Audio Files', [await put('lost.wav', floatWav(5000, { 7: Number.NaN }))]);
    await steps.logSays(/Import finished: 0 added, 1 already there/u);
  },
);
