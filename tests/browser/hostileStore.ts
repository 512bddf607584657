import { expect } from 'vitest';
import { createSchema } from '../../src/store/schema/migrations.ts';
import { DATA_TABLES } from '../../src/store/schema/schema.ts';
import { hostileDatabase, type HostileOptions } from '../support/hostileRows.ts';
import { inMemory, openStore, queryFile, type StoreUnderTest } from './storeHarness.ts';

/** A database with sound and hostile rows in every table. */
export async function makeHostile(options: HostileOptions): Promise<File> {
  return inMemory(async (session) => {
    for (const statement of hostileDatabase(options)) await session.script(statement);
    // Its tables are there; what is left is the version.
    await createSchema(session);
    return new File([await session.copyToBuffer()], 'hostile.duckdb');
  });
}

/** Every sound row of the tables of a data set, as text, in order; times and places in the order are a data set's own. */
export async function soundRowsOf(file: Blob): Promise<Record<string, unknown>> {
  const rows = await queryFile(
    file,
    ...DATA_TABLES.map(({ name, columns }) => {
      const names = columns
        .filter(({ name: column, type }) => type !== 'TIMESTAMP' && column !== 'sequence')
        .map((column) => `${column.name}::VARCHAR AS ${column.name}`);
      const key = columns[0]?.name ?? '';
      return `SELECT ${names.join(', ')} FROM f.${name} WHERE ${key} LIKE '%-sound' ORDER BY ALL`;
    }),
  );
  return Object.fromEntries(DATA_TABLES.map(({ name }, place) => [name, rows[place]]));
}

/** Reads all that can be asked of the store: nothing of it may throw. */
export async function readEverything(store: StoreUnderTest): Promise<void> {
  const audio = await store.listAudio();
  const ids = audio.filter((_, place) => place % 40 === 0).map(({ file }) => file.audioId);
  for (const id of ids) {
    for (const { runId } of await store.listRuns(id)) await store.runTrials(runId);
    for (const { runId } of await store.listMeasured(id)) await store.measuredTrials(runId);
  }
  for (const { collectionId } of await store.listCollections()) await store.collectionParts(collectionId, 'tuning');
  for (const { modelId } of await store.listModels()) await store.listPredictions(modelId);
  await Promise.all([store.pluginWindows(), store.listOptima(), store.listTimbres(), store.listAttributions()]);
  for (const { file } of audio) expect(Number.isNaN(file.importedAt.getTime()), file.audioId).toBe(false);
}

/** What opens again after a crash without a word, all that is asked of it answered. */
export async function expectSound(store: StoreUnderTest, sound: Record<string, unknown>): Promise<StoreUnderTest> {
  await readEverything(store);
  store.crash();
  const again = await openStore();
  await readEverything(again);
  expect(await soundRowsOf(await again.exportDatabase())).toEqual(sound);
  return again;
}
