import { expect, sharedApp, test, type App } from './support/app.ts';
import { referenceAudioPaths } from './support/fixtures.ts';
import { Steps } from './support/steps.ts';

const sharedConsole = sharedApp('visited', async (app) =>
  new Steps(app.page).addAudio(referenceAudioPaths().filter((path) => /drums-mono|plucks|tone-440/u.test(path))),
);

async function openConsole() {
  const app = sharedConsole();
  const steps = new Steps(app.page);
  await steps.openTab('Data');
  return { app, steps, sql: consoleOf(app) };
}

function consoleOf(app: App) {
  const region = app.page.getByRole('region', { name: 'SQL console' });
  return {
    status: region.getByRole('status'),
    table: region.getByRole('table', { name: 'Query result' }),
    stop: region.getByRole('button', { name: 'Stop', exact: true }),
    start: async (sql: string) => {
      await region.getByRole('textbox', { name: 'SQL', exact: true }).fill(sql);
      await region.getByRole('button', { name: 'Run SQL', exact: true }).click();
    },
  };
}

test('SQL answers from the data set, and its rows go out as CSV', async () => {
  const { app, steps, sql } = await openConsole();
  await sql.start("SELECT path, sample_rate, '=1+1' AS trap FROM audio_files WHERE path LIKE 'tone%' -- a remark");
  await expect(sql.status).toContainText('1 row');
  await expect(sql.table).toContainText('tone-440-mono-44k1-s16.wav');
  const csv = await app.download(async () => steps.press('Download CSV'));
  expect(csv.name).toBe('query_result.csv');
  expect(csv.text).toBe("path,sample_rate,trap\r\ntone-440-mono-44k1-s16.wav,44100,'=1+1\r\n");

  await sql.start(
    'SELECT imported_at, NULL AS nothing, [1, 2] AS list, 12::HUGEINT AS big FROM audio_files LIMIT 1; SELECT count(*) AS n FROM training.main.audio_files',
  );
  await expect(sql.table).toContainText('3');
  await sql.start('SELECT imported_at, NULL AS nothing, [1, 2] AS list, true AS yes FROM audio_files LIMIT 1');
  await expect(sql.table).toContainText(/20\d\d-\d\d-\d\d \d\d:\d\d[^]*NULL[^]*\[1, 2\][^]*true/u);
  await sql.start('SELEKT 1');
  await expect(sql.status).toContainText(/Parser Error: syntax error.*SELEKT/u);
  await expect(sql.status).not.toContainText('{');
  await sql.start('   ');
  await expect(sql.status).toContainText('Write a statement first');
  await expect(app.page.getByRole('alert')).toHaveCount(0);
});

test('SQL completes tables and columns, marks the mistake at its place, and remembers what ran after a reload', async () => {
  const { app, steps, sql } = await openConsole();
  const { page } = app;
  const field = page.getByRole('textbox', { name: 'SQL', exact: true });
  await field.fill('');
  await field.pressSequentially('SELECT * FROM audio_me');
  const choices = page.getByRole('listbox', { name: 'Completions' });
  await expect(choices).toContainText('audio_metadata');
  // They cover no button.
  await page.getByRole('button', { name: 'Run SQL', exact: true }).click();
  await expect(sql.status).toContainText('audio_me');
  await field.fill('SELECT * FROM audio_me');
  await expect(choices).toContainText('audio_metadata');
  await page.keyboard.press('Enter');
  await expect(field).toHaveValue('SELECT * FROM audio_metadata');
  await page.keyboard.press('Control+Enter');
  await expect(sql.status).toContainText('0 rows');

  await sql.start('SELECT path,\n  nonsense FROM audio_files');
  await expect(sql.status).toContainText('nonsense');
  await page.getByRole('button', { name: 'Go to line 2, column 3' }).click();
  await expect(field).toBeFocused();
  const selected = await field.evaluate((area: HTMLTextAreaElement) =>
    area.value.slice(area.selectionStart, area.selectionEnd),
  );
  expect(selected).toBe('nonsense');

  await sql.start('SELECT sampl_rate FROM audio_files');
  await page.getByRole('button', { name: 'Use sample_rate' }).click();
  await expect(field).toHaveValue('SELECT sample_rate FROM audio_files');

  await field.fill('SELECT path,');
  await page.getByText('Tables and columns', { exact: true }).click();
  const tables = page.getByRole('region', { name: 'Tables' });
  await tables.getByText('audio_files', { exact: true }).first().click();
  await tables.getByRole('button', { name: 'duration_sec DOUBLE' }).click();
  await page.keyboard.type(' FROM ');
  await tables.getByRole('button', { name: 'audio_files table' }).click();
  await expect(field).toHaveValue('SELECT path, duration_sec FROM audio_files');
  await page.keyboard.press('Control+Enter');
  await page.getByRole('button', { name: 'Chart', exact: true }).click();
  await expect(page.getByRole('img', { name: 'duration_sec by path. 3 rows.' })).toBeVisible();

  await app.reload();
  await steps.openTab('Data');
  const earlier = app.page.getByRole('combobox', { name: 'Earlier statements' });
  await earlier.selectOption({ label: 'SELECT * FROM audio_metadata' });
  await expect(app.page.getByRole('textbox', { name: 'SQL', exact: true })).toHaveValue('SELECT * FROM audio_metadata');
});

/** The data set of the app that lies at the root of its site. */
const PROJECT = 'opfs://inertiabands/%2F/projects/default';

/** Each is refused, and nothing leaves: a foreign request would fail the test. One of a kind … */
const ATTACKS = [
  'DELETE FROM audio_files',
  'DETACH training',
  `ATTACH '${PROJECT}/training.duckdb' AS live`,
  "ATTACH 'http://127.0.0.1:9/x.duckdb' AS far",
  "SELECT * FROM read_csv('http://127.0.0.1:9/x.csv')",
  `SELECT * FROM read_blob('${PROJECT}/training.duckdb')`,
  `COPY audio_files TO '${PROJECT}/training.bak'`,
  'INSTALL httpfs; LOAD httpfs',
  'SET enable_external_access = true',
  'CHECKPOINT training; DELETE FROM audio_files',
];

/** … and the others. */
const MORE_ATTACKS = [
  'DROP TABLE audio_files',
  "UPDATE training.main.audio_files SET path = 'gone'",
  "INSERT INTO audio_files (audio_id, path) VALUES ('x', 'y')",
  'CREATE TABLE mine (a INTEGER)',
  'ALTER TABLE audio_files ADD COLUMN a INTEGER',
  "ATTACH 'other.duckdb' AS other",
  "SELECT * FROM 'http://127.0.0.1:9/x.csv'",
  "SELECT * FROM read_text('/etc/passwd')",
  "SELECT * FROM glob('*')",
  "COPY audio_files TO 'out.csv'",
  "EXPORT DATABASE 'everything'",
  "INSTALL httpfs FROM 'http://127.0.0.1:9/'; LOAD httpfs",
  'LOAD httpfs',
  'RESET enable_external_access',
  'SET lock_configuration = false',
  "SET memory_limit = '4GB'",
];

for (const { tag, attacks } of [
  { tag: '@share', attacks: ATTACKS },
  { tag: '@every', attacks: [...ATTACKS, ...MORE_ATTACKS] },
] as const)
  test(
    `SQL cannot touch the data set, files, the network or its own limits, attacks tried: ${attacks.length}, and sees what was stored since the last statement`,
    { tag },
    async () => {
      const { steps, sql } = await openConsole();
      for (const attack of attacks) {
        await sql.start(attack);
        // What is said is of this one, not still of the last.
        await expect(sql.stop, attack).toBeDisabled();
        await expect(sql.status, attack).toContainText(
          /The console only reads|The console sees the data set only|Cannot detach|not found|[Ee]rror/u,
        );
        await expect(sql.table, attack).toHaveCount(0);
      }
      const counts =
        "SELECT (SELECT count(*) FROM audio_files) || ' files, ' || (SELECT count(*) FROM descriptors) || ' described' AS n";
      await sql.start(counts);
      await expect(sql.table).toContainText('3 files, 3 described');
      await steps.addAudio(referenceAudioPaths().filter((path) => /speech/u.test(path)));
      await steps.openTab('Data');
      await sql.start(counts);
      await expect(sql.table).toContainText('4 files, 4 described');
    },
  );

const HUNGRY = [
  "SELECT string_agg(repeat('y', 1000000), ',') FROM range(2000)",
  'SELECT list(range) FROM range(300000000)',
  "SELECT lpad('z', 2000000000, 'z')",
  "SELECT count(DISTINCT range::VARCHAR || repeat('x', 200)) FROM range(100000000)",
  "SELECT repeat('x', 3000000000)",
];

for (const { tag, statements } of [
  { tag: '@share', statements: HUNGRY.slice(-1) },
  { tag: '@every', statements: HUNGRY },
] as const)
  test(`SQL stops at the row limit, on Stop and out of memory: ${statements.length} ways`, { tag }, async () => {
    const { sql } = await openConsole();
    await sql.start('SELECT * FROM range(1000000000)');
    await expect(sql.status).toContainText('The first 10,000 rows; there are more');
    await expect(sql.table).toHaveAttribute('aria-rowcount', '10001');

    await sql.start('SELECT count(*) FROM range(10000000) a, range(10000000) b WHERE (a.range * b.range) % 7 = 3');
    await sql.stop.click();
    await expect(sql.status).toContainText('Stopped', { timeout: 1000 });

    for (const hungry of statements) {
      await sql.start(hungry);
      await expect(sql.status, hungry).toContainText(/more memory|stopped after 20 seconds|[Ee]rror/u, {
        timeout: 30_000,
      });
    }
    await sql.start("SELECT repeat('x', 3000000) AS long FROM range(3)");
    await expect(sql.table).toContainText('… (3000000 characters)');
    await sql.start('SELECT 42 AS answer');
    await expect(sql.table).toContainText('42');
  });
