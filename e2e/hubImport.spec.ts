import { randomBytes } from 'node:crypto';
import { copyFile, mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { encodeCsv } from '../src/formats/csv.ts';
import { expect, test, type App } from './support/app.ts';
import { writeParquet } from '../tests/fakes/parquetFiles.ts';
import { writeSoundsZip } from './support/archives.ts';
import { noiseWav } from './support/badFiles.ts';
import { openHubDialog, startHubSite, type HubSite } from './support/fakeHub.ts';
import { referenceAudioPaths } from './support/fixtures.ts';
import { queryNative } from './support/nativeDatabase.ts';
import { setQuota } from './support/quota.ts';
import { Steps } from './support/steps.ts';

const SHARD = 'datasets/demo/freesound/resolve/refs%2Fconvert%2Fparquet/default/train/0000.parquet';

/** On a card of the gallery; the stand-in has its columns. */
const GALLERY_SET = 'benjamin-paine/freesound-laion-640k-commercial-16khz-tiny';

/** Milliseconds after each piece of up to 64 kB: an import of so few rows would be through before it could be paused. */
const SLOW_MS = 200;

/** What an unpacked zip is tried with on a full disk, and how much is said of each of its sounds. */
const FULL_SOUNDS = 30;
const DESCRIPTION_BYTES = 3_000_000;

let site: HubSite;

test.describe.configure({ mode: 'default' });
test.beforeAll(async () => {
  site = await startHubSite(SLOW_MS);
});
test.afterAll(async () => {
  await site.stop();
});

/** Opens Fetch Dataset by its deep link and points it at the stand-in. */
async function openDialog(app: App, query: string): Promise<void> {
  app.problems.allow(/foreign request: \w+ http:\/\/127\.0\.0\.1:/u);
  await openHubDialog(app.page, site, query);
}

async function look(page: Page): Promise<void> {
  await page.getByRole('dialog').getByRole('button', { name: 'Look Up', exact: true }).click();
}

const CLIPS_INFO = JSON.stringify(
  Object.fromEntries(
    [64_760, 64_761].map((id) => [id, { license: 'http://creativecommons.org/licenses/by/3.0/', uploader: `u${id}` }]),
  ),
);

async function dropText(page: Page, name: string, text: string): Promise<void> {
  await drop(page, [{ name, bytes: Buffer.from(text) }]);
}

/** Drops files into the window, all at once. */
async function drop(
  page: Page,
  files: readonly { readonly name: string; readonly bytes: Uint8Array }[],
): Promise<void> {
  await page.evaluate(
    (items) => {
      const transfer = new DataTransfer();
      for (const { name, base64 } of items) {
        const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
        transfer.items.add(new File([bytes], name));
      }
      window.dispatchEvent(new DragEvent('drop', { dataTransfer: transfer, bubbles: true, cancelable: true }));
    },
    files.map(({ name, bytes }) => ({ name, base64: Buffer.from(bytes).toString('base64') })),
  );
}

async function expectImported(app: App, files: number): Promise<void> {
  await new Steps(app.page).expectAudioFiles(files);
  await new Steps(app.page).openTab('Data');
  const database = await app.download(async () => new Steps(app.page).press('Export DuckDB'));
  const [rows = []] = await queryNative(
    database.bytes,
    `SELECT count(*)::INTEGER AS files, count(DISTINCT path)::INTEGER AS paths, count(m.license)::INTEGER AS licensed,
            count(l.family)::INTEGER AS families, count(*) FILTER (m.raw_json LIKE '%bytes%')::INTEGER AS with_bytes,
            count(d.audio_id)::INTEGER AS described, count(s.staged_name)::INTEGER AS staged
     FROM audio_files f JOIN audio_metadata m USING (audio_id) JOIN audio_licenses l USING (audio_id)
     LEFT JOIN descriptors d USING (audio_id) LEFT JOIN audio_states s USING (audio_id)`,
  );
  expect(rows).toEqual([
    { files, paths: files, licensed: files, families: files, with_bytes: 0, described: files, staged: 0 },
  ]);
}

test(
  '[L2] [L4] a data set of the hub is looked at, imported by its licences, and credited; a gated one is told of; a shard of it that is dropped becomes files offline',
  { tag: '@every' },
  async ({ open }) => {
    const app = await open(site.url);
    const dialog = app.page.getByRole('dialog', { name: 'Fetch Dataset' });
    await test.step('a gated set gets one plain sentence', async () => {
      app.problems.allow(/401/u);
      await openDialog(app, 'dataset=demo/gated');
      await look(app.page);
      const gated = app.page.getByRole('alert').filter({ hasText: 'demo/gated does not exist or is gated.' });
      await expect(gated).toHaveCount(1);
      // The page's alert lies behind the dialog.
      await expect(dialog.getByText(/^demo\/gated does not exist or is gated\./u)).toBeVisible();
      await app.page.goto('about:blank');
    });
    await test.step('[L5] a table that is dropped beside a set of the hub names the licences of its rows', async () => {
      await openDialog(app, 'dataset=philgzl/fsd50k');
      await look(app.page);
      await expect(dialog.getByRole('status')).toContainText('add the table that names the licences, or drop it here');
      await dropText(app.page, 'dev_clips_info_FSD50K.json', CLIPS_INFO);
      await expect(dialog.getByText('Joined by the names of its files: dev_clips_info_FSD50K.json.')).toBeVisible();
      await expect(dialog.getByRole('checkbox', { name: /^by \(2\)/u })).toBeChecked();
      await expect(dialog.getByRole('button', { name: 'Import', exact: true })).toBeEnabled();
      await app.page.goto('about:blank');
    });
    await openDialog(app, 'dataset=demo/freesound&max=20&license=cc0,by');
    await expect(dialog.getByLabel('Data set on the hub')).toHaveValue('demo/freesound');
    await dialog.getByRole('region', { name: 'Known data sets' }).getByRole('button', { name: GALLERY_SET }).click();
    await expect(dialog.getByLabel('Data set on the hub')).toHaveValue(GALLERY_SET);
    await expect(dialog.getByRole('checkbox', { name: /^by \(\d+\)/u })).toBeChecked();
    await expect(dialog.getByRole('checkbox', { name: /^by-nc \(\d+\)/u })).not.toBeChecked();
    await expect(dialog.getByRole('checkbox', { name: /^pd/u })).not.toBeChecked();
    await expect(dialog.getByRole('spinbutton', { name: 'Max items' })).toHaveValue('20');
    await expect(dialog.getByRole('status')).toContainText(/to come \(50\u00a0% of the rows pass\)/u);
    await test.step('another name is another data set until it is looked at', async () => {
      const start = dialog.getByRole('button', { name: 'Import', exact: true });
      await expect(start).toBeEnabled();
      await dialog.getByLabel('Data set on the hub').fill('demo/freesound');
      await expect(start).toBeDisabled();
      await dialog.getByLabel('Data set on the hub').fill(GALLERY_SET);
      await expect(start).toBeEnabled();
    });
    await dialog.getByText('Columns as detected').click();
    await expect(dialog.getByLabel('License column')).toHaveValue('license');
    const steps = new Steps(app.page);
    for (const [table, column] of [
      ['First rows', 'license'],
      ['Licence texts', 'Licence'],
    ] as const) {
      await dialog.locator('summary', { hasText: table }).click();
      const saved = await app.download(async () => steps.press(`Save ${table} as CSV`));
      expect(saved.name).toBe(`${table.toLowerCase().replace(' ', '_')}.csv`);
      expect(saved.text.split('\r\n')[0]).toContain(column);
      expect(saved.text.split('\r\n').length).toBeGreaterThan(2);
    }
    await dialog.getByRole('button', { name: 'Import', exact: true }).click();
    await steps.logSays(
      new RegExp(`Dataset import finished: ${GALLERY_SET}, \\d+ seen, 20 saved, 0 already there`, 'u'),
    );
    await steps.logSays(/Descriptors finished: 20 done, 0 failed/u);
    await expectImported(app, 20);

    const csv = await app.download(async () => steps.press('Export Attributions'));
    expect(csv.name).toBe('attributions.csv');
    expect(csv.text.split('\r\n')).toHaveLength(22);
    expect(csv.text).toContain('Sound 1,');
    await app.page.getByRole('tabpanel', { name: 'Data' }).getByText('Details', { exact: true }).click();
    const markdown = await app.download(async () => steps.press('Attributions as Markdown'));
    const [head, , heading, , ...lines] = markdown.text.trimEnd().split('\n');
    expect([head, heading]).toEqual(['# Attributions', `## ${GALLERY_SET}`]);
    expect(lines).toHaveLength(20);
    for (const line of lines) {
      expect(line).toMatch(
        /^- \[Sound \d+\]\(<https:\/\/freesound\.org\/s\/\d+\/>\), by user\d+; licence: \[CC[^\]]+ \d\.0\]\(<https:\/\/creativecommons\.org\/[^>]+>\); changes: none$/u,
      );
    }

    await steps.openTab('Import + Descriptors');
    await app.page.getByLabel('License filter').selectOption('cc0');
    await expect(app.page.getByText(/^\d+ of 20 files shown/u)).toBeVisible();

    await test.step('files that lie where the policy of the service worker does not reach', async () => {
      await app.offlineReady();
      app.problems.allow(/Content Security Policy|127\.0\.0\.2/u);
      await openDialog(app, 'dataset=demo/elsewhere');
      await look(app.page);
      const refused = app.page.getByRole('alert').filter({ hasText: 'at an address that this page may not reach' });
      await expect(refused).toHaveCount(1);
      await app.page.keyboard.press('Escape');
    });

    await test.step('offline', async () => {
      const bytes = Buffer.from(await (await fetch(`${site.hubUrl}/${SHARD}`)).arrayBuffer());
      await app.page.getByLabel('License filter').selectOption({ index: 0 });
      await steps.deleteAllData();
      await app.setOffline(true);
      await drop(app.page, [{ name: '0000.parquet', bytes }]);
      await dialog.getByRole('button', { name: 'Import', exact: true }).click();
      await steps.logSays(/Dataset import finished: 0000, 30 seen, 15 saved/u);
      await expectImported(app, 15);
    });
  },
);

test('a paused import goes on after a reload, to the same files', { tag: '@every' }, async ({ open }) => {
  const app = await open(site.url);
  await openDialog(app, 'dataset=demo/freesound');
  await look(app.page);
  const dialog = app.page.getByRole('dialog', { name: 'Fetch Dataset' });
  await dialog.getByRole('button', { name: 'Import', exact: true }).click();
  const panel = app.page.getByRole('region', { name: 'Dataset import' });
  // At once: how much of so few rows is stored by then is up to the machine.
  await panel.getByRole('button', { name: 'Pause', exact: true }).click();
  await new Steps(app.page).logSays(/Dataset import stopped: demo\/freesound/u);
  await dropText(app.page, 'late.csv', 'file_name,license\nsound-0.wav,cc0-1.0\n');
  await new Steps(app.page).logSays(/Not read: late\.csv: the import of demo\/freesound has begun/u);
  await app.page.goto(`${site.url}#/import`);
  await app.reload();
  await panel.getByRole('button', { name: 'Resume', exact: true }).click();
  await new Steps(app.page).logSays(/Dataset import finished: demo\/freesound, 60 seen, .* 30 skipped by licence/u);
  await expect(panel).toHaveCount(0);
  await expectImported(app, 30);
});

test('[L5] a Parquet table that is dropped beside audio is joined to it, and one that is dropped on the dialog as well', async ({
  app,
}) => {
  const license = (name: string, value: string) =>
    writeParquet(
      [
        { kind: 'text', name: 'file_name', values: [name] },
        { kind: 'text', name: 'license', values: [value] },
      ],
      { layout: 'path-only', rowsPerGroup: 1 },
    );
  const sounds = ['0.wav', '1.wav', '2.wav'].map((name, index) => ({ name, bytes: noiseWav(index + 1) }));
  await drop(app.page, [...sounds, { name: 'meta.parquet', bytes: license('0.wav', 'cc-by-4.0') }]);
  const dialog = app.page.getByRole('dialog', { name: 'Fetch Dataset' });
  await expect(dialog.getByText(/^2 of 3 sounds are surely meant by no row/u)).toBeVisible();
  await drop(app.page, [{ name: 'more.parquet', bytes: license('1.wav', 'cc0-1.0') }]);
  await expect(dialog.getByRole('checkbox', { name: 'cc0 (1)' })).toBeChecked();
  await expect(dialog.getByRole('checkbox', { name: 'by (1)' })).toBeChecked();
  await dialog.getByRole('button', { name: 'Import', exact: true }).click();
  await new Steps(app.page).logSays(/Dataset import finished: .*3 seen, 2 saved, .* 1 skipped by licence/u);
});

test(
  'a disk that gets full while a zip is unpacked ends its import in one sentence; what is stored stays, and with room again it goes on',
  { tag: '@every' },
  async ({ examples: app }) => {
    const folder = await mkdtemp(join(tmpdir(), 'inertiabands-full-'));
    const [zip, table] = [join(folder, 'set.zip'), join(folder, 'set.json')];
    writeSoundsZip(zip, FULL_SOUNDS);
    // What is known of a sound is stored with it: so much that the database needs more than what is reserved for it.
    const description = () => randomBytes(DESCRIPTION_BYTES / 2).toString('hex');
    const rows = Array.from({ length: FULL_SOUNDS }, (_, i) => [`${i}.wav`, { description: description() }]);
    await writeFile(table, JSON.stringify(Object.fromEntries(rows)));
    const steps = new Steps(app.page);
    await steps.openTab('Import + Descriptors');
    await steps.chooseFiles('Add Audio Files', [zip, table]);
    const dialog = app.page.getByRole('dialog', { name: 'Fetch Dataset' });
    const start = dialog.getByRole('button', { name: 'Import', exact: true });
    await expect(start).toBeEnabled();
    await setQuota(app, 1);
    await start.click();
    const full = app.page.getByRole('alert').filter({ hasText: 'The browser has no room left for this page' });
    await expect(full).toHaveCount(1);
    const panel = app.page.getByRole('region', { name: 'Dataset import' });
    const resume = panel.getByRole('button', { name: 'Resume', exact: true });
    await expect(resume).toBeEnabled();
    await steps.expectAudioFiles(24);

    await setQuota(app, null);
    await resume.click();
    await steps.logSays(new RegExp(`Dataset import finished: .*, ${FULL_SOUNDS} seen, ${FULL_SOUNDS} saved`, 'u'));
    await steps.expectAudioFiles(24 + FULL_SOUNDS);
  },
);

test('a folder with its table is recognised as a data set', async ({ app }) => {
  const folder = join(await mkdtemp(join(tmpdir(), 'inertiabands-folder-')), 'ESC-50');
  await mkdir(join(folder, 'audio'), { recursive: true });
  await mkdir(join(folder, 'meta'));
  const sounds = referenceAudioPaths().slice(0, 3);
  for (const [index, path] of sounds.entries()) await copyFile(path, join(folder, 'audio', `${index}.wav`));
  const license = 'http://creativecommons.org/licenses/by/3.0/';
  const table = [
    ['filename', 'category', 'license'],
    ['0.wav', 'dog', license],
    ['1.wav', 'rain', 'http://creativecommons.org/licenses/by-nc/3.0/'],
  ];
  await writeFile(join(folder, 'meta', 'esc50.csv'), encodeCsv(table));
  const chooser = app.page.waitForEvent('filechooser');
  await new Steps(app.page).press('Add Folder');
  await (await chooser).setFiles(folder);
  const dialog = app.page.getByRole('dialog', { name: 'Fetch Dataset' });
  await expect(dialog.getByText(/^1 of 3 sounds is surely meant by no row/u)).toBeVisible();
  await dropText(app.page, 'more.csv', 'filename,license\n2.wav,cc0-1.0\n');
  await expect(dialog.getByRole('checkbox', { name: 'cc0 (1)' })).toBeChecked();
  await dialog.getByRole('button', { name: 'Import', exact: true }).click();
  await new Steps(app.page).logSays(
    /Dataset import finished: ESC-50, 3 seen, 2 saved, 0 already there, 1 skipped by licence/u,
  );
  await new Steps(app.page).expectAudioFiles(2);
  await expect(app.page.getByRole('table', { name: 'Audio files' })).toContainText('dog');
});
