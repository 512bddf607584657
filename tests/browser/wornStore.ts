import { expect } from 'vitest';
import type { CompactionPolicy } from '../../src/store/transfer/compaction.ts';
import { NO_BACKUP } from './closedDataSet.ts';
import { tellDisk, whenStopped, type Taken } from './cutWrites.ts';
import {
  audioFile,
  clearStorage,
  doneOutcome,
  idOf,
  openStore,
  opfsNames,
  packedTrials,
  readOpfs,
  runOf,
  writeOpfs,
  type StoreUnderTest,
} from './storeHarness.ts';

const AT_ONCE: CompactionPolicy = { minBytes: 1 << 20, maxLiveBytes: 256 << 20, delayMs: 50 };
/** At once after opening and after each write. No other backup is made, but where there is none. */
export const COMPACTING = { ...NO_BACKUP, compactionPolicy: AT_ONCE };
/** Not before the test has told the worker what to watch for. */
export const COMPACTING_LATER = { ...NO_BACKUP, compactionPolicy: { ...AT_ONCE, delayMs: 500 }, markerDelayMs: 0 };
/** A worker that is ended in a loop lets go of its files seconds later. */
export const NOT_COMPACTING = {
  ...NO_BACKUP,
  compactionPolicy: { ...AT_ONCE, delayMs: 1 << 30 },
  lockTimeoutMs: 20_000,
};

export const FILES = 30;
/** The files that stay. */
export const LEFT = 2;
export const TRIALS = 2000;
const FEW_TRIALS = 100;

/** Fills a store with files of many trials each. */
export async function fillStore(store: StoreUnderTest): Promise<void> {
  const numbers = Array.from({ length: FILES }, (_, n) => n + 1);
  await store.addAudioFiles(numbers.map((n) => audioFile(n)));
  await store.saveDescriptors(numbers.map((n) => doneOutcome(n)));
  await store.saveRuns(
    numbers.map((n) => runOf(n, `run ${n}`, { trials: packedTrials(n > LEFT ? TRIALS : FEW_TRIALS, n) })),
  );
  await store.noteSound(idOf(1), 'Stays');
}

/** Removes all files but the first few, which leaves most of the database's file without use. */
export async function removeMost(store: StoreUnderTest): Promise<void> {
  await store.removeAudio(Array.from({ length: FILES - LEFT }, (_, n) => idOf(n + 1 + LEFT)));
}

/** Every row of every table, in order, and how far the counters are. */
export async function contentsOf(store: StoreUnderTest): Promise<ReadonlyMap<string, readonly unknown[]>> {
  const of = "database_name = 'training'";
  const tables = await store.remote.query(
    `SELECT table_name AS name FROM duckdb_tables() WHERE ${of} AND NOT temporary ORDER BY 1`,
  );
  const contents = new Map<string, readonly unknown[]>();
  for (const { name } of tables) {
    contents.set(String(name), await store.remote.query(`FROM training.main."${String(name)}"`));
  }
  contents.set(
    'sql',
    await store.remote.query(`SELECT sql FROM duckdb_tables() WHERE ${of} AND NOT temporary ORDER BY 1`),
  );
  contents.set(
    'keys',
    await store.remote.query(`SELECT table_name, constraint_text FROM duckdb_constraints() WHERE ${of} ORDER BY ALL`),
  );
  return contents;
}

/** How many rows each table has, and what they are in whatever order. */
export async function sumsOf(store: StoreUnderTest, ...tables: readonly string[]): Promise<readonly unknown[]> {
  const sums = tables.map(
    (table) => `SELECT count(*) AS rows, sum(hash(t))::VARCHAR AS sum FROM training.main.${table} t`,
  );
  return store.remote.query(sums.join(' UNION ALL '));
}

export async function databaseBytes(store: StoreUnderTest): Promise<number> {
  const list = (await opfsNames()).includes('training.list') ? (await readOpfs('training.list')).length : 0;
  return ((await store.fileBytes())?.database ?? 0) - list;
}

/** Waits until the database's file takes less than half of so many bytes. */
export async function whenCompacted(store: StoreUnderTest, ofBytes: number): Promise<void> {
  await expect.poll(async () => databaseBytes(store), { timeout: 20_000 }).toBeLessThan(ofBytes / 2);
  // It is open again before this is answered.
  await store.listRuns(idOf(1));
}

/** A worn database that no Undo reaches beyond, as its file, and what it holds. */
export interface Worn {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly contents: ReadonlyMap<string, readonly unknown[]>;
}

export async function wornDatabase(): Promise<Worn> {
  const store = await openStore(NOT_COMPACTING);
  await fillStore(store);
  await removeMost(store);
  await store.freeSpace(['undo']);
  const contents = await contentsOf(store);
  await store.close();
  return { bytes: await readOpfs('training.duckdb'), contents };
}

/** Leaves a worn database and the backup of it, and nothing else. */
export async function leaveWorn({ bytes }: Worn): Promise<void> {
  await clearStorage();
  for (const name of ['training.bak', 'training.duckdb']) await writeOpfs(name, bytes);
}

/** Whatever has ended in between, the data set opens without a word, and all is there. */
export async function expectWhole({ contents }: Worn, where: string): Promise<void> {
  const store = await openStore(NOT_COMPACTING);
  expect(await contentsOf(store), where).toEqual(contents);
  expect(await opfsNames(), where).not.toContain('training.new');
  expect(
    (await opfsNames()).filter((name) => name.startsWith('training.damaged')),
    where,
  ).toEqual([]);
  await store.tagSounds([idOf(1)], { add: ['after'] });
  store.crash();
}

/** Resolves when the worker says that what it was told to watch for has come. */
export async function whenHeld({ worker }: StoreUnderTest): Promise<void> {
  await new Promise<void>((resolve) => {
    worker.addEventListener('message', ({ data }) => {
      if (data !== null && typeof data === 'object' && 'held' in data) resolve();
    });
  });
}

/** Ends the store where compacting gives a file this name; all must be there then. */
export async function killAtRenaming(state: Worn, to: string, when: 'before' | 'after'): Promise<void> {
  await leaveWorn(state);
  const store = await openStore(COMPACTING_LATER);
  const held = whenHeld(store);
  await store.remote.holdRenaming(to, when);
  await held;
  store.crash();
  await expectWhole(state, `${when} ${to}`);
}

/** Ends the store at a write of compacting; all must be there then. Resolves with whether there was such a write. */
export async function killAtWriteOfCompacting(state: Worn, fromWrite: number, taken: Taken): Promise<boolean> {
  await leaveWorn(state);
  const store = await openStore(COMPACTING_LATER);
  const stopped = whenStopped().then(() => true);
  tellDisk({ worker: 'store', fromWrite, taken, isLast: true });
  const isStopped = await Promise.race([stopped, whenCompacted(store, state.bytes.length).then(() => false)]);
  store.crash();
  tellDisk(null);
  await expectWhole(state, `write ${fromWrite}, ${taken}`);
  return isStopped;
}
