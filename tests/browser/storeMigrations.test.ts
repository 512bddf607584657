import { describe, expect, it } from 'vitest';
import { createSchema, SCHEMA_VERSION } from '../../src/store/schema/migrations.ts';
import type { SqlRow } from '../../src/store/engine/rows.ts';
import { tableNames } from '../../src/store/engine/scan.ts';
import { isAccountTable } from '../../src/store/schema/schema.ts';
import {
  audioFile,
  doneOutcome,
  inMemory,
  isolateStoreTests,
  KEEP_BOTH,
  openStore,
  queryFile,
  sharedStore,
  startStore,
  writeOpfs,
} from './storeHarness.ts';

const openedStore = sharedStore();

const VERSIONS = Array.from({ length: SCHEMA_VERSION }, (_, index) => index + 1);

it('a database of an earlier schema is brought up to date before it is merged, with every row of it, and before it is put in the place of the data set', async () => {
  const store = await openedStore();
  for (const version of [1, SCHEMA_VERSION]) {
    const old = new File([await databaseOf(version)], 'old.duckdb');
    const before = await rowsOf(old);
    const { contents, step } = await store.mergeDatabase(old, KEEP_BOTH);
    expect(contents, `version ${version}`).toMatchObject({ writtenBy: 'trainer', audioFiles: 1, trials: 1 });
    expect(await rowsOf(await store.exportDatabase()), `version ${version}`).toMatchObject(before);
    await store.undo(step!.stepId);
    expect(await store.listAudio()).toEqual([]);
  }
  const first = new File([await databaseOf(1)], 'first.duckdb');
  await store.replaceDatabase(first);
  expect(await rowsOf(await store.exportDatabase())).toMatchObject(await rowsOf(first));
});

it('a database of a later schema is refused in words, opened or imported, and left as it is', async () => {
  const later = await makeDatabase(
    SCHEMA_VERSION,
    `INSERT INTO schema_version (version) VALUES (${SCHEMA_VERSION + 1})`,
  );
  const words = {
    code: 'bad-database',
    message: expect.stringMatching(
      new RegExp(
        `newer InertiaBands Trainer \\(schema ${SCHEMA_VERSION + 1}, this one knows ${SCHEMA_VERSION}\\)`,
        'u',
      ),
    ) as string,
  };
  const store = await openedStore();
  await store.addAudioFiles([audioFile(1)]);
  await expect(store.previewMerge(new Blob([later]))).rejects.toMatchObject(words);
  await expect(store.replaceDatabase(new Blob([later]))).rejects.toMatchObject(words);
  expect(await store.listAudio()).toHaveLength(1);
  await store.close();
  await writeOpfs('training.duckdb', later);
  await expect((await startStore()).open()).rejects.toMatchObject(words);
});

describe('a database of each earlier schema', () => {
  isolateStoreTests();

  // Every version between is a step of the first one’s way.
  for (const version of [1, 5, SCHEMA_VERSION]) {
    it(
      `version ${version} is opened with every row of it, and works on`,
      { tags: version === 1 ? [] : 'every' },
      async () => {
        const old = await databaseOf(version);
        const before = await rowsOf(old);
        expect(Object.keys(before).length).toBeGreaterThanOrEqual(11);
        await writeOpfs('training.duckdb', old);
        const store = await openStore();
        const exported = await store.exportDatabase();
        const after = await rowsOf(exported);
        expect(after).toMatchObject(before);
        const [versions] = await queryFile(exported, 'SELECT version FROM f.schema_version ORDER BY version');
        expect(versions!.map((row) => row['version'])).toEqual(VERSIONS);
        // What came with later versions works as well.
        await store.addAudioFiles([audioFile(1)], 'a-step');
        await store.saveDescriptors([doneOutcome(1)]);
        await store.saveOptima([{ audioId: audioFile(1).audioId, score: 1, targets: [1, 2, 3, 4, 5] }]);
        await store.undo('a-step');
        expect(await rowsOf(await store.exportDatabase())).toEqual(after);
      },
    );
  }
});

const made = new Map<number, Uint8Array<ArrayBuffer>>();

/** The same database each time. */
async function databaseOf(version: number): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = made.get(version) ?? (await makeDatabase(version));
  made.set(version, bytes);
  return bytes;
}

/** A database made by the steps up to a version, with a row in every table of it. */
async function makeDatabase(version: number, ...statements: readonly string[]): Promise<Uint8Array<ArrayBuffer>> {
  return inMemory(async (session) => {
    await session.transaction(async () => createSchema(session, 0, version));
    for (const table of await tableNames(session)) {
      if (table === 'schema_version' || isAccountTable(table)) continue;
      const columns = await session.query(
        `SELECT column_name, data_type, column_index FROM duckdb_columns() WHERE table_name = '${table}' ORDER BY column_index`,
      );
      await session.script(`INSERT INTO ${table} VALUES (${columns.map((column) => valueOf(column)).join(', ')})`);
    }
    for (const statement of statements) await session.script(statement);
    return session.copyToBuffer();
  });
}

const KEYS: Readonly<Record<string, string>> = {
  audio_id: "'file-1'",
  run_id: "'run-1'",
  model_id: "'model-1'",
  path: "'folder/one.wav'",
  state: "'finished'",
  objective: "'proxy'",
  trial_count: '1',
  staged_name: 'NULL',
  settings_json: `'{"clusterCount":4,"changeWeight":0.5,"partnerCount":3,"startupTrials":3,"totalTrials":6,"seed":1}'`,
  partner_ids_json: `'["file-2"]'`,
  audio_ids_json: `'["file-1"]'`,
  parts: "'0.5 0.25'",
};

/** A value that fits a column and differs from column to column. */
function valueOf({ column_name: name, data_type: type, column_index: index }: SqlRow): string {
  const key = KEYS[String(name)];
  if (key !== undefined) return key;
  if (type === 'DOUBLE') return `${Number(index)} / 7.0::DOUBLE`;
  if (type === 'INTEGER') return String(Number(index));
  if (type === 'BOOLEAN') return 'true';
  return type === 'TIMESTAMP' ? `'2026-01-0${(Number(index) % 9) + 1} 12:00:00'` : `'${String(name)} of one'`;
}

/** Every row of every table but the accounts of steps, versions and commands, without the numbers that a database gives them itself. */
async function rowsOf(file: Blob | Uint8Array<ArrayBuffer>): Promise<Record<string, SqlRow[]>> {
  const blob = file instanceof Blob ? file : new Blob([file]);
  const [names] = await queryFile(
    blob,
    `SELECT table_name FROM duckdb_tables() WHERE database_name = 'f'
       AND table_name NOT LIKE 'undo%' AND table_name NOT IN ('schema_version', 'command_answers') ORDER BY ALL`,
  );
  const tables = names!.map((row) => String(row['table_name']));
  const rows = await queryFile(
    blob,
    ...tables.map((name) => `SELECT COLUMNS(c -> c <> 'sequence') FROM f.${name} ORDER BY ALL`),
  );
  return Object.fromEntries(tables.map((name, index) => [name, rows[index] ?? []]));
}
