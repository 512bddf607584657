import { DuckDBAccessMode } from '@duckdb/duckdb-wasm';
import { databasePath, WAL_FILE } from '../../src/store/files/opfsFiles.ts';
import { createTable, DESKTOP_TABLES } from '../../src/store/schema/schema.ts';
import { settled } from './closedDataSet.ts';
import { createSharedEngine } from './sharedEngine.ts';
import { tellDisk, whenStopped, type Taken } from './cutWrites.ts';
import { opfsNames, readOpfs, removeOpfs, startStore } from './storeHarness.ts';

/** What a writer without the recipe leaves in the log of a new database. */
const UNCHECKPOINTED = [
  ...DESKTOP_TABLES.map((table) => createTable(table)),
  "INSERT INTO audio_files (audio_id, path) VALUES ('one', 'one.wav')",
  "INSERT INTO audio_files (audio_id, path) VALUES ('two', 'two.wav')",
];

/** Runs statements on the OPFS database without the recipe and ends it without a checkpoint. */
export async function withRawDatabase(...statements: readonly string[]): Promise<void> {
  const engine = await createSharedEngine();
  try {
    await removeOpfs('training.duckdb.wal').catch(() => undefined);
    await engine.db.open({ path: databasePath(), accessMode: DuckDBAccessMode.READ_WRITE });
    const connection = await engine.db.connect();
    for (const statement of statements) await connection.query(statement);
  } finally {
    engine.terminate();
  }
  await settled();
}

/** Leaves a new database of two files, all of which is in its log. */
export async function leaveLog(): Promise<void> {
  await withRawDatabase(...UNCHECKPOINTED);
}

/**
 * Opens what {@link leaveLog} left and ends it like a kill at one of DuckDB's writes. Resolves with the log as it is then, null where
 * there is none any more.
 */
export async function killAtWrite(fromWrite: number, taken: Taken): Promise<Uint8Array | null> {
  tellDisk({ worker: 'duckdb', fromWrite, taken, isLast: true });
  const store = await startStore();
  const opened = store.open().then(() => false);
  opened.catch(() => undefined);
  const isKilled = await Promise.race([whenStopped().then(() => true), opened]);
  store.crash();
  tellDisk(null);
  return isKilled && (await opfsNames()).includes(WAL_FILE) ? readOpfs(WAL_FILE) : null;
}
