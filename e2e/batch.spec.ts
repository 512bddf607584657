import { spawn } from 'node:child_process';
import { copyFile, mkdtemp, readdir, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from './support/app.ts';
import { openHubDialog, startHubSite } from './support/fakeHub.ts';
import { queryNative } from './support/nativeDatabase.ts';
import { Steps } from './support/steps.ts';

const ROOT = join(import.meta.dirname, '..');
const SOUNDS = ['drums.mp3', 'plucks.aif', 'six.ogg', 'f64.wav', 'drums.opus'];
/** What does not depend on when and in which run it was made. */
const COMPARED: Readonly<Record<string, string>> = {
  audio_files: 'SELECT * EXCLUDE (imported_at) FROM audio_files ORDER BY audio_id',
  descriptors: 'SELECT * EXCLUDE (updated_at) FROM descriptors ORDER BY audio_id',
  plugin_windows: 'SELECT * FROM plugin_windows ORDER BY audio_id, window_start_frame',
  bo_trials: 'SELECT * EXCLUDE (created_at) FROM bo_trials ORDER BY audio_id, trial_index',
  best_params: 'SELECT * EXCLUDE (updated_at) FROM best_params ORDER BY audio_id',
  run_trials:
    'SELECT r.audio_id, t.* EXCLUDE (run_id) FROM run_trials t JOIN trial_runs r USING (run_id) ORDER BY 1, trial_index',
};

test('npm run batch says what is wrong with a command line, and how to ask for help', async () => {
  const { code, text } = await batch(['hub', 'owner/name', '--out', 'x', '--licenses', 'cc-by']);
  expect(code).toBe(2);
  expect(text).toContain('; cc-by is none');
  expect(text).toContain('npm run batch -- --help says more.');
  expect((await batch(['--help'])).text).toContain('--shard K/N');
});

test('npm run batch tells of a file that a list names and that is not there, and does the others; where there is none it does nothing', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'inertiabands-list-'));
  const out = join(folder, 'out');
  const list = join(folder, 'list.txt');
  const there = join(ROOT, 'tests/fixtures/formats', 'f64.wav');
  await writeFile(list, `gone.wav\n${there}\n.\n`);
  const { code, text } = await batch(['describe', list, '--out', out]);
  expect(text).toContain('1 of 3 files.');
  expect(code).toBe(0);
  expect((await readdir(out)).toSorted()).toEqual(['describe-1-of-1.parquet', 'failed-1-of-1.parquet']);
  await writeFile(list, 'gone.wav\n');
  const none = await batch(['describe', list, '--out', join(folder, 'none')]);
  expect(none.text).toContain('No file can be read. The first: “gone.wav” is not there');
  expect(none.code).toBe(1);
  expect(await readdir(folder)).not.toContain('none');
});

test(
  'shards of a folder and their merge hold bit for bit what the app holds of the same files; a file that cannot be read is told, and nothing is done twice',
  { tag: '@every' },
  async ({ app }) => {
    const { page } = app;
    const steps = new Steps(page);
    const input = await mkdtemp(join(tmpdir(), 'inertiabands-sounds-'));
    const out = await mkdtemp(join(tmpdir(), 'inertiabands-shards-'));
    for (const name of SOUNDS) await copyFile(join(ROOT, 'tests/fixtures/formats', name), join(input, name));
    await writeFile(join(input, 'none.wav'), 'no sound');
    const search = (shard: string) => batch(['search', input, '--shard', shard, '--out', out, '--trials', '12']);
    expect(await search('1/2')).toMatchObject({ code: 0 });
    const early = await batch(['merge', out, '--out', join(out, 'early.duckdb')]);
    expect(early.code).toBe(1);
    expect(early.text).toContain('1 of 2 search shards are missing: 2');
    expect(await search('2/2')).toMatchObject({ code: 0 });
    expect((await search('1/2')).text).toContain('is there already');
    const merged = await batch(['merge', out, '--out', join(out, 'training.duckdb')]);
    expect(merged).toMatchObject({ code: 0 });
    expect(merged.text).toContain('5 sounds of 2 shards. Files that could not be read: 1');
    const over = await batch(['merge', out, '--out', join(out, 'training.duckdb')]);
    expect(over).toMatchObject({ code: 1 });
    expect(over.text).toContain('is there already. Remove it, or name another');
    expect((await readdir(out)).filter((name) => name.endsWith('.tmp'))).toEqual([]);

    await steps.addAudio(SOUNDS.map((name) => join(input, name)));
    await steps.openTab('Bayesian Opt');
    await steps.setNumber('Total', 12);
    await steps.press('Run BO for All');
    await steps.logSays(/BO for all finished/u);
    await steps.openTab('Data');
    const coming = page.waitForEvent('download');
    await steps.press('Export DuckDB');
    const own = await readFile(await (await coming).path());
    const shards = await readFile(join(out, 'training.duckdb'));
    const statements = Object.values(COMPARED);
    expect(await queryNative(shards, ...statements)).toEqual(await queryNative(own, ...statements));

    await steps.importDatabase(join(out, 'training.duckdb'), 'Replace');
    await steps.openTab('Import + Descriptors');
    await steps.expectAudioFiles(SOUNDS.length);
  },
);

test(
  '[L2] [L4] shards of a public data set and their merge hold bit for bit what the app holds of the same import; licences that nobody allowed are not fetched',
  { tag: '@every' },
  async ({ open }) => {
    const site = await startHubSite();
    try {
      const out = await mkdtemp(join(tmpdir(), 'inertiabands-shards-'));
      const at = ['--app', site.url, '--hub', site.hubUrl, '--viewer', site.viewerUrl, '--out', out];
      const fetchShard = (id: string, shard: string, licenses: string) =>
        batch(['hub', id, '--licenses', licenses, '--shard', shard, ...at]);
      const refused = await fetchShard('Lehrig/GTZAN-Collection', '1/1', 'cc0,by');
      expect(refused.text).toContain('allow unknown if you know that you may use the sounds');
      expect(refused.code).toBe(1);
      expect(await readdir(out)).toEqual([]);
      for (const shard of ['1/2', '2/2'])
        expect((await fetchShard('demo/freesound', shard, 'cc0,pd,by')).text).toContain('30 seen, 15 saved');
      const database = join(out, 'training.duckdb');
      expect((await batch(['merge', out, '--out', database])).text).toContain('30 sounds of 2 shards.');

      const app = await open(site.url);
      app.problems.allow(/foreign request: \w+ http:\/\/127\.0\.0\.1:/u);
      await openHubDialog(app.page, site, 'dataset=demo/freesound&license=cc0,pd,by');
      const dialog = app.page.getByRole('dialog', { name: 'Fetch Dataset' });
      await dialog.getByRole('button', { name: 'Look Up', exact: true }).click();
      await dialog.getByRole('button', { name: 'Import', exact: true }).click();
      const steps = new Steps(app.page);
      await steps.logSays(/Dataset import finished: demo\/freesound, 60 seen, 30 saved/u);
      await steps.openTab('Data');
      const own = await app.download(async () => steps.press('Export DuckDB'));
      const statements = [
        ...Object.values(COMPARED),
        'SELECT * EXCLUDE (updated_at) FROM audio_metadata ORDER BY audio_id',
        'SELECT * FROM audio_licenses ORDER BY audio_id',
      ];
      const tables = await queryNative(own.bytes, ...statements);
      expect(await queryNative(await readFile(database), ...statements)).toEqual(tables);
      expect(tables[0]).toHaveLength(30);
    } finally {
      await site.stop();
    }
  },
);

async function batch(args: readonly string[]): Promise<{ readonly code: number | null; readonly text: string }> {
  const child = spawn(process.execPath, [join(ROOT, 'scripts/batch.mjs'), ...args], { cwd: ROOT });
  let text = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (some: string) => (text += some));
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
  return { code, text };
}
